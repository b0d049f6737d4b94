using Line.Emulator.Http;

namespace Line.Emulator.Content;

internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/bot/message/{messageId}/content", Get).AsLine(LineOperation.PerSecond("content"));
        app.MapGet("/v2/bot/message/{messageId}/content/preview", Get).AsLine(LineOperation.PerSecond("content.preview"));
        app.MapGet("/v2/bot/message/{messageId}/content/transcoding", (string messageId, ContentStore content) =>
                content.Find(messageId) is null ? LineAnswer.NotFound : LineAnswer.Of(new { status = "succeeded" })).AsLine(LineOperation.PerSecond("content.transcoding"));
    }

    public static void MapContentControl(this RouteGroupBuilder control) =>
        control.MapGet("/content/{messageId}", (string messageId, ContentStore content) =>
            content.Find(messageId) is { } found ? Results.Bytes(found.Bytes, found.Type) : ControlProblem.NotFound("content"));

    private static IResult Get(string messageId, ContentStore content, World world)
    {
        lock (world.Gate)
        {
            if (world.Unsent.Contains(messageId))
                return LineAnswer.Refusal(410, "Gone");
        }

        return content.Find(messageId) is { } found ? Results.Bytes(found.Bytes, found.Type) : LineAnswer.NotFound;
    }
}

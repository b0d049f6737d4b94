using Line.Emulator.Http;
using Line.Emulator.Messages;
using Line.Emulator.Users;

namespace Line.Emulator.Chats;

/// <summary>What a bot says without a message: it is typing, it has read.</summary>
internal static class ReadingEndpoints
{
    public static void MapReading(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/chat/loading/start", LoadingAsync).AsLine(LineOperation.PerSecond("loading", 100));
        app.MapPost("/v2/bot/chat/markAsRead", async (HttpContext http, MessageIds ids) =>
        {
            var body = await LineBody.ReadAsync(http);
            return body.Refusal ?? (body.Json.Text("markAsReadToken") is { } token && ids.IsReadToken(token) ? LineAnswer.Empty : LineAnswer.BadProperty("markAsReadToken"));
        }).AsLine(LineOperation.PerSecond("markAsRead"));
    }

    private static async Task<LineAnswer> LoadingAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if (body.Refusal is { } refusal)
            return refusal;
        if (body.Json.Text("chatId") is not { } chatId || !UserEndpoints.UserIdShape().IsMatch(chatId))
            return LineAnswer.BadProperty("chatId");
        var problems = new Problems();
        var seconds = problems.WholeNumber(body.Json, "loadingSeconds", "loadingSeconds", required: false) ?? 20;
        if (seconds is < 5 or > 60 || seconds % 5 != 0)
            problems.Add("Must be between 5 and 60, in steps of 5", "loadingSeconds");
        if (problems.Answer() is { } bad)
            return bad;
        lock (world.Gate)
            world.Streams.Publish(world, chatId, "loading", () => new { seconds });
        return LineAnswer.Accepted;
    }
}

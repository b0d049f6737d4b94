using Line.Emulator.Channels;
using Line.Emulator.Http;

namespace Line.Emulator.Login;

internal sealed record AssertionKeyRequest(string? ChannelId, string? Kid, string? N, string? E);

/// <summary>What the console does on the real platform.</summary>
internal static class LoginControl
{
    public static void MapLoginControl(this RouteGroupBuilder control)
    {
        control.MapPost("/login/rotate-key", (EmulatorKeys keys) => Results.Json(new { kid = keys.Rotate().Kid }, ControlJson.Options));
        control.MapPost("/assertion-keys", async (AssertionKeyRequest request, Bots bots) =>
        {
            if (request is not { ChannelId: not null, N: not null, E: not null })
                return ControlProblem.Invalid("channelId, n, e", "given");
            if (bots.OfChannel(request.ChannelId)?.World is not { } world)
                return ControlProblem.NotFound("channel");
            var kid = request.Kid ?? Token.NewId();
            await world.Record(new AssertionKeySet(request.ChannelId, kid, request.N, request.E));
            return Results.Json(new { kid }, ControlJson.Options, statusCode: 201);
        });
    }
}

using System.Text.RegularExpressions;
using Line.Emulator.Channels;

namespace Line.Emulator.Http;

/// <summary>Finds out which official account a call is about: its token, its client id, its LIFF id, or (for control) the channel named.</summary>
internal static partial class ChannelPick
{
    public static void UseChannelPick(this WebApplication app) => app.Use((context, next) =>
    {
        var bots = context.RequestServices.GetRequiredService<Bots>();
        var bot = bots.All.Count == 1 ? bots.First : Pick(context, bots);
        if (bot is null)
            return ControlProblem.NotFound("channel").ExecuteAsync(context);
        context.RequestServices.GetRequiredService<CurrentBot>().Bot = bot;
        return next(context);
    });

    private static Bot? Pick(HttpContext context, Bots bots)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/emulator"))
            return request.Query.TryGetValue("channel", out var named) ? bots.OfChannel(named) : bots.First;
        if (BearerToken.Read(context) is { Length: > 0 } token)
            return bots.OfToken(token, context.RequestServices.GetRequiredService<TokenMint>()) ?? bots.First;
        if (request.Query.TryGetValue("client_id", out var client))
            return bots.OfChannel(client) ?? bots.First;
        return LiffId().Match(request.Path.Value ?? "") is { Success: true } liff ? bots.OfChannel(liff.Groups[1].Value) ?? bots.First : bots.First;
    }

    [GeneratedRegex(@"^(?:/liff/open)?/(\d{10})-[A-Za-z0-9]{8}(?:/|$)")]
    private static partial Regex LiffId();
}

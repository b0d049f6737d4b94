using Line.Emulator.Http;

namespace Line.Emulator.Channels;

internal static class BearerToken
{
    public static string? Read(HttpContext http) =>
        http.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;

    /// <summary>Lets a live token of the right channel through.</summary>
    public static LineAnswer? Check(HttpContext http, World world, TokenNeeded needed, out string channel)
    {
        channel = needed == TokenNeeded.Login ? world.Options.LoginChannelId : world.Options.ChannelId;
        if (Read(http) is not { Length: > 0 } text)
            return LineAnswer.Unauthorized("missing token");
        if (needed == TokenNeeded.Messaging && world.Options.LongLivedToken is { } longLived && text == longLived)
            return null;
        var token = http.RequestServices.GetRequiredService<TokenMint>().Open(text);
        if (token is null || token.Kind is TokenKind.User or TokenKind.Refresh or TokenKind.Link || token.Channel != channel)
            return LineAnswer.Unauthorized("invalid token");
        if (token.ExpiresAt <= world.Now)
            return LineAnswer.Unauthorized("expired token");
        lock (world.Gate)
            return world.Tokens.IsRevoked(token) ? LineAnswer.Unauthorized("revoked token") : null;
    }
}

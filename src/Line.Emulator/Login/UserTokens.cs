using Line.Emulator.Channels;

namespace Line.Emulator.Login;

/// <summary>Access tokens of people for the Login channel, and what a bearer of one may ask.</summary>
internal sealed class UserTokens(TokenMint mint, World world)
{
    public static readonly TimeSpan LiffLife = TimeSpan.FromHours(12);
    public static readonly TimeSpan LoginLife = TimeSpan.FromDays(30);
    public static readonly TimeSpan RefreshLife = TimeSpan.FromDays(90);

    public string Issue(string userId, string scope, TimeSpan life, string? liffId = null, TokenKind kind = TokenKind.User) =>
        mint.Write(new Token(kind, world.Options.LoginChannelId, Token.NewId(), world.Now, world.Now + life)
        {
            Subject = userId, Scope = scope, LiffId = liffId,
        });

    /// <summary>The live token behind a text, or what LINE says about it.</summary>
    public (Token? Token, string? Complaint) Open(string? text, TokenKind kind = TokenKind.User)
    {
        if (string.IsNullOrEmpty(text) || mint.Open(text) is not { } token || token.Kind != kind)
            return (null, "The access token is not JWS");
        if (token.ExpiresAt <= world.Now)
            return (null, "access token expired");
        lock (world.Gate)
            return world.Tokens.IsRevoked(token) ? (null, "access token revoked") : (token, null);
    }
}

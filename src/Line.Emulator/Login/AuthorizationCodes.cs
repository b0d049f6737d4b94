using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Line.Emulator.Channels;
using Line.Emulator.Http;

namespace Line.Emulator.Login;

internal sealed record Grant(string ClientId, string UserId, string Scope, string? Nonce, string RedirectUri, string? CodeChallenge, DateTime ExpiresAt);

/// <summary>Codes of the web login: ten minutes, once.</summary>
internal sealed class AuthorizationCodes(TimeProvider clock, Bots bots)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Grant> _codes = [];

    public string Issue(string clientId, string userId, string scope, string? nonce, string redirectUri, string? codeChallenge)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var code = RandomNumberGenerator.GetHexString(20, lowercase: true);
        lock (_lock)
        {
            foreach (var (old, _) in _codes.Where(c => c.Value.ExpiresAt <= now).ToList())
                _codes.Remove(old);
            _codes[code] = new Grant(clientId, userId, scope, nonce, redirectUri, codeChallenge, now + Life);
        }

        return code;
    }

    public LineAnswer? Redeem(IFormCollection form, out Grant? grant)
    {
        lock (_lock)
        {
            if (!_codes.Remove(form["code"].ToString(), out grant) || grant.ExpiresAt <= clock.GetUtcNow().UtcDateTime)
                return LineAnswer.OAuthError("invalid_grant", "invalid authorization code");
        }

        if (grant.RedirectUri != form["redirect_uri"].ToString())
            return LineAnswer.OAuthError("invalid_grant", "redirect_uri does not match");
        if (form["client_id"] != grant.ClientId)
            return LineAnswer.OAuthError("invalid_client", "invalid client_id");
        // A page without a server (LIFF in a browser) proves itself by PKCE instead of the secret.
        if (form.ContainsKey("client_secret"))
        {
            if (bots.WithSecret(form["client_id"], form["client_secret"]) is null)
                return LineAnswer.OAuthError("invalid_client", "invalid client_secret");
        }
        else if (grant.CodeChallenge is null)
        {
            return LineAnswer.OAuthError("invalid_client", "client_secret is missing");
        }

        if (grant.CodeChallenge is { } challenge
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != challenge)
            return LineAnswer.OAuthError("invalid_grant", "invalid code_verifier");
        return null;
    }
}

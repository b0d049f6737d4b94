using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Line.Emulator.Channels;
using Line.Emulator.Http;

namespace Line.Emulator.Login;

internal sealed record Grant(string UserId, string Scope, string? Nonce, string RedirectUri, string? CodeChallenge, DateTime ExpiresAt);

/// <summary>Codes of the web login: ten minutes, once.</summary>
internal sealed class AuthorizationCodes(World world)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Grant> _codes = [];

    public string Issue(string userId, string scope, string? nonce, string redirectUri, string? codeChallenge)
    {
        var code = RandomNumberGenerator.GetHexString(20, lowercase: true);
        lock (_lock)
        {
            foreach (var (old, _) in _codes.Where(c => c.Value.ExpiresAt <= world.Now).ToList())
                _codes.Remove(old);
            _codes[code] = new Grant(userId, scope, nonce, redirectUri, codeChallenge, world.Now + Life);
        }

        return code;
    }

    public LineAnswer? Redeem(IFormCollection form, out Grant? grant)
    {
        lock (_lock)
        {
            if (!_codes.Remove(form["code"].ToString(), out grant) || grant.ExpiresAt <= world.Now)
                return LineAnswer.OAuthError("invalid_grant", "invalid authorization code");
        }

        if (grant.RedirectUri != form["redirect_uri"].ToString())
            return LineAnswer.OAuthError("invalid_grant", "redirect_uri does not match");
        if (form["client_id"] != world.Options.LoginChannelId)
            return LineAnswer.OAuthError("invalid_client", "invalid client_id");
        // A page without a server (LIFF in a browser) proves itself by PKCE instead of the secret.
        if (form.ContainsKey("client_secret"))
        {
            if (TokenEndpoints.CheckSecret(world, form["client_id"], form["client_secret"]) is not null)
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

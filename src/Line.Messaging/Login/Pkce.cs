using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Line.Messaging.Login;

/// <summary>A secret that binds a sign-in to the one who began it. Keep <see cref="Verifier"/> in the session, send <see cref="Challenge"/>.</summary>
/// <param name="Verifier">43 to 128 of <c>A-Za-z0-9-._~</c>.</param>
/// <seealso href="https://developers.line.biz/en/docs/line-login/integrate-pkce/"/>
public sealed record Pkce(string Verifier)
{
    /// <summary>Base64url of the verifier's SHA-256, for <see cref="AuthorizeUrl.CodeChallenge"/>.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A new secret of 256 random bits.</summary>
    public static Pkce Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
}

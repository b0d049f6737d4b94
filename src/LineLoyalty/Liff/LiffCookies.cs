using LineLoyalty.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Liff;

/// <summary>Two cookies: the session's token, which no script can read, and <c>m</c>, eight letters of its hash, which tell the page that asking for the card is worth it and whether the session is still the one it opened.</summary>
public sealed class LiffCookies(IOptions<BrandOptions> brand)
{
    private const string Marker = "m";

    /// <summary><c>__Host-</c> binds a cookie to https and this host; over http on a developer's machine no browser takes it.</summary>
    private string NameFor(HttpContext http) => IsSecure(http) ? "__Host-s" : "s";

    public string? Token(HttpContext http) => http.Request.Cookies[NameFor(http)];

    public void Set(HttpContext http, string token)
    {
        http.Response.Cookies.Append(NameFor(http), token, Options(http, LiffSessions.Absolute, httpOnly: true));
        Mark(http, token);
    }

    /// <summary>Lets the readable mark live as long as the session may be idle.</summary>
    public void Mark(HttpContext http, string token) =>
        http.Response.Cookies.Append(Marker, Secret.Hash(token)[..8], Options(http, LiffSessions.Idle, httpOnly: false));

    public void Clear(HttpContext http)
    {
        http.Response.Cookies.Append(NameFor(http), "", Options(http, TimeSpan.Zero, httpOnly: true));
        http.Response.Cookies.Append(Marker, "", Options(http, TimeSpan.Zero, httpOnly: false));
    }

    private bool IsSecure(HttpContext http) =>
        http.Request.IsHttps || brand.Value.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private CookieOptions Options(HttpContext http, TimeSpan life, bool httpOnly) => new()
    {
        HttpOnly = httpOnly,
        Secure = IsSecure(http),
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}

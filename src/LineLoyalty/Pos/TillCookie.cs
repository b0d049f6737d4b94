using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Pos;

/// <summary>Keeps a device's POS key where no script can read it.</summary>
public sealed class TillCookie(IOptions<BrandOptions> brand)
{
    // __Host- binds a cookie to https and this host; over http on a developer's machine no browser takes it.
    private string NameFor(HttpContext http) => IsSecure(http) ? "__Host-till" : "till";

    public string? Read(HttpContext http) => http.Request.Cookies[NameFor(http)];

    public void Set(HttpContext http, string key, TimeSpan life) => http.Response.Cookies.Append(NameFor(http), key, Options(http, life));

    public void Clear(HttpContext http) => http.Response.Cookies.Append(NameFor(http), "", Options(http, TimeSpan.Zero));

    public bool IsOwnOrigin(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        return origin == $"{http.Request.Scheme}://{http.Request.Host}"
            || (Uri.TryCreate(brand.Value.PublicUrl, UriKind.Absolute, out var site) && origin == site.GetLeftPart(UriPartial.Authority));
    }

    private bool IsSecure(HttpContext http) =>
        http.Request.IsHttps || brand.Value.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private CookieOptions Options(HttpContext http, TimeSpan life) => new()
    {
        HttpOnly = true, Secure = IsSecure(http), SameSite = SameSiteMode.Strict, Path = "/", MaxAge = life, IsEssential = true,
    };
}

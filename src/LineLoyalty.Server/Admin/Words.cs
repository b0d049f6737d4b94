using LineLoyalty.Staff;

namespace LineLoyalty.Server.Admin;

/// <summary>Both languages of a text stand where it is used: <c>@W["會員", "Members"]</c>.</summary>
public sealed class Words(IHttpContextAccessor accessor)
{
    private const string Cookie = "admin-language";

    public string Language { get; } = Choose(accessor.HttpContext);

    public bool IsEnglish => Language == "en";

    public string this[string chinese, string english] => IsEnglish ? english : chinese;

    /// <summary>Remembered for pages before sign-in; a signed-in person's own choice comes first.</summary>
    public static void Remember(HttpContext http, string language) =>
        http.Response.Cookies.Append(Cookie, language == "en" ? "en" : "zh-TW", new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });

    private static string Choose(HttpContext? http) =>
        http?.Features.Get<StaffAccount>()?.Language ?? (http?.Request.Cookies[Cookie] == "en" ? "en" : "zh-TW");
}

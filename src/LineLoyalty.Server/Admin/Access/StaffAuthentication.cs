using System.Security.Claims;
using System.Text.Encodings.Web;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Access;

/// <summary>Recognises a signed-in staff member by the session cookie, on every request anew.</summary>
internal sealed class StaffAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, StaffSessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "staff";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (StaffCookie.Read(Context) is not { } token) return AuthenticateResult.NoResult();
        if (await sessions.FindAsync(token, Context.RequestAborted) is not { } staff) return AuthenticateResult.Fail("The session has ended.");
        Context.Features.Set(staff);
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, staff.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), new(ClaimTypes.Name, staff.DisplayName), new(ClaimTypes.Role, staff.Role.ToString())],
            Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Headers.ContainsKey("HX-Request"))
        {
            Response.Headers["HX-Redirect"] = "/admin/sign-in";
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        Response.Redirect("/admin/sign-in?returnUrl=" + Uri.EscapeDataString(Request.Path + Request.QueryString));
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Redirect("/admin/forbidden");
        return Task.CompletedTask;
    }
}

/// <summary>Rights of the back office. A page that names none is for administrators.</summary>
internal static class StaffPolicies
{
    public const string Clerk = "clerk";
    public const string Marketer = "marketer";
    public const string Admin = "admin";

    public static void Add(AuthorizationOptions options)
    {
        void Policy(string name, params StaffRole[] roles) => options.AddPolicy(
            name, p => p.AddAuthenticationSchemes(StaffAuthentication.Name).RequireAuthenticatedUser().RequireRole(roles.Select(r => r.ToString())));
        Policy(Clerk, StaffRole.Clerk, StaffRole.Marketer, StaffRole.Admin);
        Policy(Marketer, StaffRole.Marketer, StaffRole.Admin);
        Policy(Admin, StaffRole.Admin);
    }
}

internal static class StaffCookie
{
    // __Host- binds a cookie to https and this host; browsers take it over plain http from nobody.
    private static string Name(HttpContext http) => http.Request.IsHttps ? "__Host-staff" : "staff";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name(http)];

    public static void Set(HttpContext http, string token) => http.Response.Cookies.Append(Name(http), token, Options(http));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http));

    private static CookieOptions Options(HttpContext http) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}

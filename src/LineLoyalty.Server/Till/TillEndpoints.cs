using LineLoyalty.Data;
using LineLoyalty.Pos;
using LineLoyalty.Server.Admin.Access;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Till;

/// <param name="Now">The server's time; sales are dated by it, not by the tablet's clock.</param>
/// <param name="Staff">Who is signed in at the back office in this browser.</param>
internal sealed record TillSession(string Brand, string BrandEn, string TimeZone, DateTimeOffset Now, bool Paired, string? Staff);

/// <summary>Pairs a browser with a POS key. The key goes into a cookie no script can read, so a page's mistake cannot leak it.</summary>
internal static class TillEndpoints
{
    private static readonly TimeSpan Shift = TimeSpan.FromHours(12);
    private static readonly Refusal NotSignedIn = new("till.not_signed_in",
        "Sign in at the back office first.", "請先登入管理後台。", StatusCodes.Status401Unauthorized);

    public static void MapTillSession(this WebApplication app)
    {
        var till = app.MapGroup("/till").ExcludeFromDescription();
        till.MapGet("/session", SessionAsync);
        till.MapPost("/pair", PairWithKeyAsync).RequireAuthorization(PosGroup.AnyPolicy).AddEndpointFilter(OwnOriginAsync);
        till.MapPost("/pair/staff", PairAsStaffAsync).AddEndpointFilter(OwnOriginAsync);
        till.MapPost("/unpair", UnpairAsync).AddEndpointFilter(OwnOriginAsync);
    }

    private static async ValueTask<object?> OwnOriginAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.RequestServices.GetRequiredService<TillCookie>().IsOwnOrigin(call.HttpContext)
            ? await next(call)
            : PosRefusals.ForeignOrigin.ToProblem(call.HttpContext);

    private static async Task<TillSession> SessionAsync(HttpContext http, IOptions<BrandOptions> brand, TimeProvider clock)
    {
        http.Response.Headers.CacheControl = "no-store";
        var paired = (await http.AuthenticateAsync(PosAuthentication.SchemeName)).Succeeded;
        var staff = await StaffAsync(http);
        return new TillSession(brand.Value.Name, brand.Value.NameEn, brand.Value.TimeZone, clock.GetUtcNow(), paired, staff?.DisplayName);
    }

    // The key arrives as at any till, in the Authorization header, so the limits on wrong keys hold here too.
    private static IResult PairWithKeyAsync(HttpContext http, PosCaller caller, TillCookie cookie, TimeProvider clock)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0) return PosRefusals.KeyInvalid.ToProblem(http);
        cookie.Set(http, header.Split(' ')[^1], caller.ExpiresAt - clock.GetUtcNow().UtcDateTime);
        return Results.NoContent();
    }

    private static async Task<IResult> PairAsStaffAsync(HttpContext http, CreatePosKey create, TillCookie cookie, CancellationToken ct)
    {
        if (await StaffAsync(http) is not { } staff) return NotSignedIn.ToProblem(http);
        var name = "/till " + staff.DisplayName;
        var made = await create.ExecuteAsync(name.Length > 60 ? name[..60] : name, [.. PosScopes.All], [], Shift, staff.Id, ct);
        if (!made.Succeeded(out var key, out var refusal)) return refusal.ToProblem(http);
        cookie.Set(http, key.Text, Shift);
        return Results.NoContent();
    }

    private static async Task<IResult> UnpairAsync(HttpContext http, TillCookie cookie, PosKeys keys, RevokePosKey revoke, CancellationToken ct)
    {
        // A clerk's key lives in this browser only; a typed one may serve other devices too.
        if (cookie.Read(http) is { Length: > 0 } text && await keys.FindAsync(text, ct) is { StaffId: { } staffId } caller)
        {
            await revoke.ExecuteAsync(caller.KeyId, staffId, ct);
        }
        cookie.Clear(http);
        return Results.NoContent();
    }

    private static async Task<StaffAccount?> StaffAsync(HttpContext http) =>
        (await http.AuthenticateAsync(StaffAuthentication.Name)).Succeeded ? http.Features.Get<StaffAccount>() : null;
}

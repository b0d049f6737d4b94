using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Pos;

/// <summary>Signs a till in by its key: in the Authorization header, or in the cookie of a paired /till page.</summary>
internal sealed class PosAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, PosKeys keys, AttemptLimits limits, TillCookie cookie)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Pos";
    public const string KeyClaim = "pos:key";
    public const string ScopeClaim = "pos:scope";

    private Refusal unauthorized = PosRefusals.KeyInvalid;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var ct = Context.RequestAborted;
        if (KeyText() is not { Length: > 0 } text) return AuthenticateResult.NoResult();
        var address = limits.Subject(Context.Connection.RemoteIpAddress);
        var (caller, until, asked) = await keys.FindAsync(text, AttemptLimits.Key(AttemptRules.Address, address), ct);
        if ((asked ? limits.Refuse(until) : await limits.RefuseAsync(AttemptRules.Address, address, ct)) is { } paused)
        {
            unauthorized = paused;
            return AuthenticateResult.Fail("Too many wrong keys from this address.");
        }
        if (caller is null)
        {
            await limits.CountAsync(AttemptRules.Address, address, ct);
            return AuthenticateResult.Fail("Not a live key.");
        }
        Context.Items[typeof(PosCaller)] = caller;
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(KeyClaim, caller.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaims(caller.Scopes.Select(s => new Claim(ScopeClaim, s)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (unauthorized.Status == StatusCodes.Status401Unauthorized) Response.Headers.WWWAuthenticate = "Bearer";
        return unauthorized.ToProblem(Context).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()?.Metadata.GetMetadata<PosScope>()?.Name;
        return PosRefusals.ScopeMissing.With(("scope", needed)).ToProblem(Context).ExecuteAsync(Context);
    }

    private string? KeyText()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length > 0) return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : header;
        if (cookie.Read(Context) is not { Length: > 0 } paired) return null;
        // Other sites can make a browser send the cookie, not our origin.
        if (HttpMethods.IsGet(Request.Method) || cookie.IsOwnOrigin(Context)) return paired;
        unauthorized = PosRefusals.ForeignOrigin;
        return null;
    }
}

/// <summary>The scope an endpoint asks for.</summary>
internal sealed record PosScope(string Name);

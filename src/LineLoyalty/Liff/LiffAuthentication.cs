using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Liff;

/// <summary>Signs a LIFF request in by its session cookie. Identity never comes from a body, a query or a header.</summary>
internal sealed class LiffAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, LiffSessions sessions, LiffCookies cookies, LiffLimits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Liff";
    public const string SessionClaim = "liff:session";
    public const string MemberClaim = "liff:member";

    private bool tooMany;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookies.Token(Context) is not { Length: > 0 } token) return AuthenticateResult.NoResult();
        if (!limits.AllowsStranger(Context)) return TooMany();
        if (await sessions.FindAsync(token, Context.RequestAborted) is not { } session)
        {
            limits.CountStranger(Context);
            return AuthenticateResult.Fail("The session has ended.");
        }
        if (!limits.Allows(session)) return TooMany();
        if (await sessions.TouchAsync(session, Context.RequestAborted)) cookies.Mark(Context, token);
        Context.Items[typeof(LiffSession)] = session;

        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(SessionClaim, session.Id.ToString(CultureInfo.InvariantCulture)));
        if (session.MemberId is { } member) identity.AddClaim(new Claim(MemberClaim, member.ToString(CultureInfo.InvariantCulture)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private AuthenticateResult TooMany()
    {
        tooMany = true;
        return AuthenticateResult.Fail("Too many requests.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        tooMany ? LiffLimits.RefuseAsync(Context) : WriteAsync(LiffRefusals.SessionRequired);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => WriteAsync(LiffRefusals.NotMember);

    private Task WriteAsync(Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized) cookies.Clear(Context);
        return refusal.ToProblem(Context).ExecuteAsync(Context);
    }
}

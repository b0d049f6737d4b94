using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Liff;

public sealed record BrandView(string Name, string NameEn, string Color, string? LogoUrl, string? PrivacyUrl);

public sealed record NoticeView(string Version, string Title, string Text, string TextEn);

public sealed record OneTimeCodeView(int Length);

public sealed record ConfigView(string LiffId, string Platform, string? EmulatorUrl, BrandView Brand, NoticeView Consent, OneTimeCodeView OneTimeCode);

public sealed record SessionRequest(string? IdToken, string? Source);

public static class SessionEndpoints
{
    public static void MapSession(this RouteGroupBuilder liff)
    {
        liff.MapGet("/config", Config).AllowAnonymous();
        liff.MapPost("/session", OpenAsync).AllowAnonymous();
        liff.MapPost("/session/end", EndAsync).AllowAnonymous();
    }

    private static Ok<ConfigView> Config(IOptions<BrandOptions> brand, IOptions<LineOptions> line, ConsentNotice notice) =>
        TypedResults.Ok(new ConfigView(
            line.Value.LiffId,
            line.Value.IsEmulated ? "emulator" : "line",
            line.Value.IsEmulated ? line.Value.ApiBaseUrl : null,
            new BrandView(brand.Value.Name, brand.Value.NameEn, brand.Value.Color, brand.Value.LogoUrl, brand.Value.PrivacyUrl),
            new NoticeView(notice.Version, ConsentNotice.Title, notice.Text, notice.TextEn),
            new OneTimeCodeView(OneTimeCode.Digits)));

    private static async Task<Results<Ok<CardState>, ProblemHttpResult>> OpenAsync(
        SessionRequest request, OpenSession open, LiffCookies cookies, ReadState state, HttpContext http, CancellationToken ct)
    {
        await http.AuthenticateAsync(LiffAuthentication.SchemeName);
        var current = http.Items[typeof(LiffSession)] as LiffSession;
        var source = ReadPerson.Source(request.Source);
        if (!(await open.ExecuteAsync(request.IdToken, source, current, ct)).Succeeded(out var opened, out var refusal)) return refusal.ToProblem(http);
        if (opened.Token is { } token) cookies.Set(http, token);
        else cookies.Mark(http, cookies.Token(http)!);
        return TypedResults.Ok(await state.ExecuteAsync(opened.Session.LineAccountId, opened.Session.MemberId, ct));
    }

    private static async Task<NoContent> EndAsync(LiffSessions sessions, LiffCookies cookies, HttpContext http, CancellationToken ct)
    {
        await http.AuthenticateAsync(LiffAuthentication.SchemeName);
        if (http.Items[typeof(LiffSession)] is LiffSession session) await sessions.EndAsync(session.Id, ct);
        cookies.Clear(http);
        return TypedResults.NoContent();
    }
}

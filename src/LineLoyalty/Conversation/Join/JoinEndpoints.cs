using LineLoyalty.Data;
using LineLoyalty.Liff;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Conversation.Join;

public sealed record JoinCodeRequest(string? Challenge, string? Code);

public sealed record JoinResendRequest(string? Challenge);

public sealed record CodeRequiredView(string State, string Challenge, string PhoneMasked, DateTime ExpiresAt, DateTime ResendAt)
{
    public static CodeRequiredView Of(CodeSent sent) => new("codeRequired", sent.Challenge, sent.PhoneMasked, sent.ExpiresAt, sent.ResendAt);
}

public static class JoinEndpoints
{
    public static void MapJoin(this RouteGroupBuilder liff)
    {
        liff.MapPost("/join", JoinAsync).ForGuests();
        liff.MapPost("/join/code", ConfirmAsync).ForGuests();
        liff.MapPost("/join/resend", ResendAsync).ForGuests();
    }

    private static async Task<Results<Ok<CardState>, Accepted<CodeRequiredView>, ProblemHttpResult>> JoinAsync(
        JoinRequest request, JoinProgramme join, ConsentNotice notice, BrandTime time, ReadState state, Vault vault, HttpContext http, CancellationToken ct)
    {
        var session = http.Session();
        if (session.MemberId is null && request.ConsentVersion != notice.Version) return MemberRefusals.ConsentOutdated.ToProblem(http);
        var errors = new FieldErrors();
        if (JoinForm.Read(request, notice.Version, session.Source, time.Today, errors) is not { } form) return errors.ToProblem(http);
        form = form with { Device = InvitedDevice.Read(http, vault) };
        if (!(await join.ExecuteAsync(session, form, http.Connection.RemoteIpAddress, ct)).Succeeded(out var answer, out var refusal)) return refusal.ToProblem(http);
        if (answer.Code is { } sent) return TypedResults.Accepted((string?)null, CodeRequiredView.Of(sent));
        return TypedResults.Ok(await state.ExecuteAsync(session.LineAccountId, answer.MemberId, ct));
    }

    private static async Task<Results<Ok<CardState>, ProblemHttpResult>> ConfirmAsync(
        JoinCodeRequest request, JoinProgramme join, ReadState state, HttpContext http, CancellationToken ct)
    {
        var session = http.Session();
        return (await join.ConfirmAsync(session, request.Challenge, request.Code, http.Connection.RemoteIpAddress, ct)).Succeeded(out var answer, out var refusal)
            ? TypedResults.Ok(await state.ExecuteAsync(session.LineAccountId, answer.MemberId, ct))
            : refusal.ToProblem(http);
    }

    private static async Task<Results<Accepted<CodeRequiredView>, ProblemHttpResult>> ResendAsync(
        JoinResendRequest request, ProveNumber prove, HttpContext http, CancellationToken ct) =>
        (await prove.ResendAsync(http.Session(), request.Challenge, http.Connection.RemoteIpAddress, ct)).Succeeded(out var sent, out var refusal)
            ? TypedResults.Accepted((string?)null, CodeRequiredView.Of(sent))
            : refusal.ToProblem(http);
}

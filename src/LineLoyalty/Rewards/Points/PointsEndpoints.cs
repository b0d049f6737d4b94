using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Liff;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

public sealed record MemberEventRequest(
    [property: Required, RegularExpression("^(survey|review)$"), Description("survey or review.")] string Event,
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,60}$"), Description("Which one: a member is rewarded once for each.")] string Reference,
    [property: Description("When it was done; left out, now.")] DateTimeOffset? OccurredAt = null);

/// <param name="Key">Made by the page when its form opened: a second tap gives nothing more.</param>
public sealed record GiftRequest(
    [property: Required, RegularExpression("^[0-9]{16}$")] string CardNumber, [property: Range(1, 100_000_000)] long Points, [property: Required] Guid Key);

/// <param name="Counted">False when it had counted before, or no rule gives points for it.</param>
public sealed record MemberEventView(bool Counted, long Points, long Balance);

public static class PointsEndpoints
{
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(72);

    public static void MapPointsOfMember(this RouteGroupBuilder liff)
    {
        liff.MapPost("/check-in", CheckInAsync);
        liff.MapPost("/points/gifts", SendAsync);
    }

    public static void MapMemberEvents(this RouteGroupBuilder pos) =>
        pos.MapPost("/members/{id}/events", RecordAsync).NeedsScope(PosScopes.Purchases).OncePerKey("event").WithName("recordMemberEvent")
            .WithSummary("Reward something a member did without buying: a survey, a review.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<Results<Ok<MemberEventView>, ProblemHttpResult>> CheckInAsync(
        SignedInMember member, GivePoints give, BrandTime time, HttpContext http, CancellationToken ct) =>
        (await give.ForEventAsync(member.Id, EarningEvent.CheckIn, $"checkin:{time.Today:yyyy-MM-dd}", time.Now, ct)).Succeeded(out var given, out var refusal)
            ? TypedResults.Ok(new MemberEventView(given.Counted, given.Points, given.Available))
            : refusal.ToProblem(http);

    private static async Task<Results<Ok<SentPoints>, ProblemHttpResult>> SendAsync(
        GiftRequest request, SignedInMember member, SendPoints send, HttpContext http, CancellationToken ct) =>
        (await send.ExecuteAsync(member.Id, request.CardNumber, request.Points, request.Key, ct)).Succeeded(out var sent, out var refusal)
            ? TypedResults.Ok(sent)
            : refusal.ToProblem(http);

    private static async Task<Results<Ok<MemberEventView>, ProblemHttpResult>> RecordAsync(
        string id, MemberEventRequest request, LoyaltyDb db, GivePoints give, BrandTime time, HttpContext http, CancellationToken ct)
    {
        var at = request.OccurredAt is { } said ? new DateTime(said.UtcTicks - said.UtcTicks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc) : time.Now;
        if (at < time.Now - Oldest || at > time.Now.AddMinutes(5)) return PointsRefusals.EventTime.ToProblem(http);
        if (await db.Members.Where(m => m.Ref == id && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } memberId) return MemberRefusals.NotFound.ToProblem(http);
        var what = request.Event == "survey" ? EarningEvent.Survey : EarningEvent.Review;
        return (await give.ForEventAsync(memberId, what, $"{request.Event}:{request.Reference}", at, ct)).Succeeded(out var given, out var refusal)
            ? TypedResults.Ok(new MemberEventView(given.Counted, given.Points, given.Available))
            : refusal.ToProblem(http);
    }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Liff;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Gifts;
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

/// <param name="Key">Made by the page when its form opened: a second tap gives nothing more.</param>
public sealed record OfferPointsRequest([property: Range(1, 100_000_000)] long Points, [property: Required] Guid Key, [property: StringLength(100)] string? Message = null);

/// <param name="Token">Last part of the link to share: <c>/points-gift/{token}</c> in the LIFF app.</param>
/// <param name="Until">First instant at which it goes back.</param>
public sealed record PointsGiftLink(string Id, string Token, DateTime Until);

/// <param name="Counted">False when it had counted before, or no rule gives points for it.</param>
public sealed record MemberEventView(bool Counted, long Points, long Balance);

public static class PointsEndpoints
{
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(72);

    public static void MapPointsOfMember(this RouteGroupBuilder liff)
    {
        liff.MapGet("/earn", WaysAsync);
        liff.MapGet("/points/gifts", GiftsAsync);
        liff.MapPost("/points/gifts/link", OfferAsync);
        liff.MapPost("/points/gifts/{id}/end", TakeBackAsync);
        liff.MapGet("/points-gifts/{token}", LookAsync).ForGuests();
        liff.MapPost("/points-gifts/{token}/claim", ClaimAsync);
        liff.MapPost("/points/gifts", SendAsync);
    }

    public static void MapMemberEvents(this RouteGroupBuilder pos) =>
        pos.MapPost("/members/{id}/events", RecordAsync).NeedsScope(PosScopes.Purchases).OncePerKey("event").WithName("recordMemberEvent")
            .WithSummary("Reward something a member did without buying: a survey, a review.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<Ok<WaysToEarnView>> WaysAsync(SignedInMember member, ReadWaysToEarn ways, CancellationToken ct) =>
        TypedResults.Ok(await ways.ExecuteAsync(member.Id, ct));

    private static async Task<Ok<PointsGiftsView>> GiftsAsync(SignedInMember member, ReadPointsGifts gifts, CancellationToken ct) =>
        TypedResults.Ok(await gifts.ExecuteAsync(member.Id, ct));

    private static async Task<Results<Ok<PointsGiftLink>, ProblemHttpResult>> OfferAsync(
        OfferPointsRequest request, SignedInMember member, OfferPoints offer, HttpContext http, CancellationToken ct) =>
        (await offer.ExecuteAsync(member.Id, request.Points, request.Message, request.Key, ct)).Succeeded(out var offered, out var refusal)
            ? TypedResults.Ok(new PointsGiftLink(offered.Gift.Ref, offered.Token, offered.Gift.Until)) : refusal.ToProblem(http);

    private static async Task<Results<Ok<PointsGiftsView>, ProblemHttpResult>> TakeBackAsync(
        string id, SignedInMember member, OfferPoints offer, ReadPointsGifts gifts, HttpContext http, CancellationToken ct) =>
        (await offer.TakeBackAsync(member.Id, id, ct)).Succeeded(out _, out var refusal) ? TypedResults.Ok(await gifts.ExecuteAsync(member.Id, ct)) : refusal.ToProblem(http);

    private static async Task<Results<Ok<PointsGiftView>, ProblemHttpResult>> LookAsync(string token, ClaimPoints gifts, HttpContext http, CancellationToken ct) =>
        (await gifts.LookAsync(token, http.Session().MemberId, ct)).Succeeded(out var gift, out var refusal) ? TypedResults.Ok(gift) : refusal.ToProblem(http);

    private static async Task<Results<Ok<PointsGiftView>, ProblemHttpResult>> ClaimAsync(string token, SignedInMember member, ClaimPoints gifts, HttpContext http, CancellationToken ct)
    {
        if (!(await gifts.ExecuteAsync(token, member.Id, ct)).Succeeded(out _, out var refusal)) return refusal.ToProblem(http);
        return (await gifts.LookAsync(token, member.Id, ct)).Succeeded(out var gift, out var gone) ? TypedResults.Ok(gift) : gone.ToProblem(http);
    }

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

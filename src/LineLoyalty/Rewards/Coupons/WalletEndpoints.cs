using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LineLoyalty.Liff;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Coupons.Gifts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Coupons;

public sealed record WalletView(IReadOnlyList<CouponView> Coupons);

public sealed record PromoCodeRequest([property: Required, StringLength(80, MinimumLength = 1)] string Code);

public sealed record GiveRequest([property: StringLength(100)] string? Message = null);

/// <param name="Token">Last part of the link to share: <c>/gift/{token}</c> in the LIFF app.</param>
/// <param name="Until">First instant at which it goes back.</param>
public sealed record GiftLink(string Token, DateTime Until);

/// <summary>The member's own wallet in LIFF, and the gifts that go in and out of it.</summary>
public static class WalletEndpoints
{
    public static void MapWallet(this RouteGroupBuilder liff)
    {
        liff.MapGet("/coupons", ListAsync);
        liff.MapGet("/coupons/{id}", OneAsync);
        liff.MapPost("/coupons/{id}/code", ShowAsync);
        liff.MapPost("/coupons/claim", ClaimCodeAsync);
        liff.MapPost("/coupons/{id}/gift", GiveAsync);
        liff.MapPost("/coupons/{id}/gift/end", TakeBackAsync);
        liff.MapGet("/gifts/{token}", LookAsync).ForGuests();
        liff.MapPost("/gifts/{token}/claim", ClaimGiftAsync);
    }

    private static async Task<Ok<WalletView>> ListAsync(SignedInMember member, ReadCoupons coupons, CancellationToken ct) =>
        TypedResults.Ok(new WalletView(await coupons.OfAsync(member.Id, ct)));

    private static async Task<Results<Ok<CouponView>, ProblemHttpResult>> OneAsync(
        string id, SignedInMember member, ReadCoupons coupons, HttpContext http, CancellationToken ct) =>
        await coupons.OneAsync(member.Id, id, ct) is { } coupon ? TypedResults.Ok(coupon) : CouponRefusals.NotFound.ToProblem(http);

    private static async Task<Results<Ok<CouponCodeView>, ProblemHttpResult>> ShowAsync(
        string id, SignedInMember member, ReadCoupons coupons, HttpContext http, CancellationToken ct) =>
        (await coupons.ShowAsync(member.Id, id, ct)).Succeeded(out var code, out var refusal) ? TypedResults.Ok(code) : refusal.ToProblem(http);

    private static async Task<Results<Ok<CouponView>, ProblemHttpResult>> ClaimCodeAsync(
        PromoCodeRequest request, SignedInMember member, ClaimCode claim, ReadCoupons coupons, AttemptLimits limits, HttpContext http, CancellationToken ct)
    {
        var subject = member.Id.ToString(CultureInfo.InvariantCulture);
        if (await limits.RefuseAsync(AttemptRules.PromoCode, subject, ct) is { } paused) return paused.ToProblem(http);
        if ((await claim.ExecuteAsync(member.Id, request.Code, ct)).Succeeded(out var coupon, out var refusal))
        {
            // A bundle is not in the wallet itself; its first part stands for it.
            return TypedResults.Ok(await coupons.OneAsync(member.Id, coupon.Ref, ct) ?? await coupons.FirstOfBundleAsync(member.Id, coupon.Id, ct));
        }
        if (refusal.Code == CodeRefusals.Unknown.Code) await limits.CountAsync(AttemptRules.PromoCode, subject, ct);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<GiftLink>, ProblemHttpResult>> GiveAsync(
        string id, GiveRequest request, SignedInMember member, GiveCoupon give, HttpContext http, CancellationToken ct) =>
        (await give.ExecuteAsync(member.Id, id, request.Message, ct)).Succeeded(out var offered, out var refusal)
            ? TypedResults.Ok(new GiftLink(offered.Token, offered.Gift.Until)) : refusal.ToProblem(http);

    private static async Task<Results<Ok<CouponView>, ProblemHttpResult>> TakeBackAsync(
        string id, SignedInMember member, GiveCoupon give, ReadCoupons coupons, HttpContext http, CancellationToken ct) =>
        (await give.TakeBackAsync(member.Id, id, ct)).Succeeded(out _, out var refusal)
            ? TypedResults.Ok((await coupons.OneAsync(member.Id, id, ct))!) : refusal.ToProblem(http);

    private static async Task<Results<Ok<GiftView>, ProblemHttpResult>> LookAsync(string token, ClaimGift gifts, HttpContext http, CancellationToken ct) =>
        (await gifts.LookAsync(token, http.Session().MemberId, ct)).Succeeded(out var gift, out var refusal) ? TypedResults.Ok(gift) : refusal.ToProblem(http);

    private static async Task<Results<Ok<CouponView>, ProblemHttpResult>> ClaimGiftAsync(
        string token, SignedInMember member, ClaimGift gifts, ReadCoupons coupons, HttpContext http, CancellationToken ct) =>
        (await gifts.ExecuteAsync(token, member.Id, ct)).Succeeded(out var coupon, out var refusal)
            ? TypedResults.Ok((await coupons.OneAsync(member.Id, coupon.Ref, ct))!) : refusal.ToProblem(http);
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

public sealed record CheckCouponRequest(
    [property: Required, StringLength(100, MinimumLength = 1), Description("QR text or typed code.")] string Code);

public sealed record RedeemCouponRequest(
    [property: Required, StringLength(100, MinimumLength = 1), Description("QR text or typed code.")] string Code,
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: RegularExpression("^[\\x21-\\x7E]{1,40}$"), Description("For the till's own logs; not stored.")] string? ReceiptNumber = null);

/// <param name="State"><c>usable</c>, <c>redeemed</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="ValidUntil">Last second on which it can be used.</param>
public sealed record CheckedCoupon(
    string Ref, string Title, string Kind, long Value, long? MaximumDiscount, long MinimumSpend, string? ProductSku, DateTime ValidUntil, string State,
    DateTime? RedeemedAt, string? StoreName);

public sealed record CouponOwner(string Name);

public sealed record CouponAnswer(CheckedCoupon Coupon, CouponOwner Member);

/// <summary>What tills do with a coupon alone; used in a sale it is part of the sale's request.</summary>
public static class TillCouponEndpoints
{
    public static void MapTillCoupons(this RouteGroupBuilder pos)
    {
        pos.MapPost("/coupons/check", CheckAsync).NeedsScope(PosScopes.Coupons).WithName("checkCoupon")
            .WithSummary("What a coupon is and whether it can be used, without using it.").ProducesProblem(404).ProducesProblem(410).ProducesProblem(429);
        pos.MapPost("/coupons/redeem", RedeemAsync).NeedsScope(PosScopes.Coupons).OncePerKey("coupon").WithName("redeemCoupon")
            .WithSummary("Use a coupon outside a sale.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422).ProducesProblem(429);
    }

    private static async Task<Results<Ok<CouponAnswer>, ProblemHttpResult>> CheckAsync(
        CheckCouponRequest request, PosCaller caller, FindCoupon find, LoyaltyDb db, TimeProvider clock, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        if ((await find.ByCodeAsync(request.Code, ct)).Succeeded(out var coupon, out var refusal))
        {
            return TypedResults.Ok(await AnswerAsync(coupon, db, clock, ct));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<CouponAnswer>, ProblemHttpResult>> RedeemAsync(
        RedeemCouponRequest request, PosCaller caller, FindCoupon find, RedeemCoupon redeem, LoyaltyDb db, TimeProvider clock, WrongCodes wrongCodes,
        HttpContext http, CancellationToken ct)
    {
        if (!caller.MayActFor(request.Store)) return PosRefusals.StoreForbidden.With(("store", request.Store)).ToProblem(http);
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        var storeId = await db.Stores.Where(s => s.Code == request.Store && s.Active).Select(s => (long?)s.Id).SingleOrDefaultAsync(ct);
        if (storeId is null) return CouponRefusals.StoreUnknown.ToProblem(http);
        var found = await find.ByCodeAsync(request.Code, ct);
        if (found.Succeeded(out var coupon, out var refusal)
            && (await redeem.ExecuteAsync(coupon, storeId.Value, null, ct)).Succeeded(out _, out refusal))
        {
            return TypedResults.Ok(await AnswerAsync(coupon, db, clock, ct));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<CouponAnswer> AnswerAsync(Coupon coupon, LoyaltyDb db, TimeProvider clock, CancellationToken ct)
    {
        var (d, now) = (coupon.Definition, clock.GetUtcNow().UtcDateTime);
        var owner = await db.Members.Where(m => m.Id == coupon.MemberId).Select(m => m.Name).SingleAsync(ct);
        var store = await db.Stores.Where(s => s.Id == coupon.RedeemedStoreId).Select(s => s.Name).SingleOrDefaultAsync(ct);
        return new CouponAnswer(
            new CheckedCoupon(coupon.Ref, d.Title, ReadCoupons.KindOf(d.Kind), d.Value, d.MaximumDiscount, d.MinimumSpend, d.ProductSku,
                LastMoment.Before(coupon.ValidUntil), ReadCoupons.StateOf(coupon, now), coupon.RedeemedAt, store),
            new CouponOwner(Names.Mask(owner)));
    }
}

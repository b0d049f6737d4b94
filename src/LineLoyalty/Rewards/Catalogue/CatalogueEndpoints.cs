using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Liff;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Coupons;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Catalogue;

/// <param name="Key">Made by the page when its sheet opened: a second tap redeems nothing more.</param>
/// <param name="Points">The price the page showed.</param>
public sealed record RedeemRewardRequest([property: Required] Guid Key, [property: Range(1, 100_000_000)] long Points);

/// <param name="Balance">Points left to spend.</param>
public sealed record RedeemedView(RedemptionView Redemption, long Balance);

public sealed record CancelledView(long Balance);

public sealed record TillRewardRequest(
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: Required, StringLength(40, MinimumLength = 1), Description("The member's ref from a lookup.")] string Member,
    [property: Required, StringLength(100, MinimumLength = 1), Description("The code under 使用點數 on the member's phone, scanned now; good for 60 seconds, once.")] string SpendCode,
    [property: Range(1, 100_000_000), Description("The price shown to the member; another price is refused.")] long? Points = null);

/// <summary>The catalogue in LIFF and at the till.</summary>
public static class CatalogueEndpoints
{
    public static void MapCatalogue(this RouteGroupBuilder liff)
    {
        liff.MapGet("/rewards", ListAsync);
        liff.MapPost("/rewards/{code}/redeem", RedeemAsync);
        liff.MapPost("/redemptions/{id}/cancel", CancelAsync);
    }

    public static void MapTillCatalogue(this RouteGroupBuilder pos)
    {
        pos.MapGet("/members/{id}/rewards", TillListAsync).NeedsScope(PosScopes.Coupons).WithName("listRewards")
            .WithSummary("What a member can have for points, and why not yet.").ProducesProblem(404);
        pos.MapPost("/rewards/{code}/redeem", TillRedeemAsync).NeedsScope(PosScopes.Coupons).OncePerKey("reward").WithName("redeemReward")
            .WithSummary("Spend a member's points on something of the catalogue.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422).ProducesProblem(429);
    }

    private static async Task<Ok<CatalogueView>> ListAsync(SignedInMember member, ReadCatalogue catalogue, CancellationToken ct) =>
        TypedResults.Ok(await catalogue.ExecuteAsync(member.Id, ct));

    private static async Task<Results<Ok<RedeemedView>, ProblemHttpResult>> RedeemAsync(
        string code, RedeemRewardRequest request, SignedInMember member, RedeemReward redeem, BrandTime time, HttpContext http, CancellationToken ct) =>
        (await redeem.ExecuteAsync(new RedeemRequest(member.Id, code, $"liff:{request.Key:N}", request.Points), ct)).Succeeded(out var done, out var refusal)
            ? TypedResults.Ok(new RedeemedView(ReadCatalogue.Of(done.Redemption, done.Item, done.Coupon, time.Now), done.Available)) : refusal.ToProblem(http);

    private static async Task<Results<Ok<CancelledView>, ProblemHttpResult>> CancelAsync(
        string id, SignedInMember member, CancelRedemption cancel, HttpContext http, CancellationToken ct) =>
        (await cancel.ExecuteAsync(member.Id, id, ct)).Succeeded(out var balance, out var refusal) ? TypedResults.Ok(new CancelledView(balance)) : refusal.ToProblem(http);

    private static async Task<Results<Ok<CatalogueView>, ProblemHttpResult>> TillListAsync(string id, LoyaltyDb db, ReadCatalogue catalogue, HttpContext http, CancellationToken ct) =>
        await MemberAsync(db, id, ct) is { } member ? TypedResults.Ok((await catalogue.ExecuteAsync(member, ct)) with { Redemptions = [] }) : MemberRefusals.NotFound.ToProblem(http);

    private static async Task<Results<Ok<RedeemedView>, ProblemHttpResult>> TillRedeemAsync(
        string code, TillRewardRequest request, PosCaller caller, RedeemReward redeem, LoyaltyDb db, BrandTime time, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (!caller.MayActFor(request.Store)) return PosRefusals.StoreForbidden.With(("store", request.Store)).ToProblem(http);
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        if (await db.Stores.Where(s => s.Code == request.Store && s.Active).Select(s => (long?)s.Id).SingleOrDefaultAsync(ct) is not { } store) return CouponRefusals.StoreUnknown.ToProblem(http);
        if (await MemberAsync(db, request.Member, ct) is not { } member) return MemberRefusals.NotFound.ToProblem(http);
        // The till's own key is kept with its answer; this one only has to be new.
        var asked = new RedeemRequest(member, code, $"till:{Guid.NewGuid():N}", request.Points) { SpendCode = request.SpendCode, StoreId = store, PosKeyId = caller.Id };
        if ((await redeem.ExecuteAsync(asked, ct)).Succeeded(out var done, out var refusal))
        {
            return TypedResults.Ok(new RedeemedView(ReadCatalogue.Of(done.Redemption, done.Item, done.Coupon, time.Now), done.Available));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static Task<long?> MemberAsync(LoyaltyDb db, string reference, CancellationToken ct) =>
        db.Members.Where(m => m.Ref == reference && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
}

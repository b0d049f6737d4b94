using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Coupons;

public sealed record WalletView(IReadOnlyList<CouponView> Coupons);

/// <summary>The member's own wallet in LIFF.</summary>
public static class WalletEndpoints
{
    public static void MapWallet(this RouteGroupBuilder liff)
    {
        liff.MapGet("/coupons", ListAsync);
        liff.MapGet("/coupons/{id}", OneAsync);
        liff.MapPost("/coupons/{id}/code", ShowAsync);
    }

    private static async Task<Ok<WalletView>> ListAsync(SignedInMember member, ReadCoupons coupons, CancellationToken ct) =>
        TypedResults.Ok(new WalletView(await coupons.OfAsync(member.Id, ct)));

    private static async Task<Results<Ok<CouponView>, ProblemHttpResult>> OneAsync(
        string id, SignedInMember member, ReadCoupons coupons, HttpContext http, CancellationToken ct) =>
        await coupons.OneAsync(member.Id, id, ct) is { } coupon ? TypedResults.Ok(coupon) : CouponRefusals.NotFound.ToProblem(http);

    private static async Task<Results<Ok<CouponCodeView>, ProblemHttpResult>> ShowAsync(
        string id, SignedInMember member, ReadCoupons coupons, HttpContext http, CancellationToken ct) =>
        (await coupons.ShowAsync(member.Id, id, ct)).Succeeded(out var code, out var refusal) ? TypedResults.Ok(code) : refusal.ToProblem(http);
}

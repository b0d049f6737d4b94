using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>A coupon as its owner sees it.</summary>
/// <param name="State"><c>usable</c>, <c>redeemed</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="ValidUntil">Last second on which it can be used.</param>
public sealed record CouponView(
    string Id, string Title, string TitleEn, string Description, string DescriptionEn, string Kind, long Value, long? MaximumDiscount, long MinimumSpend,
    DateTime ValidFrom, DateTime ValidUntil, string State, DateTime? RedeemedAt, string? StoreName, string? ImageUrl, string Terms, string TermsEn);

/// <param name="Code">Text of the QR code, good from <paramref name="From"/> until <paramref name="To"/>.</param>
/// <param name="Display">The coupon's own code, for typing.</param>
public sealed record CouponCodeView(DateTime From, DateTime To, string Code, string Display);

/// <summary>A member's wallet. Every query names the owner.</summary>
public sealed class ReadCoupons(LoyaltyDb db, TimeProvider clock, Vault vault, MemberCodes codes)
{
    private const int LongestHistory = 100;

    /// <summary>Usable ones first, soonest to lapse first; then the past, newest first.</summary>
    public async Task<List<CouponView>> OfAsync(long memberId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var usable = await ViewAsync(Of(memberId).Where(c => c.State == CouponState.Issued && c.ValidUntil > now).OrderBy(c => c.ValidUntil).ThenBy(c => c.Id), now, ct);
        var past = await ViewAsync(Of(memberId).Where(c => c.State != CouponState.Issued || c.ValidUntil <= now)
            .OrderByDescending(c => c.RedeemedAt ?? c.ValidUntil).ThenByDescending(c => c.Id).Take(LongestHistory), now, ct);
        return [.. usable, .. past];
    }

    public async Task<CouponView?> OneAsync(long memberId, string couponRef, CancellationToken ct) =>
        (await ViewAsync(Of(memberId).Where(c => c.Ref == couponRef), clock.GetUtcNow().UtcDateTime, ct)).SingleOrDefault();

    /// <summary>What the member shows the clerk; only for a coupon that can be used now.</summary>
    public async Task<Outcome<CouponCodeView>> ShowAsync(long memberId, string couponRef, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var coupon = await Of(memberId).SingleOrDefaultAsync(c => c.Ref == couponRef, ct);
        if (coupon is null) return CouponRefusals.NotFound;
        if (coupon.Refuses(now) is { } refusal) return refusal;
        var owner = await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct);
        if (owner.RefuseSpend(now) is { } held) return held;
        var token = codes.Mint(CodePurpose.Coupon, coupon.Id);
        return new CouponCodeView(token.From, token.To, token.Text, CouponCodes.Display(vault.Open(FindCoupon.VaultPurpose, coupon.CodeSealed)));
    }

    private IQueryable<Coupon> Of(long memberId) => db.Coupons.AsNoTracking().Where(c => c.MemberId == memberId);

    private async Task<List<CouponView>> ViewAsync(IQueryable<Coupon> which, DateTime now, CancellationToken ct)
    {
        var rows = await which.Select(c => new
        {
            Coupon = c, c.Definition, Store = db.Stores.Where(s => s.Id == c.RedeemedStoreId).Select(s => s.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        return [.. rows.Select(r => View(r.Coupon, r.Definition, r.Store, now))];
    }

    private static CouponView View(Coupon c, CouponDefinition d, string? store, DateTime now) => new(
        c.Ref, d.Title, d.TitleEn, d.Description, d.DescriptionEn, KindOf(d.Kind), d.Value, d.MaximumDiscount, d.MinimumSpend,
        c.IssuedAt, LastMoment.Before(c.ValidUntil), StateOf(c, now), c.RedeemedAt, store, d.ImageUrl, d.Terms, d.TermsEn);

    internal static string KindOf(CouponKind kind) => kind switch { CouponKind.Amount => "amount", CouponKind.Percent => "percent", _ => "product" };

    internal static string StateOf(Coupon coupon, DateTime now) => coupon.State switch
    {
        CouponState.Redeemed => "redeemed",
        CouponState.Revoked => "revoked",
        CouponState.Issued when coupon.ValidUntil > now => "usable",
        _ => "expired",
    };
}

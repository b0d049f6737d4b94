using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons.Gifts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>A coupon as its owner sees it.</summary>
/// <param name="State"><c>usable</c>, <c>reserved</c>, <c>redeemed</c>, <c>expired</c>, <c>revoked</c>, <c>offered</c> or <c>given</c>.</param>
/// <param name="ValidUntil">Last second on which it can be used.</param>
public sealed record CouponView(
    string Id, string Title, string TitleEn, string Description, string DescriptionEn, string Kind, long Value, long? MaximumDiscount, long MinimumSpend,
    DateTime ValidFrom, DateTime ValidUntil, string State, DateTime? RedeemedAt, string? StoreName, string? ImageUrl, string Terms, string TermsEn)
{
    /// <summary>Uses when it was given and uses left; NT$ of a money voucher.</summary>
    public long Uses { get; init; } = 1;
    public long UsesLeft { get; init; } = 1;
    /// <summary>Its uses are NT$.</summary>
    public bool HoldsMoney { get; init; }
    /// <summary>Never lapses, because it was paid for; <see cref="ValidUntil"/> means nothing then.</summary>
    public bool NeverExpires { get; init; }
    /// <summary>Its conditions, one sentence each.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
    public IReadOnlyList<string> RulesEn { get; init; } = [];
    /// <summary>A till holds it for a few minutes more.</summary>
    public DateTime? ReservedUntil { get; init; }
    public bool MayGive { get; init; }
    /// <summary>Why it is not used up yet after several uses: the latest of them, newest first.</summary>
    public IReadOnlyList<CouponUseView> LatestUses { get; init; } = [];
    /// <summary>Guarantee of a paid voucher, as the law wants it shown.</summary>
    public GuaranteeView? Guarantee { get; init; }
}

public sealed record CouponUseView(DateTime At, string? StoreName, long Units);

/// <param name="Until">Last day of the guarantee; the voucher stays valid after it.</param>
/// <param name="Number">Issue number.</param>
/// <param name="FeePercent">Kept from a refund.</param>
public sealed record GuaranteeView(string Kind, string By, DateOnly From, DateOnly Until, string Number, int FeePercent, IssuerView? Issuer);

/// <summary>Who owes it.</summary>
public sealed record IssuerView(string Name, string Address, string TaxId, string Responsible, string Phone)
{
    public static IssuerView? Of(IssuerOptions o) => o.IsComplete ? new(o.Name, o.Address, o.TaxId, o.Responsible, o.Phone) : null;
}

/// <param name="Code">Text of the QR code, good from <paramref name="From"/> until <paramref name="To"/>.</param>
/// <param name="Display">The coupon's own code, for typing.</param>
public sealed record CouponCodeView(DateTime From, DateTime To, string Code, string Display);

/// <summary>A member's wallet. Every query names the owner.</summary>
public sealed class ReadCoupons(LoyaltyDb db, TimeProvider clock, BrandTime time, Vault vault, MemberCodes codes, IOptions<BrandOptions> brand)
{
    private const int LongestHistory = 100;
    private const int LatestUses = 20;

    /// <summary>In the wallet's first list: usable, or about to be again.</summary>
    internal static readonly CouponState[] Usable = [CouponState.Issued, CouponState.Reserved, CouponState.Offered];

    /// <summary>Usable ones first, soonest to lapse first; then the past, newest first.</summary>
    public async Task<List<CouponView>> OfAsync(long memberId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var usable = await ViewAsync(Of(memberId).Where(c => Usable.Contains(c.State) && c.ValidUntil > now).OrderBy(c => c.ValidUntil).ThenBy(c => c.Id), now, ct);
        var past = await ViewAsync(Of(memberId).Where(c => !Usable.Contains(c.State) || c.ValidUntil <= now)
            .OrderByDescending(c => c.RedeemedAt ?? c.ValidUntil).ThenByDescending(c => c.Id).Take(LongestHistory), now, ct);
        return [.. usable, .. past];
    }

    public async Task<CouponView?> OneAsync(long memberId, string couponRef, CancellationToken ct) =>
        (await ViewAsync(Of(memberId).Where(c => c.Ref == couponRef), clock.GetUtcNow().UtcDateTime, ct)).SingleOrDefault();

    /// <summary>What stands for a bundle that was given, which is in no wallet itself.</summary>
    public async Task<CouponView> FirstOfBundleAsync(long memberId, long bundleId, CancellationToken ct)
    {
        var prefix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bundle:{bundleId}:");
        return (await ViewAsync(Of(memberId).Where(c => c.IssueKey != null && c.IssueKey.StartsWith(prefix)).OrderBy(c => c.Id).Take(1), clock.GetUtcNow().UtcDateTime, ct))[0];
    }

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

    private IQueryable<Coupon> Of(long memberId) => db.Coupons.AsNoTracking().Where(c => c.MemberId == memberId && c.State != CouponState.Unpacked);

    private async Task<List<CouponView>> ViewAsync(IQueryable<Coupon> which, DateTime now, CancellationToken ct)
    {
        var rows = await which.Select(c => new
        {
            Coupon = c, c.Definition, Store = db.Stores.Where(s => s.Id == c.RedeemedStoreId).Select(s => s.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        var several = rows.Where(r => r.Coupon.Uses > 1).Select(r => r.Coupon.Id).ToList();
        var uses = several.Count == 0 ? [] : (await db.CouponUses.AsNoTracking().Where(u => several.Contains(u.CouponId) && u.State == CouponUseState.Used)
                .OrderByDescending(u => u.Id).Take(several.Count * LatestUses)
                .Select(u => new { u.CouponId, u.UsedAt, u.Units, Store = db.Stores.Where(s => s.Id == u.StoreId).Select(s => s.Name).FirstOrDefault() }).ToListAsync(ct))
            .ToLookup(u => u.CouponId, u => new CouponUseView(u.UsedAt ?? default, u.Store, u.Units)).ToDictionary(g => g.Key, g => g.Take(LatestUses).ToList());
        var names = await CouponNames.ReadAsync(db, rows.Select(r => r.Definition).DistinctBy(d => d.Id), ct);
        return [.. rows.Select(r => View(r.Coupon, r.Definition, r.Store, now) with
        {
            Rules = CouponSummary.Conditions(r.Definition, names, english: false), RulesEn = CouponSummary.Conditions(r.Definition, names, english: true),
            LatestUses = uses.GetValueOrDefault(r.Coupon.Id) ?? [],
            Guarantee = r.Definition.Rules.Paid is { } paid && r.Coupon.GuaranteedUntil is { } until
                ? new GuaranteeView(paid.Guarantee, paid.Guarantor, time.DayOf(r.Coupon.IssuedAt), until, r.Coupon.Ref, paid.FeePercent, IssuerView.Of(brand.Value.Issuer)) : null,
        })];
    }

    private static CouponView View(Coupon c, CouponDefinition d, string? store, DateTime now) => new(
        c.Ref, d.Title, d.TitleEn, d.Description, d.DescriptionEn, KindOf(d.Kind), d.Value, d.MaximumDiscount, d.MinimumSpend,
        c.ValidFrom, LastMoment.Before(c.ValidUntil), StateOf(c, now), c.RedeemedAt, store, d.ImageUrl, d.Terms, d.TermsEn)
    {
        Uses = c.Uses, UsesLeft = c.UsesLeft, HoldsMoney = d.HoldsMoney, NeverExpires = c.ValidUntil >= Coupon.Never,
        ReservedUntil = c.ReservedUntil > now ? c.ReservedUntil : null, MayGive = GiveRules.Refuses(c, d, now) is null,
    };

    internal static string KindOf(CouponKind kind) => kind switch
    {
        CouponKind.Amount => "amount",
        CouponKind.Percent => "percent",
        CouponKind.Product => "product",
        CouponKind.Experience => "experience",
        CouponKind.BuyGet => "buyGet",
        CouponKind.Delivery => "delivery",
        CouponKind.Bundle => "bundle",
        CouponKind.Pass => "pass",
        _ => "deposit",
    };

    internal static string StateOf(Coupon coupon, DateTime now) => coupon.State switch
    {
        CouponState.Redeemed => "redeemed",
        CouponState.Revoked => "revoked",
        CouponState.Offered => "offered",
        CouponState.Given or CouponState.Unpacked => "given",
        CouponState.Reserved when coupon.ReservedUntil > now => "reserved",
        CouponState.Issued or CouponState.Reserved when coupon.ValidUntil > now => "usable",
        _ => "expired",
    };
}

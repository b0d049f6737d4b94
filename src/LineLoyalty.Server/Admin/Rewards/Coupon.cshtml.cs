using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="State">As the wallet names it: <c>usable</c>, <c>redeemed</c>, <c>expired</c>, <c>revoked</c>.</param>
public sealed record GivenCoupon(long Id, string MemberRef, string MemberName, string State, DateTime IssuedAt, DateTime ValidUntil, DateTime? RedeemedAt, string? Store, string Reason);

/// <summary>One kind of coupon and everybody behind each of its numbers.</summary>
public sealed class CouponModel(LoyaltyDb db, BrandTime time) : AdminPage
{
    private const int Size = 50;

    [BindProperty(SupportsGet = true)] public string Code { get; set; } = "";
    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    [BindProperty(SupportsGet = true)] public long? Before { get; set; }

    public CouponDefinition Kind { get; private set; } = null!;
    public CouponCounts Counts { get; private set; } = CouponCounts.None;
    public IReadOnlyList<GivenCoupon> Rows { get; private set; } = [];
    public long? Next { get; private set; }
    public IReadOnlyList<string> Says { get; private set; } = [];
    /// <summary>All uses that stand, and what they took off.</summary>
    public long Uses { get; private set; }
    public long Discount { get; private set; }
    public int GivenToFriends { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.CouponDefinitions.AsNoTracking().SingleOrDefaultAsync(d => d.Code == Code, ct) is not { } kind) return NotFound();
        var now = time.Now;
        Kind = kind;
        Counts = (await CouponCounts.ReadAsync(db, now, ct)).GetValueOrDefault(kind.Id, CouponCounts.None);
        Says = CouponSummary.Of(kind, await CouponNames.ReadAsync(db, [kind], ct), W.IsEnglish);
        var used = db.CouponUses.Where(u => u.DefinitionId == kind.Id && u.State == CouponUseState.Used);
        (Uses, Discount) = (await used.LongCountAsync(ct), await used.SumAsync(u => u.Discount, ct));
        GivenToFriends = await db.Coupons.CountAsync(c => c.DefinitionId == kind.Id && c.State == CouponState.Given, ct);
        var coupons = db.Coupons.AsNoTracking().Where(c => c.DefinitionId == kind.Id);
        coupons = State switch
        {
            "usable" => coupons.Where(c => ReadCoupons.Usable.Contains(c.State) && c.ValidUntil > now),
            "redeemed" => coupons.Where(c => c.State == CouponState.Redeemed),
            "expired" => coupons.Where(c => c.State == CouponState.Expired || (ReadCoupons.Usable.Contains(c.State) && c.ValidUntil <= now)),
            "revoked" => coupons.Where(c => c.State == CouponState.Revoked),
            _ => coupons,
        };
        if (Before is { } before) coupons = coupons.Where(c => c.Id < before);
        var english = W.IsEnglish;
        var rows = await (
            from c in coupons
            join m in db.Members on c.MemberId equals m.Id
            orderby c.Id descending
            select new
            {
                Coupon = c, m.Ref, m.Name, Store = db.Stores.Where(s => s.Id == c.RedeemedStoreId).Select(s => english && s.NameEn != "" ? s.NameEn : s.Name).FirstOrDefault(),
            }).Take(Size + 1).ToListAsync(ct);
        Next = rows.Count > Size ? rows[Size - 1].Coupon.Id : null;
        Rows = [.. rows.Take(Size).Select(r => new GivenCoupon(r.Coupon.Id, r.Ref, r.Name, ReadCoupons.StateOf(r.Coupon, now), r.Coupon.IssuedAt, r.Coupon.ValidUntil.AddTicks(-1), r.Coupon.RedeemedAt, r.Store, r.Coupon.Reason))];
        return Page();
    }
}

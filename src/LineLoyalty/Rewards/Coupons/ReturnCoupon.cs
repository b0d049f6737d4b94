using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <param name="Position">The line's place in the sale.</param>
/// <param name="Before">Pieces that earlier returns had brought back.</param>
/// <param name="After">With this one.</param>
public readonly record struct ReturnedPieces(int Position, int Before, int After, int Quantity);

/// <summary>Gives back the coupons of a sale that was returned; part of the refund's unit.</summary>
public sealed class ReturnCoupon(LoyaltyDb db, BrandTime time)
{
    private const int ExtraDays = 7;

    /// <summary>All of them, when the whole sale has come back.</summary>
    /// <returns>Whether the member can use any of them again.</returns>
    public async Task<bool> ExecuteAsync(long purchaseId, CancellationToken ct)
    {
        var any = false;
        foreach (var use in await UsesAsync(purchaseId, ct)) any |= await ReturnAsync(use, ct);
        return any;
    }

    /// <summary>Of a part of the sale: the uses that went into the returned pieces, cut to whole uses; the last return settles.</summary>
    /// <returns>Whether the member can use any of them again.</returns>
    public async Task<bool> ByLineAsync(long purchaseId, IReadOnlyList<ReturnedPieces> returned, CancellationToken ct)
    {
        var any = false;
        if (!await db.CouponUses.AnyAsync(u => u.PurchaseId == purchaseId && u.UnitsByLine != null, ct)) return any;
        foreach (var use in await UsesAsync(purchaseId, ct))
        {
            if (StaysUsed(use.Coupon) || use.UnitsByLine?.Split(',').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList() is not { } units) continue;
            var back = returned.Sum(r => Shares.Floor(units[r.Position], r.After, r.Quantity) - Shares.Floor(units[r.Position], r.Before, r.Quantity));
            if (back == 0 || !use.Coupon.Return(time.Now, LatestEnd(), back)) continue;
            await GiveBackBudgetAsync(use, Shares.Floor(use.Discount, back, use.Units), ct);
            use.Units -= back;
            Tell(use, back);
            any = true;
        }
        return any;
    }

    private async Task<List<CouponUse>> UsesAsync(long purchaseId, CancellationToken ct)
    {
        var owners = await db.CouponUses.Where(u => u.PurchaseId == purchaseId && u.State == CouponUseState.Used)
            .Select(u => u.MemberId).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var owner in owners) await db.LockMemberAsync(owner, ct);
        var uses = await db.CouponUses.Include(u => u.Coupon).ThenInclude(c => c.Definition)
                     .Where(u => u.PurchaseId == purchaseId && u.State == CouponUseState.Used).OrderBy(u => u.Id).ToListAsync(ct);
        foreach (var use in uses) await db.Entry(use.Coupon).ReloadAsync(ct);
        return uses;
    }

    private DateTime LatestEnd() => time.EndOf(time.Today.AddDays(ExtraDays));

    private async Task<bool> ReturnAsync(CouponUse use, CancellationToken ct)
    {
        await GiveBackBudgetAsync(use, use.Discount, ct);
        if (StaysUsed(use.Coupon)) return false;
        // Its lines have given it back one by one; the member may have used it again since.
        if (use.Units > 0 && !use.Coupon.Return(time.Now, LatestEnd(), use.Units)) return false;
        use.State = CouponUseState.Returned;
        if (use.Units > 0) Tell(use, use.Units);
        return use.Units > 0;
    }

    private static bool StaysUsed(Coupon coupon) => coupon.Definition.Rules.NotReturned && !coupon.Definition.IsPaid;

    private async Task GiveBackBudgetAsync(CouponUse use, long discount, CancellationToken ct)
    {
        if (discount == 0) return;
        use.Discount -= discount;
        await db.CouponDefinitions.Where(d => d.Id == use.DefinitionId && d.Budget != null).ExecuteUpdateAsync(s => s.SetProperty(d => d.BudgetSpent, d => d.BudgetSpent - discount), ct);
    }

    private void Tell(CouponUse use, long units) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = use.MemberId, Kind = MemberEvents.CouponReturned, At = time.Now,
        Data = JsonSerializer.Serialize(new { coupon = use.CouponId, units }, JsonSerializerOptions.Web),
    });
}

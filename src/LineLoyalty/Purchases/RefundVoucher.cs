using System.Text.Json;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <summary>Who gives the cash back.</summary>
public sealed record VoucherDesk(string Reason, string? StoreCode = null, long? PosKeyId = null, long? StaffId = null);

/// <param name="Units">Uses that are left; NT$ where it holds money.</param>
/// <param name="Principal">What the customer paid for them.</param>
public sealed record VoucherWorth(long Units, long Principal, int FeePercent, long Fee)
{
    public long Amount => Principal - Fee;
}

public sealed record RefundedVoucher(VoucherRefund Refund, Coupon Coupon, long PointsAvailable);

/// <summary>
/// Gives back in cash what is left of a voucher that was paid for, less the fee it was sold with (three percent at most, by law). The sale's
/// points and what it counted towards a level go back with it, so that buying and returning vouchers brings nobody anything.
/// </summary>
public sealed class RefundVoucher(LoyaltyDb db, BrandTime time, RedeemCoupon redeem, PointsLedger ledger, EvaluateTier tiers, KeepBuyerStats stats)
{
    /// <summary>What it would be; changes nothing.</summary>
    public async Task<Outcome<VoucherWorth>> QuoteAsync(Coupon coupon, CancellationToken ct) =>
        (await JudgeAsync(coupon, ct)).Succeeded(out var bought, out var refusal) ? bought.Worth : refusal;

    public async Task<Outcome<RefundedVoucher>> ExecuteAsync(Coupon found, VoucherDesk desk, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        long? storeId = null;
        if (desk.StoreCode is { } code)
        {
            storeId = await db.Stores.Where(s => s.Code == code && s.Active).Select(s => (long?)s.Id).SingleOrDefaultAsync(ct);
            if (storeId is null) return PurchaseRefusals.StoreUnknown;
        }
        var buyerId = await db.Purchases.Where(p => p.Id == found.SoldInPurchaseId).Select(p => p.MemberId).SingleOrDefaultAsync(ct);
        // Owner and buyer differ when it was given to a friend; both locks, the smaller number first.
        foreach (var id in new[] { found.MemberId, buyerId ?? found.MemberId }.Distinct().Order()) await db.LockMemberAsync(id, ct);
        var owner = await db.Members.AsNoTracking().SingleAsync(m => m.Id == found.MemberId, ct);
        if (owner.RefuseSpend(now) is { } held) return held;
        var coupon = await db.Coupons.Include(c => c.Definition).SingleAsync(c => c.Id == found.Id, ct);
        await db.Entry(coupon).ReloadAsync(ct);
        if (!(await JudgeAsync(coupon, ct)).Succeeded(out var bought, out var refusal)) return refusal;

        var (worth, purchase) = (bought.Worth, bought.Sale);
        var buyer = purchase.MemberId is { } memberId ? await db.TakeMemberAsync(memberId, ct) : null;
        var account = buyer is null ? null : await ledger.OpenAsync(buyer, purchase.Id, ct);
        var parts = account is null ? [] : await PointsAsync(purchase, bought.Line, worth.Principal, account, now, ct);
        var refund = new VoucherRefund
        {
            Ref = Secret.New(16), CouponId = coupon.Id, PurchaseId = purchase.Id, At = now, Units = worth.Units, Principal = worth.Principal, FeePercent = worth.FeePercent,
            Fee = worth.Fee, PointsTakenBack = parts.Sum(p => p.Points), Reason = desk.Reason, StoreId = storeId, PosKeyId = desk.PosKeyId, StaffId = desk.StaffId,
        };
        db.VoucherRefunds.Add(refund);
        (coupon.State, coupon.UsesLeft) = (CouponState.Revoked, 0);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = coupon.MemberId, Kind = MemberEvents.CouponRevoked, At = now,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, purchase = purchase.Id, refunded = refund.Amount, fee = refund.Fee }, JsonSerializerOptions.Web),
        });
        purchase.VouchersRefunded += worth.Principal;
        bought.Line.VouchersRefunded += worth.Principal;
        purchase.PointsLapsed += parts.Sum(p => p.Lapsed);
        if (buyer is not null && account is not null)
        {
            account.Expire(now, now, PointsReasons.Expired);
            foreach (var part in parts) account.TakeBack(part.Points, now, purchase.OccurredAt, new PointsCause(now, now, PointsReasons.Refund, purchase.Id) { Rule = part.Rule, RuleVersion = part.Version, Inputs = part.Inputs });
            await ledger.BookAsync(account, buyer, ct);
            if (refund.PointsTakenBack > 0)
            {
                db.MemberEvents.Add(new MemberEvent
                {
                    MemberId = buyer.Id, Kind = MemberEvents.PointsEarned, At = now,
                    Data = JsonSerializer.Serialize(new { points = -refund.PointsTakenBack, reason = PointsReasons.Refund }, JsonSerializerOptions.Web),
                });
            }
            buyer.LifetimeSpend -= worth.Principal;
            await db.SaveChangesAsync(ct);
            await stats.RecountAsync(buyer.Id, ct);
            await tiers.AfterRefundAsync(buyer, now, ct);
        }
        await unit.CommitAsync(ct);
        return new RefundedVoucher(refund, coupon, account?.Available(now) ?? 0);
    }

    private async Task<Outcome<Bought>> JudgeAsync(Coupon coupon, CancellationToken ct)
    {
        if (coupon.Definition.Rules.Paid is not { } paid) return PurchaseRefusals.VoucherNotPaid;
        if (coupon.Refuses(time.Now) is { } unusable) return await redeem.ExplainAsync(unusable, coupon, ct);
        var now = time.Now;
        if (await db.CouponUses.AnyAsync(u => u.CouponId == coupon.Id && u.State == CouponUseState.Held && u.HeldUntil > now, ct)) return CouponRefusals.Reserved.With(("until", coupon.ReservedUntil));
        if (await SoldAsync(coupon, ct) is not var (sale, line, price, uses)) return PurchaseRefusals.VoucherNotBought;
        var principal = Shares.Floor(price, coupon.UsesLeft, uses);
        return new Bought(sale, line, new VoucherWorth(coupon.UsesLeft, principal, paid.FeePercent, principal * paid.FeePercent / 100));
    }

    /// <summary>The line that sold it and what was paid for this piece of it; a friend's voucher was sold to whoever gave it.</summary>
    private async Task<(Purchase Sale, PurchaseLine Line, long Price, long Uses)?> SoldAsync(Coupon coupon, CancellationToken ct)
    {
        var origin = coupon;
        while (origin is { SoldInPurchaseId: null, GivenFromId: { } giver }) origin = await db.Coupons.AsNoTracking().SingleAsync(c => c.Id == giver, ct);
        if (SellCoupons.PlaceOf(origin.IssueKey) is not var (position, index) || origin.SoldInPurchaseId is not { } saleId) return null;
        var sale = await db.Purchases.Include(p => p.Lines).SingleAsync(p => p.Id == saleId, ct);
        var line = sale.Lines.Single(l => l.Position == position);
        // Pieces of one line cost what their returns would give: cut, and the last one settles.
        return (sale, line, Shares.Floor(line.PaidShare, index + 1, line.Quantity) - Shares.Floor(line.PaidShare, index, line.Quantity), origin.Uses);
    }

    /// <summary>What each rule gave for the part that comes back, as far as it is still there.</summary>
    private async Task<List<PartTaken>> PointsAsync(Purchase purchase, PurchaseLine line, long principal, PointsAccount account, DateTime now, CancellationToken ct)
    {
        List<PartTaken> parts = [];
        foreach (var gave in await RuleGave.ReadAsync(db, purchase.Id, account, now, ct))
        {
            var counted = Undone.Counted(purchase, gave.Lines);
            if (line.PaidShare > 0 && counted.Contains(line)) parts.Add(gave.Take(Shares.Floor(gave.Points, principal, counted.Sum(l => l.PaidShare))));
        }
        return parts;
    }

    private sealed record Bought(Purchase Sale, PurchaseLine Line, VoucherWorth Worth);
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Catalogue;

/// <summary>A member takes an unused redemption back: voucher gone, points in their old lots with their old expiry, stock free again.</summary>
public sealed class CancelRedemption(LoyaltyDb db, BrandTime time, PointsLedger ledger, EnterDraw enter)
{
    /// <returns>Points the member can spend now. Asked twice, it is cancelled once.</returns>
    public async Task<Outcome<long>> ExecuteAsync(long memberId, string reference, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } member) return MemberRefusals.NotFound;
        var now = time.Now;
        if (await db.Redemptions.SingleOrDefaultAsync(r => r.Ref == reference && r.MemberId == memberId, ct) is not { } redemption) return RewardRefusals.RedemptionUnknown;
        var moves = await db.PointsMoves.Include(m => m.Lot).Where(m => m.EntryId == redemption.EntryId).OrderBy(m => m.Id).ToListAsync(ct);
        var account = await ledger.OpenAsync(member, null, ct);
        if (redemption.CancelledAt is not null) return account.Available(now);
        if (redemption.CancellableUntil is not { } until || now >= until) return RewardRefusals.CancelOver;
        if (await TakeBackAsync(redemption, now, ct) is { } used) return used;

        account.Expire(now, now, PointsReasons.Expired);
        account.GiveBack(moves.Select(m => (m.Lot, -m.Points)), now, now, new PointsCause(now, now, PointsReasons.RewardCancelled)
        {
            Inputs = JsonSerializer.Serialize(new { redemption = redemption.Ref, points = redemption.Points }, JsonSerializerOptions.Web),
        });
        await ledger.BookAsync(account, member, ct);
        redemption.CancelledAt = now;
        await db.RewardItems.Where(i => i.Id == redemption.ItemId).ExecuteUpdateAsync(s => s.SetProperty(i => i.Taken, i => i.Taken - 1), ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.RewardCancelled, At = now,
            Data = JsonSerializer.Serialize(new { redemption = redemption.Id, points = redemption.Points }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        // What went back into lots that were empty is only seen by looking again.
        return (await ledger.OpenAsync(member, null, ct)).Available(now);
    }

    /// <summary>Why what was given cannot come back; null when it has.</summary>
    private async Task<Refusal?> TakeBackAsync(Redemption redemption, DateTime now, CancellationToken ct)
    {
        if (redemption.DrawEntryId is { } entry) return await enter.WithdrawAsync(entry, ct) ? null : RewardRefusals.Used;
        if (redemption.CouponId is not { } given) return null;
        var coupon = await db.Coupons.SingleAsync(c => c.Id == given, ct);
        if (!coupon.IsUntouched(now)) return RewardRefusals.Used;
        await db.RevokeAsync(coupon, ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = redemption.MemberId, Kind = MemberEvents.CouponRevoked, At = now,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, reason = PointsReasons.RewardCancelled }, JsonSerializerOptions.Web),
        });
        return null;
    }
}

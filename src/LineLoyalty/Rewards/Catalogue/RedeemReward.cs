using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Catalogue;

/// <param name="Key">Of the page or till: the same key answers what it answered first.</param>
/// <param name="Points">Price the member saw; null when nobody showed one.</param>
public sealed record RedeemRequest(long MemberId, string Item, string Key, long? Points = null)
{
    /// <summary>At a till: the member's one-time permission to spend, and where.</summary>
    public string? SpendCode { get; init; }
    public long? StoreId { get; init; }
    public long? PosKeyId { get; init; }
}

/// <param name="Available">Points left to spend.</param>
public sealed record Redeemed(Redemption Redemption, RewardItem Item, Coupon? Coupon, long Available);

/// <summary>Points for an item, in one unit: points, stock, voucher and timeline, or none of them.</summary>
public sealed class RedeemReward(
    LoyaltyDb db, BrandTime time, PointsLedger ledger, SharePoints family, SpendMemberCode spendCode, GivePrize give, EnterDraw enter)
{
    public async Task<Outcome<Redeemed>> ExecuteAsync(RedeemRequest request, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        await family.LockAsync(request.MemberId, ct);
        if (await db.TakeMemberAsync(request.MemberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        var now = time.Now;
        var account = await ledger.OpenAsync(member, null, ct);
        if (await FindAsync(request, ct) is { } done) return new Redeemed(done, done.Item, await CouponAsync(done.CouponId, ct), account.Available(now));
        if (member.RefuseSpend(now) is { } held) return held;
        if (await db.RewardItems.AsNoTracking().SingleOrDefaultAsync(i => i.Code == request.Item, ct) is not { } item) return RewardRefusals.NotFound;
        await family.BringAsync(member, account, item.Points, ct);
        if (DecideRedemption.Refuses(item, await FactsAsync(item, member, account.Available(now), now, ct)) is { } refusal) return refusal;
        if (request.Points is { } seen && seen != item.Points) return RewardRefusals.PriceChanged.With(("points", item.Points));
        if (request.SpendCode is { } code && !(await spendCode.ExecuteAsync(code, member.Id, ct)).Succeeded(out _, out var noCode)) return noCode;
        // The one place where many members meet: whoever comes first by this row has the last piece.
        var taken = await db.RewardItems.Where(i => i.Id == item.Id && i.Active && i.Revision == item.Revision && (i.Stock == null || i.Taken < i.Stock))
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.Taken, i => i.Taken + 1), ct);
        if (taken == 0) return await LostAsync(item, ct);

        var spent = account.Spend(item.Points, now, new PointsCause(now, now, PointsReasons.Reward)
        {
            Rule = "reward:" + item.Code, RuleVersion = item.Revision, Inputs = JsonSerializer.Serialize(new { item = item.Code, name = item.Name, nameEn = item.NameEn, points = item.Points }, Relaxed),
        });
        await ledger.BookAsync(account, member, ct);
        await db.SaveChangesAsync(ct);
        var hours = await db.CancelHoursAsync(ct);
        var redemption = new Redemption
        {
            Ref = Secret.New(16), ItemId = item.Id, MemberId = member.Id, Key = request.Key, At = now, Points = item.Points, EntryId = spent!.Id,
            StoreId = request.StoreId, PosKeyId = request.PosKeyId, CancellableUntil = hours > 0 ? spent.Moves.Select(m => m.Lot.ExpiresAt).Append(now.AddHours(hours)).Min() : null,
        };
        if (!(await GiveAsync(item, redemption, ct)).Succeeded(out var given, out var notGiven)) return notGiven;
        db.Redemptions.Add(redemption);
        await db.SaveChangesAsync(ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = member.Id, Kind = MemberEvents.RewardRedeemed, At = now,
            Data = JsonSerializer.Serialize(new { redemption = redemption.Id, points = item.Points, store = request.StoreId }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return new Redeemed(redemption, item, given.Coupon, account.Available(now));
    }

    /// <summary>What decides whether a member may have an item.</summary>
    public async Task<RedemptionFacts> FactsAsync(RewardItem item, Member member, long available, DateTime now, CancellationToken ct)
    {
        var monthStart = time.StartOf(new DateOnly(time.DayOf(now).Year, time.DayOf(now).Month, 1));
        var had = db.Redemptions.Where(r => r.MemberId == member.Id && r.ItemId == item.Id && r.CancelledAt == null);
        return new RedemptionFacts(now, available, member.TierLevel,
            item.MinimumTier is null ? null : await db.Tiers.Where(t => t.Code == item.MinimumTier).Select(t => (int?)t.Level).SingleOrDefaultAsync(ct),
            item.PerMember is null ? 0 : await had.CountAsync(ct), item.PerMemberMonth is null ? 0 : await had.CountAsync(r => r.At >= monthStart, ct));
    }

    private async Task<Outcome<GivenPrize>> GiveAsync(RewardItem item, Redemption redemption, CancellationToken ct)
    {
        if (item.Gives is EntryPrize into)
        {
            if (!(await enter.ForRewardAsync(redemption.MemberId, into.Draw, "reward:" + redemption.Ref, ct)).Succeeded(out var entry, out var closed)) return closed;
            redemption.DrawEntryId = entry.Id;
            return new GivenPrize(null, 0);
        }
        var cause = new PrizeCause(PointsReasons.Reward, "reward:" + redemption.Ref, redemption.At, "reward:" + item.Code, item.Revision);
        var outcome = await give.ExecuteAsync(redemption.MemberId, item.Gives, cause, ct);
        // Nothing left to hand over is, to a member, the item being sold out.
        if (outcome.Refusal is { } refusal) return refusal.Code == CouponRefusals.PerMember.Code ? RewardRefusals.Limit : RewardRefusals.SoldOut.With(("because", refusal.Code));
        redemption.CouponId = outcome.Value!.Coupon?.Id;
        return outcome;
    }

    /// <summary>Sold out, or changed by a marketer while we looked.</summary>
    private async Task<Refusal> LostAsync(RewardItem item, CancellationToken ct)
    {
        var latest = await db.RewardItems.AsNoTracking().SingleAsync(i => i.Id == item.Id, ct);
        return latest.Left <= 0 ? RewardRefusals.SoldOut : RewardRefusals.PriceChanged.With(("points", latest.Points));
    }

    private Task<Redemption?> FindAsync(RedeemRequest request, CancellationToken ct) =>
        db.Redemptions.Include(r => r.Item).SingleOrDefaultAsync(r => r.MemberId == request.MemberId && r.Key == request.Key, ct);

    private async Task<Coupon?> CouponAsync(long? id, CancellationToken ct) =>
        id is null ? null : await db.Coupons.Include(c => c.Definition).SingleAsync(c => c.Id == id, ct);

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Referrals;

/// <summary>
/// Follows brought friends: their first sale that counts, the days in which it may be returned, the gifts of both, and the taking back when
/// it is returned later. Looked at every minute from what is stored, so nothing is lost or given twice by a killed run.
/// </summary>
internal sealed class RewardReferrals(
    LoyaltyDb db, BrandTime time, IssueCoupon issue, GivePoints points, TakeBackPrize takeBack, ContactRules contact, Outbox outbox, ProgrammeMessages messages)
{
    private const string Reason = "referral";
    private const string Returned = "referral.returned";
    private const int PageSize = 200;

    public async Task ExecuteAsync(CancellationToken ct)
    {
        var rules = await ReferralRules.ReadAsync(db, ct);
        if (rules.Enabled) await FindSalesAsync(rules, ct);
        await LetGoAsync(ct);
        var now = time.Now;
        foreach (var id in await Of(ReferralState.Bought).Where(r => r.DueAt <= now && r.Reason == null).OrderBy(r => r.DueAt).ThenBy(r => r.Id).Select(r => r.Id).Order().Take(PageSize).ToListAsync(ct)) await RewardAsync(id, rules, ct);
        foreach (var id in await Of(ReferralState.Rewarded).Where(r => db.Purchases.Any(p => p.Id == r.PurchaseId && p.Paid - p.Refunded - p.VouchersRefunded < r.MinimumSpend)).Select(r => r.Id).Order().Take(PageSize).ToListAsync(ct)) await TakeBackAsync(id, ct);
    }

    private async Task FindSalesAsync(ReferralRules rules, CancellationToken ct)
    {
        var found = await Of(ReferralState.Joined)
            .Select(r => new
            {
                r.Id,
                Sale = db.Purchases.Where(p => p.MemberId == r.FriendId && p.OccurredAt >= r.JoinedAt && p.Paid - p.Refunded - p.VouchersRefunded >= rules.MinimumSpend && !p.WhollyReturned)
                    .OrderBy(p => p.OccurredAt).ThenBy(p => p.Id).Select(p => (long?)p.Id).FirstOrDefault(),
            })
            .Where(r => r.Sale != null).OrderBy(r => r.Id).Take(PageSize).ToListAsync(ct);
        if (found.Count == 0) return;
        var sales = found.Select(f => f.Sale!.Value).ToList();
        var days = await db.Purchases.Where(p => sales.Contains(p.Id)).Select(p => new { p.Id, p.SoldOn }).ToDictionaryAsync(p => p.Id, p => p.SoldOn, ct);
        await using var unit = await db.BeginWriteAsync(ct);
        foreach (var one in found)
        {
            var due = rules.WaitDays == 0 ? time.Now : time.StartOf(days[one.Sale!.Value].AddDays(rules.WaitDays + 1));
            await db.Referrals.Where(r => r.Id == one.Id && r.State == ReferralState.Joined)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ReferralState.Bought).SetProperty(r => r.PurchaseId, one.Sale).SetProperty(r => r.DueAt, due).SetProperty(r => r.MinimumSpend, rules.MinimumSpend), ct);
        }
        await unit.CommitAsync(ct);
    }

    // Returned before the gifts were due: the next sale may count.
    private async Task LetGoAsync(CancellationToken ct)
    {
        var returned = Of(ReferralState.Bought).Where(r => db.Purchases.Any(p => p.Id == r.PurchaseId && p.Paid - p.Refunded - p.VouchersRefunded < r.MinimumSpend));
        if (!await returned.AnyAsync(ct)) return;
        await using var unit = await db.BeginWriteAsync(ct);
        await returned.ExecuteUpdateAsync(s => s.SetProperty(r => r.State, ReferralState.Joined).SetProperty(r => r.PurchaseId, (long?)null).SetProperty(r => r.DueAt, (DateTime?)null), ct);
        await unit.CommitAsync(ct);
    }

    private async Task RewardAsync(long id, ReferralRules rules, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var unit = await db.BeginWriteAsync(ct);
        if (await OpenAsync(id, ReferralState.Bought, ct) is not { } referral) return;
        if (await db.Purchases.AnyAsync(p => p.Id == referral.PurchaseId && p.Paid - p.Refunded - p.VouchersRefunded < referral.MinimumSpend, ct)) return;
        if (referral.Reason is not null) return;
        if (await AreFamilyAsync(referral, ct))
        {
            (referral.State, referral.EndedAt, referral.Reason) = (ReferralState.Refused, time.Now, ReferralReasons.SameFamily);
            await unit.CommitAsync(ct);
            return;
        }
        var month = time.StartOf(new DateOnly(time.Today.Year, time.Today.Month, 1));
        var limited = await db.Referrals.CountAsync(r => r.InviterId == referral.InviterId && r.State == ReferralState.Rewarded && r.Reason == null && r.EndedAt >= month, ct) >= rules.MostPerMonth;
        (referral.State, referral.EndedAt, referral.Reason) = (ReferralState.Rewarded, time.Now, limited ? ReferralReasons.MonthLimit : null);
        await GiveAsync(referral.FriendId, rules.FriendCoupon, referral.Id, "friend", ct);
        if (!limited)
        {
            await points.ForEventAsync(referral.InviterId, EarningEvent.Referral, PointsKey(referral.Id), time.Now, ct);
            await GiveAsync(referral.InviterId, rules.InviterCoupon, referral.Id, "inviter", ct);
            db.MemberEvents.Add(Counted(referral, 1));
        }
        await unit.CommitAsync(ct);
    }

    private Task<bool> AreFamilyAsync(Referral referral, CancellationToken ct) =>
        db.FamilyMembers.AnyAsync(i => i.MemberId == referral.InviterId && i.LeftAt == null && db.FamilyMembers.Any(f => f.MemberId == referral.FriendId && f.LeftAt == null && f.FamilyId == i.FamilyId), ct);

    private async Task GiveAsync(long memberId, string? coupon, long referral, string side, CancellationToken ct)
    {
        if (coupon is null || !(await issue.ExecuteAsync(memberId, coupon, Reason, CouponKey(referral, side), ct)).Succeeded(out var issued, out _)) return;
        var member = await db.Members.FirstAsync(m => m.Id == memberId, ct);
        if (await db.LineAccounts.FirstOrDefaultAsync(a => a.MemberId == memberId, ct) is { Friend: true } account && member.MarketingOptIn)
        {
            outbox.Push(account.Id, memberId, DeliveryPurpose.Marketing, Reason, CouponKey(referral, side), messages.ReferralGift(member, issued, side == "inviter"), await contact.NotBeforeAsync(time.Now, ct));
        }
    }

    private async Task TakeBackAsync(long id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var unit = await db.BeginWriteAsync(ct);
        if (await OpenAsync(id, ReferralState.Rewarded, ct) is not { } referral) return;
        (referral.State, referral.EndedAt) = (ReferralState.TakenBack, time.Now);
        db.MemberEvents.Add(Counted(referral, -1));
        string[] keys = [CouponKey(id, "inviter"), CouponKey(id, "friend")];
        foreach (var coupon in await db.Coupons.Where(c => c.IssueKey != null && keys.Contains(c.IssueKey)).OrderBy(c => c.Id).Select(c => new { c.Id, c.MemberId }).ToListAsync(ct))
        {
            await takeBack.CouponAsync(coupon.MemberId, coupon.Id, Returned, time.Now, ct);
        }
        await TakePointsBackAsync(referral, ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>All of them, by the rules that gave them: what is spent already makes a debt, as after any return.</summary>
    private async Task TakePointsBackAsync(Referral referral, CancellationToken ct)
    {
        var key = $"{PointsKey(referral.Id)}:{referral.InviterId}";
        if (await db.PointsGrants.Where(g => g.Key == key).Select(g => new { g.At, g.Points }).FirstOrDefaultAsync(ct) is not { } given) return;
        var rules = await db.PointsEntries.Where(e => e.MemberId == referral.InviterId && e.Kind == PointsEntryKind.Earn && e.Reason == Reason && e.At == given.At && e.Rule != null)
            .OrderBy(e => e.Id).Select(e => new { Rule = e.Rule!, e.RuleVersion, e.Points, e.Inputs }).ToListAsync(ct);
        var left = given.Points;
        foreach (var rule in rules)
        {
            var points = Math.Min(left, rule.Points);
            left -= points;
            await takeBack.PointsAsync(referral.InviterId, points, given.At, new PrizeCause(Reason, key, time.Now, rule.Rule, rule.RuleVersion, rule.Inputs), ct);
        }
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = referral.InviterId, Kind = MemberEvents.PointsAdjusted, At = time.Now, Data = JsonSerializer.Serialize(new { points = left - given.Points, reason = Returned }, JsonSerializerOptions.Web),
        });
    }

    /// <summary>The referral as it is once both members are locked, lower number first; null when it has moved on.</summary>
    private async Task<Referral?> OpenAsync(long id, ReferralState state, CancellationToken ct)
    {
        var pair = await db.Referrals.Where(r => r.Id == id && r.State == state).Select(r => new { r.InviterId, r.FriendId }).FirstOrDefaultAsync(ct);
        if (pair is null) return null;
        await db.LockMemberAsync(Math.Min(pair.InviterId, pair.FriendId), ct);
        await db.LockMemberAsync(Math.Max(pair.InviterId, pair.FriendId), ct);
        return await db.Referrals.FirstOrDefaultAsync(r => r.Id == id && r.State == state, ct);
    }

    private MemberEvent Counted(Referral referral, int friends) => new()
    {
        MemberId = referral.InviterId, Kind = MemberEvents.ReferralCounted, At = time.Now, Data = JsonSerializer.Serialize(new { friends, referral = referral.Id }, JsonSerializerOptions.Web),
    };

    private IQueryable<Referral> Of(ReferralState state) => db.Referrals.Where(r => r.State == state);
    private static string CouponKey(long referral, string side) => $"referral:{referral}:{side}";
    private static string PointsKey(long referral) => $"referral:{referral}";
}

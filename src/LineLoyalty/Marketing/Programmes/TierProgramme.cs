using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>
/// What levels have to say: a word on every change, reminders before a level ends while it is not kept, and the gift of each month.
/// </summary>
internal sealed class TierProgramme(
    LoyaltyDb db, ProgrammeSteps steps, Outbox outbox, ContactRules rules, EvaluateTier evaluate, ReadTierStats stats, IssueCoupon issue, ProgrammeMessages messages, BrandTime time,
    ReadSendingRules said)
{
    private const string Name = "tier";
    private const int PageSize = 200;
    /// <summary>Days before the end; who was not reached for this many days before the next is told then.</summary>
    private static readonly int[] RemindDaysBefore = [60, 30, 7];

    /// <summary>Tells those whose level has changed since the last look. What is older than the programme's latest day is passed over in silence.</summary>
    public async Task AnnounceAsync(CancellationToken ct)
    {
        var ids = await db.TierPeriods.Where(p => p.ToTell).OrderBy(p => p.Id).Select(p => new { p.Id, p.MemberId }).Take(PageSize).ToListAsync(ct);
        foreach (var told in ids)
        {
            db.ChangeTracker.Clear();
            await using var unit = await db.BeginWriteAsync(ct);
            await db.LockMemberAsync(told.MemberId, ct);
            var period = await db.TierPeriods.FirstAsync(p => p.Id == told.Id, ct);
            if (!period.ToTell) continue;
            period.ToTell = false;
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == told.MemberId && m.ErasedAt == null, ct);
            var account = await db.LineAccounts.FirstOrDefaultAsync(a => a.MemberId == told.MemberId, ct);
            var fresh = period.ToAt is null && period.FromAt > time.Now.AddDays(-(await said.ExecuteAsync(ct)).LatestDays);
            if (fresh && member is not null && account is { Friend: true }) await TellAsync(period, member, account, ct);
            await unit.CommitAsync(ct);
        }
    }

    /// <summary>60, 30 and 7 days before a level ends: what is missing to keep it. Nothing is said to whom has kept it already.</summary>
    public async Task RemindAsync(CancellationToken ct)
    {
        var (now, rulesOfTiers) = (time.Now, await evaluate.RulesAsync(ct));
        var latestDays = (await said.ExecuteAsync(ct)).LatestDays;
        foreach (var days in RemindDaysBefore)
        {
            var (from, until) = (time.StartOf(time.Today.AddDays(days - latestDays)), time.EndOf(time.Today.AddDays(days)));
            for (var after = 0L; ;)
            {
                var page = await db.TierPeriods.AsNoTracking()
                    .Where(p => p.ToAt == null && p.ValidUntil > from && p.ValidUntil <= until && p.ValidUntil > now && p.StaffId == null && p.Id > after)
                    .OrderBy(p => p.Id).Take(PageSize).ToListAsync(ct);
                if (page.Count == 0) break;
                after = page[^1].Id;
                foreach (var period in page) await RemindAsync(period, rulesOfTiers.Of(period.Level), days, ct);
            }
        }
    }

    /// <summary>On the 1st, or late in its first days: this month's gift for everybody whose level has one.</summary>
    public async Task GiveMonthlyAsync(DateOnly day, CancellationToken ct)
    {
        if (day.Day > 1 + (await said.ExecuteAsync(ct)).LatestDays) return;
        var month = new DateOnly(day.Year, day.Month, 1);
        var key = $"gift:{month:yyyy-MM}";
        foreach (var tier in (await evaluate.RulesAsync(ct)).Levels.Where(t => t.Benefits.MonthlyCoupon is not null))
        {
            // Who reaches the level in the course of the month has its gift from the next one on; a period renewed at midnight has it today.
            var start = time.StartOf(month);
            for (var after = 0L; ;)
            {
                var page = await db.TierPeriods.Where(p => p.Level == tier.Level && p.FromAt <= start && (p.ToAt == null || p.ToAt > start) && p.MemberId > after
                        && !db.ProgrammeSteps.Any(s => s.Programme == Name && s.MemberId == p.MemberId && s.Key == key))
                    .Select(p => p.MemberId).Distinct().OrderBy(id => id).Take(PageSize).ToListAsync(ct);
                if (page.Count == 0) break;
                after = page[^1];
                foreach (var id in page) await GiveAsync(id, tier, key, ct);
            }
        }
    }

    private async Task TellAsync(TierPeriod period, Member member, LineAccount account, CancellationToken ct)
    {
        var tiers = await evaluate.RulesAsync(ct);
        var before = await db.TierPeriods.Where(p => p.MemberId == member.Id && p.Id < period.Id).OrderByDescending(p => p.Id).Select(p => (int?)p.Level).FirstOrDefaultAsync(ct);
        var gift = await db.Coupons.Include(c => c.Definition).FirstOrDefaultAsync(c => c.IssueKey == $"tier:{period.Id}" && c.State == CouponState.Issued, ct);
        var tier = tiers.Of(period.Level);
        var words = before < period.Level ? messages.TierUp(member, tier, gift, period.ValidUntil) : messages.TierDown(member, tier, period.Reason);
        outbox.Push(account.Id, member.Id, DeliveryPurpose.Service, "tier-change", $"tier-change:{period.Id}", words, await rules.NotBeforeAsync(time.Now, ct));
    }

    private Task<bool> RemindAsync(TierPeriod period, Tier tier, int days, CancellationToken ct) =>
        steps.TakeAsync(Name, period.MemberId, $"{period.Id}:{days}", async (member, account) =>
        {
            if (tier.ToKeep is not { } keep || tier.Downgrade == TierDowngrade.Never || !ProgrammeSteps.Reaches(member, account)) return false;
            var needs = keep.Needs(await stats.BetweenAsync(member.Id, period.CountsAfter, time.Today, keep.Points is not null, ct));
            if (keep.Any ? needs.Any(n => n.IsMet) : needs.All(n => n.IsMet)) return false;
            var missing = TierWords.Missing(needs, keep.Any, member.Language);
            await steps.TellAsync(member, account!, "tier-reminder", $"tier-reminder:{period.Id}:{days}", messages.TierEnds(member, tier, missing, period.ValidUntil!.Value), ct);
            return true;
        }, ct);

    private Task<bool> GiveAsync(long memberId, Tier tier, string key, CancellationToken ct) =>
        steps.TakeAsync(Name, memberId, key, async (member, account) =>
        {
            var issued = await issue.ExecuteAsync(memberId, tier.Benefits.MonthlyCoupon!, Name, $"tier-month:{memberId}:{key}", ct);
            if (!issued.Succeeded(out var coupon, out _)) return false;
            if (ProgrammeSteps.Reaches(member, account)) await steps.TellAsync(member, account!, "tier-gift", $"tier-gift:{memberId}:{key}", messages.TierGift(member, tier, coupon), ct);
            return true;
        }, ct);
}

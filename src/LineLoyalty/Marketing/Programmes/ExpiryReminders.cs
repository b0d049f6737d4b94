using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>Tells members once about points and coupons that are about to lapse. Who cannot be told today is tried again tomorrow.</summary>
internal sealed class ExpiryReminders(
    LoyaltyDb db, PointsAboutToExpire points, ProgrammeSteps steps, ContactRules rules, ProgrammeMessages messages, BrandTime time, IOptions<ProgrammeOptions> options)
{
    private const int PageSize = 200;

    public async Task RemindOfPointsAsync(CancellationToken ct)
    {
        if (!options.Value.PointsExpiry.Enabled || await TakenOver.ByJourneyAsync(db, TakenOver.PointsExpiry, ct)) return;
        var before = time.EndOf(time.Today.AddDays(options.Value.PointsExpiry.DaysBefore));
        for (var after = 0L; ;)
        {
            var page = await points.ToRemindAsync(before, after, PageSize, ct);
            if (page.Count == 0) return;
            after = page[^1].MemberId;
            var enough = await rules.HadEnoughAsync(page.ConvertAll(e => e.MemberId), ct);
            foreach (var expiring in page.Where(e => !enough.Contains(e.MemberId)))
            {
                await TellAsync(expiring.MemberId, async (member, account) =>
                {
                    if (await points.MarkRemindedAsync(member.Id, before, ct) == 0) return;
                    await steps.TellAsync(member, account, "points-expiry", $"points-expiry:{member.Id}:{time.Today:yyyyMMdd}", messages.PointsExpire(member, expiring.Points, expiring.ExpiresAt), ct);
                }, ct);
            }
        }
    }

    public async Task RemindOfCouponsAsync(CancellationToken ct)
    {
        if (!options.Value.CouponExpiry.Enabled || await TakenOver.ByJourneyAsync(db, TakenOver.CouponExpiry, ct)) return;
        var now = time.Now;
        var before = time.EndOf(time.Today.AddDays(options.Value.CouponExpiry.DaysBefore));
        // What was given only yesterday was announced only yesterday.
        var old = now.AddDays(-1);
        for (var after = 0L; ;)
        {
            var page = await Due().Where(c => c.MemberId > after).Select(c => c.MemberId).Distinct().OrderBy(id => id).Take(PageSize).ToListAsync(ct);
            if (page.Count == 0) return;
            after = page[^1];
            var enough = await rules.HadEnoughAsync(page, ct);
            foreach (var memberId in page.Where(id => !enough.Contains(id)))
            {
                await TellAsync(memberId, async (member, account) =>
                {
                    var coupons = await Due().Where(c => c.MemberId == member.Id).Include(c => c.Definition).OrderBy(c => c.ValidUntil).AsNoTracking().ToListAsync(ct);
                    if (coupons.Count == 0) return;
                    var ids = coupons.ConvertAll(c => c.Id);
                    await db.Coupons.Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(s => s.SetProperty(c => c.RemindedAt, now), ct);
                    await steps.TellAsync(member, account, "coupon-expiry", $"coupon-expiry:{member.Id}:{time.Today:yyyyMMdd}", messages.CouponsExpire(member, coupons), ct);
                }, ct);
            }
        }

        IQueryable<Coupon> Due() => db.Coupons.Where(c => c.State == CouponState.Issued && c.ValidUntil > now && c.ValidUntil <= before && c.RemindedAt == null && c.IssuedAt < old);
    }

    private async Task TellAsync(long memberId, Func<Member, LineAccount, Task> tell, CancellationToken ct)
    {
        var reached = await db.Members.AnyAsync(m => m.Id == memberId && m.MarketingOptIn && m.ErasedAt == null && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend), ct);
        if (!reached) return;
        await using var unit = await db.BeginWriteAsync(ct);
        var member = await db.Members.AsNoTracking().FirstAsync(m => m.Id == memberId, ct);
        var account = await db.LineAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.MemberId == memberId, ct);
        if (!ProgrammeSteps.Reaches(member, account)) return;
        await tell(member, account!);
        await unit.CommitAsync(ct);
    }
}

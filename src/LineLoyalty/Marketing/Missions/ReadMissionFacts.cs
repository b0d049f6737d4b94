using LineLoyalty.Data;
using LineLoyalty.Marketing.Referrals;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Reads what a member did from some instant on, and only what the goals ask about.</summary>
internal sealed class ReadMissionFacts(LoyaltyDb db)
{
    public async Task<MissionFacts> ExecuteAsync(long memberId, DateTime from, IReadOnlyCollection<MissionGoal> goals, CancellationToken ct)
    {
        bool Asks<T1>() => goals.Any(g => g is T1);
        var sales = goals.Any(g => g is PurchasesGoal or SpendGoal or StoresGoal or VarietyGoal or WeeksGoal);
        return new MissionFacts
        {
            Sales = sales ? await SalesAsync(memberId, from, ct) : [],
            CheckIns = Asks<CheckInsGoal>() || Asks<WeeksGoal>()
                ? await db.MemberEvents.Where(e => e.MemberId == memberId && e.At >= from && e.Kind == MemberEvents.CheckedIn).Select(e => e.At).ToListAsync(ct) : [],
            Friends = Asks<FriendsGoal>()
                ? await db.Referrals.Where(r => r.InviterId == memberId && r.State == ReferralState.Rewarded && r.Reason == null && r.EndedAt >= from).Select(r => r.EndedAt!.Value).ToListAsync(ct) : [],
            Clicks = Asks<ClickGoal>() ? await ClicksAsync(memberId, from, ct) : [],
            ProfileComplete = Asks<ProfileGoal>() && await db.Members.AnyAsync(m => m.Id == memberId && m.BirthMonth != null && m.Gender != null && m.Name != "", ct),
        };
    }

    private async Task<List<MissionClick>> ClicksAsync(long memberId, DateTime from, CancellationToken ct)
    {
        var pushes = await db.CampaignClicks.Where(c => c.MemberId == memberId && c.At >= from).Select(c => new MissionClick(c.At, c.CampaignId, c.Link)).ToListAsync(ct);
        var steps = await db.JourneyClicks.Where(c => c.MemberId == memberId && c.At >= from).Select(c => new { c.At, c.JourneyId, c.Node, c.Link }).ToListAsync(ct);
        return [.. pushes, .. steps.Select(c => new MissionClick(c.At, null, c.Link) { Step = (c.JourneyId, c.Node) })];
    }

    private async Task<List<MissionSale>> SalesAsync(long memberId, DateTime since, CancellationToken ct)
    {
        var sales = await (from p in db.Purchases.AsNoTracking().Include(p => p.Lines)
                           join s in db.Stores on p.StoreId equals s.Id
                           where p.MemberId == memberId && p.OccurredAt >= since && !p.WhollyReturned
                           select new { Sale = p, s.Code }).ToListAsync(ct);
        return sales.ConvertAll(s => new MissionSale(s.Sale.OccurredAt, s.Sale.SoldOn, s.Code, s.Sale.Channel,
            [.. StampedSale.Left(s.Sale).Select(l => new MissionLine(l.Sku, l.Category, l.Quantity, l.Paid, l.Counts))]));
    }
}

using LineLoyalty.Data;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>How many a campaign would reach now, and why the others are left out; each person is counted once.</summary>
public sealed class CountAudience
{
    private readonly LoyaltyDb db;
    private readonly ReadAudience read;
    private readonly ContactRules contact;

    internal CountAudience(LoyaltyDb db, ReadAudience read, ContactRules contact) => (this.db, this.read, this.contact) = (db, read, contact);

    public async Task<Outcome<AudienceCount>> ExecuteAsync(CampaignAudience audience, CancellationToken ct)
    {
        if (!(await read.ExecuteAsync(audience, ct)).Succeeded(out var people, out var refusal)) return refusal;
        var excluded = await people.Members.Where(people.IsExcluded).CountAsync(ct);
        var meant = people.Members.Where(Segments.Predicates.Not(people.IsExcluded));
        var groups = await (
            from m in meant
            join a in db.LineAccounts on (long?)m.Id equals a.MemberId into accounts
            from a in accounts.DefaultIfEmpty()
            group m by new { Bound = a != null, m.MarketingOptIn, Friend = a != null && a.Friend } into g
            select new { g.Key.Bound, g.Key.MarketingOptIn, g.Key.Friend, Count = g.Count() }).ToListAsync(ct);
        var reachable = groups.Where(g => g is { Bound: true, MarketingOptIn: true, Friend: true }).Sum(g => g.Count);
        var capped = reachable == 0 ? 0 : await (await contact.HadEnoughAsync(Reachable(meant), ct)).CountAsync(ct);
        return new AudienceCount(
            groups.Sum(g => g.Count) + excluded,
            reachable - capped,
            groups.Where(g => !g.Bound).Sum(g => g.Count),
            groups.Where(g => g is { Bound: true, MarketingOptIn: false }).Sum(g => g.Count),
            groups.Where(g => g is { Bound: true, MarketingOptIn: true, Friend: false }).Sum(g => g.Count)) { Excluded = excluded, Capped = capped };
    }

    /// <returns>Why this audience cannot be asked for; null when it can.</returns>
    public async Task<Refusal?> RefuseAsync(CampaignAudience audience, CancellationToken ct) => (await read.ExecuteAsync(audience, ct)).Refusal;

    /// <summary>Some who would get it, spread over the membership's ages.</summary>
    public async Task<IReadOnlyList<PlannedPerson>> SampleAsync(CampaignAudience audience, int count, CancellationToken ct)
    {
        if (!(await read.ExecuteAsync(audience, ct)).Succeeded(out var people, out _)) return [];
        var meant = Reachable(people.Members.Where(Segments.Predicates.Not(people.IsExcluded)));
        var (oldest, newest) = (await meant.OrderBy(m => m.Id).Take((count + 1) / 2).Select(m => m.Id).ToListAsync(ct), await meant.OrderByDescending(m => m.Id).Take(count).Select(m => m.Id).ToListAsync(ct));
        var ids = oldest.Concat(newest).Distinct().Take(count).ToList();
        return await db.Members.Where(m => ids.Contains(m.Id)).OrderBy(m => m.Id).Select(PlannedPerson.Read(db)).ToListAsync(ct);
    }

    private IQueryable<Member> Reachable(IQueryable<Member> members) => members.Where(m => m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend));
}

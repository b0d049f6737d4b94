using LineLoyalty.Data;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <param name="Difference">Points this member would have had more (or fewer) under the changed rule.</param>
public sealed record ReplayMember(string Ref, string Name, long Now, long Then)
{
    public long Difference => Then - Now;
}

/// <param name="Now">Points all those sales earn by the rules as they are; <paramref name="Then"/>, with the change.</param>
/// <param name="Truncated">There were more sales than are replayed at once.</param>
public sealed record ReplayResult(long Sales, long Members, long Now, long Then, long ValueNow, long ValueThen, long Winners, long Losers,
    IReadOnlyList<ReplayMember> MostGained, IReadOnlyList<ReplayMember> MostLost, bool Truncated);

/// <summary>
/// What real sales of the last months would have earned with a rule changed, before anybody switches it on. Sales that were wholly returned
/// are left out; the changed rule's own dates are ignored, since its campaign lies ahead.
/// </summary>
public sealed class ReplayEarning(LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes)
{
    public const int MostSales = 200_000;
    private const int Page = 1000;
    private const int Shown = 10;

    /// <param name="changed">The rule as it would be; null replays the same rules without <paramref name="code"/>.</param>
    public async Task<ReplayResult> ExecuteAsync(string code, RuleInForce? changed, int months, CancellationToken ct)
    {
        var programme = await programmes.AtAsync(time.Now, ct);
        if (changed is not null) changed = changed with { Says = changed.Says with { Conditions = changed.Says.Conditions with { FirstDay = null, LastDay = null } } };
        List<RuleInForce> now = [.. programme.Rules];
        List<RuleInForce> then = [.. now.Where(r => r.Code != code)];
        if (changed is not null) then.Add(changed);

        var from = time.StartOf(time.Today.AddMonths(-months));
        var stores = await db.Stores.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Code, ct);
        var tiers = await db.Tiers.AsNoTracking().ToDictionaryAsync(t => t.Level, t => t.Code, ct);
        var lowest = tiers.Count == 0 ? null : tiers.MinBy(t => t.Key).Value;
        var (sales, truncated) = (0L, false);
        var sums = new Dictionary<long, (long Now, long Then)>();
        var (lastMember, lastAt, lastId) = (0L, DateTime.UnixEpoch, 0L);
        Given usedNow = new(), usedThen = new();
        while (true)
        {
            // A member's sales follow each other, so what a limit has left is known when the next one comes.
            var page = await db.Purchases.AsNoTracking().Include(p => p.Lines)
                .Where(p => p.MemberId != null && p.OccurredAt >= from && !p.WhollyReturned
                    && (p.MemberId > lastMember || (p.MemberId == lastMember && (p.OccurredAt > lastAt || (p.OccurredAt == lastAt && p.Id > lastId)))))
                .OrderBy(p => p.MemberId).ThenBy(p => p.OccurredAt).ThenBy(p => p.Id).Take(Page).ToListAsync(ct);
            if (page.Count == 0) break;
            var ids = page.Select(p => p.MemberId!.Value).Distinct().ToList();
            var people = await db.Members.AsNoTracking().Where(m => ids.Contains(m.Id)).Select(m => new { m.Id, m.BirthMonth }).ToDictionaryAsync(m => m.Id, m => m.BirthMonth, ct);
            var periods = (await db.TierPeriods.AsNoTracking().Where(p => ids.Contains(p.MemberId)).OrderBy(p => p.FromAt).ThenBy(p => p.Id).ToListAsync(ct)).ToLookup(p => p.MemberId);
            var firsts = await db.Purchases.Where(p => p.MemberId != null && ids.Contains(p.MemberId.Value) && !p.WhollyReturned)
                .GroupBy(p => p.MemberId!.Value).Select(g => new { g.Key, At = g.Min(p => p.OccurredAt) }).ToDictionaryAsync(g => g.Key, g => g.At, ct);
            foreach (var sale in page)
            {
                var member = sale.MemberId!.Value;
                if (member != lastMember) (usedNow, usedThen) = (new Given(), new Given());
                (lastMember, lastAt, lastId) = (member, sale.OccurredAt, sale.Id);
                var level = periods[member].LastOrDefault(p => p.FromAt < sale.OccurredAt)?.Level;
                var facts = new EarningFacts
                {
                    Local = time.Local(sale.OccurredAt), Day = sale.SoldOn, Store = stores.GetValueOrDefault(sale.StoreId), Channel = sale.Channel, Payment = sale.Payment,
                    Tier = level is { } l ? tiers.GetValueOrDefault(l) : lowest, BirthMonth = people.GetValueOrDefault(member), FirstPurchase = firsts[member] == sale.OccurredAt,
                    Lines = [.. sale.Lines.OrderBy(x => x.Position).Select(x => new FactLine(x.Position, x.Sku, x.Category, x.Quantity, x.PaidShare, x.EarnsPoints, x.Delivery))],
                };
                var sum = sums.GetValueOrDefault(member);
                sums[member] = (sum.Now + usedNow.Earn(facts, now, sale.SoldOn), sum.Then + usedThen.Earn(facts, then, sale.SoldOn));
                sales++;
            }
            if (sales >= MostSales) { truncated = true; break; }
            if (page.Count < Page) break;
        }
        var redeem = programme.Policy.Redeem;
        var (all, allThen) = (sums.Values.Sum(s => s.Now), sums.Values.Sum(s => s.Then));
        return new ReplayResult(sales, sums.Count, all, allThen, redeem.DiscountOf(all), redeem.DiscountOf(allThen),
            sums.Values.LongCount(s => s.Then > s.Now), sums.Values.LongCount(s => s.Then < s.Now),
            await NamesAsync(sums.Where(s => s.Value.Then > s.Value.Now).OrderByDescending(s => s.Value.Then - s.Value.Now), ct),
            await NamesAsync(sums.Where(s => s.Value.Then < s.Value.Now).OrderBy(s => s.Value.Then - s.Value.Now), ct), truncated);
    }

    private async Task<List<ReplayMember>> NamesAsync(IEnumerable<KeyValuePair<long, (long Now, long Then)>> order, CancellationToken ct)
    {
        var top = order.Take(Shown).ToList();
        var ids = top.Select(t => t.Key).ToList();
        var names = await db.Members.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => (m.Ref, m.Name), ct);
        return [.. top.Select(t => new ReplayMember(names[t.Key].Ref, names[t.Key].Name, t.Value.Now, t.Value.Then))];
    }

    /// <summary>What one member has had of each limited rule so far.</summary>
    private sealed class Given
    {
        private readonly Dictionary<string, (DateOnly Day, long Today, long All)> used = [];

        public long Earn(EarningFacts facts, List<RuleInForce> rules, DateOnly day)
        {
            var earning = DecideEarning.For(facts with { Given = used.ToDictionary(u => u.Key, u => new CapUse(u.Value.Day == day ? u.Value.Today : 0, u.Value.All)) }, rules);
            foreach (var part in earning.Parts.Where(p => p.Rule.Says is { CapPerDay: not null } or { CapPerMember: not null }))
            {
                var before = used.GetValueOrDefault(part.Rule.Code);
                used[part.Rule.Code] = (day, (before.Day == day ? before.Today : 0) + part.Points, before.All + part.Points);
            }
            return earning.Total;
        }
    }
}

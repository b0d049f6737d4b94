using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>At which hour of the day a member acts most: purchases and presses of the last year, on the brand's clock.</summary>
internal sealed class BestHours(LoyaltyDb db, BrandTime time)
{
    /// <summary>When nobody has ever done anything.</summary>
    public const int Noon = 12;

    /// <summary>Fewer say nothing about a habit.</summary>
    private const int LeastActs = 3;
    private const int LookBackDays = 365;
    private const int Newest = 20_000;

    /// <returns>The hour of each of them of whom enough is known.</returns>
    public async Task<Dictionary<long, int>> ExecuteAsync(IReadOnlyCollection<long> members, CancellationToken ct)
    {
        var since = time.Now.AddDays(-LookBackDays);
        var bought = await db.Purchases.Where(p => p.MemberId != null && members.Contains(p.MemberId.Value) && p.OccurredAt >= since).Select(p => new { MemberId = p.MemberId!.Value, At = p.OccurredAt }).ToListAsync(ct);
        var pressed = await db.CampaignClicks.Where(c => c.MemberId != null && members.Contains(c.MemberId.Value) && c.At >= since).Select(c => new { MemberId = c.MemberId!.Value, c.At }).ToListAsync(ct);
        var inJourneys = await db.JourneyClicks.Where(c => members.Contains(c.MemberId) && c.At >= since).Select(c => new { c.MemberId, c.At }).ToListAsync(ct);
        return bought.Concat(pressed).Concat(inJourneys).GroupBy(a => a.MemberId).Where(g => g.Count() >= LeastActs).ToDictionary(g => g.Key, g => Most(g.Select(a => a.At))!.Value);
    }

    /// <summary>The brand's: of its newest purchases and presses.</summary>
    public async Task<int> UsualAsync(CancellationToken ct)
    {
        var bought = await db.Purchases.Where(p => p.MemberId != null).OrderByDescending(p => p.OccurredAt).Take(Newest).Select(p => p.OccurredAt).ToListAsync(ct);
        var pressed = await db.CampaignClicks.OrderByDescending(c => c.Id).Take(Newest).Select(c => c.At).ToListAsync(ct);
        var inJourneys = await db.JourneyClicks.OrderByDescending(c => c.Id).Take(Newest).Select(c => c.At).ToListAsync(ct);
        return Most(bought.Concat(pressed).Concat(inJourneys)) ?? Noon;
    }

    /// <summary>The next time the brand's clock shows that hour, within a day, and not while people are left in peace.</summary>
    public DateTime Next(int hour, DateTime from, SendingRules rules)
    {
        var local = time.Local(from);
        // The hour that has begun counts as now.
        if (local.Hour == hour) return rules.NotBefore(from, time);
        var day = DateOnly.FromDateTime(local);
        return rules.NotBefore(time.At(local.Hour < hour ? day : day.AddDays(1), new TimeOnly(hour, 0)), time);
    }

    // Of two hours as busy as each other the earlier: a message too early is read, one too late is not.
    private int? Most(IEnumerable<DateTime> acts) =>
        acts.GroupBy(at => time.Local(at).Hour).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => (int?)g.Key).FirstOrDefault();
}

using LineLoyalty.Data;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Current">Version that speaks now, or the next to begin, or the last one.</param>
/// <param name="Coming">A later version that is waiting for its day.</param>
public sealed record RuleRow(string Code, EarningRuleVersion Current, bool InForce, EarningRuleVersion? Coming, EarningDefinition Says, string? By)
{
    /// <summary>It has not begun yet.</summary>
    public bool IsWaiting { get; init; }
}

public sealed class PointsRulesModel(LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes) : AdminPage
{
    public IReadOnlyList<RuleRow> Rows { get; private set; } = [];
    public PointsPolicy Policy { get; private set; } = new();

    public async Task OnGetAsync(CancellationToken ct)
    {
        var now = time.Now;
        Policy = await programmes.PolicyAtAsync(now, ct);
        var rules = await db.EarningRules.AsNoTracking().Include(r => r.Versions).ToListAsync(ct);
        var staff = await db.StaffAccounts.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        Rows = [.. rules.Select(r =>
        {
            var current = r.Versions.Where(v => v.ValidFrom <= now).MaxBy(v => v.Version) ?? r.Versions.MinBy(v => v.ValidFrom)!;
            var coming = r.Versions.Where(v => v.ValidFrom > now && v.Version > current.Version).MinBy(v => v.ValidFrom);
            var inForce = current.Active && current.ValidFrom <= now && (current.ValidTo is not { } end || now < end);
            return new RuleRow(r.Code, current, inForce, coming, EarningDefinition.Parse(current.Definition), current.CreatedBy is { } by ? staff.GetValueOrDefault(by) : null) { IsWaiting = current.Active && current.ValidFrom > now };
        }).OrderByDescending(r => r.InForce).ThenBy(r => r.Says.Event).ThenByDescending(r => r.Says.Priority).ThenBy(r => r.Code, StringComparer.Ordinal)];
    }
}

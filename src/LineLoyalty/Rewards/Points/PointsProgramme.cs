using System.Collections.Concurrent;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>The brand's rules as they stand at one instant.</summary>
public sealed record PointsProgramme(IReadOnlyList<RuleInForce> Rules, PointsPolicy Policy)
{
    /// <summary>What everybody earns everywhere, for texts like "NT$100 = 10 points"; null when no rule is that simple.</summary>
    public RateEffect? BasicRate => Rules.Where(r => r.Says is { Event: EarningEvent.Sale, Effect: RateEffect } && r.Says.Conditions == new EarningConditions())
        .OrderByDescending(r => r.Says.Priority).ThenBy(r => r.Code, StringComparer.Ordinal).Select(r => (RateEffect)r.Says.Effect).FirstOrDefault();
}

/// <summary>Reads the rules that are in force at an event's own time.</summary>
public sealed class ReadPointsProgramme(LoyaltyDb db, ParsedRules parsed)
{
    public async Task<PointsProgramme> AtAsync(DateTime at, CancellationToken ct)
    {
        var versions = await db.EarningRuleVersions.AsNoTracking().Where(v => v.ValidFrom <= at)
            .Select(v => new { v.Rule.Code, Version = v }).ToListAsync(ct);
        return new PointsProgramme(RuleInForce.At(versions.Select(v => (v.Code, v.Version)), at, parsed.Of), await PolicyAtAsync(at, ct));
    }

    public async Task<PointsPolicy> PolicyAtAsync(DateTime at, CancellationToken ct)
    {
        // What is older than the first version is judged by it.
        var version = await db.PointsPolicyVersions.AsNoTracking().Where(v => v.ValidFrom <= at).OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct)
            ?? await db.PointsPolicyVersions.AsNoTracking().OrderBy(v => v.Version).FirstOrDefaultAsync(ct);
        return version is null ? new PointsPolicy() : parsed.Of(version);
    }
}

/// <summary>Versions never change, so each is read once.</summary>
public sealed class ParsedRules
{
    private readonly ConcurrentDictionary<string, EarningDefinition> rules = new();
    private readonly ConcurrentDictionary<string, PointsPolicy> policies = new();

    public EarningDefinition Of(EarningRuleVersion version) => rules.GetOrAdd(version.Definition, EarningDefinition.Parse);

    public PointsPolicy Of(PointsPolicyVersion version) => policies.GetOrAdd(version.Definition, PointsPolicy.Parse);
}

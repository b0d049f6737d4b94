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
public sealed class ReadPointsProgramme(LoyaltyDb db, ParsedRules parsed, BrandRules brand)
{
    private sealed record AllVersions(IReadOnlyList<(string Code, EarningRuleVersion Version)> Rules, IReadOnlyList<PointsPolicyVersion> Policies);

    public async Task<PointsProgramme> AtAsync(DateTime at, CancellationToken ct) =>
        new(RuleInForce.At((await AllAsync(ct)).Rules, at, parsed.Of), await PolicyAtAsync(at, ct));

    public async Task<PointsPolicy> PolicyAtAsync(DateTime at, CancellationToken ct)
    {
        var all = (await AllAsync(ct)).Policies;
        // What is older than the first version is judged by it.
        var version = all.Where(v => v.ValidFrom <= at).MaxBy(v => v.Version) ?? all.MinBy(v => v.Version);
        return version is null ? new PointsPolicy() : parsed.Of(version);
    }

    private Task<AllVersions> AllAsync(CancellationToken ct) => brand.GetAsync(async c =>
    {
        var rules = await db.EarningRuleVersions.AsNoTracking().Select(v => new { v.Rule.Code, Version = v }).ToListAsync(c);
        return new AllVersions([.. rules.Select(v => (v.Code, v.Version))], await db.PointsPolicyVersions.AsNoTracking().ToListAsync(c));
    }, ct);
}

/// <summary>Versions never change, so each is read once.</summary>
public sealed class ParsedRules
{
    private readonly ConcurrentDictionary<string, EarningDefinition> rules = new();
    private readonly ConcurrentDictionary<string, PointsPolicy> policies = new();

    public EarningDefinition Of(EarningRuleVersion version) => rules.GetOrAdd(version.Definition, EarningDefinition.Parse);

    public PointsPolicy Of(PointsPolicyVersion version) => policies.GetOrAdd(version.Definition, PointsPolicy.Parse);
}

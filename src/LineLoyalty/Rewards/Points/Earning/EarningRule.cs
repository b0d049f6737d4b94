using LineLoyalty.Data;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points.Earning;

/// <summary>A rule by which members earn. What it says is in its versions.</summary>
public sealed class EarningRule : IBrandRule
{
    public long Id { get; init; }
    /// <summary>Named by every ledger line it made.</summary>
    public required string Code { get; init; }
    public required DateTime CreatedAt { get; init; }
    public List<EarningRuleVersion> Versions { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<EarningRule>
    {
        public void Configure(EntityTypeBuilder<EarningRule> row)
        {
            row.Property(r => r.Code).HasMaxLength(40);
            row.HasIndex(r => r.Code).IsUnique();
            row.HasMany(r => r.Versions).WithOne(v => v.Rule).HasForeignKey(v => v.RuleId);
        }
    }
}

/// <summary>
/// What a rule says from <see cref="ValidFrom"/> on. Rows are only added: at any instant the highest version that has begun speaks, and
/// says nothing once its own end is reached or when it switches the rule off.
/// </summary>
public sealed class EarningRuleVersion : IBrandRule, IRuleVersion
{
    public long Id { get; init; }
    public long RuleId { get; init; }
    public EarningRule Rule { get; init; } = null!;
    /// <summary>From 1.</summary>
    public required int Version { get; init; }
    public required string Name { get; init; }
    public string NameEn { get; init; } = "";
    /// <summary>An <see cref="EarningDefinition"/>.</summary>
    public required string Definition { get; init; }
    public required bool Active { get; init; }
    public required DateTime ValidFrom { get; init; }
    /// <summary>First instant after it; null means until a later version.</summary>
    public DateTime? ValidTo { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>Null for what the product brought along.</summary>
    public long? CreatedBy { get; init; }

    public string NameIn(bool english) => english && NameEn.Length > 0 ? NameEn : Name;

    internal sealed class Mapping : IEntityTypeConfiguration<EarningRuleVersion>
    {
        public void Configure(EntityTypeBuilder<EarningRuleVersion> row)
        {
            row.HasIndex(v => new { v.RuleId, v.Version }).IsUnique();
            row.Property(v => v.Name).HasMaxLength(60);
            row.Property(v => v.NameEn).HasMaxLength(60);
        }
    }
}

/// <summary>A rule as it stands at some instant.</summary>
public sealed record RuleInForce(string Code, int Version, string Name, string NameEn, EarningDefinition Says)
{
    /// <summary>How long its points live: its own days come before the policy's.</summary>
    public ExpiryPolicy ExpiryUnder(PointsPolicy policy) => Says.ExpiryDays is { } days ? new RollingDays(days) : policy.Expiry;

    /// <summary>Of all versions of all rules, those that speak at <paramref name="at"/>.</summary>
    public static IReadOnlyList<RuleInForce> At(IEnumerable<(string Code, EarningRuleVersion Version)> all, DateTime at, Func<EarningRuleVersion, EarningDefinition>? read = null) =>
    [
        .. all.Where(r => r.Version.ValidFrom <= at).GroupBy(r => r.Code).Select(g => g.MaxBy(r => r.Version.Version))
            .Where(r => r.Version.Active && (r.Version.ValidTo is not { } end || at < end))
            .Select(r => new RuleInForce(r.Code, r.Version.Version, r.Version.Name, r.Version.NameEn, (read ?? (v => EarningDefinition.Parse(v.Definition)))(r.Version))),
    ];
}

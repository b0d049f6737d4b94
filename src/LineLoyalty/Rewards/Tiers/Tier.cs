using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>A level of the programme, reached by spend within the last 12 months.</summary>
public sealed class Tier
{
    /// <summary>1 is where everybody starts.</summary>
    public required int Level { get; init; }
    public required string Code { get; init; }
    public required string Name { get; set; }
    public required string NameEn { get; set; }
    public required string Color { get; set; }
    /// <summary>Net spend of the last 12 months that reaches this tier, whole NT$.</summary>
    public required long Threshold { get; set; }

    public string NameIn(string? language) => language is not null && language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? NameEn : Name;

    internal sealed class Mapping : IEntityTypeConfiguration<Tier>
    {
        public void Configure(EntityTypeBuilder<Tier> row)
        {
            row.HasKey(t => t.Level);
            row.Property(t => t.Level).ValueGeneratedNever();
            row.Property(t => t.Code).HasMaxLength(20);
            row.HasIndex(t => t.Code).IsUnique();
            row.Property(t => t.Name).HasMaxLength(30);
            row.Property(t => t.NameEn).HasMaxLength(30);
            row.Property(t => t.Color).HasMaxLength(7);
        }
    }
}

/// <summary>A stretch of time a member spent in a tier; history is made of these, never overwritten.</summary>
public sealed class TierPeriod
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    public required int Level { get; init; }
    public required DateTime FromAt { get; init; }
    /// <summary>Null while the member is still in it.</summary>
    public DateTime? ToAt { get; set; }
    /// <summary>Until when the tier is kept without renewal.</summary>
    public DateTime? ValidUntil { get; set; }
    /// <summary><c>join</c>, <c>upgrade</c>, <c>renewal</c>, <c>downgrade</c>, <c>refund</c>, <c>import</c>.</summary>
    public required string Reason { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<TierPeriod>
    {
        public void Configure(EntityTypeBuilder<TierPeriod> row)
        {
            row.Property(p => p.Reason).HasMaxLength(20);
            row.HasIndex(p => new { p.MemberId, p.FromAt });
            row.HasIndex(p => new { p.ToAt, p.ValidUntil });
            row.HasOne<Member>().WithMany().HasForeignKey(p => p.MemberId);
        }
    }
}

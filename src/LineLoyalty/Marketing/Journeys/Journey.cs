using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Journeys;

public enum JourneyState
{
    /// <summary>Nobody enters; whoever is inside goes on to the end.</summary>
    Off,
    On,
}

/// <summary>A journey of the brand. The marketer edits the draft; members walk through published versions, which never change.</summary>
public sealed class Journey : IVersioned, IBrandRule
{
    public const int LongestName = 80;

    public long Id { get; init; }
    /// <summary>Set on those that come with the product.</summary>
    public string? Code { get; init; }
    public required string Name { get; set; }
    /// <summary><see cref="JourneyDefinition"/> as JSON.</summary>
    public required string Draft { get; set; }
    public required DateTime ChangedAt { get; set; }
    public JourneyState State { get; set; }
    /// <summary>The version new entries walk through; null before the first.</summary>
    public int? Live { get; set; }
    /// <summary>When it was last switched on: what happened before lets nobody in.</summary>
    public DateTime? OnSince { get; set; }
    /// <summary>The last day on which a daily trigger was looked at.</summary>
    public DateOnly? LookedOn { get; set; }
    public DateTime? ArchivedAt { get; set; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Journey>
    {
        public void Configure(EntityTypeBuilder<Journey> row)
        {
            row.Property(j => j.Code).HasMaxLength(40);
            row.HasIndex(j => j.Code).IsUnique();
            row.Property(j => j.Name).HasMaxLength(LongestName);
            row.Property(j => j.Version).IsConcurrencyToken();
        }
    }
}

/// <summary>A journey as it was published; never changed afterwards.</summary>
public sealed class JourneyVersion : IBrandRule
{
    public long Id { get; init; }
    public required long JourneyId { get; init; }
    /// <summary>1, 2, 3…</summary>
    public required int Number { get; init; }
    public required string Definition { get; init; }
    public required DateTime PublishedAt { get; init; }
    public long? PublishedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JourneyVersion>
    {
        public void Configure(EntityTypeBuilder<JourneyVersion> row)
        {
            row.HasIndex(v => new { v.JourneyId, v.Number }).IsUnique();
            row.HasOne<Journey>().WithMany().HasForeignKey(v => v.JourneyId);
        }
    }
}

using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points.Families;

/// <summary>Members who spend each other's points. Everybody keeps their own ledger; points move when somebody spends more than they have.</summary>
public sealed class Family
{
    public long Id { get; init; }
    /// <summary>Who began it and may ask others in or out; with them it ends.</summary>
    public required long OwnerId { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Family>
    {
        public void Configure(EntityTypeBuilder<Family> row)
        {
            row.HasOne<Member>().WithMany().HasForeignKey(f => f.OwnerId);
            row.HasIndex(f => f.OwnerId);
        }
    }
}

/// <summary>One member's time in one family.</summary>
public sealed class FamilyMember
{
    public long Id { get; init; }
    public required long FamilyId { get; init; }
    public Family Family { get; init; } = null!;
    public required long MemberId { get; init; }
    public required DateTime JoinedAt { get; init; }
    public DateTime? LeftAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<FamilyMember>
    {
        public void Configure(EntityTypeBuilder<FamilyMember> row)
        {
            row.HasOne<Member>().WithMany().HasForeignKey(f => f.MemberId);
            row.HasIndex(f => new { f.MemberId, f.LeftAt });
            row.HasIndex(f => f.FamilyId);
        }
    }
}

/// <summary>A link that lets one more member in, once.</summary>
public sealed class FamilyInvite
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long FamilyId { get; init; }
    public Family Family { get; init; } = null!;
    /// <summary>Finds the link's secret without keeping it readable.</summary>
    public required string TokenIndex { get; init; }
    /// <summary>The link's secret, sealed: the owner may share it once more.</summary>
    public required string TokenSealed { get; init; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>First instant at which it lets nobody in any more.</summary>
    public required DateTime Until { get; init; }
    public long? UsedBy { get; set; }
    /// <summary>Used, or taken back when <see cref="UsedBy"/> is null.</summary>
    public DateTime? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<FamilyInvite>
    {
        public void Configure(EntityTypeBuilder<FamilyInvite> row)
        {
            row.Property(i => i.Ref).HasMaxLength(22);
            row.HasIndex(i => i.Ref).IsUnique();
            row.Property(i => i.TokenIndex).HasMaxLength(43);
            row.HasIndex(i => i.TokenIndex).IsUnique();
            row.Property(i => i.TokenSealed).HasMaxLength(120);
            row.HasIndex(i => i.FamilyId);
        }
    }
}

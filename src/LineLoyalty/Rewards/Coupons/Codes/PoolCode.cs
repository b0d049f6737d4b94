using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons.Codes;

/// <summary>Codes made or imported together.</summary>
public sealed class CodeBatch
{
    public long Id { get; init; }
    public required long DefinitionId { get; init; }
    public required string Name { get; init; }
    /// <summary>Brought by somebody else, rather than made here.</summary>
    public required bool Imported { get; init; }
    public required int Count { get; set; }
    public required DateTime CreatedAt { get; init; }
    public required long StaffId { get; init; }
    /// <summary>When its list was downloaded, which happens once.</summary>
    public DateTime? ExportedAt { get; set; }
    public long? ExportedBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CodeBatch>
    {
        public void Configure(EntityTypeBuilder<CodeBatch> row)
        {
            row.Property(b => b.Name).HasMaxLength(60);
            row.HasIndex(b => b.DefinitionId);
            row.HasOne<CouponDefinition>().WithMany().HasForeignKey(b => b.DefinitionId);
        }
    }
}

/// <summary>One code, for one member. Made here and printed somewhere, or bought from a partner.</summary>
public sealed class PoolCode
{
    public long Id { get; init; }
    public required long BatchId { get; init; }
    public required long DefinitionId { get; init; }
    public required string CodeSealed { get; init; }
    /// <summary>As a coupon's: a code is one code, wherever it came from.</summary>
    public required string CodeIndex { get; init; }
    /// <summary>The coupon that took it; null while it is free.</summary>
    public long? CouponId { get; set; }
    public DateTime? TakenAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PoolCode>
    {
        public void Configure(EntityTypeBuilder<PoolCode> row)
        {
            row.Property(p => p.CodeSealed).HasMaxLength(160);
            row.Property(p => p.CodeIndex).HasMaxLength(43);
            row.HasIndex(p => p.CodeIndex).IsUnique();
            row.HasIndex(p => p.CouponId).IsUnique();
            row.HasIndex(p => new { p.DefinitionId, p.CouponId, p.Id });
            row.HasIndex(p => p.BatchId);
            row.HasOne<CodeBatch>().WithMany().HasForeignKey(p => p.BatchId);
            row.HasOne<Coupon>().WithMany().HasForeignKey(p => p.CouponId);
        }
    }
}

/// <summary>A word everybody may know, e.g. SUMMER50.</summary>
public sealed class PromoWord
{
    public long Id { get; init; }
    /// <summary>Upper case, without spaces.</summary>
    public required string Word { get; init; }
    public required long DefinitionId { get; init; }
    public required int PerMember { get; set; }
    /// <summary>Most coupons it ever gives; null means as many as the kind has.</summary>
    public long? Limit { get; set; }
    public long Count { get; set; }
    public required DateTime ValidFrom { get; set; }
    /// <summary>First instant at which it is refused.</summary>
    public required DateTime ValidUntil { get; set; }
    public bool Active { get; set; } = true;

    internal sealed class Mapping : IEntityTypeConfiguration<PromoWord>
    {
        public void Configure(EntityTypeBuilder<PromoWord> row)
        {
            row.Property(w => w.Word).HasMaxLength(30);
            row.HasIndex(w => w.Word).IsUnique();
            row.HasOne<CouponDefinition>().WithMany().HasForeignKey(w => w.DefinitionId);
        }
    }
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Draws;

public enum DrawState
{
    /// <summary>Only staff see it; prizes may change.</summary>
    Draft,
    /// <summary>The commitment is published; prizes are fixed.</summary>
    Open,
    /// <summary>Winners stand; their prizes are being handed over.</summary>
    Drawn,
    /// <summary>Everybody has what they won.</summary>
    Done,
}

public enum FreeEntry { None, Once, Daily }

/// <summary>
/// A draw that anybody can check. When it opens, the server makes a secret seed of 256 random bits and publishes its SHA-256 (the commitment).
/// When it is drawn, entries that were not withdrawn are numbered 1, 2, 3 … in the order in which they came, the seed is published, and
/// winners follow from <see cref="DecideDraw"/>.
/// </summary>
public sealed class Draw
{
    public long Id { get; init; }
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string NameEn { get; set; } = "";
    public string Description { get; set; } = "";
    public string DescriptionEn { get; set; } = "";
    public string? ImageUrl { get; set; }
    public DrawState State { get; set; }
    public required DateTime OpensAt { get; set; }
    /// <summary>First instant at which nobody enters any more.</summary>
    public required DateTime ClosesAt { get; set; }
    /// <summary>When it is drawn by itself; null means by hand.</summary>
    public DateTime? DrawAt { get; set; }
    /// <summary>Price of an entry; null when points buy none here.</summary>
    public long? EntryPoints { get; set; }
    public FreeEntry Free { get; set; }
    public int? MaxPerMember { get; set; }
    public bool TellLosers { get; set; }
    public string? SeedSealed { get; set; }
    /// <summary>SHA-256 of the seed's text in lower-case hex.</summary>
    public string? Commitment { get; set; }
    /// <summary>64 hex characters, published with the result.</summary>
    public string? Seed { get; set; }
    /// <summary>SHA-256 over the numbered entries, one reference per line.</summary>
    public string? EntriesHash { get; set; }
    public DateTime? OpenedAt { get; set; }
    public DateTime? DrawnAt { get; set; }
    /// <summary>Not counting those withdrawn.</summary>
    public long EntryCount { get; set; }
    public required DateTime CreatedAt { get; init; }
    public List<DrawPrize> Prizes { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Draw>
    {
        public void Configure(EntityTypeBuilder<Draw> row)
        {
            row.Property(d => d.Code).HasMaxLength(30);
            row.HasIndex(d => d.Code).IsUnique();
            row.Property(d => d.Name).HasMaxLength(60);
            row.Property(d => d.NameEn).HasMaxLength(60);
            row.Property(d => d.Description).HasMaxLength(1000);
            row.Property(d => d.DescriptionEn).HasMaxLength(1000);
            row.Property(d => d.ImageUrl).HasMaxLength(2000);
            row.Property(d => d.SeedSealed).HasMaxLength(200);
            row.Property(d => d.Commitment).HasMaxLength(64);
            row.Property(d => d.Seed).HasMaxLength(64);
            row.Property(d => d.EntriesHash).HasMaxLength(64);
            row.HasIndex(d => new { d.State, d.DrawAt });
            row.HasMany(d => d.Prizes).WithOne().HasForeignKey(p => p.DrawId);
        }
    }
}

public sealed class DrawPrize
{
    public long Id { get; init; }
    public long DrawId { get; init; }
    /// <summary>The best first, from 1.</summary>
    public required int Position { get; init; }
    public required string Name { get; init; }
    public string NameEn { get; init; } = "";
    public required int Count { get; init; }
    public required Prize Prize { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DrawPrize>
    {
        public void Configure(EntityTypeBuilder<DrawPrize> row)
        {
            row.Property(p => p.Name).HasMaxLength(60);
            row.Property(p => p.NameEn).HasMaxLength(60);
            row.Property(p => p.Prize).IsPrize();
        }
    }
}

public enum EntrySource { Free, Points, Reward }

public sealed class DrawEntry
{
    public long Id { get; init; }
    /// <summary>The member knows it; 128 random bits of the server's.</summary>
    public required string Ref { get; init; }
    public required long DrawId { get; init; }
    public required long MemberId { get; init; }
    public required DateTime At { get; init; }
    public required EntrySource Source { get; init; }
    /// <summary>Lets each cause bring one entry, e.g. <c>free:7:42:2026-03-10</c>.</summary>
    public required string Key { get; init; }
    public long Points { get; init; }
    public long? PointsEntryId { get; init; }
    public DateTime? WithdrawnAt { get; set; }
    /// <summary>Its place in the frozen list, from 1.</summary>
    public int? Number { get; set; }
    public long? PrizeId { get; set; }
    public DateTime? GivenAt { get; set; }
    public long? CouponId { get; set; }
    /// <summary>Why the prize could not be handed over.</summary>
    public string? Missed { get; set; }
    /// <summary>The member has still to hear how it went.</summary>
    public bool ToTell { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DrawEntry>
    {
        public void Configure(EntityTypeBuilder<DrawEntry> row)
        {
            row.Property(e => e.Ref).HasMaxLength(22);
            row.HasIndex(e => e.Ref).IsUnique();
            row.Property(e => e.Key).HasMaxLength(80);
            row.HasIndex(e => e.Key).IsUnique();
            row.Property(e => e.Missed).HasMaxLength(40);
            row.HasIndex(e => new { e.DrawId, e.MemberId });
            row.HasIndex(e => e.ToTell);
            row.HasOne<Draw>().WithMany().HasForeignKey(e => e.DrawId);
            row.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId);
            row.HasOne<DrawPrize>().WithMany().HasForeignKey(e => e.PrizeId);
            row.HasOne<PointsEntry>().WithMany().HasForeignKey(e => e.PointsEntryId);
            row.HasOne<Coupon>().WithMany().HasForeignKey(e => e.CouponId);
        }
    }
}

using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Catalogue;

/// <summary>Something members may have for points.</summary>
public sealed class RewardItem
{
    public long Id { get; init; }
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string NameEn { get; set; } = "";
    public string Description { get; set; } = "";
    public string DescriptionEn { get; set; } = "";
    /// <summary>An https address, or a path on this server.</summary>
    public string? ImageUrl { get; set; }
    /// <summary>Price.</summary>
    public required long Points { get; set; }
    public required Prize Gives { get; set; }
    /// <summary>How many there are in all; null means no limit.</summary>
    public long? Stock { get; set; }
    /// <summary>How many of them are gone.</summary>
    public long Taken { get; set; }
    public int? PerMember { get; set; }
    /// <summary>Within one calendar month of the brand.</summary>
    public int? PerMemberMonth { get; set; }
    /// <summary>Code of the lowest level that may have it.</summary>
    public string? MinimumTier { get; set; }
    public DateTime? ValidFrom { get; set; }
    /// <summary>First instant at which it is over.</summary>
    public DateTime? ValidUntil { get; set; }
    /// <summary>Small numbers come first.</summary>
    public int Position { get; set; }
    public bool Active { get; set; } = true;
    public bool HideSoldOut { get; set; }
    public required DateTime CreatedAt { get; init; }
    /// <summary>Counts changes, so that a ledger line tells which terms it was bought under.</summary>
    public int Revision { get; set; } = 1;

    public long? Left => Stock - Taken;

    internal sealed class Mapping : IEntityTypeConfiguration<RewardItem>
    {
        public void Configure(EntityTypeBuilder<RewardItem> row)
        {
            row.Property(i => i.Code).HasMaxLength(30);
            row.HasIndex(i => i.Code).IsUnique();
            row.Property(i => i.Name).HasMaxLength(60);
            row.Property(i => i.NameEn).HasMaxLength(60);
            row.Property(i => i.Description).HasMaxLength(1000);
            row.Property(i => i.DescriptionEn).HasMaxLength(1000);
            row.Property(i => i.ImageUrl).HasMaxLength(2000);
            row.Property(i => i.MinimumTier).HasMaxLength(20);
            row.Property(i => i.Gives).IsPrize();
        }
    }
}

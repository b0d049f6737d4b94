using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons;

public enum CouponKind { Amount, Percent, Product }

/// <summary>What a coupon promises; every coupon in a wallet was issued from one of these.</summary>
public sealed class CouponDefinition
{
    public long Id { get; init; }
    /// <summary>Name used by programmes and campaigns, e.g. <c>welcome</c>, <c>birthday</c>.</summary>
    public required string Code { get; init; }
    public required string Title { get; set; }
    public string TitleEn { get; set; } = "";
    public string Description { get; set; } = "";
    public string DescriptionEn { get; set; } = "";
    public required CouponKind Kind { get; init; }
    /// <summary>NT$ off, percent off (20 means 20 % off), or 0 for a product.</summary>
    public required long Value { get; set; }
    /// <summary>Ceiling of a percent coupon, whole NT$.</summary>
    public long? MaximumDiscount { get; set; }
    public long MinimumSpend { get; set; }
    /// <summary>The product a product coupon gives.</summary>
    public string? ProductSku { get; set; }
    /// <summary>Valid this many days from issue, to the end of the brand's day.</summary>
    public int ValidDays { get; set; } = 30;
    public string Terms { get; set; } = "";
    public string TermsEn { get; set; } = "";
    public string? ImageUrl { get; set; }
    /// <summary>Most coupons ever issued from this definition; null means no limit.</summary>
    public long? IssueLimit { get; set; }
    public long IssuedCount { get; set; }
    public bool Active { get; set; } = true;
    public required DateTime CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CouponDefinition>
    {
        public void Configure(EntityTypeBuilder<CouponDefinition> row)
        {
            row.Property(d => d.Code).HasMaxLength(40);
            row.HasIndex(d => d.Code).IsUnique();
            row.Property(d => d.Title).HasMaxLength(60);
            row.Property(d => d.TitleEn).HasMaxLength(60);
            row.Property(d => d.Description).HasMaxLength(1000);
            row.Property(d => d.DescriptionEn).HasMaxLength(1000);
            row.Property(d => d.ProductSku).HasMaxLength(40);
            row.Property(d => d.Terms).HasMaxLength(1000);
            row.Property(d => d.TermsEn).HasMaxLength(1000);
            row.Property(d => d.ImageUrl).HasMaxLength(2000);
        }
    }
}

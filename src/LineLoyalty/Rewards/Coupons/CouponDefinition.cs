using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Coupons;

public enum CouponKind
{
    /// <summary>NT$ off.</summary>
    Amount,
    Percent,
    /// <summary>One product free.</summary>
    Product,
    /// <summary>Something the staff does or hands over; takes nothing off a sale.</summary>
    Experience,
    /// <summary>Buy some, get others cheaper or free.</summary>
    BuyGet,
    /// <summary>The delivery cost free.</summary>
    Delivery,
    /// <summary>Becomes several coupons as soon as it is given.</summary>
    Bundle,
    /// <summary>Used several times, once per visit or as often as its rules allow.</summary>
    Pass,
    /// <summary>寄杯: goods paid for earlier, collected piece by piece.</summary>
    Deposit,
}

/// <summary>What a coupon promises; every coupon in a wallet was issued from one of these.</summary>
public sealed class CouponDefinition : IBrandRule
{
    public long Id { get; init; }
    /// <summary>Name used by programmes and campaigns, e.g. <c>welcome</c>, <c>birthday</c>.</summary>
    public required string Code { get; init; }
    public required string Title { get; set; }
    public string TitleEn { get; set; } = "";
    public string Description { get; set; } = "";
    public string DescriptionEn { get; set; } = "";
    public required CouponKind Kind { get; init; }
    /// <summary>NT$ off, percent off (20 means 20 % off), or 0 where goods are free.</summary>
    public required long Value { get; set; }
    /// <summary>Most NT$ one use takes off.</summary>
    public long? MaximumDiscount { get; set; }
    public long MinimumSpend { get; set; }
    /// <summary>The product that is free.</summary>
    public string? ProductSku { get; set; }
    /// <summary>Valid this many days from issue, to the end of the brand's day.</summary>
    public int ValidDays { get; set; } = 30;
    public string Terms { get; set; } = "";
    public string TermsEn { get; set; } = "";
    public string? ImageUrl { get; set; }
    /// <summary>Most coupons ever issued from this definition; null means no limit.</summary>
    public long? IssueLimit { get; set; }
    public long IssuedCount { get; set; }
    /// <summary>Most NT$ all its coupons together may take off; null means no limit.</summary>
    public long? Budget { get; set; }
    public long BudgetSpent { get; set; }
    /// <summary>Selling this product in a member's sale issues the coupon.</summary>
    public string? SoldSku { get; set; }
    public CouponRules Rules { get; set; } = CouponRules.None;
    public bool Active { get; set; } = true;
    public required DateTime CreatedAt { get; init; }

    /// <summary>A gift voucher in law: what was paid for does not lapse.</summary>
    public bool IsPaid => Rules.Paid is not null;

    /// <summary>Its uses are NT$: what one sale leaves over is there for the next.</summary>
    public bool HoldsMoney => IsPaid && Kind == CouponKind.Amount;

    /// <summary>How many uses one coupon has when it is given.</summary>
    public long UsesOfOne => HoldsMoney ? Value : Kind is CouponKind.Pass or CouponKind.Deposit ? Rules.Uses ?? 1 : 1;

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
            row.Property(d => d.SoldSku).HasMaxLength(40);
            row.HasIndex(d => d.SoldSku);
            row.Property(d => d.Terms).HasMaxLength(1000);
            row.Property(d => d.TermsEn).HasMaxLength(1000);
            row.Property(d => d.ImageUrl).HasMaxLength(2000);
            row.Property(d => d.Rules).HasConversion(
                r => r.ToJson(), text => CouponRules.Parse(text),
                new ValueComparer<CouponRules>((a, b) => a!.ToJson() == b!.ToJson(), r => r.ToJson().GetHashCode(StringComparison.Ordinal), r => r));
        }
    }
}

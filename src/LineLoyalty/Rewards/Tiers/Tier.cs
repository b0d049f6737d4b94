using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Tiers;

/// <summary>Where a member goes who has not kept a level.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TierDowngrade>))]
public enum TierDowngrade
{
    /// <summary>To the highest level that what they did justifies.</summary>
    Justified,
    /// <summary>One level down, whatever they did.</summary>
    OneStep,
    /// <summary>Nowhere: once reached, kept.</summary>
    Never,
}

/// <summary>What a level gives beside its name. Codes are those of coupon definitions.</summary>
/// <param name="EntryCoupon">Given when the level is reached.</param>
/// <param name="MonthlyCoupon">Given on the 1st of each month.</param>
/// <param name="Notes">What else to promise, a line each.</param>
/// <param name="Discount">Off every sale of its members.</param>
/// <param name="FreeDeliveryFrom">Said to member and till: delivery is free from this many NT$, 0 = always. The shop that delivers charges accordingly.</param>
/// <param name="EarlyAccessDays">Said to member and till: new products so many days before the others.</param>
/// <param name="ExclusiveRewards">Said to member and till: rewards only this level can have.</param>
public sealed record TierBenefits(
    string? EntryCoupon = null, string? MonthlyCoupon = null, string Notes = "", string NotesEn = "",
    TierDiscount? Discount = null, long? FreeDeliveryFrom = null, int? EarlyAccessDays = null, bool ExclusiveRewards = false);

/// <summary>A level of the programme.</summary>
public sealed class Tier : IBrandRule
{
    /// <summary><see cref="Member.FirstTierLevel"/> is where everybody starts; a higher number is a better level.</summary>
    public required int Level { get; init; }
    public required string Code { get; init; }
    public required string Name { get; set; }
    public required string NameEn { get; set; }
    public required string Color { get; set; }
    /// <summary>Reached by this within the last <see cref="Months"/> months; null means only by hand or by buying <see cref="Sku"/>.</summary>
    public TierCriteria? Reach { get; set; }
    /// <summary>Kept by this within its own period; null means by the same as it was reached.</summary>
    public TierCriteria? Keep { get; set; }
    /// <summary>Months looked back on when the level is to be reached.</summary>
    public int Months { get; set; } = 12;
    /// <summary>Kept for this many days …</summary>
    public int? ValidDays { get; set; }
    /// <summary>… or, without days, this many months.</summary>
    public int ValidMonths { get; set; } = 12;
    /// <summary>Days after the period in which it can still be kept.</summary>
    public int GraceDays { get; set; }
    public TierDowngrade Downgrade { get; set; }
    /// <summary>Not shown to those who are not in it.</summary>
    public bool Hidden { get; set; }
    /// <summary>Buying this product puts the member into the level for its period.</summary>
    public string? Sku { get; set; }
    /// <summary>A level that is closed takes nobody new; those in it stay until their period ends.</summary>
    public bool Active { get; set; } = true;
    public TierBenefits Benefits { get; set; } = new();

    public TierCriteria? ToKeep => Keep ?? Reach;

    /// <summary>Net spend that reaches it, whole NT$; 0 when spend is not what it asks for.</summary>
    public long Threshold => Reach?.Spend ?? 0;

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
            row.Property(t => t.Sku).HasMaxLength(40);
            row.Property(t => t.Reach).HasConversion(c => Json(c), text => Read<TierCriteria>(text));
            row.Property(t => t.Keep).HasConversion(c => Json(c), text => Read<TierCriteria>(text));
            row.Property(t => t.Benefits).HasConversion(b => Json(b), text => Read<TierBenefits>(text) ?? new TierBenefits());
        }
    }

    internal static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
    internal static T? Read<T>(string text) => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web);
}

/// <summary>The days and the demand that decided a period; a return asks again whether they still do.</summary>
/// <param name="After">Days after this one …</param>
/// <param name="Until">… up to and including this one.</param>
public sealed record TierBasis(TierCriteria Criteria, DateOnly After, DateOnly Until);

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
    /// <summary>Set once the period is over and not kept: until then it still can be.</summary>
    public DateTime? GraceUntil { get; set; }
    /// <summary>Sales of later days count towards keeping it; what brought the level does not count again.</summary>
    public required DateOnly CountsAfter { get; init; }
    /// <summary>One of <see cref="TierReasons"/>.</summary>
    public required string Reason { get; init; }
    /// <summary>What decided it; null when nobody's purchases did.</summary>
    public TierBasis? Basis { get; init; }
    /// <summary>The sale that bought it.</summary>
    public long? PurchaseId { get; init; }
    /// <summary>Who set it by hand, and why.</summary>
    public long? StaffId { get; init; }
    public string? Note { get; init; }
    /// <summary>The member is still to be told.</summary>
    public bool ToTell { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TierPeriod>
    {
        public void Configure(EntityTypeBuilder<TierPeriod> row)
        {
            row.Property(p => p.Reason).HasMaxLength(20);
            row.Property(p => p.Note).HasMaxLength(200);
            row.Property(p => p.Basis).HasConversion(b => Tier.Json(b), text => Tier.Read<TierBasis>(text));
            row.HasIndex(p => new { p.MemberId, p.FromAt });
            row.HasIndex(p => new { p.ToAt, p.ValidUntil });
            row.HasIndex(p => p.ToTell);
            row.HasIndex(p => p.PurchaseId);
            row.HasOne<Member>().WithMany().HasForeignKey(p => p.MemberId);
        }
    }
}

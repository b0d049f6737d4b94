using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

public enum Gender { Female, Male, Other }

/// <summary>A person in the programme. Phone is the human key; it is kept sealed and found by its index.</summary>
public sealed class Member : IVersioned
{
    public long Id { get; init; }
    /// <summary>Opaque 64-bit handle in hex, used outside instead of <see cref="Id"/>.</summary>
    public required string Ref { get; init; }
    /// <summary>16 digits, printed on the card; identifies, never spends.</summary>
    public required string CardNumber { get; init; }
    public required string Name { get; set; }
    public string? PhoneSealed { get; set; }
    public string? PhoneIndex { get; set; }
    /// <summary>As the member told it; null for none.</summary>
    public string? EmailSealed { get; set; }
    /// <summary>When it was proved to be the member's, or staff took it down with the member's consent; until then nothing but a code is sent there.</summary>
    public DateTime? EmailConfirmedAt { get; set; }
    public int? BirthYear { get; set; }
    public int? BirthMonth { get; set; }
    public int? BirthDay { get; set; }
    public Gender? Gender { get; set; }
    /// <summary><c>zh-TW</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "zh-TW";
    public required DateTime JoinedAt { get; set; }
    /// <summary>Where the member came from: the <c>src</c> of the LIFF link, or <c>import</c>.</summary>
    public string? JoinSource { get; set; }
    /// <summary>Code of the store whose link or counter the member joined at.</summary>
    public string? JoinStore { get; set; }
    public string? ConsentVersion { get; set; }
    public DateTime? ConsentAt { get; set; }
    public bool MarketingOptIn { get; set; }
    public DateTime? MarketingChangedAt { get; set; }
    /// <summary>What the chat tells about points, coupons and level; null as the brand decides.</summary>
    public AnnounceLevel? Announce { get; set; }
    public DateTime? ErasedAt { get; set; }
    /// <summary>Until then points and coupons cannot be spent: the card has just moved to another LINE account.</summary>
    public DateTime? SpendHeldUntil { get; set; }

    /// <summary>Level of the tier the member is in now; history is <c>TierPeriod</c>.</summary>
    public int TierLevel { get; set; } = FirstTierLevel;
    /// <summary>Where everybody starts. Levels are ten apart, so that a brand can put one between two.</summary>
    public const int FirstTierLevel = 10;
    /// <summary>Sum of all ledger entries, and of what remains in all lots; <c>verify</c> proves both.</summary>
    public long PointsBalance { get; set; }
    /// <summary>Day (brand's) and time of the newest sale that was not wholly returned; null before the first.</summary>
    public DateTime? LastPurchaseAt { get; set; }
    public long? LastPurchaseId { get; set; }
    public int PurchaseCount { get; set; }
    /// <summary>Net paid since joining, whole NT$.</summary>
    public long LifetimeSpend { get; set; }

    public long LockCount { get; set; }
    public long Version { get; set; }

    /// <summary>Why nothing of value may leave this card at <paramref name="now"/>; null when it may.</summary>
    public Refusal? RefuseSpend(DateTime now) =>
        ErasedAt is not null ? MemberRefusals.NotFound
        : SpendHeldUntil is { } until && now < until ? MemberRefusals.SpendHeld.With(("until", until))
        : null;

    internal sealed class Mapping : IEntityTypeConfiguration<Member>
    {
        public void Configure(EntityTypeBuilder<Member> row)
        {
            row.Property(m => m.Ref).HasMaxLength(16);
            row.HasIndex(m => m.Ref).IsUnique();
            row.Property(m => m.CardNumber).HasMaxLength(16);
            row.HasIndex(m => m.CardNumber).IsUnique();
            row.Property(m => m.Name).HasMaxLength(60);
            row.HasIndex(m => m.Name);
            row.Property(m => m.PhoneSealed).HasMaxLength(120);
            row.Property(m => m.EmailSealed).HasMaxLength(240);
            row.Property(m => m.PhoneIndex).HasMaxLength(43);
            row.HasIndex(m => m.PhoneIndex).IsUnique();
            row.HasIndex(m => new { m.BirthMonth, m.BirthDay });
            row.HasIndex(m => m.LastPurchaseAt);
            row.HasIndex(m => m.TierLevel);
            row.Property(m => m.Language).HasMaxLength(10);
            row.Property(m => m.JoinSource).HasMaxLength(60);
            row.Property(m => m.JoinStore).HasMaxLength(20);
            row.Property(m => m.ConsentVersion).HasMaxLength(20);
            row.Property(m => m.Version).IsConcurrencyToken();
        }
    }
}

using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Analytics;

/// <summary>
/// What a member's kept sales within the look-back add up to: small enough to score a million members in memory. Kept up by each sale
/// and return in their own transaction; the night takes off what has left the look-back. Days are <see cref="DateOnly.DayNumber"/>.
/// </summary>
public sealed class BuyerStats
{
    public required long MemberId { get; init; }
    public int FirstDay { get; set; }
    public int LastDay { get; set; }
    /// <summary>Different days with a kept sale.</summary>
    public int SaleDays { get; set; }
    public int Receipts { get; set; }
    /// <summary>Paid, less what was returned and what was paid back for vouchers, whole NT$.</summary>
    public long Net { get; set; }

    /// <summary>RFM scores 1–5, 5 best; 0 before the first scoring.</summary>
    public int Recency { get; set; }
    public int Frequency { get; set; }
    public int Monetary { get; set; }
    public RfmSegment? Rfm { get; set; }
    public NesState? Nes { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<BuyerStats>
    {
        public void Configure(EntityTypeBuilder<BuyerStats> row)
        {
            row.HasKey(b => b.MemberId);
            row.Property(b => b.MemberId).ValueGeneratedNever();
            row.HasIndex(b => b.Rfm);
            row.HasIndex(b => b.Nes);
            row.HasOne<Member>().WithMany().HasForeignKey(b => b.MemberId);
        }
    }
}

public enum BuyerScore { Rfm, Nes }

/// <summary>A member went from one group to another at a scoring.</summary>
public sealed class BuyerMove
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    public required DateOnly Day { get; init; }
    public required BuyerScore Score { get; init; }
    /// <summary>Null at the first scoring.</summary>
    public string? From { get; init; }
    /// <summary>Null when the member's last sale left the look-back.</summary>
    public string? To { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BuyerMove>
    {
        public void Configure(EntityTypeBuilder<BuyerMove> row)
        {
            row.Property(m => m.From).HasMaxLength(24);
            row.Property(m => m.To).HasMaxLength(24);
            row.HasIndex(m => new { m.Score, m.Day });
            row.HasIndex(m => new { m.MemberId, m.Day });
            row.HasOne<Member>().WithMany().HasForeignKey(m => m.MemberId);
        }
    }
}

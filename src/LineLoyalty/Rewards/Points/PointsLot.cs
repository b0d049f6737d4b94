using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Points;

public enum PointsLotKind
{
    /// <summary>Points that can be spent until they expire.</summary>
    Earned,
    /// <summary>What a return took back after it was spent: remaining is zero or below, and later earnings fill it.</summary>
    Debt,
}

/// <summary>Points earned together, which expire together. Spending takes lots soonest-expiring first.</summary>
public sealed class PointsLot
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    public PointsLotKind Kind { get; init; }
    public required long Amount { get; init; }
    public long Remaining { get; set; }
    public required DateTime EarnedAt { get; init; }
    public required DateTime AvailableAt { get; init; }
    /// <summary>First instant at which the points are gone; null means never.</summary>
    public DateTime? ExpiresAt { get; set; }
    /// <summary>Set on points that lapse by inactivity, the only ones whose expiry moves: it is so many days after the latest sale.</summary>
    public int? InactivityDays { get; init; }
    /// <summary>Code of the rule that gave them, or a reason such as <c>returned</c>.</summary>
    public required string Rule { get; init; }
    public long? PurchaseId { get; init; }
    /// <summary>When the member was reminded that this lot is about to expire.</summary>
    public DateTime? RemindedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PointsLot>
    {
        public void Configure(EntityTypeBuilder<PointsLot> row)
        {
            row.Property(l => l.Rule).HasMaxLength(40);
            row.HasIndex(l => new { l.MemberId, l.ExpiresAt });
            // What a member has left, however many lots they have used up.
            row.HasIndex(l => new { l.MemberId, l.EarnedAt }).HasFilter("\"Remaining\" <> 0");
            row.HasIndex(l => l.ExpiresAt).HasFilter("\"Remaining\" > 0");
            row.HasIndex(l => l.PurchaseId);
            row.HasOne<Member>().WithMany().HasForeignKey(l => l.MemberId);
        }
    }
}

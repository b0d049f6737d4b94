using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Tills;

public enum LateKind { Sale, Refund }

public enum LateState
{
    /// <summary>Recorded as it was sent.</summary>
    Accepted,
    /// <summary>A return whose sale has not come yet, or points that another late sale may bring.</summary>
    Held,
    /// <summary>Cannot be recorded as it was sent; waits for a person.</summary>
    Conflict,
    /// <summary>A person recorded it in another way.</summary>
    Settled,
    /// <summary>A person put it aside, with a reason.</summary>
    Dismissed,
}

/// <summary>A sale or a return that a till sent after having been offline. None is ever dropped: it is recorded, waits, or is put before a person.</summary>
public sealed class LateItem
{
    public long Id { get; init; }
    public required string Ref { get; init; }
    public required long PosKeyId { get; init; }
    /// <summary>The till's own key for this item: sent twice, it counts once.</summary>
    public required string Key { get; init; }
    /// <summary>SHA-256 of what was sent under it.</summary>
    public required string Hash { get; init; }
    public required LateKind Kind { get; init; }
    public required string Store { get; init; }
    public required string ReceiptNumber { get; init; }
    public string? MemberRef { get; init; }
    /// <summary>NT$ of its lines, for the list.</summary>
    public long? Amount { get; init; }
    public required DateTime OccurredAt { get; init; }
    public required DateTime ReceivedAt { get; init; }
    public LateState State { get; set; }
    /// <summary>First instant at which nothing more is waited for.</summary>
    public DateTime? HeldUntil { get; set; }
    /// <summary>What was sent, sealed: it may hold codes that are worth money. Gone once nobody needs it.</summary>
    public string? Body { get; set; }
    /// <summary>Code of the reason it could not be recorded.</summary>
    public string? Code { get; set; }
    /// <summary>Facts of that reason, as small JSON.</summary>
    public string? Facts { get; set; }
    public long? PurchaseId { get; set; }
    public long? RefundId { get; set; }
    public long? ResolvedBy { get; set; }
    public DateTime? ResolvedAt { get; set; }
    /// <summary>What the person did, in their words.</summary>
    public string? Resolution { get; set; }

    public bool IsOpen => State is LateState.Held or LateState.Conflict;

    internal sealed class Mapping : IEntityTypeConfiguration<LateItem>
    {
        public void Configure(EntityTypeBuilder<LateItem> row)
        {
            row.Property(i => i.Ref).HasMaxLength(22);
            row.HasIndex(i => i.Ref).IsUnique();
            row.Property(i => i.Key).HasMaxLength(100);
            row.Property(i => i.Hash).HasMaxLength(64);
            row.HasIndex(i => new { i.PosKeyId, i.Key }).IsUnique();
            row.Property(i => i.Store).HasMaxLength(20);
            row.Property(i => i.ReceiptNumber).HasMaxLength(40);
            row.HasIndex(i => new { i.Store, i.ReceiptNumber });
            row.Property(i => i.MemberRef).HasMaxLength(40);
            row.HasIndex(i => new { i.MemberRef, i.State });
            row.HasIndex(i => new { i.State, i.ReceivedAt });
            row.Property(i => i.Code).HasMaxLength(60);
            row.Property(i => i.Facts).HasMaxLength(1000);
            row.Property(i => i.Resolution).HasMaxLength(200);
        }
    }
}

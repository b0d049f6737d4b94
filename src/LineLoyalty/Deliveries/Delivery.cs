using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Deliveries;

public enum DeliveryState
{
    /// <summary>Waiting for <c>DueAt</c> or the next try; may be under lease.</summary>
    Pending,
    /// <summary>LINE accepted it (200, or 409 for our own key).</summary>
    Sent,
    /// <summary>LINE said it will never accept it (400).</summary>
    Refused,
    /// <summary>No definite answer within 23 hours; never sent again by itself.</summary>
    Unknown,
    /// <summary>Nobody was left to send to at claim time.</summary>
    Suppressed,
    /// <summary>Stopped by a person before LINE had accepted it.</summary>
    Stopped,
    /// <summary>A multicast LINE refused because of some of its recipients; they went on in two deliveries of half the size.</summary>
    Split,
}

public enum DeliveryPurpose
{
    /// <summary>Answers something the member did (welcome, receipt, one-time code); sent whatever the marketing choice.</summary>
    Service,
    /// <summary>Only to members who opted in.</summary>
    Marketing,
}

/// <summary>
/// A message on its way to LINE: one request, one retry key. Born in the transaction of its cause; the request body is frozen and stored
/// before the first try, so that every retry is byte-identical (LINE keeps a key for 24 hours).
/// </summary>
public sealed class Delivery
{
    public long Id { get; init; }
    /// <summary>Renewed only while LINE has certainly accepted nothing under it.</summary>
    public required Guid RetryKey { get; set; }
    public required DeliveryPurpose Purpose { get; init; }
    /// <summary>True: multicast to up to 500 with the same messages; false: push to one.</summary>
    public required bool Multicast { get; init; }
    /// <summary>JSON array of 1–5 LINE message objects, as they will be sent.</summary>
    public required string Messages { get; init; }
    /// <summary>The exact request body; null until the first claim, and again once it is no longer needed.</summary>
    public string? FrozenBody { get; set; }
    /// <summary>Where it came from, e.g. <c>welcome</c>, <c>campaign</c>, <c>birthday</c>.</summary>
    public required string Cause { get; init; }
    public long? CampaignId { get; init; }
    /// <summary>Makes one cause send one message, e.g. <c>birthday:42:2026</c>.</summary>
    public string? CauseKey { get; init; }
    public DeliveryState State { get; set; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime DueAt { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public string? LeaseOwner { get; set; }
    public int Attempts { get; set; }
    /// <summary>First try under this retry key whose outcome may still matter; null while LINE has certainly accepted nothing.</summary>
    public DateTime? FirstTriedAt { get; set; }
    /// <summary>A person wants this not to be sent any more; the worker honours it before every request.</summary>
    public bool StopRequested { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>LINE's <c>x-line-request-id</c> of the accepted request.</summary>
    public string? LineRequestId { get; set; }
    public int? LineStatus { get; set; }
    public string? LineMessage { get; set; }
    public List<DeliveryRecipient> Recipients { get; init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> row)
        {
            row.Property(d => d.Cause).HasMaxLength(40);
            row.Property(d => d.CauseKey).HasMaxLength(100);
            row.HasIndex(d => d.CauseKey).IsUnique();
            row.HasIndex(d => new { d.State, d.Purpose, d.Multicast, d.DueAt });
            row.HasIndex(d => d.CampaignId).HasFilter("\"CampaignId\" IS NOT NULL");
            row.Property(d => d.LeaseOwner).HasMaxLength(60);
            row.Property(d => d.LineRequestId).HasMaxLength(60);
            row.Property(d => d.LineMessage).HasMaxLength(500);
            row.HasMany(d => d.Recipients).WithOne(r => r.Delivery).HasForeignKey(r => r.DeliveryId);
        }
    }
}

public enum RecipientState { Planned, Accepted, Refused, Suppressed, Unknown }

/// <summary>What became of one message for one person; planned = accepted + refused + suppressed + unknown once all is done.</summary>
public sealed class DeliveryRecipient
{
    public long Id { get; init; }
    public long DeliveryId { get; init; }
    public Delivery Delivery { get; init; } = null!;
    public required long LineAccountId { get; init; }
    public long? MemberId { get; init; }
    public RecipientState State { get; set; }
    /// <summary>Why suppressed or refused: <c>blocked</c>, <c>opted_out</c>, <c>erased</c>, <c>unbound</c>, <c>stopped</c>, LINE's words.</summary>
    public string? Reason { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeliveryRecipient>
    {
        public void Configure(EntityTypeBuilder<DeliveryRecipient> row)
        {
            row.HasIndex(r => r.DeliveryId);
            row.HasIndex(r => r.MemberId);
            row.HasIndex(r => new { r.LineAccountId, r.DeliveryId }).IsUnique();
            row.Property(r => r.Reason).HasMaxLength(200);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Conversation;

public enum InboxState { Pending, Done, Ignored, Failed }

/// <summary>A webhook event, stored before LINE got its 200. The bot works from here, one user at a time in event-time order.</summary>
public sealed class InboxEvent
{
    public long Id { get; init; }
    /// <summary>Unique for ever: LINE may send an event again.</summary>
    public required string WebhookEventId { get; init; }
    public string? LineUserId { get; init; }
    public required string Type { get; init; }
    /// <summary>The event's own time, Unix milliseconds; the only order that counts.</summary>
    public required long EventTime { get; init; }
    public required DateTime ReceivedAt { get; init; }
    /// <summary>The event object exactly as LINE wrote it; emptied once it is no longer needed.</summary>
    public required string Payload { get; set; }
    public InboxState State { get; set; }
    public int Attempts { get; set; }
    public DateTime? NextTryAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>
    /// The reply decided together with the effect, with its token; sent after the commit, and again after a crash. Null once it is
    /// settled: a token works once, so trying it again never shows a message twice.
    /// </summary>
    public string? ReplyBody { get; set; }
    public DateTime? ReplyTriedAt { get; set; }
    public DateTime? ReplyFinishedAt { get; set; }
    public string? Error { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InboxEvent>
    {
        public void Configure(EntityTypeBuilder<InboxEvent> row)
        {
            row.Property(e => e.WebhookEventId).HasMaxLength(64);
            row.HasIndex(e => e.WebhookEventId).IsUnique();
            row.Property(e => e.LineUserId).HasMaxLength(33);
            row.Property(e => e.Type).HasMaxLength(40);
            row.HasIndex(e => new { e.LineUserId, e.EventTime }).HasFilter("\"State\" = 'Pending'");
            row.HasIndex(e => e.LineUserId, "IX_InboxEvents_ReplyToSend").HasFilter("\"ReplyBody\" IS NOT NULL");
            row.Property(e => e.Error).HasMaxLength(500);
        }
    }
}

/// <summary>Who is working on a user's events right now: two copies of the server never talk to one person at once.</summary>
public sealed class ConversationLease
{
    public required string LineUserId { get; init; }
    public required string Owner { get; set; }
    public required DateTime Until { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ConversationLease>
    {
        public void Configure(EntityTypeBuilder<ConversationLease> row)
        {
            row.HasKey(l => l.LineUserId);
            row.Property(l => l.LineUserId).HasMaxLength(33);
            row.Property(l => l.Owner).HasMaxLength(60);
        }
    }
}

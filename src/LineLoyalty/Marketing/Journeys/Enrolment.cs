using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Journeys;

public enum EnrolmentState
{
    Inside,
    /// <summary>Came to the end.</summary>
    Finished,
    /// <summary>What the journey was for has happened.</summary>
    Goal,
    /// <summary>Something ended it early; <see cref="Enrolment.Outcome"/> says what.</summary>
    Left,
}

/// <summary>One member's way through a journey. The unique key lets nobody in twice for one reason.</summary>
public sealed class Enrolment
{
    internal const int LongestNode = 12;

    public long Id { get; init; }
    public required long JourneyId { get; init; }
    /// <summary>The version this member walks through.</summary>
    public required int Version { get; set; }
    public required long MemberId { get; init; }
    /// <summary>Why the member is in it, e.g. <c>birthday:2028</c> or <c>lapse:LASTPURCHASE</c>.</summary>
    public required string EntryKey { get; init; }
    public EnrolmentState State { get; set; }
    public JourneyRank Rank { get; init; }
    /// <summary>The node the member stands at; the last one once it is over.</summary>
    public required string Node { get; set; }
    /// <summary>Nodes entered so far; makes a visit of a node one of its kind.</summary>
    public int Visit { get; set; } = 1;
    /// <summary>When the node is looked at again.</summary>
    public required DateTime DueAt { get; set; }
    /// <summary>When the step was meant to happen: later than three days after it, it is left out.</summary>
    public required DateTime PlannedAt { get; set; }
    /// <summary>The trigger's own day (birthday, last purchase, entry), from which days are counted.</summary>
    public required DateTime AnchorAt { get; init; }
    public required DateTime EnteredAt { get; init; }
    /// <summary>The member's newest purchase at entry; a newer one is "bought meanwhile".</summary>
    public DateTime? LastPurchaseAt { get; init; }
    /// <summary>What let the member in, for texts: <see cref="EntryFacts"/> as JSON.</summary>
    public string? Facts { get; init; }
    /// <summary>Entered where it stood at switch-on, as its day was longer ago.</summary>
    public bool Ramped { get; init; }
    public DateTime? EndedAt { get; set; }
    /// <summary>What ended it: <c>end</c>, <c>purchase.recorded</c>, <c>stopped</c>, <c>erased</c>…</summary>
    public string? Outcome { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Enrolment>
    {
        public void Configure(EntityTypeBuilder<Enrolment> row)
        {
            row.Property(e => e.EntryKey).HasMaxLength(60);
            row.Property(e => e.Node).HasMaxLength(LongestNode);
            row.Property(e => e.Outcome).HasMaxLength(40);
            row.HasIndex(e => new { e.JourneyId, e.MemberId, e.EntryKey }).IsUnique();
            row.HasIndex(e => new { e.State, e.DueAt });
            row.HasIndex(e => new { e.MemberId, e.State });
            row.HasOne<Journey>().WithMany().HasForeignKey(e => e.JourneyId);
            row.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId);
        }
    }
}

/// <summary>One node a member has left, and how; append-only. The unique key makes each visit's effect happen once.</summary>
public sealed class JourneyStep
{
    public long Id { get; init; }
    public required long EnrolmentId { get; init; }
    public required long JourneyId { get; init; }
    public required string Node { get; init; }
    public required int Visit { get; init; }
    public required DateTime At { get; init; }
    /// <summary>The way out it took.</summary>
    public string? Port { get; init; }
    /// <summary>What came of it: <c>sent</c>, <c>given</c>, <c>late</c>, <c>no_room</c>, <c>opted_out</c>, a refusal's code…</summary>
    public string? Result { get; init; }
    public long? DeliveryId { get; init; }
    /// <summary>What a message's step sent.</summary>
    public Delivery? Delivery { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JourneyStep>
    {
        public void Configure(EntityTypeBuilder<JourneyStep> row)
        {
            row.Property(s => s.Node).HasMaxLength(Enrolment.LongestNode);
            row.Property(s => s.Port).HasMaxLength(12);
            row.Property(s => s.Result).HasMaxLength(60);
            row.HasIndex(s => new { s.EnrolmentId, s.Visit }).IsUnique();
            row.HasIndex(s => new { s.JourneyId, s.Node });
            row.HasOne<Enrolment>().WithMany().HasForeignKey(s => s.EnrolmentId);
            row.HasOne(s => s.Delivery).WithMany().HasForeignKey(s => s.DeliveryId);
        }
    }
}

/// <summary>Something a journey listens for has happened: written in the transaction of its cause, gone once answered.</summary>
public sealed class JourneySignal
{
    public long Id { get; init; }
    public required long MemberId { get; init; }
    /// <summary>The timeline's kind.</summary>
    public required string Kind { get; init; }
    public required DateTime At { get; init; }
    /// <summary>The timeline line, which tells the rest.</summary>
    public required long EventId { get; init; }
    public string? Data { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JourneySignal>
    {
        public void Configure(EntityTypeBuilder<JourneySignal> row) => row.Property(s => s.Kind).HasMaxLength(40);
    }
}

/// <summary>Who was in a journey's segment at the last look.</summary>
public sealed class JourneyPresence
{
    public required long JourneyId { get; init; }
    public required long MemberId { get; init; }
    public required DateOnly Since { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JourneyPresence>
    {
        public void Configure(EntityTypeBuilder<JourneyPresence> row)
        {
            row.HasKey(p => new { p.JourneyId, p.MemberId });
            row.HasOne<Member>().WithMany().HasForeignKey(p => p.MemberId);
        }
    }
}

/// <summary>Something a journey asks the shop's people to do for a member.</summary>
public sealed class JourneyTask
{
    public long Id { get; init; }
    public required long JourneyId { get; init; }
    public required long MemberId { get; init; }
    /// <summary>Enrolment and visit that asked for it.</summary>
    public required string Key { get; init; }
    public required string Title { get; init; }
    public string? Note { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? DoneAt { get; set; }
    public long? DoneBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<JourneyTask>
    {
        public void Configure(EntityTypeBuilder<JourneyTask> row)
        {
            row.Property(t => t.Key).HasMaxLength(60);
            row.Property(t => t.Title).HasMaxLength(80);
            row.Property(t => t.Note).HasMaxLength(500);
            row.HasIndex(t => t.Key).IsUnique();
            row.HasIndex(t => new { t.DoneAt, t.CreatedAt });
            row.HasOne<Journey>().WithMany().HasForeignKey(t => t.JourneyId);
            row.HasOne<Member>().WithMany().HasForeignKey(t => t.MemberId);
        }
    }
}

/// <summary>A request to another system on its way; sent and repeated by a worker until it is taken or given up.</summary>
public sealed class WebhookCall
{
    public long Id { get; init; }
    public required long JourneyId { get; init; }
    public required long MemberId { get; init; }
    /// <summary>Enrolment and visit; the receiver gets it as the request's id.</summary>
    public required string Key { get; init; }
    public required string Url { get; init; }
    public required string Body { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime DueAt { get; set; }
    public int Attempts { get; set; }
    public DateTime? DoneAt { get; set; }
    /// <summary>The answer's status, or why there was none; null before the first try.</summary>
    public string? Result { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookCall>
    {
        public void Configure(EntityTypeBuilder<WebhookCall> row)
        {
            row.Property(c => c.Key).HasMaxLength(60);
            row.Property(c => c.Url).HasMaxLength(500);
            row.Property(c => c.Result).HasMaxLength(100);
            row.HasIndex(c => c.Key).IsUnique();
            row.HasIndex(c => new { c.DoneAt, c.DueAt });
            row.HasOne<Journey>().WithMany().HasForeignKey(c => c.JourneyId);
        }
    }
}

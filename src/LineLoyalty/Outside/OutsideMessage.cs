using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Outside;

/// <summary>A way to a member beside LINE.</summary>
public enum OutsideChannel { Email, Sms }

public enum OutsideState
{
    Waiting,
    /// <summary>Handed to the sender; no answer yet.</summary>
    Sending,
    Sent,
    /// <summary>It will never be taken, or was tried often enough.</summary>
    Refused,
    /// <summary>Not sent by our own decision: opted out, no address any more, the journey is over.</summary>
    Suppressed,
    /// <summary>Nobody can say whether it was taken; never sent again by itself.</summary>
    Unknown,
}

/// <summary>
/// A message on its way by e-mail or SMS, born in the transaction of its cause. It holds no address: that is read from the member when it is
/// sent, so that nobody who has left or changed it meanwhile is written to.
/// </summary>
public sealed class OutsideMessage
{
    public const int LongestText = 2000;
    public const int LongestSubject = 200;

    public long Id { get; init; }
    public required long MemberId { get; init; }
    public required OutsideChannel Channel { get; init; }
    /// <summary>What sent it, as with deliveries.</summary>
    public required string Cause { get; init; }
    /// <summary>Makes one cause send one message; the company gets it as the message's id.</summary>
    public required string Key { get; init; }
    public string? Subject { get; init; }
    public required string Text { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime DueAt { get; set; }
    public OutsideState State { get; set; }
    public int Attempts { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>The answer, or why there was none; never an address.</summary>
    public string? Result { get; set; }
    /// <summary>What it cost when it was sent, in thousandths of NT$.</summary>
    public long CostMilli { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<OutsideMessage>
    {
        public void Configure(EntityTypeBuilder<OutsideMessage> row)
        {
            row.Property(m => m.Cause).HasMaxLength(40);
            row.Property(m => m.Key).HasMaxLength(100);
            row.HasIndex(m => m.Key).IsUnique();
            row.Property(m => m.Subject).HasMaxLength(LongestSubject);
            row.Property(m => m.Text).HasMaxLength(LongestText);
            row.Property(m => m.Result).HasMaxLength(100);
            row.HasIndex(m => new { m.State, m.DueAt });
            row.HasIndex(m => new { m.MemberId, m.CreatedAt });
            row.HasOne<Member>().WithMany().HasForeignKey(m => m.MemberId);
        }
    }
}

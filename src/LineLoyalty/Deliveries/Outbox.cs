using Line.Messaging;
using Line.Messaging.Json;
using Line.Messaging.Messages;
using LineLoyalty.Data;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Puts messages to LINE into the caller's transaction: they go out if, and only if, their cause becomes durable.
/// Nothing is sent from here; the worker does that after the commit.
/// </summary>
public sealed class Outbox(LoyaltyDb db, TimeProvider clock, DeliverySignal signal)
{
    /// <summary>A message to one LINE account.</summary>
    /// <param name="lineAccountId">Who gets it.</param>
    /// <param name="memberId">The member it speaks to; the message is suppressed if the account is no longer bound to that member. Null before joining.</param>
    /// <param name="purpose">Marketing goes only to members who opted in.</param>
    /// <param name="cause">What sent it, e.g. <c>welcome</c>; shown in the member's timeline.</param>
    /// <param name="causeKey">Makes the cause send one message: a second row with the same key fails the save (unique index).</param>
    /// <param name="messages">1 to 5 message objects.</param>
    /// <param name="dueAt">Not before this; null for at once.</param>
    /// <returns>The row, added to the context; the caller's commit makes it real.</returns>
    public Delivery Push(
        long lineAccountId, long? memberId, DeliveryPurpose purpose, string cause, string? causeKey, IReadOnlyList<Message> messages, DateTime? dueAt = null) =>
        Add([(lineAccountId, memberId)], multicast: false, purpose, cause, causeKey, LineJson.ToJson(Checked(messages)), dueAt, campaignId: null);

    /// <summary>The same messages to up to 500 LINE accounts in one request.</summary>
    public Delivery Multicast(
        IReadOnlyList<(long LineAccountId, long? MemberId)> recipients,
        DeliveryPurpose purpose,
        string cause,
        string? causeKey,
        IReadOnlyList<Message> messages,
        DateTime? dueAt = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(recipients.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recipients.Count, LineLimits.MulticastRecipients);
        return Add(recipients, multicast: true, purpose, cause, causeKey, LineJson.ToJson(Checked(messages)), dueAt, campaignId: null);
    }

    /// <summary>As the others, with the messages already written as JSON: a campaign renders once and plans many.</summary>
    internal Delivery Add(
        IReadOnlyList<(long LineAccountId, long? MemberId)> recipients,
        bool multicast,
        DeliveryPurpose purpose,
        string cause,
        string? causeKey,
        string messages,
        DateTime? dueAt,
        long? campaignId)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var delivery = new Delivery
        {
            RetryKey = Guid.NewGuid(),
            Purpose = purpose,
            Multicast = multicast,
            Messages = messages,
            Cause = cause,
            CauseKey = causeKey,
            CampaignId = campaignId,
            CreatedAt = now,
            DueAt = dueAt ?? now,
        };
        foreach (var (account, member) in recipients)
        {
            delivery.Recipients.Add(new DeliveryRecipient { LineAccountId = account, MemberId = member });
        }
        db.Deliveries.Add(delivery);
        db.CurrentUnit?.AfterCommit(signal.Wake);
        return delivery;
    }

    private static IReadOnlyList<Message> Checked(IReadOnlyList<Message> messages)
    {
        ArgumentOutOfRangeException.ThrowIfZero(messages.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messages.Count, LineLimits.MessagesPerRequest);
        return messages;
    }
}

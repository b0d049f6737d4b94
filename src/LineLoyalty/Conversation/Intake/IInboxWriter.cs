namespace LineLoyalty.Conversation.Intake;

/// <summary>One webhook event on its way into the inbox. Texts are short and printable; <c>Intake</c> has seen to that.</summary>
/// <param name="Payload">The event object's UTF-8 bytes exactly as received.</param>
public readonly record struct InboxRow(string WebhookEventId, string? LineUserId, string Type, long EventTime, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Writes many webhooks with one transaction and one sync, past EF: the webhook has a second to answer, and one EF transaction per
/// request is an eighth as fast. Each engine has its own, over a connection of its own. Used by one thread.
/// </summary>
public interface IInboxWriter : IDisposable
{
    /// <summary>Inserts all rows or none; an event id that is already there is skipped. When it returns, the rows are on disk.</summary>
    /// <returns>How many rows were new.</returns>
    int Write(IReadOnlyList<InboxRow> rows, DateTime receivedAt);
}

using System.Text;
using System.Text.Json;
using Line.Messaging;
using Line.Messaging.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Conversation.Bot;

/// <summary>
/// Sends a reply that was decided and stored. A reply token works once, so trying it again can show nothing twice; but a push after a
/// reply that may have arrived could. Hence: refused on a first, definite try → push; ever in doubt → only the token again.
/// </summary>
internal sealed partial class SendReply(
    LoyaltyDb db, TimeProvider clock, LineMessagingClient line, Outbox outbox, ConversationLock @lock, BotMetrics metrics, ILogger<SendReply> logger)
{
    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1)];

    private enum Outcome { Sent, Refused, Unknown }

    /// <summary>What the inbox says of a reply whose arrival LINE never confirmed; it is not sent again in any form.</summary>
    public const string InDoubt = "The reply may or may not have arrived.";

    public static string CauseKey(InboxEvent e) => $"reply:{e.WebhookEventId}";

    /// <returns>False when somebody else talks with this person now, or the server is stopping.</returns>
    public async Task<bool> ExecuteAsync(InboxEvent owed, CancellationToken stopping)
    {
        if (!await MarkTriedAsync(owed, stopping)) return false;
        var outcome = await TryAsync(owed, stopping);
        return outcome is { } known && await SettleAsync(owed, known);
    }

    private async Task<bool> MarkTriedAsync(InboxEvent owed, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await @lock.HoldAsync(db, owed.LineUserId!, ct)) return false;
        var marked = await db.InboxEvents.Where(e => e.Id == owed.Id && e.ReplyBody != null && e.ReplyTriedAt == owed.ReplyTriedAt)
            .ExecuteUpdateAsync(s => s.SetProperty(e => e.ReplyTriedAt, now), ct);
        await unit.CommitAsync(ct);
        return marked == 1;
    }

    /// <summary>Null when LINE gave no clear answer before the server stopped or somebody else took over; they go on.</summary>
    private async Task<Outcome?> TryAsync(InboxEvent owed, CancellationToken stopping)
    {
        var inDoubt = owed.ReplyTriedAt is not null;
        var body = Encoding.UTF8.GetBytes(owed.ReplyBody!);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var limit = new CancellationTokenSource(Patience);
                await line.ReplyFrozenAsync(body, limit.Token);
                return Outcome.Sent;
            }
            catch (OperationCanceledException)
            {
                inDoubt = true;
            }
            catch (LineApiException e)
            {
                inDoubt |= e.OutcomeUnknown;
                Log.NotSent(logger, owed.Id, e.Kind, e.RequestId);
                if (e.Kind is LineErrorKind.BadRequest or LineErrorKind.Forbidden or LineErrorKind.PayloadTooLarge or LineErrorKind.TokenRefused) attempt = Tries;
            }
            if (attempt >= Tries) return inDoubt ? Outcome.Unknown : Outcome.Refused;
            if (stopping.IsCancellationRequested) return inDoubt ? null : Outcome.Refused;
            await Task.Delay(Pauses[attempt - 1], CancellationToken.None);
            if (!await StillOursAsync(owed, stopping)) return null;
        }
    }

    private async Task<bool> StillOursAsync(InboxEvent owed, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await @lock.HoldAsync(db, owed.LineUserId!, ct)) return false;
        await unit.CommitAsync(ct);
        return true;
    }

    // Not cancelled by a stop: what LINE answered should be written down.
    private async Task<bool> SettleAsync(InboxEvent owed, Outcome outcome)
    {
        var ct = CancellationToken.None;
        await using var unit = await db.BeginWriteAsync(ct);
        // Whoever took over while we slept has tried the same token and decides.
        if (!await @lock.HoldAsync(db, owed.LineUserId!, ct)) return false;
        var row = await db.InboxEvents.FirstAsync(e => e.Id == owed.Id, ct);
        if (row.ReplyBody is null) return true;
        if (outcome == Outcome.Refused) await PushInsteadAsync(row, ct);
        if (outcome == Outcome.Unknown) row.Error = InDoubt;
        row.ReplyBody = null;
        row.ReplyFinishedAt = clock.GetUtcNow().UtcDateTime;
        if (!await db.InboxEvents.AnyAsync(e => e.LineUserId == row.LineUserId && e.State == InboxState.Pending, ct)) await @lock.LetGoAsync(db, row.LineUserId!, ct);
        await unit.CommitAsync(ct);
        metrics.Replied(outcome.ToString());
        return true;
    }

    private async Task PushInsteadAsync(InboxEvent row, CancellationToken ct)
    {
        var account = await db.LineAccounts.Where(a => a.LineUserId == row.LineUserId).Select(a => new { a.Id, a.MemberId }).FirstAsync(ct);
        using var body = JsonDocument.Parse(row.ReplyBody!);
        outbox.Push(account.Id, account.MemberId, DeliveryPurpose.Service, "reply", CauseKey(row), LineJson.ParseMessages(body.RootElement.GetProperty("messages").GetRawText()));
        Log.PushedInstead(logger, row.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The reply to inbox event {Event} did not go through: {Kind} (request {RequestId})")]
        public static partial void NotSent(ILogger logger, long @event, LineErrorKind kind, string? requestId);

        [LoggerMessage(LogLevel.Information, "The reply to inbox event {Event} goes out as a push")]
        public static partial void PushedInstead(ILogger logger, long @event);
    }
}

using Line.Messaging.Json;
using Line.Messaging.Messages;
using Line.Messaging.Webhooks;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Bot;

internal enum TalkStep
{
    /// <summary>Something was done; there may be more.</summary>
    Went,
    /// <summary>Nothing is left to do for this person.</summary>
    Nothing,
    /// <summary>Something is left, but not for us or not yet.</summary>
    NotNow,
}

/// <summary>
/// One step with one person: an unfinished reply first, then the oldest event by its own time. An event's effect, its end and the
/// decided reply are one transaction; the reply goes out after it.
/// </summary>
internal sealed partial class TalkWithUser(
    LoyaltyDb db, TimeProvider clock, AnswerEvent answers, SendReply replies, Outbox outbox, ConversationLock @lock, BotMetrics metrics, IOptions<BotOptions> options, ILogger<TalkWithUser> logger)
{
    public async Task<TalkStep> ExecuteAsync(string userId, CancellationToken ct)
    {
        var owed = await db.InboxEvents.AsNoTracking().Where(e => e.LineUserId == userId && e.ReplyBody != null).OrderBy(e => e.EventTime).FirstOrDefaultAsync(ct);
        if (owed is not null) return await replies.ExecuteAsync(owed, ct) ? TalkStep.Went : TalkStep.NotNow;
        var next = await db.InboxEvents.AsNoTracking().Where(e => e.LineUserId == userId && e.State == InboxState.Pending)
            .OrderBy(e => e.EventTime).ThenBy(e => e.Id).FirstOrDefaultAsync(ct);
        if (next is null) return TalkStep.Nothing;
        if (next.NextTryAt > clock.GetUtcNow().UtcDateTime) return TalkStep.NotNow;
        try
        {
            return await FinishAsync(next, await DecideAsync(next, ct), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            db.ChangeTracker.Clear();
            await PutOffAsync(next, e, ct);
            return TalkStep.NotNow;
        }
    }

    private async Task<Answer> DecideAsync(InboxEvent stored, CancellationToken ct)
    {
        var read = WebhookEvent.Parse(System.Text.Encoding.UTF8.GetBytes(stored.Payload));
        return stored.EventTime < new DateTimeOffset(clock.GetUtcNow().UtcDateTime.AddDays(-options.Value.OldestEventDays)).ToUnixTimeMilliseconds()
            ? new Answer(read) { Ignored = true, Note = "too old" }
            : await answers.DecideAsync(read, ct);
    }

    private async Task<TalkStep> FinishAsync(InboxEvent next, Answer answer, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await @lock.HoldAsync(db, next.LineUserId!, ct)) return TalkStep.NotNow;
        var row = await db.InboxEvents.FirstAsync(e => e.Id == next.Id, ct);
        if (row.State != InboxState.Pending) return TalkStep.Went;
        var account = answer.Ignored ? null : await answers.ApplyAsync(answer, ct);
        row.State = answer.Ignored ? InboxState.Ignored : InboxState.Done;
        row.FinishedAt = clock.GetUtcNow().UtcDateTime;
        row.NextTryAt = null;
        row.Error = answer.Note;
        // What people write is not kept longer than the bot needs it.
        if (answer.Event is MessageEvent or MessageEditedEvent) row.Payload = "";
        if (answer.Messages.Count > 0)
        {
            if (answer.Event.ReplyToken is { Length: > 0 } token) row.ReplyBody = System.Text.Encoding.UTF8.GetString(LineJson.ToBody(new ReplyRequest { ReplyToken = token, Messages = answer.Messages }));
            else outbox.Push(account!.Id, account.MemberId, DeliveryPurpose.Service, "reply", SendReply.CauseKey(row), answer.Messages);
        }
        if (row.ReplyBody is null && !await db.InboxEvents.AnyAsync(e => e.LineUserId == row.LineUserId && e.State == InboxState.Pending && e.Id != row.Id, ct))
        {
            await @lock.LetGoAsync(db, row.LineUserId!, ct);
        }
        await unit.CommitAsync(ct);
        metrics.Worked(row.State);
        return TalkStep.Went;
    }

    // The same person's later events wait behind it; everybody else's go on.
    private async Task PutOffAsync(InboxEvent failed, Exception reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var attempts = failed.Attempts + 1;
        var over = attempts >= options.Value.Attempts;
        var error = reason.GetType().Name + ": " + reason.Message;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.InboxEvents.Where(e => e.Id == failed.Id && e.State == InboxState.Pending).ExecuteUpdateAsync(s => s
            .SetProperty(e => e.Attempts, attempts)
            .SetProperty(e => e.Error, error.Length <= 500 ? error : error[..500])
            .SetProperty(e => e.State, over ? InboxState.Failed : InboxState.Pending)
            .SetProperty(e => e.NextTryAt, over ? null : now.AddSeconds(1 << attempts))
            .SetProperty(e => e.FinishedAt, over ? now : null), ct);
        await @lock.LetGoAsync(db, failed.LineUserId!, ct);
        await unit.CommitAsync(ct);
        metrics.Worked(over ? InboxState.Failed : InboxState.Pending);
        if (over) Log.GivenUp(logger, failed.Id, attempts, reason);
        else Log.PutOff(logger, failed.Id, attempts, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Inbox event {Event} failed for the {Attempt}. time and is tried again")]
        public static partial void PutOff(ILogger logger, long @event, int attempt, Exception exception);

        [LoggerMessage(LogLevel.Error, "Inbox event {Event} failed {Attempts} times and is put aside")]
        public static partial void GivenUp(ILogger logger, long @event, int attempts, Exception exception);
    }
}

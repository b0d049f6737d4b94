using Line.Messaging;
using Line.Messaging.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>Makes the one request a claimed row stands for, if the row is still ours and wanted, and says what becomes of the row.</summary>
internal sealed partial class SendDelivery(
    IDbContextFactory<LoyaltyDb> databases,
    LineMessagingClient line,
    LineGates gates,
    QuotaGate quota,
    DeliveryMetrics metrics,
    TimeProvider clock,
    IOptions<DeliveryOptions> options,
    ILogger<SendDelivery> logger)
{
    // A stop must be felt within five seconds: what was seen longer ago than this is looked at again before the request.
    private static readonly TimeSpan SeenLongAgo = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="row">What to send.</param>
    /// <param name="starting">Cancelled when no new request may start.</param>
    /// <param name="running">Cancelled when even requests under way must end.</param>
    public async Task<Result> ExecuteAsync(ClaimedDelivery row, CancellationToken starting, CancellationToken running)
    {
        if (starting.IsCancellationRequested || (quota.Closed(row.Purpose) && !row.QuotaProbe)) return new(row, Fate.GivenBack, null);
        Permit? permit;
        try
        {
            permit = await gates.EnterAsync(row.Multicast, row.Purpose == DeliveryPurpose.Service, Patience, starting);
        }
        catch (OperationCanceledException) when (starting.IsCancellationRequested)
        {
            return new(row, Fate.GivenBack, null);
        }
        if (permit is null) return new(row, Fate.GivenBack, null);
        try
        {
            if (!await StillWantedAsync(row, starting))
            {
                gates.Abandon(permit);
                return new(row, Fate.GivenBack, null);
            }
        }
        catch (Exception e)
        {
            gates.Abandon(permit);
            if (e is OperationCanceledException && starting.IsCancellationRequested) return new(row, Fate.GivenBack, null);
            throw;
        }
        LineAnswer answer;
        try
        {
            answer = await AskAsync(row, running);
        }
        catch
        {
            gates.Report(permit, new(AnswerKind.Uncertain));
            throw;
        }
        Tell(gates.Report(permit, answer), row, answer);
        return await DecideAsync(row, answer, running);
    }

    private async Task<LineAnswer> AskAsync(ClaimedDelivery row, CancellationToken running)
    {
        var start = Environment.TickCount64;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(running);
        limit.CancelAfter(options.Value.RequestTimeout);
        LineAnswer answer;
        try
        {
            answer = LineAnswer.Of(row.Multicast
                ? await line.MulticastFrozenAsync(row.Body, row.RetryKey, limit.Token)
                : await line.PushFrozenAsync(row.Body, row.RetryKey, limit.Token));
        }
        catch (LineApiException e)
        {
            answer = LineAnswer.Of(e);
        }
        catch (OperationCanceledException)
        {
            answer = new(AnswerKind.Uncertain, Message: "TimedOut");
        }
        metrics.Answered(row.Multicast, answer.Kind, TimeSpan.FromMilliseconds(Environment.TickCount64 - start));
        return answer;
    }

    private async Task<Result> DecideAsync(ClaimedDelivery row, LineAnswer answer, CancellationToken running)
    {
        if (answer.Kind == AnswerKind.QuotaUsedUp)
        {
            if (!row.QuotaProbe && !quota.Closed(row.Purpose))
            {
                Log.QuotaUsedUp(logger, row.Id, row.CampaignId, options.Value.QuotaProbe);
                await quota.CloseAsync(row.Purpose, running);
            }
        }
        else if (row.QuotaProbe && answer.Kind is AnswerKind.Accepted or AnswerKind.Refused)
        {
            await quota.OpenAsync(row.Purpose, running);
        }
        return answer.Kind switch
        {
            AnswerKind.Accepted => new(row, Fate.Accepted, answer),
            AnswerKind.Uncertain => new(row, Fate.Uncertain, answer),
            AnswerKind.NotSent or AnswerKind.RateLimited => new(row, Fate.TryLater, answer),
            AnswerKind.QuotaUsedUp or AnswerKind.ChannelRefused => new(row, Fate.GivenBack, answer),
            _ when !row.Multicast || row.Recipients.Count == 1 => new(row, Fate.Refused, answer),
            _ => await BlameAsync(row, answer, running),
        };
    }

    /// <summary>A refused multicast: LINE itself tells whether the messages are at fault; if not, one of the people is.</summary>
    private async Task<Result> BlameAsync(ClaimedDelivery row, LineAnswer answer, CancellationToken running)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(running);
        limit.CancelAfter(options.Value.RequestTimeout);
        try
        {
            await line.ValidateMulticastAsync(LineJson.ParseMessages(row.Messages), limit.Token);
            return new(row, Fate.Split, answer);
        }
        catch (LineApiException e) when (LineAnswer.Of(e).Kind == AnswerKind.Refused)
        {
            return new(row, Fate.Refused, LineAnswer.Of(e));
        }
        catch (Exception e) when (e is LineApiException or OperationCanceledException)
        {
            return new(row, Fate.TryLater, answer);
        }
    }

    /// <summary>False when the row was stopped, or its lease went to somebody else while this process slept.</summary>
    private async Task<bool> StillWantedAsync(ClaimedDelivery row, CancellationToken ct)
    {
        if (Environment.TickCount64 - row.SeenAt < SeenLongAgo.TotalMilliseconds) return true;
        var seenAt = Environment.TickCount64;
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await databases.CreateDbContextAsync(ct);
        var ours = db.Deliveries.Where(d => d.Id == row.Id && d.LeaseOwner == row.Token && d.State == DeliveryState.Pending && !d.StopRequested);
        if (await ours.Select(d => d.LeaseUntil).SingleOrDefaultAsync(ct) is not { } until || until <= now) return false;
        if (until - now < options.Value.RequestTimeout * 1.5)
        {
            await using var unit = await db.BeginWriteAsync(ct);
            var next = now + options.Value.Lease;
            var renewed = await ours.Where(d => d.LeaseUntil > now).ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseUntil, next), ct);
            await unit.CommitAsync(ct);
            if (renewed == 0) return false;
        }
        row.SeenAt = seenAt;
        return true;
    }

    private void Tell(GateChange change, ClaimedDelivery row, LineAnswer answer)
    {
        switch (change)
        {
            case GateChange.ChannelStopped:
                Log.ChannelStopped(logger, answer.Status, answer.Message, answer.RequestId);
                break;
            case GateChange.ChannelBack:
                Log.ChannelBack(logger);
                break;
            case GateChange.Slowed:
                Log.Slowed(logger, gates.Rate(row.Multicast));
                break;
            case GateChange.Outage:
                Log.Outage(logger, answer.Status, answer.Message);
                break;
        }
        if (answer.Kind == AnswerKind.Refused) Log.Refused(logger, row.Id, answer.Status, answer.Message, answer.RequestId);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "LINE refuses this channel ({Status} {LineMessage}, request {RequestId}): sending is stopped until the token or plan is right. Nothing is lost.")]
        public static partial void ChannelStopped(ILogger logger, int? status, string? lineMessage, string? requestId);

        [LoggerMessage(Level = LogLevel.Information, Message = "LINE accepts this channel again.")]
        public static partial void ChannelBack(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "LINE answers 429: slowed down to {Rate:0.#} requests a second.")]
        public static partial void Slowed(ILogger logger, double rate);

        [LoggerMessage(Level = LogLevel.Warning, Message = "LINE does not answer ({Status} {LineMessage}); trying one message at a time until it does.")]
        public static partial void Outage(ILogger logger, int? status, string? lineMessage);

        [LoggerMessage(Level = LogLevel.Error, Message = "The month's messages are used up (delivery {Delivery}, campaign {Campaign}). Sending is paused, one message asks every {Probe}. Nothing is lost.")]
        public static partial void QuotaUsedUp(ILogger logger, long delivery, long? campaign, TimeSpan probe);

        [LoggerMessage(Level = LogLevel.Warning, Message = "LINE refused delivery {Delivery}: {Status} {LineMessage} (request {RequestId}).")]
        public static partial void Refused(ILogger logger, long delivery, int? status, string? lineMessage, string? requestId);
    }
}

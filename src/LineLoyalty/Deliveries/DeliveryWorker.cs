using System.Threading.Channels;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Carries deliveries to LINE. Each lane claims groups and sends them side by side; one recorder writes what became of them, many
/// in one commit. A result that could not be written is no harm: the row's next try uses the same key and LINE answers 409.
/// </summary>
internal sealed partial class DeliveryWorker(
    IServiceScopeFactory scopes,
    SendDelivery send,
    LineGates gates,
    QuotaGate quota,
    DeliverySignal signal,
    BookRecipients booking,
    RateShares shares,
    DeliveryMetrics metrics,
    ClockCheck clock,
    IOptions<DeliveryOptions> options,
    ILogger<DeliveryWorker> logger) : BackgroundService
{
    private const int ResultsPerCommit = 256;
    private const int PeoplePerCommit = 1000;
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookForRoomEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookAtClockEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GraceForRequests = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GraceForResults = TimeSpan.FromSeconds(3);

    private readonly string instance = $"{Environment.MachineName[..Math.Min(20, Environment.MachineName.Length)]}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..8]}";
    private readonly Channel<Result> results = Channel.CreateBounded<Result>(new BoundedChannelOptions(4096) { SingleReader = true });
    private long claims;
    // Until it is known, nothing is sent: what is planned for later could go early.
    private volatile bool clockIsRight;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            Log.Held(logger);
            return;
        }
        await Task.Yield();
        await InheritAsync(stoppingToken);
        using var running = new CancellationTokenSource();
        using var recording = new CancellationTokenSource();
        await using var grace = stoppingToken.Register(() => running.CancelAfter(GraceForRequests));
        var recorder = RecordAsync(recording.Token);
        shares.Begin();
        await Task.WhenAll(
            shares.RunAsync(stoppingToken),
            CountAsync(stoppingToken),
            WatchClockAsync(stoppingToken),
            booking.RunAsync(() => gates.Throttles.Any(t => t.Throttle.IsBusy), stoppingToken),
            RunLaneAsync(Lane.Service, options.Value.ServiceParallel, stoppingToken, running.Token),
            RunLaneAsync(Lane.Personal, options.Value.PersonalParallel, stoppingToken, running.Token),
            RunLaneAsync(Lane.Multicast, options.Value.MulticastParallel, stoppingToken, running.Token));
        results.Writer.Complete();
        recording.CancelAfter(GraceForResults);
        await recorder;
        await ReturnSharesAsync();
    }

    private async Task ReturnSharesAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(GraceForResults);
            await shares.ReturnAsync(soon.Token);
        }
        catch (Exception e)
        {
            Log.NotReturned(logger, e);
        }
    }

    /// <summary>After a crash on the engine that allows one server, what the last one held is free at once instead of when its leases end.</summary>
    private async Task InheritAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LoyaltyDb>();
            if (!db.HasOneServer) return;
            await using var unit = await db.BeginWriteAsync(ct);
            var held = await db.Deliveries.Where(d => d.State == DeliveryState.Pending && d.LeaseOwner != null).ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseUntil, (DateTime?)null), ct);
            await unit.CommitAsync(ct);
            // What the last one sent just before its end counts for LINE's second, too.
            if (held > 0) await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotInherited(logger, e);
        }
    }

    private async Task RunLaneAsync(Lane lane, int parallel, CancellationToken stopping, CancellationToken running)
    {
        // One group is in this queue while the next is claimed: senders never wait for the database.
        var queue = Channel.CreateBounded<ClaimedDelivery>(Math.Max(1, lane == Lane.Multicast ? options.Value.MulticastParallel / 4 : options.Value.GroupSize));
        var open = 0;
        var senders = Enumerable.Range(0, parallel).Select(_ => SendAsync(queue.Reader, () => Interlocked.Decrement(ref open), stopping, running)).ToArray();
        while (!stopping.IsCancellationRequested)
        {
            var news = signal.Next;
            try
            {
                // A row that waits for its place longer than its claim is good for would be claimed again and again, and never be sent.
                if (Volatile.Read(ref open) >= MostOpen(lane))
                {
                    await Task.Delay(LookForRoomEvery, stopping);
                    continue;
                }
                var claim = await ClaimAsync(lane, stopping);
                foreach (var row in claim.Rows)
                {
                    Interlocked.Increment(ref open);
                    await queue.Writer.WriteAsync(row, CancellationToken.None);
                }
                if (!claim.Found) await Task.WhenAny(news, Task.Delay(options.Value.Poll, stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Log.ClaimFailed(logger, e, lane);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), stopping));
            }
        }
        queue.Writer.Complete();
        await Task.WhenAll(senders);
    }

    private async Task<Claim> ClaimAsync(Lane lane, CancellationToken ct)
    {
        if (!clockIsRight) return Claim.Nothing;
        var toMany = lane == Lane.Multicast;
        if (gates.Wait(toMany) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait < options.Value.Poll ? wait : options.Value.Poll, ct);
            return Claim.Again;
        }
        var purpose = lane == Lane.Service ? DeliveryPurpose.Service : DeliveryPurpose.Marketing;
        var state = await quota.AskAsync(purpose, ct);
        if (state == QuotaState.Closed) return Claim.Nothing;
        await using var scope = scopes.CreateAsyncScope();
        var claim = scope.ServiceProvider.GetRequiredService<ClaimDeliveries>();
        if (state == QuotaState.ProbeDue && (!await claim.AnyDueAsync(lane, ct) || !await quota.TryTakeProbeAsync(purpose, ct))) return Claim.Nothing;
        var most = state == QuotaState.ProbeDue || gates.Cautious(toMany) ? 1 : GroupSize(lane);
        Claim claimed;
        do
        {
            claimed = await claim.ExecuteAsync(lane, most, $"{instance}:{Interlocked.Increment(ref claims)}", state == QuotaState.ProbeDue, ct);
        }
        // The right to ask must not be spent on a row that turns out to have nobody left.
        while (state == QuotaState.ProbeDue && claimed is { Found: true, Rows.Count: 0 });
        return claimed;
    }

    private async Task WatchClockAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var known = clockIsRight;
                clockIsRight = await clock.IsRightAsync(stopping);
                if (clockIsRight && !known) signal.Wake();
            }
            catch (Exception) when (!stopping.IsCancellationRequested)
            {
                // The lanes meet the same trouble and tell it.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.WhenAny(Task.Delay(LookAtClockEvery, stopping));
        }
    }

    /// <summary>Keeps the number of waiting messages for the metrics.</summary>
    private async Task CountAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var status = await scope.ServiceProvider.GetRequiredService<ReadDeliveryStatus>().ExecuteAsync(stopping);
                metrics.Waiting(status.WaitingService, status.WaitingMarketing);
            }
            catch (Exception) when (!stopping.IsCancellationRequested)
            {
                // The lanes meet the same trouble and tell it.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.WhenAny(Task.Delay(CountEvery, stopping));
        }
    }

    /// <summary>No more than a second's worth: what is claimed late is decided late.</summary>
    private int GroupSize(Lane lane)
    {
        var second = (int)Math.Clamp(gates.Rate(lane == Lane.Multicast), 1, 1000);
        return lane == Lane.Multicast ? Math.Clamp(options.Value.MulticastParallel / 4, 1, second) : Math.Min(options.Value.GroupSize, second);
    }

    /// <summary>As many as the pace lets out in a third of a claim.</summary>
    private int MostOpen(Lane lane) => (int)Math.Clamp(gates.Rate(lane == Lane.Multicast) * options.Value.Lease.TotalSeconds / 3, 1, int.MaxValue);

    private async Task SendAsync(ChannelReader<ClaimedDelivery> queue, Action done, CancellationToken stopping, CancellationToken running)
    {
        await foreach (var row in queue.ReadAllAsync(CancellationToken.None))
        {
            Result result;
            try
            {
                result = await send.ExecuteAsync(row, stopping, running);
            }
            catch (Exception e)
            {
                // The lease runs out by itself; then the row is tried again under the same key.
                if (!stopping.IsCancellationRequested) Log.SendFailed(logger, e, row.Id);
                continue;
            }
            finally
            {
                done();
            }
            await results.Writer.WriteAsync(result, CancellationToken.None);
        }
    }

    private async Task RecordAsync(CancellationToken ct)
    {
        var group = new List<Result>(ResultsPerCommit);
        while (await results.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            // A commit is bounded in people, too: a multicast brings five hundred timeline entries.
            for (var people = 0; group.Count < ResultsPerCommit && people < PeoplePerCommit && results.Reader.TryRead(out var result); people += result.Row.Recipients.Count)
            {
                group.Add(result);
            }
            await RecordAsync(group, ct);
        }
    }

    private async Task RecordAsync(List<Result> group, CancellationToken ct)
    {
        for (var attempt = 0; !ct.IsCancellationRequested; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<RecordResults>().ExecuteAsync(group, ct);
                foreach (var result in group) metrics.Recorded(result);
                return;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.RecordFailed(logger, e, group.Count);
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5000, 100 << Math.Min(attempt, 6))), ct));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries:Enabled is false: messages wait and nothing is sent.")]
        public static partial void Held(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not free what the last server held; its leases end by themselves.")]
        public static partial void NotInherited(ILogger logger, Exception e);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Could not give back this server's share of LINE's ceilings; the others notice by themselves.")]
        public static partial void NotReturned(ILogger logger, Exception e);

        [LoggerMessage(Level = LogLevel.Error, Message = "Could not claim deliveries ({Lane}); trying again.")]
        public static partial void ClaimFailed(ILogger logger, Exception e, Lane lane);

        [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {Delivery} stopped on an error of our own; it is tried again when its lease ends.")]
        public static partial void SendFailed(ILogger logger, Exception e, long delivery);

        [LoggerMessage(Level = LogLevel.Error, Message = "Could not record {Count} results; trying again.")]
        public static partial void RecordFailed(ILogger logger, Exception e, int count);
    }
}

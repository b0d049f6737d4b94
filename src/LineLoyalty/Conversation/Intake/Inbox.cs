using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Conversation.Intake;

/// <summary>
/// Group commit: webhooks that arrive while one batch is being synced form the next one, so that under load many share a transaction
/// and a sync, and a single one waits for nobody.
/// </summary>
internal sealed partial class Inbox : IHostedService, IDisposable
{
    // LINE gives up after a second or two and sends again; an earlier, definite "no" is worth more than a late "yes".
    private const int PatienceMilliseconds = 900;
    private const int MostRows = 20_000;
    private const long MostBytes = 64 * 1024 * 1024;
    private static readonly Task<bool> Refused = Task.FromResult(false);

    private readonly IInboxWriter writer;
    private readonly TimeProvider clock;
    private readonly ILogger<Inbox> logger;
    private readonly Counter<long> storedEvents;
    private readonly Counter<long> repeatedEvents;
    private readonly Counter<long> refusedEvents;
    private readonly Histogram<double> commitTime;
    private readonly object sync = new();
    private readonly Thread thread;
    private readonly Timer watchdog;
    private InboxBatch filling = new();
    private InboxBatch? writing;
    private InboxBatch spare = new();
    private bool accepting;
    private bool stopping;

    public Inbox(IInboxWriter writer, TimeProvider clock, IMeterFactory meters, ILogger<Inbox> logger)
    {
        (this.writer, this.clock, this.logger) = (writer, clock, logger);
        var meter = meters.Create("LineLoyalty");
        storedEvents = meter.CreateCounter<long>("webhook.events.stored");
        repeatedEvents = meter.CreateCounter<long>("webhook.events.repeated");
        refusedEvents = meter.CreateCounter<long>("webhook.events.refused");
        commitTime = meter.CreateHistogram<double>("webhook.commit", "s");
        thread = new Thread(WriteBatches) { Name = "inbox", IsBackground = true };
        watchdog = new Timer(_ => GiveUpOnLateBatches());
    }

    /// <summary>Runs on the writer's thread after a batch with new events is on disk; must be quick.</summary>
    public event Action? EventsStored;

    /// <summary>True once the events are on disk (or were there before); false when they are not and LINE shall send them again.</summary>
    public Task<bool> StoreAsync(ReadOnlySpan<InboxRow> events)
    {
        lock (sync)
        {
            if (!accepting || filling.Rows.Count + events.Length > MostRows || filling.Bytes > MostBytes)
            {
                refusedEvents.Add(events.Length);
                return Refused;
            }
            if (filling.Rows.Count == 0) Monitor.Pulse(sync);
            filling.Add(events);
            return filling.Stored;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        accepting = true;
        thread.Start();
        watchdog.Change(100, 100);
        return Task.CompletedTask;
    }

    /// <summary>Stores what was accepted, then ends.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (sync)
        {
            (accepting, stopping) = (false, true);
            Monitor.Pulse(sync);
        }
        if (thread.IsAlive) thread.Join(TimeSpan.FromSeconds(5));
        watchdog.Change(Timeout.Infinite, Timeout.Infinite);
        return Task.CompletedTask;
    }

    public void Dispose() => watchdog.Dispose();

    private void WriteBatches()
    {
        while (TakeBatch() is { } batch)
        {
            var started = Stopwatch.GetTimestamp();
            var stored = Write(batch);
            commitTime.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            lock (sync)
            {
                writing = null;
                batch.Answer(stored);
                batch.Clear();
                spare = batch;
            }
        }
        writer.Dispose();
    }

    private InboxBatch? TakeBatch()
    {
        lock (sync)
        {
            while (filling.Rows.Count == 0)
            {
                if (stopping) return null;
                Monitor.Wait(sync);
            }
            writing = filling;
            filling = spare;
            return writing;
        }
    }

    private bool Write(InboxBatch batch)
    {
        var count = batch.Rows.Count;
        try
        {
            var fresh = writer.Write(batch.Rows, clock.GetUtcNow().UtcDateTime);
            storedEvents.Add(fresh);
            if (fresh < count) repeatedEvents.Add(count - fresh);
            if (fresh > 0) EventsStored?.Invoke();
            return true;
        }
        catch (Exception e)
        {
            refusedEvents.Add(count);
            Log.NotStored(logger, count, e);
            return false;
        }
    }

    // A stuck disk or a locked database must not keep LINE waiting; what is still written afterwards is a duplicate to be skipped.
    private void GiveUpOnLateBatches()
    {
        lock (sync)
        {
            var latest = Environment.TickCount64 - PatienceMilliseconds;
            if (writing is not null && writing.Since <= latest) writing.Answer(false);
            if (filling.Rows.Count == 0 || filling.Since > latest) return;
            refusedEvents.Add(filling.Rows.Count);
            filling.Answer(false);
            filling.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Count} webhook events could not be stored; LINE was asked to send them again")]
        public static partial void NotStored(ILogger logger, int count, Exception exception);
    }
}

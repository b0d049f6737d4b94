using Line.Emulator.Messages;

namespace Line.Emulator.Sending;

/// <summary>Carries narrowcasts out some time after they were taken in, also those that a restart interrupted.</summary>
internal sealed class NarrowcastRunner(World world, TimeProvider clock, MessageIds ids) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];

    public void Start()
    {
        lock (world.Gate)
        {
            foreach (var waiting in world.Narrowcasts.Values.Where(n => n.Ended is null).ToList())
                Begin(waiting);
        }
    }

    /// <summary>Called while holding the world's gate.</summary>
    public void Begin(Narrowcast narrowcast)
    {
        _running.RemoveAll(task => task.IsCompleted);
        _running.Add(Task.Run(() => RunAsync(narrowcast, _stopping.Token)));
    }

    private async Task RunAsync(Narrowcast narrowcast, CancellationToken ct)
    {
        try
        {
            var half = world.Options.NarrowcastDuration / 2;
            await Task.Delay(half, clock, ct);
            narrowcast.Sending = true;
            await Task.Delay(half, clock, ct);
            await Deliver(narrowcast.Accepted);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private Task Deliver(NarrowcastAccepted accepted)
    {
        lock (world.Gate)
        {
            if (accepted.ErrorCode is { } code)
                return world.Record(new NarrowcastEnded(accepted.RequestId, code, 0, 0));
            var now = world.Now;
            var dropped = accepted.Targets.Where(id => world.Users.Find(id) is not { CanReceiveBulk: true }).ToArray();
            if (accepted.Targets.Length > 0)
            {
                _ = world.Record(new SendAccepted("narrowcast", accepted.RequestId, accepted.RetryKey, accepted.Targets, accepted.Messages, 202)
                {
                    At = now,
                    Dropped = dropped.Length > 0 ? dropped : null,
                    MessageIds = Array.ConvertAll(accepted.Messages, _ => ids.Next(now)),
                    Silent = accepted.Silent,
                });
            }

            return world.Record(new NarrowcastEnded(accepted.RequestId, null, accepted.Targets.Length - dropped.Length, dropped.Length));
        }
    }

    public async Task StopAsync()
    {
        Task[] running;
        lock (world.Gate)
            running = [.. _running];
        await _stopping.CancelAsync();
        await Task.WhenAll(running);
    }

    public void Dispose() => _stopping.Dispose();
}

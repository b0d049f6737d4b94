using System.Diagnostics;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Keeps one endpoint under its ceiling in every sliding second, as LINE's clock sees it: there are as many places as requests a second may
/// have; a request takes one before it starts and gives it back one second after its answer has come, so that no stall, late timer or slow
/// network can push two seconds' requests into one. Within the second starts are spread evenly. A "too fast" from LINE halves the
/// speed, which then grows back by a tenth of the ceiling per minute.
/// </summary>
internal sealed class Throttle : IDisposable
{
    // Timers wake a few milliseconds late: what they missed may be caught up, a longer pause may not.
    private const double Late = 0.02;

    private readonly Lock sync = new();
    private readonly Queue<TaskCompletionSource> urgent = new();
    private readonly Queue<TaskCompletionSource> others = new();
    private readonly Queue<long> cooling = new();
    private readonly Timer timer;
    private readonly double ceiling;
    private double rate;
    private long rateSetAt = Stopwatch.GetTimestamp();
    private double share;
    private long shareUntil = long.MaxValue;
    private int running;
    private double next;
    private bool ended;

    public Throttle(double perSecond)
    {
        ceiling = rate = share = perSecond;
        timer = new Timer(_ => Go());
    }

    public double Ceiling => ceiling;

    public double Rate
    {
        get
        {
            lock (sync) return Current(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Somebody is on the way or waits.</summary>
    public bool IsBusy
    {
        get
        {
            lock (sync) return running > 0 || urgent.Count > 0 || others.Count > 0;
        }
    }

    /// <summary>Waits for this request's place; <see cref="Leave"/> or <see cref="GiveBack"/> must follow.</summary>
    /// <param name="first">Goes before all that are not.</param>
    public async Task EnterAsync(bool first, CancellationToken ct)
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (sync) (first ? urgent : others).Enqueue(place);
        Go();
        if (place.Task.IsCompletedSuccessfully) return;
        await using var cancelled = ct.UnsafeRegister((state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), place);
        await place.Task;
    }

    /// <summary>The answer has come, or will not come any more.</summary>
    public void Leave()
    {
        lock (sync)
        {
            running--;
            cooling.Enqueue(Stopwatch.GetTimestamp());
        }
        Go();
    }

    /// <summary>No request was made after all: the next may start in its place, at its time.</summary>
    public void GiveBack()
    {
        lock (sync)
        {
            running--;
            if (Current(Stopwatch.GetTimestamp()) is > 0 and var perSecond) next -= Stopwatch.Frequency / perSecond;
        }
        Go();
    }

    public void Halve()
    {
        lock (sync)
        {
            var now = Stopwatch.GetTimestamp();
            rate = Math.Max(Current(now) / 2, Math.Min(0.5, ceiling));
            rateSetAt = now;
        }
    }

    /// <summary>This process may use so much of the ceiling, until a moment of its own clock (<see cref="Stopwatch"/>).</summary>
    /// <returns>True when nothing above it is under way any more: only then may somebody else have the rest.</returns>
    public bool Limit(double perSecond, long until)
    {
        bool fits;
        lock (sync)
        {
            (share, shareUntil) = (perSecond, until);
            Cool(Stopwatch.GetTimestamp());
            fits = running + cooling.Count <= Places(perSecond);
        }
        Go();
        return fits;
    }

    public void Dispose()
    {
        lock (sync) ended = true;
        timer.Dispose();
    }

    private static int Places(double perSecond) => perSecond <= 0 ? 0 : Math.Max(1, (int)perSecond);

    private double Current(long now)
    {
        var allowed = now < shareUntil ? share : 0;
        return Math.Min(allowed, rate + ceiling * 0.1 * Stopwatch.GetElapsedTime(rateSetAt, now).TotalMinutes);
    }

    // Below one a second the place rests longer instead of being a part of one.
    private static long RestOf(double perSecond) => (long)(Stopwatch.Frequency * (perSecond >= 1 || perSecond <= 0 ? 1 : 1 / perSecond));

    private void Cool(long now)
    {
        var rest = RestOf(Math.Min(share, rate));
        while (cooling.TryPeek(out var at) && now - at > rest) cooling.Dequeue();
    }

    /// <summary>Lets in whoever may start now, and wakes again for the next.</summary>
    private void Go()
    {
        lock (sync)
        {
            if (ended) return;
            while (Waiting() is { } place)
            {
                var now = Stopwatch.GetTimestamp();
                var perSecond = Current(now);
                var places = Places(perSecond);
                Cool(now);
                long wait;
                if (running + cooling.Count >= places)
                {
                    // With nobody cooling a leaving request calls again, or a new share does; the look-up is for a ceiling that grows by time.
                    wait = cooling.TryPeek(out var at) ? at + RestOf(Math.Min(share, rate)) - now : Stopwatch.Frequency / 10;
                }
                else
                {
                    wait = (long)(next - Late * Stopwatch.Frequency) - now;
                }
                if (wait > 0)
                {
                    timer.Change(Math.Max(1, (wait * 1000 + Stopwatch.Frequency - 1) / Stopwatch.Frequency), Timeout.Infinite);
                    return;
                }
                Drop();
                if (!place.TrySetResult()) continue;
                running++;
                next = Math.Max(next, now - Late * Stopwatch.Frequency) + Stopwatch.Frequency / perSecond;
            }
        }
    }

    private TaskCompletionSource? Waiting()
    {
        while (urgent.TryPeek(out var place) || others.TryPeek(out place))
        {
            if (!place.Task.IsCompleted) return place;
            Drop();
        }
        return null;
    }

    private void Drop()
    {
        if (!urgent.TryDequeue(out _)) others.Dequeue();
    }
}

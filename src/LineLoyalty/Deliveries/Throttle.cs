using System.Diagnostics;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Keeps one endpoint under its ceiling in every second: requests start at even distances, with no burst saved up.
/// A "too fast" from LINE halves the speed, which then grows back by a tenth of the ceiling per minute.
/// </summary>
internal sealed class Throttle
{
    // Timers wake a few milliseconds late and in bunches; this much below the ceiling keeps any second under it.
    private const double HeadRoom = 0.9;

    private readonly Lock sync = new();
    private readonly double ceiling;
    private double rate;
    private long rateSetAt = Stopwatch.GetTimestamp();
    private long nextSlot;

    public Throttle(double perSecond) => ceiling = rate = perSecond;

    public double Rate
    {
        get
        {
            lock (sync) return Current(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Waits for this request's place.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        long slot, now;
        lock (sync)
        {
            now = Stopwatch.GetTimestamp();
            slot = Math.Max(now, nextSlot);
            nextSlot = slot + (long)(Stopwatch.Frequency / (Current(now) * HeadRoom));
        }
        var wait = Stopwatch.GetElapsedTime(now, slot);
        // A timer cannot wait less than a millisecond; one that short goes at once, the next one pays for it.
        if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, ct);
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

    private double Current(long now) => Math.Min(ceiling, rate + ceiling * 0.1 * Stopwatch.GetElapsedTime(rateSetAt, now).TotalMinutes);
}

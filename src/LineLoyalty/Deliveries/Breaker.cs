namespace LineLoyalty.Deliveries;

/// <summary>
/// Closes a way after trouble and lets one request at a time try whether it is free again; the wait doubles with each failed try.
/// Counts real elapsed time, never the wall clock, so a jumping clock neither opens nor locks it.
/// </summary>
internal sealed class Breaker
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Lock sync = new();
    private long closedUntil;
    private TimeSpan wait = TimeSpan.Zero;
    private bool closed;
    private bool probing;
    private long epoch;

    public bool Closed
    {
        get { lock (sync) return closed; }
    }

    /// <summary>Zero: a request may go now (while <see cref="Closed"/>, exactly one). Else how long to wait before asking again.</summary>
    public TimeSpan TryEnter(out long ticket)
    {
        lock (sync)
        {
            ticket = epoch;
            if (!closed) return TimeSpan.Zero;
            var left = TimeSpan.FromMilliseconds(closedUntil - Environment.TickCount64);
            if (left > TimeSpan.Zero) return left;
            // Somebody is trying just now: look again soon.
            if (probing) return TimeSpan.FromMilliseconds(50);
            probing = true;
            return TimeSpan.Zero;
        }
    }

    /// <summary>How long until a try is allowed; zero when open or due for one.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (sync) return closed ? TimeSpan.FromMilliseconds(Math.Max(probing ? 50 : 0, closedUntil - Environment.TickCount64)) : TimeSpan.Zero;
        }
    }

    /// <returns>True when this opened a closed way.</returns>
    public bool Succeeded(long ticket)
    {
        lock (sync)
        {
            if (!closed || ticket != epoch || !probing) return false;
            (closed, probing, wait) = (false, false, TimeSpan.Zero);
            epoch++;
            return true;
        }
    }

    /// <param name="ticket">From <see cref="TryEnter"/>: requests that were already under way when the way closed say nothing new.</param>
    /// <param name="longest">Where the doubling of the wait ends.</param>
    /// <param name="atLeast">What the other side asked for, if it did.</param>
    /// <returns>True when this call closed the way or kept it closed; false when it was old news.</returns>
    public bool Failed(long ticket, TimeSpan longest, TimeSpan? atLeast = null)
    {
        lock (sync)
        {
            if (ticket != epoch) return false;
            wait = wait == TimeSpan.Zero ? First : wait * 2 < longest ? wait * 2 : longest;
            var pause = atLeast is { } asked && asked > wait ? asked : wait;
            closedUntil = Environment.TickCount64 + (long)pause.TotalMilliseconds;
            (closed, probing) = (true, false);
            epoch++;
            return true;
        }
    }

    /// <summary>The one allowed try did not happen or told nothing: somebody else may try.</summary>
    public void Abandoned(long ticket)
    {
        lock (sync)
        {
            if (ticket == epoch) probing = false;
        }
    }
}

namespace LineLoyalty.Databases.Sqlite;

/// <summary>
/// One writer at a time, in the order they came. SQLite's own busy-wait is not fair: under eight writers one commit waited three
/// seconds while others passed it, so writers of this process queue here before they ask SQLite.
/// </summary>
internal sealed class FifoGate
{
    private readonly Lock sync = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> waiters = [];
    private bool held;

    public int Waiting
    {
        get
        {
            lock (sync) return waiters.Count;
        }
    }

    public async ValueTask<IDisposable> EnterAsync(CancellationToken ct)
    {
        LinkedListNode<TaskCompletionSource<IDisposable>> place;
        lock (sync)
        {
            if (!held)
            {
                held = true;
                return new Turn(this);
            }
            place = waiters.AddLast(new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        await using var cancelled = ct.Register(() =>
        {
            lock (sync)
            {
                if (place.List is null) return;
                waiters.Remove(place);
            }
            place.Value.TrySetCanceled(ct);
        });
        return await place.Value.Task;
    }

    /// <summary>Lets the next one in, if somebody waits; otherwise the turn stays with its holder.</summary>
    public bool TryHandOver(IDisposable turn)
    {
        TaskCompletionSource<IDisposable> next;
        lock (sync)
        {
            if (waiters.First is null) return false;
            next = waiters.First.Value;
            waiters.RemoveFirst();
        }
        ((Turn)turn).End();
        next.SetResult(new Turn(this));
        return true;
    }

    private void Leave()
    {
        TaskCompletionSource<IDisposable> next;
        lock (sync)
        {
            if (waiters.First is null)
            {
                held = false;
                return;
            }
            next = waiters.First.Value;
            waiters.RemoveFirst();
        }
        next.SetResult(new Turn(this));
    }

    private sealed class Turn(FifoGate gate) : IDisposable
    {
        private int left;

        public void End() => Interlocked.Exchange(ref left, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) gate.Leave();
        }
    }
}

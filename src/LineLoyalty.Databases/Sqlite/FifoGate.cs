namespace LineLoyalty.Databases.Sqlite;

/// <summary>
/// One writer at a time, in the order they came. SQLite's own busy-wait is not fair: under eight writers one commit waited three
/// seconds while others passed it, so writers of this process queue here before they ask SQLite. Who had to wait goes on in one thread
/// that is there for nothing else: from one writer to the next no thread is woken, and none queues behind the answers of those before.
/// A writer that has left must leave that thread, too, before it does anything long.
/// </summary>
internal sealed class FifoGate
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private readonly object sync = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> waiters = [];
    private TaskCompletionSource<IDisposable>? upNext;
    private bool held;
    private bool running;

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
            // Not RunContinuationsAsynchronously: the writer is to go on in the thread that calls it.
            place = waiters.AddLast(new TaskCompletionSource<IDisposable>());
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
        lock (sync)
        {
            if (waiters.First is null) return false;
            ((Turn)turn).End();
            CallFirst();
            return true;
        }
    }

    private void Leave()
    {
        lock (sync)
        {
            if (waiters.First is null) held = false;
            else CallFirst();
        }
    }

    private void CallFirst()
    {
        upNext = waiters.First!.Value;
        waiters.RemoveFirst();
        if (running) Monitor.Pulse(sync);
        else
        {
            running = true;
            new Thread(Call) { IsBackground = true, Name = "Writer" }.UnsafeStart();
        }
    }

    private void Call()
    {
        while (true)
        {
            TaskCompletionSource<IDisposable> next;
            lock (sync)
            {
                while (upNext is null)
                {
                    if (Monitor.Wait(sync, Idle) || upNext is not null) continue;
                    running = false;
                    return;
                }
                (next, upNext) = (upNext, null);
            }
            next.SetResult(new Turn(this));
        }
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

using System.Threading.Channels;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Accounts whose menu should be looked at now, and the wish to publish. When it is full, the regular look finds them.</summary>
public sealed class RichMenuSignal
{
    private const int Most = 10_000;
    private readonly Channel<long> asked = Channel.CreateBounded<long>(new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite });
    private int publish;

    // Never the id of an account: only wakes the worker.
    private const long Nobody = 0;

    public void Ask(long lineAccountId) => asked.Writer.TryWrite(lineAccountId);

    public void AskPublish()
    {
        Volatile.Write(ref publish, 1);
        Ask(Nobody);
    }

    internal bool TakePublish() => Interlocked.Exchange(ref publish, 0) == 1;

    /// <summary>True as soon as something was asked; false when <paramref name="patience"/> is over.</summary>
    internal async Task<bool> WaitAsync(TimeSpan patience, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            return await asked.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    internal void TakeInto(HashSet<long> accounts)
    {
        while (accounts.Count < Most && asked.Reader.TryRead(out var id))
        {
            if (id != Nobody) accounts.Add(id);
        }
    }
}

namespace LineLoyalty.Conversation.Bot;

/// <summary>Tells the worker that something was stored; many tellings before it looks count as one.</summary>
internal sealed class BotSignal : IDisposable
{
    private readonly SemaphoreSlim news = new(0, 1);

    public void Wake()
    {
        if (news.CurrentCount > 0) return;
        try
        {
            news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else told it first.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => news.WaitAsync(atMost, ct);

    public void Dispose() => news.Dispose();
}

namespace Line.Messaging.Tokens;

/// <summary>
/// Keeps one token and renews it early. However many callers there are, one renewal runs; while it runs or fails, the old token
/// serves as long as it lasts.
/// </summary>
internal sealed class TokenCache(TimeProvider clock, Func<CancellationToken, Task<ChannelToken>> issue) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _renewal = new(1, 1);
    private volatile Held? _held;
    private DateTimeOffset? _failedAt;

    private sealed record Held(string Token, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
    {
        // A clock set back makes the age unknowable: such a token counts as old.
        internal bool IsFresh(DateTimeOffset now) => now >= IssuedAt && now < ExpiresAt - Margin;

        // A token shorter than LINE's 15 minutes (an emulator's) must not look old from birth.
        private TimeSpan Margin => (ExpiresAt - IssuedAt) / 4 is var quarter && quarter < Early ? quarter : Early;

        internal bool IsAlive(DateTimeOffset now) => now >= IssuedAt && now < ExpiresAt;
    }

    public void Dispose() => _renewal.Dispose();

    internal ValueTask<string> GetAsync(CancellationToken ct) =>
        _held is { } held && held.IsFresh(clock.GetUtcNow()) ? new(held.Token) : new(RenewAsync(ct));

    internal void Invalidate(string token)
    {
        if (_held is { } held && held.Token == token)
        {
            // Compare and swap: a token renewed in between must survive.
            Interlocked.CompareExchange(ref _held, null, held);
        }
    }

    private async Task<string> RenewAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var old = _held;
        var alive = old is not null && old.IsAlive(now);

        // With a token that still works nobody queues behind a renewal that may hang.
        if (!await _renewal.WaitAsync(alive ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false))
        {
            return old!.Token;
        }

        try
        {
            now = clock.GetUtcNow();
            old = _held;
            alive = old is not null && old.IsAlive(now);
            if (alive && (old!.IsFresh(now) || (now - _failedAt)?.Duration() < PauseAfterFailure))
            {
                return old.Token;
            }

            try
            {
                var issued = await issue(ct).ConfigureAwait(false);
                _held = new Held(issued.AccessToken, now, now.AddSeconds(issued.ExpiresIn));
                _failedAt = null;
                return issued.AccessToken;
            }
            catch (LineApiException) when (alive)
            {
                _failedAt = clock.GetUtcNow();
                return old!.Token;
            }
        }
        finally
        {
            _renewal.Release();
        }
    }
}

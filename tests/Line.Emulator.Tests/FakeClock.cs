namespace Line.Emulator.Tests;

/// <summary>Time stands still until a test moves it; timers run on the wall's time.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 10, 4, 0, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public Task MoveAsync(TimeSpan by)
    {
        Advance(by);
        return Task.CompletedTask;
    }
}

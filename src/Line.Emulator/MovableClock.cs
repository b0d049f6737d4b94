namespace Line.Emulator;

/// <summary>The wall's time plus what the phone added.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public Task MoveAsync(TimeSpan by)
    {
        Interlocked.Add(ref _offset, by.Ticks);
        return Task.CompletedTask;
    }
}

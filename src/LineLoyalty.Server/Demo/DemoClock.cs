using System.Globalization;

namespace LineLoyalty.Server.Demo;

/// <summary>
/// The demo's time: the machine's, plus what the phone page has moved it forward. The offset is kept on disk, so a restart goes on where
/// the demo was.
/// </summary>
internal sealed class DemoClock : TimeProvider
{
    private readonly string file;
    private long offsetTicks;

    public DemoClock(string directory)
    {
        Directory.CreateDirectory(directory);
        file = Path.Combine(directory, "clock-offset.txt");
        if (File.Exists(file)) offsetTicks = TimeSpan.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture).Ticks;
    }

    public TimeSpan Offset => new(Interlocked.Read(ref offsetTicks));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    /// <summary>Forward only: what has been sent and expired cannot be taken back.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var next = Offset + by;
        var fresh = file + ".new";
        File.WriteAllText(fresh, next.ToString("c", CultureInfo.InvariantCulture));
        File.Move(fresh, file, overwrite: true);
        Interlocked.Exchange(ref offsetTicks, next.Ticks);
    }
}

using System.Globalization;
using Line.Emulator.Channels;
using Line.Emulator.Http;

namespace Line.Emulator.Control;

internal sealed record ClockView(DateTime Now, long OffsetSeconds, bool Movable);

internal sealed record ClockRequest(string? Advance, bool? Reset);

/// <summary>The time everybody in the demo lives in, compared with the wall's.</summary>
internal sealed class PhoneClock(Bots bots, EmulatorOptions options) : IDisposable
{
    private readonly SemaphoreSlim _moving = new(1, 1);

    public void Dispose() => _moving.Dispose();

    public ClockView View()
    {
        var now = bots.First.World.Now;
        var offset = now - TimeProvider.System.GetUtcNow().UtcDateTime;
        return new ClockView(now, (long)Math.Round(offset.TotalSeconds), options.MoveClock is not null);
    }

    public async Task<IResult> MoveAsync(ClockRequest request)
    {
        if (options.MoveClock is not { } move)
            return ControlProblem.Of(409, "clock.fixed", "This emulator's clock cannot be moved.");
        TimeSpan by;
        await _moving.WaitAsync();
        try
        {
            if (request.Reset == true)
                by = -TimeSpan.FromSeconds(View().OffsetSeconds);
            else if (!TimeSpan.TryParse(request.Advance, CultureInfo.InvariantCulture, out by) || by <= TimeSpan.Zero || by > TimeSpan.FromDays(3660))
                return ControlProblem.Invalid("advance", "a time span d.hh:mm:ss, forward");
            if (by != TimeSpan.Zero)
                await move(by);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return ControlProblem.Of(409, "clock.forward_only", "This clock only moves forward.");
        }
        finally
        {
            _moving.Release();
        }

        foreach (var world in bots.All.Select(b => b.World))
        {
            lock (world.Gate)
                world.Streams.PublishToAll(world, "clock", View());
        }

        return Results.Json(View(), ControlJson.Options);
    }
}

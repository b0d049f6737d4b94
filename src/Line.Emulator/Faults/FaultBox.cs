using Line.Emulator.Http;

namespace Line.Emulator.Faults;

/// <summary>One way to misbehave, for a number of calls or with a probability.</summary>
internal sealed class Fault(string id, string endpoint, FaultKind kind, double probability, int? count, int? seed, int delayMs)
{
    private readonly Random _random = new(seed ?? 0);
    private int _left = count ?? int.MaxValue;

    public string Id => id;
    public string Endpoint => endpoint;
    public FaultKind Kind => kind;
    public double Probability => probability;
    public int DelayMs => delayMs;
    public int? Left => count is null ? null : _left;
    public int Hits { get; private set; }

    /// <summary>Called under the box's lock.</summary>
    public bool Strikes(string operation)
    {
        if (_left <= 0 || endpoint != "*" && endpoint != operation || _random.NextDouble() >= probability)
            return false;
        _left--;
        Hits++;
        return true;
    }

    public async ValueTask<IResult?> BeforeAsync(HttpContext http, TimeProvider clock)
    {
        switch (kind)
        {
            case FaultKind.Error500Before:
                return LineAnswer.ServerError;
            case FaultKind.Rate429:
                return LineAnswer.RateLimited;
            case FaultKind.Quota429:
                return LineAnswer.MonthlyLimit;
            case FaultKind.Unauthorized401:
                return LineAnswer.Unauthorized("invalid token");
            case FaultKind.Timeout:
                await Hang(http, clock);
                return Results.Empty;
            case FaultKind.Reset:
                http.Abort();
                return Results.Empty;
            case FaultKind.Delay:
                await Task.Delay(TimeSpan.FromMilliseconds(delayMs), clock, http.RequestAborted);
                return null;
            default:
                return null;
        }
    }

    public async ValueTask<object?> AfterAsync(HttpContext http, object? answer, TimeProvider clock)
    {
        switch (kind)
        {
            case FaultKind.Error500After:
                return LineAnswer.ServerError;
            case FaultKind.TimeoutAfter:
                await Hang(http, clock);
                return Results.Empty;
            case FaultKind.ResetAfter:
                http.Abort();
                return Results.Empty;
            default:
                return answer;
        }
    }

    /// <summary>Says nothing until the caller gives up (or the delay is over), then cuts the line.</summary>
    private async Task Hang(HttpContext http, TimeProvider clock)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), clock, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }

        http.Abort();
    }
}

internal enum FaultKind
{
    Error500Before,
    Error500After,
    Timeout,
    TimeoutAfter,
    Reset,
    ResetAfter,
    Rate429,
    Quota429,
    Unauthorized401,
    Delay,
}

internal sealed class FaultBox
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private int _next;

    public Fault Add(string endpoint, FaultKind kind, double probability, int? count, int? seed, int delayMs)
    {
        lock (_lock)
        {
            var fault = new Fault($"f{++_next}", endpoint, kind, probability, count, seed, delayMs);
            _faults.Add(fault);
            return fault;
        }
    }

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_lock)
                return [.. _faults];
        }
    }

    public bool Remove(string? id)
    {
        lock (_lock)
            return _faults.RemoveAll(f => id is null || f.Id == id) > 0;
    }

    public Fault? Draw(string operation)
    {
        lock (_lock)
            return _faults.FirstOrDefault(f => f.Strikes(operation));
    }
}

using Line.Emulator.Http;

namespace Line.Emulator.Faults;

/// <summary>One way to misbehave, for a number of calls or with a probability.</summary>
internal sealed class Fault(string id, string endpoint, FaultKind kind, double probability, int? count, int? seed, int delayMs, string? user)
{
    private readonly Random _random = new(seed ?? 0);
    private int _left = count ?? int.MaxValue;

    public string Id => id;
    public string Endpoint => endpoint;
    public FaultKind Kind => kind;
    public double Probability => probability;

    /// <summary>Only calls about this person; null for all.</summary>
    public string? User => user;

    public int DelayMs => delayMs;
    public int? Left => count is null ? null : _left;
    public int Hits { get; private set; }

    /// <summary>Called under the box's lock.</summary>
    public bool Strikes(string operation, Func<string, bool> concerns)
    {
        if (_left <= 0 || endpoint != "*" && endpoint != operation || user is not null && !concerns(user) || _random.NextDouble() >= probability)
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
            case FaultKind.Rate429RetryAfter:
                http.Response.Headers.RetryAfter = "1";
                return LineAnswer.RateLimited;
            case FaultKind.Conflict409:
                return LineAnswer.AlreadyAccepted(Guid.NewGuid().ToString());
            case FaultKind.Html200:
                return Results.Text("<!doctype html><title>Welcome</title><p>Please sign in to this network.", "text/html", statusCode: 200);
            case FaultKind.Redirect302:
                return Results.Redirect("https://example.com/elsewhere");
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
            case FaultKind.DelayAfter:
                await Task.Delay(TimeSpan.FromMilliseconds(delayMs), clock, http.RequestAborted);
                return answer;
            case FaultKind.Drip:
                return new Drip(answer, TimeSpan.FromMilliseconds(delayMs));
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
    DelayAfter,
    Drip,
    Rate429RetryAfter,
    Conflict409,
    Html200,
    Redirect302,
}

internal sealed class FaultBox
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private int _next;

    public Fault Add(string endpoint, FaultKind kind, double probability, int? count, int? seed, int delayMs, string? user)
    {
        lock (_lock)
        {
            var fault = new Fault($"f{++_next}", endpoint, kind, probability, count, seed, delayMs, user);
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

    /// <summary>Whether it matters whom a call is about.</summary>
    public bool AsksForPeople
    {
        get
        {
            lock (_lock)
                return _faults.Exists(f => f.User is not null);
        }
    }

    public Fault? Draw(string operation, Func<string, bool> concerns)
    {
        lock (_lock)
            return _faults.Count == 0 ? null : _faults.FirstOrDefault(f => f.Strikes(operation, concerns));
    }
}

using System.Text.Json;

namespace Line.Emulator.Scripts;

/// <summary>A play for many people, as written in a file.</summary>
internal sealed record Scenario
{
    /// <summary>The same seed makes the same people do the same things.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Deeds per second, where a step does not say otherwise. 0: as fast as it goes.</summary>
    public double Rate { get; init; } = 20;

    /// <summary>What the people made here are called, followed by a number.</summary>
    public string Prefix { get; init; } = "測試";

    public ScenarioStep[] Steps { get; init; } = [];
}

internal sealed record ScenarioStep
{
    public string Do { get; init; } = "";

    /// <summary>How many people do it; all that can, when it is not given. For follow: how many new people.</summary>
    public int? People { get; init; }

    /// <summary>How often each of them does it.</summary>
    public int Times { get; init; } = 1;

    public double? Rate { get; init; }

    /// <summary>For write.</summary>
    public string[] Texts { get; init; } = ["你好"];

    /// <summary>For send: a message as for <c>/users/{id}/messages</c>.</summary>
    public JsonElement? Message { get; init; }

    /// <summary>For act: an action object.</summary>
    public JsonElement? Action { get; init; }

    /// <summary>For liff: the address to open.</summary>
    public string? Url { get; init; }

    /// <summary>For liff: what the page would then ask the bot's server.</summary>
    public ScenarioRequest[] Requests { get; init; } = [];

    /// <summary>For wait.</summary>
    public double Seconds { get; init; } = 1;

    public static readonly string[] Deeds = ["follow", "block", "unblock", "write", "send", "act", "press", "liff", "wait"];
}

/// <summary>One call to the bot's server. Texts may hold {userId}, {name}, {idToken}, {accessToken}, {phone}, {n}, {uuid} and what was kept before.</summary>
internal sealed record ScenarioRequest
{
    public string Method { get; init; } = "POST";
    public string Url { get; init; } = "";
    public JsonElement? Body { get; init; }
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Names for later, each with the property of the answer it is taken from.</summary>
    public Dictionary<string, string> Keep { get; init; } = [];
}

/// <summary>How far a scenario is.</summary>
internal sealed class ScenarioRun(string id, int steps)
{
    private const int ProblemsKept = 50;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private int _failed;

    public string Id => id;
    public string State { get; set; } = "running";
    public int Step { get; set; }
    public CancellationTokenSource Stopping { get; } = new();

    public void Did(string deed)
    {
        lock (_lock)
            _done[deed] = _done.GetValueOrDefault(deed) + 1;
    }

    public void Failed(string problem)
    {
        lock (_lock)
        {
            _failed++;
            if (_problems.Count < ProblemsKept)
                _problems.Add(problem);
        }
    }

    public object View()
    {
        lock (_lock)
            return new { id, state = State, step = Step, steps, done = new Dictionary<string, int>(_done), failed = _failed, problems = _problems.ToArray() };
    }
}

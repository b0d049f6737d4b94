using System.Collections.Concurrent;
using Line.Emulator.Channels;
using Line.Emulator.Users;

namespace Line.Emulator.Scripts;

/// <summary>Plays scenarios: people come, write, press, bind and leave at a set rate.</summary>
internal sealed class Scenarios(Bots bots, IServiceProvider services, IHostApplicationLifetime lifetime)
{
    private const int AtOnce = 64;

    private readonly ConcurrentDictionary<string, ScenarioRun> _runs = [];
    private int _last;

    public ScenarioRun? Find(string id) => _runs.GetValueOrDefault(id);

    public static string? Problem(Scenario scenario)
    {
        if (scenario.Steps is not { Length: > 0 })
            return "'steps' must hold at least one step.";
        for (var i = 0; i < scenario.Steps.Length; i++)
        {
            var step = scenario.Steps[i];
            var problem = !ScenarioStep.Deeds.Contains(step.Do) ? $"'do' must be one of {string.Join(", ", ScenarioStep.Deeds)}"
                : step.People < 0 || step.Times < 1 ? "'people' and 'times' must be positive"
                : step is { Do: "follow", People: null } ? "'people' says how many new friends there are"
                : step is { Do: "liff", Url: null } ? "'url' must be given"
                : step is { Do: "send", Message: null } ? "'message' must be given"
                : step is { Do: "act", Action: null } ? "'action' must be given"
                : step is { Do: "write", Texts.Length: 0 } ? "'texts' must hold at least one text"
                : null;
            if (problem is not null)
                return $"steps[{i}]: {problem}.";
        }

        return null;
    }

    public ScenarioRun Start(Bot bot, Scenario scenario)
    {
        var run = new ScenarioRun($"s{Interlocked.Increment(ref _last)}", scenario.Steps.Length);
        _runs[run.Id] = run;
        _ = Task.Run(() => PlayAsync(bot, scenario, run));
        return run;
    }

    private async Task PlayAsync(Bot bot, Scenario scenario, ScenarioRun run)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(run.Stopping.Token, lifetime.ApplicationStopping);
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<CurrentBot>().Bot = bot;
        using var cast = new ScenarioCast(bot, bots, scope.ServiceProvider, scenario, run);
        try
        {
            foreach (var step in scenario.Steps)
            {
                run.Step++;
                if (step.Do == "wait")
                    await Task.Delay(TimeSpan.FromSeconds(step.Seconds), ending.Token);
                else
                    await PlayAsync(step, cast, scenario, run, ending.Token);
            }

            run.State = "done";
        }
        catch (OperationCanceledException)
        {
            run.State = "stopped";
        }
    }

    private static async Task PlayAsync(ScenarioStep step, ScenarioCast cast, Scenario scenario, ScenarioRun run, CancellationToken ct)
    {
        var rate = step.Rate ?? scenario.Rate;
        using var room = new SemaphoreSlim(AtOnce);
        var deeds = new List<Task>();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var deed in cast.Deeds(step))
        {
            // Against the clock and not from one deed to the next, so that delays do not add up.
            if (rate > 0 && TimeSpan.FromSeconds(deeds.Count / rate) - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } early)
                await Task.Delay(early, ct);
            await room.WaitAsync(ct);
            deeds.Add(DoAsync(step, deed, room, run, ct));
        }

        await Task.WhenAll(deeds);
    }

    private static async Task DoAsync(ScenarioStep step, Func<CancellationToken, Task> deed, SemaphoreSlim room, ScenarioRun run, CancellationToken ct)
    {
        try
        {
            await deed(ct);
            run.Did(step.Do);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException or System.Text.Json.JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            run.Failed($"{step.Do}: {e.Message}");
        }
        finally
        {
            room.Release();
        }
    }
}

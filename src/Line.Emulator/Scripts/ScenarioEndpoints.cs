using System.Text.Json;
using Line.Emulator.Channels;
using Line.Emulator.Http;

namespace Line.Emulator.Scripts;

internal static class ScenarioEndpoints
{
    public static void MapScenarios(this RouteGroupBuilder control)
    {
        control.MapPost("/scenario", (JsonElement body, CurrentBot current, Scenarios scenarios) =>
        {
            var (scenario, problem) = Read(body);
            return scenario is null
                ? ControlProblem.Of(400, "scenario.invalid", problem!)
                : Results.Json(scenarios.Start(current.Bot, scenario).View(), ControlJson.Options, statusCode: 202);
        });
        control.MapGet("/scenario/{id}", (string id, Scenarios scenarios) =>
            scenarios.Find(id) is { } run ? Results.Json(run.View(), ControlJson.Options) : ControlProblem.NotFound("scenario"));
        control.MapDelete("/scenario/{id}", (string id, Scenarios scenarios) =>
        {
            if (scenarios.Find(id) is not { } run)
                return ControlProblem.NotFound("scenario");
            run.Stopping.Cancel();
            return Results.NoContent();
        });
    }

    public static (Scenario? Scenario, string? Problem) Read(JsonElement body)
    {
        try
        {
            var scenario = body.Deserialize<Scenario>(ControlJson.Options)!;
            return Scenarios.Problem(scenario) is { } problem ? (null, problem) : (scenario, null);
        }
        catch (JsonException e)
        {
            return (null, e.Message);
        }
    }
}

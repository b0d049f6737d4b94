using Line.Emulator.Http;

namespace Line.Emulator.Faults;

internal sealed record FaultRequest(string? Endpoint, string? Kind, double? Probability, int? Count, int? Seed, int? DelayMs, string? User);

internal sealed record FaultView(string Id, string Endpoint, string Kind, double Probability, int? Left, int DelayMs, int Hits, string? User)
{
    public static FaultView Of(Fault fault) => new(
        fault.Id, fault.Endpoint, FaultEndpoints.NameOf(fault.Kind), fault.Probability, fault.Left, fault.DelayMs, fault.Hits, fault.User);
}

internal static class FaultEndpoints
{
    private static readonly Dictionary<string, FaultKind> Kinds = Enum.GetValues<FaultKind>().ToDictionary(NameOf);

    public static string NameOf(FaultKind kind) => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];

    public static void MapFaults(this RouteGroupBuilder control)
    {
        control.MapPost("/faults", (FaultRequest request, FaultBox faults) =>
        {
            if (request.Kind is null || !Kinds.TryGetValue(request.Kind, out var kind))
                return ControlProblem.Invalid("kind", $"one of {string.Join(", ", Kinds.Keys)}");
            if (request.Probability is < 0 or > 1)
                return ControlProblem.Invalid("probability", "between 0 and 1");
            if (request.Count < 1)
                return ControlProblem.Invalid("count", "1 or more");
            if (request.DelayMs is < 0 or > 600_000)
                return ControlProblem.Invalid("delayMs", "between 0 and 600000");
            var fault = faults.Add(
                request.Endpoint ?? "*", kind, request.Probability ?? 1, request.Count, request.Seed, request.DelayMs ?? (kind == FaultKind.Drip ? 1000 : 30_000), request.User);
            return Results.Json(FaultView.Of(fault), ControlJson.Options, statusCode: 201);
        });
        control.MapGet("/faults", (FaultBox faults) => Results.Json(faults.All.Select(FaultView.Of), ControlJson.Options));
        control.MapDelete("/faults", (FaultBox faults) =>
        {
            faults.Remove(null);
            return Results.NoContent();
        });
        control.MapDelete("/faults/{id}", (string id, FaultBox faults) => faults.Remove(id) ? Results.NoContent() : ControlProblem.NotFound("fault"));
    }
}

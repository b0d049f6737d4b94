namespace Line.Emulator.Http;

/// <summary>Refusals of the control paths: problem+json with a stable code.</summary>
internal static class ControlProblem
{
    public static IResult Of(int status, string code, string title) =>
        Results.Problem(title: title, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    public static IResult Invalid(string field, string expected) => Of(400, "request.invalid", $"'{field}' must be {expected}.");

    public static IResult NotFound(string what) => Of(404, $"{what}.not_found", $"There is no such {what}.");
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LineLoyalty;

/// <summary>What is wrong with a form, by field, in the fields' wire names; a page puts each message beside its field.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> codes = [];
    private Refusal? first;

    public bool Any => codes.Count > 0;

    public void Add(string field, Refusal refusal)
    {
        codes[field] = [refusal.Code];
        first ??= refusal;
    }

    /// <summary>400 with the code <c>request.invalid</c> and, under <c>errors</c>, the refusal codes of each field.</summary>
    public ProblemHttpResult ToProblem(HttpContext http) => TypedResults.Problem(
        title: first!.Text(http.Request.Headers.AcceptLanguage.ToString()),
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?> { ["code"] = "request.invalid", ["errors"] = codes });
}

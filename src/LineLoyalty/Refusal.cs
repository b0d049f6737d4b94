using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LineLoyalty;

/// <summary>Why the business says no. <paramref name="Code"/> is stable and part of every public contract.</summary>
/// <param name="Code">Dotted, lower case, e.g. <c>coupon.already_redeemed</c>.</param>
/// <param name="English">One sentence for developers and English readers.</param>
/// <param name="Chinese">The same sentence in zh-TW, shown to clerks and members.</param>
/// <param name="Status">HTTP status the refusal maps to.</param>
public sealed record Refusal(string Code, string English, string Chinese, int Status = StatusCodes.Status409Conflict)
{
    /// <summary>Facts a caller can act on (when and where a coupon was used); never personal data.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = EmptyFacts;

    private static readonly Dictionary<string, object?> EmptyFacts = [];

    public Refusal With(params (string Name, object? Value)[] facts) =>
        this with { Facts = facts.ToDictionary(f => f.Name, f => f.Value) };

    public string Text(string? language) =>
        language is not null && language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : Chinese;

    public ProblemHttpResult ToProblem(HttpContext? http = null)
    {
        if (http is not null && Facts.GetValueOrDefault("retryAfter") is long seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return TypedResults.Problem(
            title: Text(http?.Request.Headers.AcceptLanguage.ToString()),
            statusCode: Status,
            extensions: new Dictionary<string, object?>(Facts) { ["code"] = Code });
    }
}

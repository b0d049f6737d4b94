using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Pos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

public sealed record AdjustRequest(
    [property: Range(-10_000_000, 10_000_000), Description("Above zero to give, below to take; not 0.")] long Points,
    [property: Required, StringLength(20, MinimumLength = 1), Description("Code of a reason from GET /adjustments/rules.")] string Reason,
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: StringLength(160, MinimumLength = 1), Description("Needed with the reason other.")] string? Note = null,
    [property: Description("Above the limit: ask a manager instead of being refused.")] bool Ask = false) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Points == 0) yield return new ValidationResult("Points must not be 0.", [nameof(Points)]);
    }
}

/// <param name="State"><c>booked</c>, <c>waiting</c>, <c>approved</c>, <c>rejected</c> or <c>expired</c>.</param>
/// <param name="Until">Until when a manager may agree.</param>
/// <param name="Decision">What the manager wrote.</param>
public sealed record AdjustmentView(string Id, long Points, string Reason, string? Note, string State, DateTime At, DateTime? Until, string? Decision);

/// <param name="Points">What the member can spend now; null while the request waits.</param>
public sealed record AdjustedView(AdjustmentView Adjustment, long? Points, AdjustLimits Limits);

public sealed record AdjustReasonView(string Code, string Text);

public sealed record AdjustRulesView(AdjustLimits Limits, IReadOnlyList<AdjustReasonView> Reasons);

public static class AdjustmentEndpoints
{
    public static void MapAdjustments(this RouteGroupBuilder pos)
    {
        pos.MapGet("/adjustments/rules", RulesAsync).NeedsScope(PosScopes.Adjust).WithName("getAdjustmentRules")
            .WithSummary("How many points this clerk may change by hand, and the list of reasons.");
        pos.MapPost("/members/{id}/points", AdjustAsync).NeedsScope(PosScopes.Adjust).OncePerKey("adjust").WithName("adjustPoints")
            .WithSummary("Give or take points by hand, within the clerk's limits or by asking a manager.")
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        pos.MapGet("/adjustments/{id}", ReadAsync).NeedsScope(PosScopes.Adjust).WithName("getAdjustment")
            .WithSummary("What became of a correction or of a request to a manager.").ProducesProblem(404);
    }

    private static async Task<Ok<AdjustRulesView>> RulesAsync(PosCaller caller, AdjustAtTill adjust, HttpContext http, CancellationToken ct)
    {
        var language = http.Request.Headers.AcceptLanguage.ToString();
        return TypedResults.Ok(new AdjustRulesView(await adjust.LimitsAsync(Clerk(caller), ct), [.. AdjustReasons.All.Select(r => new AdjustReasonView(r.Code, AdjustReasons.Text(r.Code, language)))]));
    }

    private static async Task<Results<Ok<AdjustedView>, Accepted<AdjustedView>, ProblemHttpResult>> AdjustAsync(
        string id, AdjustRequest request, PosCaller caller, AdjustAtTill adjust, BrandTime time, HttpContext http, CancellationToken ct)
    {
        if (!caller.MayActFor(request.Store)) return PosRefusals.StoreForbidden.With(("store", request.Store)).ToProblem(http);
        var asked = new Adjustment(id, request.Points, request.Reason, request.Note, request.Store, request.Ask);
        if (!(await adjust.ExecuteAsync(asked, Clerk(caller), ct)).Succeeded(out var done, out var refusal)) return refusal.ToProblem(http);
        var view = View(done.Adjustment, time.Now);
        return done.Adjustment.State == AdjustmentState.Booked
            ? TypedResults.Ok(new AdjustedView(view, done.Available, done.Limits))
            : TypedResults.Accepted($"/api/pos/v1/adjustments/{view.Id}", new AdjustedView(view, null, done.Limits));
    }

    private static async Task<Results<Ok<AdjustmentView>, ProblemHttpResult>> ReadAsync(
        string id, PosCaller caller, LoyaltyDb db, BrandTime time, HttpContext http, CancellationToken ct)
    {
        // Another till's request is as unknown as one that never was.
        var row = await db.PointsAdjustments.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Ref == id && (a.PosKeyId == caller.Id || (caller.StaffId != null && a.StaffId == caller.StaffId)), ct);
        return row is null ? TillRefusals.RequestUnknown.ToProblem(http) : TypedResults.Ok(View(row, time.Now));
    }

    private static TillClerk Clerk(PosCaller caller) => new(caller.Id, caller.StaffId, caller.Name);

    private static AdjustmentView View(PointsAdjustment a, DateTime now) => new(
        a.Ref, a.Points, a.Reason, a.Note, a.State == AdjustmentState.Waiting && a.ExpiresAt <= now ? "expired" : a.State.ToString().ToLowerInvariant(), a.At, a.ExpiresAt, a.Decision);
}

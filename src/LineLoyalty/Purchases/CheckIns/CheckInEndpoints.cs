using System.ComponentModel.DataAnnotations;
using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Purchases.CheckIns;

/// <param name="Code">What the store's poster says; may be left out where the brand does not ask for it.</param>
public sealed record CheckInRequest([property: StringLength(60, MinimumLength = 1)] string? Code = null);

public static class CheckInEndpoints
{
    public static void MapCheckIn(this RouteGroupBuilder liff) => liff.MapPost("/check-in", ExecuteAsync);

    private static async Task<Results<Ok<CheckedIn>, ProblemHttpResult>> ExecuteAsync(
        SignedInMember member, CheckIn checkIn, HttpContext http, CancellationToken ct, CheckInRequest? request = null) =>
        (await checkIn.ExecuteAsync(member.Id, request?.Code, ct)).Succeeded(out var done, out var refusal) ? TypedResults.Ok(done) : refusal.ToProblem(http);
}

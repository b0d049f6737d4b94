using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Purchases.History;

public static class HistoryEndpoints
{
    public static void MapHistory(this RouteGroupBuilder liff) => liff.MapGet("/history", ReadAsync);

    private static async Task<Results<Ok<HistoryPage>, ProblemHttpResult>> ReadAsync(
        SignedInMember member, ReadHistory history, HttpContext http, CancellationToken ct, string? before = null, int limit = 20) =>
        (await history.ExecuteAsync(member.Id, before, limit, ct)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page)
            : refusal.ToProblem(http);
}

using System.ComponentModel.DataAnnotations;
using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Draws;

/// <param name="Key">Made by the page when it asked: a second tap enters nothing more.</param>
/// <param name="Points">The price the page showed; left out for the free entry.</param>
public sealed record EnterDrawRequest([property: Required] Guid Key, [property: Range(1, 100_000_000)] long? Points = null);

public static class DrawEndpoints
{
    public static void MapDraws(this RouteGroupBuilder liff)
    {
        liff.MapGet("/draws", ListAsync);
        liff.MapPost("/draws/{code}/enter", EnterAsync);
        liff.MapGet("/draws/{code}/proof", ProofAsync);
    }

    private static async Task<Ok<DrawsView>> ListAsync(SignedInMember member, ReadDraws draws, CancellationToken ct) => TypedResults.Ok(await draws.ExecuteAsync(member.Id, ct));

    private static async Task<Results<Ok<DrawsView>, ProblemHttpResult>> EnterAsync(
        string code, EnterDrawRequest request, SignedInMember member, EnterDraw enter, ReadDraws draws, HttpContext http, CancellationToken ct)
    {
        var outcome = request.Points is null ? await enter.FreeAsync(member.Id, code, ct) : await enter.ForPointsAsync(member.Id, code, request.Key, request.Points, ct);
        return outcome.Succeeded(out _, out var refusal) ? TypedResults.Ok(await draws.ExecuteAsync(member.Id, ct)) : refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<DrawProof>, ProblemHttpResult>> ProofAsync(string code, SignedInMember member, ReadDraws draws, HttpContext http, CancellationToken ct) =>
        await draws.ProofAsync(code, ct) is { } proof ? TypedResults.Ok(proof) : DrawRefusals.NotFound.ToProblem(http);
}

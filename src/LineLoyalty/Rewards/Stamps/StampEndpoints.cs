using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Stamps;

public static class StampEndpoints
{
    public static void MapStamps(this RouteGroupBuilder liff) => liff.MapGet("/stamps", ReadAsync);

    private static async Task<Ok<StampCardsView>> ReadAsync(SignedInMember member, ReadStamps stamps, CancellationToken ct) =>
        TypedResults.Ok(new StampCardsView(await stamps.ExecuteAsync(member.Id, ct)));
}

using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Tiers;

public static class TierEndpoints
{
    public static void MapTiers(this RouteGroupBuilder liff) => liff.MapGet("/tiers", ReadAsync);

    private static async Task<Ok<TiersView>> ReadAsync(SignedInMember member, ReadTiers tiers, CancellationToken ct) =>
        TypedResults.Ok(await tiers.ExecuteAsync(member.Id, ct));
}

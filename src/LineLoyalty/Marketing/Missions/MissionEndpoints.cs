using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Marketing.Missions;

public static class MissionEndpoints
{
    public static void MapMissions(this RouteGroupBuilder liff) => liff.MapGet("/missions", ReadAsync);

    private static async Task<Ok<MissionsView>> ReadAsync(SignedInMember member, ReadMissions missions, CancellationToken ct) =>
        TypedResults.Ok(new MissionsView(await missions.ExecuteAsync(member.Id, ct)));
}

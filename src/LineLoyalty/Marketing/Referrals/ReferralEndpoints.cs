using LineLoyalty.Data;
using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Marketing.Referrals;

public static class ReferralEndpoints
{
    public static void MapReferrals(this RouteGroupBuilder liff) => liff.MapGet("/referral", ReadAsync);

    private static async Task<Ok<ReferralView>> ReadAsync(SignedInMember member, ReadReferrals read, Vault vault, HttpContext http, CancellationToken ct)
    {
        var view = await read.ExecuteAsync(member.Id, ct);
        if (view.Enabled) InvitedDevice.Mark(http, vault, member.Id);
        return TypedResults.Ok(view);
    }
}

using LineLoyalty.Liff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Points.Families;

/// <param name="Token">Last part of the link to share: <c>/family/{token}</c> in the LIFF app.</param>
public sealed record FamilyLink(string Token, DateTime Until, FamilyView Family);

public static class FamilyEndpoints
{
    public static void MapFamily(this RouteGroupBuilder liff)
    {
        liff.MapGet("/family", ReadAsync);
        liff.MapPost("/family/invites", InviteAsync);
        liff.MapPost("/family/invites/{id}/end", TakeBackAsync);
        liff.MapPost("/family/leave", LeaveAsync);
        liff.MapPost("/family/people/{id}/end", SendAwayAsync);
        liff.MapGet("/family-invites/{token}", LookAsync).ForGuests();
        liff.MapPost("/family-invites/{token}/join", JoinAsync);
    }

    private static async Task<Ok<FamilyView>> ReadAsync(SignedInMember member, ReadFamily read, CancellationToken ct) => TypedResults.Ok(await read.ExecuteAsync(member.Id, ct));

    private static async Task<Results<Ok<FamilyLink>, ProblemHttpResult>> InviteAsync(SignedInMember member, ManageFamily families, ReadFamily read, HttpContext http, CancellationToken ct) =>
        (await families.InviteAsync(member.Id, ct)).Succeeded(out var invite, out var refusal)
            ? TypedResults.Ok(new FamilyLink(families.Token(invite), invite.Until, await read.ExecuteAsync(member.Id, ct))) : refusal.ToProblem(http);

    private static async Task<Results<Ok<FamilyView>, ProblemHttpResult>> TakeBackAsync(string id, SignedInMember member, ManageFamily families, ReadFamily read, HttpContext http, CancellationToken ct) =>
        (await families.TakeBackAsync(member.Id, id, ct)).Succeeded(out _, out var refusal) ? TypedResults.Ok(await read.ExecuteAsync(member.Id, ct)) : refusal.ToProblem(http);

    private static Task<Results<Ok<FamilyView>, ProblemHttpResult>> LeaveAsync(SignedInMember member, ManageFamily families, ReadFamily read, HttpContext http, CancellationToken ct) =>
        EndAsync(member, null, families, read, http, ct);

    private static Task<Results<Ok<FamilyView>, ProblemHttpResult>> SendAwayAsync(string id, SignedInMember member, ManageFamily families, ReadFamily read, HttpContext http, CancellationToken ct) =>
        EndAsync(member, id, families, read, http, ct);

    private static async Task<Results<Ok<FamilyView>, ProblemHttpResult>> EndAsync(SignedInMember member, string? who, ManageFamily families, ReadFamily read, HttpContext http, CancellationToken ct) =>
        await families.LeaveAsync(member.Id, who, ct) is { } refusal ? refusal.ToProblem(http) : TypedResults.Ok(await read.ExecuteAsync(member.Id, ct));

    private static async Task<Results<Ok<FamilyInviteView>, ProblemHttpResult>> LookAsync(string token, ReadFamily read, HttpContext http, CancellationToken ct) =>
        (await read.InviteAsync(token, http.Session().MemberId, ct)).Succeeded(out var invite, out var refusal) ? TypedResults.Ok(invite) : refusal.ToProblem(http);

    private static async Task<Results<Ok<FamilyInviteView>, ProblemHttpResult>> JoinAsync(string token, SignedInMember member, ManageFamily families, ReadFamily read, HttpContext http, CancellationToken ct)
    {
        if (!(await families.JoinAsync(token, member.Id, ct)).Succeeded(out _, out var refusal)) return refusal.ToProblem(http);
        return (await read.InviteAsync(token, member.Id, ct)).Succeeded(out var invite, out var gone) ? TypedResults.Ok(invite) : gone.ToProblem(http);
    }
}

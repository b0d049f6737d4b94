using LineLoyalty.Liff;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace LineLoyalty.Rewards.Card;

public sealed record CodeRequest(string? Purpose);

/// <param name="Version">Another than the card's: the card has changed.</param>
public sealed record CardVersion(long? Version);

public sealed record SpendCodeView(DateTime From, DateTime To, string Code);

public static class CardEndpoints
{
    public static void MapCard(this RouteGroupBuilder liff)
    {
        liff.MapGet("/card", ReadAsync).AllowAnonymous();
        liff.MapGet("/card/version", VersionAsync);
        liff.MapGet("/points", PointsAsync);
        liff.MapPost("/codes", MintAsync);
    }

    /// <summary>Asked for before the page knows whether it has a session: then there is simply nothing to show yet.</summary>
    private static async Task<Results<Ok<CardState>, NoContent>> ReadAsync(HttpContext http, ReadState state, CancellationToken ct)
    {
        await http.AuthenticateAsync(LiffAuthentication.SchemeName);
        return http.Items[typeof(LiffSession)] is LiffSession session
            ? TypedResults.Ok(await state.ExecuteAsync(session.LineAccountId, session.MemberId, ct))
            : TypedResults.NoContent();
    }

    /// <summary>Asked every few seconds while the card is held out at a till, hence one number.</summary>
    private static async Task<Ok<CardVersion>> VersionAsync(SignedInMember member, ReadState state, CancellationToken ct) =>
        TypedResults.Ok(new CardVersion(await state.VersionAsync(member.Id, ct)));

    private static async Task<Ok<PointsView>> PointsAsync(SignedInMember member, ReadPoints points, CancellationToken ct) =>
        TypedResults.Ok(await points.ExecuteAsync(member.Id, ct));

    private static async Task<Results<Ok<SpendCodeView>, ProblemHttpResult>> MintAsync(
        CodeRequest request, SignedInMember member, MintSpendCode mint, HttpContext http, CancellationToken ct)
    {
        if (request.Purpose != "spend") return CardRefusals.PurposeUnknown.ToProblem(http);
        return (await mint.ExecuteAsync(member.Id, ct)).Succeeded(out var code, out var refusal)
            ? TypedResults.Ok(new SpendCodeView(code.From, code.To, code.Text))
            : refusal.ToProblem(http);
    }
}

internal static class CardRefusals
{
    public static readonly Refusal PurposeUnknown = new("code.purpose_unknown",
        "A code can be asked for the purpose spend.", "無法提供此用途的條碼。", StatusCodes.Status400BadRequest);
}

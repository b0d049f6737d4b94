using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Stamps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

public sealed record HandStampsRequest(
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: Required, StringLength(20, MinimumLength = 1), Description("Code of the card.")] string Card,
    [property: Range(1, StampDefinition.MostStamps), Description("How many; the card says how many a day may be added by hand.")] int Stamps,
    [property: Required, StringLength(160, MinimumLength = 2)] string Reason);

/// <param name="Missed">Code of why it could not be given.</param>
public sealed record HandPrizeView(int At, string Title, string? Missed);

/// <param name="Stamps">How many found a place on a card.</param>
/// <param name="Filled">Cards that became full.</param>
public sealed record HandStampsView(int Stamps, int Filled, IReadOnlyList<HandPrizeView> Prizes, IReadOnlyList<StampCardView> Cards);

/// <summary>A member's stamp cards at the till.</summary>
public static class TillStampEndpoints
{
    public static void MapTillStamps(this RouteGroupBuilder pos)
    {
        pos.MapGet("/members/{id}/stamps", ReadAsync).NeedsScope(PosScopes.Coupons).WithName("listStampCards")
            .WithSummary("A member's stamp cards: how far, what they have brought and what comes next.").ProducesProblem(404);
        pos.MapPost("/members/{id}/stamps", AddAsync).NeedsScope(PosScopes.Adjust).OncePerKey("stamps").WithName("addStamps")
            .WithSummary("Add stamps by hand, within the card's limit for a day.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<Results<Ok<StampCardsView>, ProblemHttpResult>> ReadAsync(string id, LoyaltyDb db, ReadStamps stamps, HttpContext http, CancellationToken ct) =>
        await MemberAsync(db, id, ct) is { } member ? TypedResults.Ok(new StampCardsView(await stamps.ExecuteAsync(member, ct))) : MemberRefusals.NotFound.ToProblem(http);

    private static async Task<Results<Ok<HandStampsView>, ProblemHttpResult>> AddAsync(
        string id, HandStampsRequest request, PosCaller caller, StampAtTill add, ReadStamps stamps, LoyaltyDb db, HttpContext http, CancellationToken ct)
    {
        if (!caller.MayActFor(request.Store)) return PosRefusals.StoreForbidden.With(("store", request.Store)).ToProblem(http);
        var asked = new HandStamps(id, request.Card, request.Stamps, request.Reason, request.Store);
        if (!(await add.ExecuteAsync(asked, new TillClerk(caller.Id, caller.StaffId, caller.Name), ct)).Succeeded(out var done, out var refusal)) return refusal.ToProblem(http);
        var english = http.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase);
        return TypedResults.Ok(new HandStampsView(done.Stamps, done.Filled, [.. done.Prizes.Select(p => new HandPrizeView(p.At, english ? p.TitleEn : p.Title, p.Missed))],
            await stamps.ExecuteAsync((await MemberAsync(db, id, ct))!.Value, ct)));
    }

    private static Task<long?> MemberAsync(LoyaltyDb db, string reference, CancellationToken ct) =>
        db.Members.Where(m => m.Ref == reference && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Stamps;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Card;

/// <summary>What a LIFF page shows first: somebody to greet, or a member's card with its codes of the next ten minutes.</summary>
/// <param name="State"><c>guest</c> or <c>member</c>.</param>
public sealed record CardState(string State)
{
    public string? DisplayName { get; init; }
    public string? PictureUrl { get; init; }
    public DateTime? ServerTime { get; init; }
    public MemberCard? Card { get; init; }
}

public sealed class ReadState(LoyaltyDb db, TimeProvider clock, ReadCard cards, MintCardCodes codes, ReadStamps stamps)
{
    public async Task<CardState> ExecuteAsync(long lineAccountId, long? memberId, CancellationToken ct)
    {
        if (memberId is { } id && await cards.ExecuteAsync(id, ct) is { } card)
        {
            return new CardState("member")
            {
                ServerTime = clock.GetUtcNow().UtcDateTime,
                Card = card with { Codes = await codes.ExecuteAsync(id, ct), Stamps = await stamps.HomeAsync(id, ct), Draws = await OpenDrawsAsync(ct) },
            };
        }
        return await db.LineAccounts.Where(a => a.Id == lineAccountId)
            .Select(a => new CardState("guest") { DisplayName = a.DisplayName, PictureUrl = a.PictureUrl }).SingleAsync(ct);
    }

    private Task<int> OpenDrawsAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.Draws.CountAsync(d => d.State == DrawState.Open && d.OpensAt <= now && d.ClosesAt > now, ct);
    }
}

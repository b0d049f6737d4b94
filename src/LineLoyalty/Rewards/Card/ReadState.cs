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
    /// <summary>Changes with whatever is booked for the member; the page asks for it to see whether to ask for the card.</summary>
    public long? Version { get; init; }
}

/// <summary>Counts the missions a member can work on; answered by an area above this one.</summary>
public interface ICardMissions
{
    Task<int> OpenAsync(long memberId, CancellationToken ct);
}

public sealed class ReadState(LoyaltyDb db, TimeProvider clock, ReadCard cards, MintCardCodes codes, ReadStamps stamps, ICardMissions missions)
{
    public async Task<CardState> ExecuteAsync(long lineAccountId, long? memberId, CancellationToken ct)
    {
        // Before the card: what happens while it is read is then seen as a change.
        if (memberId is { } id && await VersionAsync(id, ct) is { } version && await cards.ExecuteAsync(id, ct) is { } card)
        {
            return new CardState("member")
            {
                Version = version,
                ServerTime = clock.GetUtcNow().UtcDateTime,
                Card = card with { Codes = await codes.ExecuteAsync(id, ct), Stamps = await stamps.HomeAsync(id, ct), Draws = await OpenDrawsAsync(ct), Missions = await missions.OpenAsync(id, ct) },
            };
        }
        return await db.LineAccounts.Where(a => a.Id == lineAccountId)
            .Select(a => new CardState("guest") { DisplayName = a.DisplayName, PictureUrl = a.PictureUrl }).SingleAsync(ct);
    }

    /// <returns>Null when there is no such member.</returns>
    public Task<long?> VersionAsync(long memberId, CancellationToken ct) =>
        db.Members.Where(m => m.Id == memberId && m.ErasedAt == null).Select(m => (long?)m.Version).SingleOrDefaultAsync(ct);

    private Task<int> OpenDrawsAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.Draws.CountAsync(d => d.State == DrawState.Open && d.OpensAt <= now && d.ClosesAt > now, ct);
    }
}

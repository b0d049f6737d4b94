using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Gifts;

/// <param name="State"><c>open</c>, <c>claimed</c>, <c>takenBack</c> or <c>lapsed</c>.</param>
/// <param name="Mine">The reader gave it.</param>
/// <param name="Received">The reader has it.</param>
/// <param name="ExpiresAt">Last second of the points that lapse first; null when they never do.</param>
public sealed record PointsGiftView(string State, string From, long Points, string? Message, DateTime Until, DateTime? ExpiresAt, bool Mine, bool Received);

/// <summary>Looks at a gift of points, and takes it. Looking never takes: link previews look, too.</summary>
public sealed class ClaimPoints(LoyaltyDb db, BrandTime time, Vault vault, PointsLedger ledger)
{
    public async Task<Outcome<PointsGiftView>> LookAsync(string token, long? memberId, CancellationToken ct)
    {
        if (await FindAsync(token, ct) is not { } gift) return PointsGiftRefusals.NotFound;
        var giver = await db.Members.Where(m => m.Id == gift.GiverId).Select(m => m.Name).SingleAsync(ct);
        var first = await db.PointsMoves.Where(m => m.EntryId == gift.EntryId).MinAsync(m => m.Lot.ExpiresAt, ct);
        var state = gift.State switch
        {
            PointsGiftState.Claimed => "claimed",
            PointsGiftState.TakenBack => "takenBack",
            PointsGiftState.Open when gift.Until > time.Now => "open",
            _ => "lapsed",
        };
        return new PointsGiftView(state, Names.Mask(giver), gift.Points, gift.Message, gift.Until, first is { } end ? LastMoment.Before(end) : null,
            gift.GiverId == memberId, gift.ReceiverId is not null && gift.ReceiverId == memberId);
    }

    /// <returns>What the receiver can spend now. Asked again by whom has it, the same answer.</returns>
    public async Task<Outcome<long>> ExecuteAsync(string token, long receiverId, CancellationToken ct)
    {
        if (await FindAsync(token, ct) is not { } found) return PointsGiftRefusals.NotFound;
        if (found.GiverId == receiverId) return PointsGiftRefusals.Own;
        await using var unit = await db.BeginWriteAsync(ct);
        // Always in the same order, so that two friends who give to each other never wait for each other.
        foreach (var id in new[] { found.GiverId, receiverId }.Order()) await db.LockMemberAsync(id, ct);
        if (await db.TakeMemberAsync(receiverId, ct) is not { ErasedAt: null } receiver) return MemberRefusals.NotFound;
        var gift = await db.PointsGifts.SingleAsync(g => g.Id == found.Id, ct);
        var now = time.Now;
        var account = await ledger.OpenAsync(receiver, null, ct);
        if (gift.State == PointsGiftState.Claimed) return gift.ReceiverId == receiverId ? account.Available(now) : PointsGiftRefusals.Claimed;
        if (gift.State == PointsGiftState.TakenBack) return PointsGiftRefusals.TakenBack;
        if (gift.State == PointsGiftState.Lapsed || gift.Until <= now) return PointsGiftRefusals.Over;
        var giver = await db.Members.Where(m => m.Id == gift.GiverId).Select(m => m.Ref).SingleAsync(ct);
        var inputs = JsonSerializer.Serialize(new { from = giver }, JsonSerializerOptions.Web);
        foreach (var move in await db.PointsMoves.AsNoTracking().Include(m => m.Lot).Where(m => m.EntryId == gift.EntryId).OrderBy(m => m.Id).ToListAsync(ct))
        {
            account.Earn(-move.Points, move.Lot.EarnedAt, now, move.Lot.ExpiresAt, PointsReasons.Gift, new PointsCause(now, now, PointsReasons.Gift) { Inputs = inputs }, move.Lot.InactivityDays);
        }
        await ledger.BookAsync(account, receiver, ct);
        (gift.State, gift.ReceiverId, gift.EndedAt) = (PointsGiftState.Claimed, receiverId, now);
        OfferPoints.Tell(db, gift.GiverId, MemberEvents.PointsGiven, now, gift, -gift.Points);
        OfferPoints.Tell(db, receiverId, MemberEvents.PointsEarned, now, gift, gift.Points, PointsReasons.Gift);
        await unit.CommitAsync(ct);
        return account.Available(now);
    }

    private async Task<PointsGift?> FindAsync(string token, CancellationToken ct)
    {
        if (token.Length > 40) return null;
        var index = vault.Index(OfferPoints.VaultPurpose, token);
        return await db.PointsGifts.AsNoTracking().SingleOrDefaultAsync(g => g.TokenIndex == index, ct);
    }
}

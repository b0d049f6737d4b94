using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Gifts;

/// <param name="Token">Secret of the link; whoever has it and is a member may claim.</param>
public sealed record OfferedPoints(PointsGift Gift, string Token);

/// <summary>Offers points to a friend by a link, takes them back, and ends offers nobody took.</summary>
public sealed class OfferPoints(LoyaltyDb db, BrandTime time, Vault vault, PointsLedger ledger, ReadPointsProgramme programmes, GiftLimits limits)
{
    internal const string VaultPurpose = "points-gift";
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(72);

    /// <param name="key">Number of the giver's form: sent twice, it is the same gift.</param>
    public async Task<Outcome<OfferedPoints>> ExecuteAsync(long memberId, long points, string? message, Guid key, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null } giver) return MemberRefusals.NotFound;
        var now = time.Now;
        if (await db.PointsGifts.SingleOrDefaultAsync(g => g.GiverId == memberId && g.FormKey == key, ct) is { } before) return new OfferedPoints(before, Token(before));
        if ((await programmes.PolicyAtAsync(now, ct)).Gifts is not { } policy) return PointsRefusals.GiftsOff;
        if (giver.RefuseSpend(now) is { } held) return held;
        var account = await ledger.OpenAsync(giver, null, ct);
        if (GiftLimits.Refuses(policy, points, await limits.LeftAsync(memberId, policy, ct), account, now) is { } refusal) return refusal;

        var spent = account.Spend(points, now, new PointsCause(now, now, PointsReasons.Gift) { Inputs = """{"by":"link"}""" }, GiftLimits.MayBeGiven)!;
        await ledger.BookAsync(account, giver, ct);
        await db.SaveChangesAsync(ct);
        // Never open longer than the points live: waiting must not make them live longer.
        var lapse = spent.Moves.Min(m => m.Lot.ExpiresAt) ?? DateTime.MaxValue;
        var token = Secret.New(16);
        var gift = new PointsGift
        {
            Ref = Secret.New(16), TokenIndex = vault.Index(VaultPurpose, token), TokenSealed = vault.Seal(VaultPurpose, token), FormKey = key, GiverId = memberId, Points = points,
            EntryId = spent.Id, OfferedAt = now, Until = now + OpenFor < lapse ? now + OpenFor : lapse, Message = string.IsNullOrWhiteSpace(message) ? null : message.Trim(),
        };
        db.PointsGifts.Add(gift);
        await db.SaveChangesAsync(ct);
        Tell(db, memberId, MemberEvents.PointsOffered, now, gift, -points);
        await unit.CommitAsync(ct);
        return new OfferedPoints(gift, token);
    }

    public async Task<Outcome<PointsGift>> TakeBackAsync(long memberId, string giftRef, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } giver) return MemberRefusals.NotFound;
        var gift = await db.PointsGifts.SingleOrDefaultAsync(g => g.Ref == giftRef && g.GiverId == memberId, ct);
        if (gift is null) return PointsGiftRefusals.NotFound;
        await db.Entry(gift).ReloadAsync(ct);
        if (gift.State == PointsGiftState.Claimed) return PointsGiftRefusals.Claimed;
        if (gift.State == PointsGiftState.Open) await EndAsync(gift, giver, PointsGiftState.TakenBack, ct);
        await unit.CommitAsync(ct);
        return gift;
    }

    /// <summary>Gifts whose time is over go back by themselves.</summary>
    public async Task<int> EndLapsedAsync(int count, CancellationToken ct)
    {
        var now = time.Now;
        var lapsed = await db.PointsGifts.AsNoTracking().Where(g => g.State == PointsGiftState.Open && g.Until <= now).OrderBy(g => g.Until).Take(count)
            .Select(g => new { g.Id, g.GiverId }).ToListAsync(ct);
        foreach (var one in lapsed)
        {
            db.ChangeTracker.Clear();
            await using var unit = await db.BeginWriteAsync(ct);
            if (await db.TakeMemberAsync(one.GiverId, ct) is not { } giver) continue;
            var gift = await db.PointsGifts.SingleAsync(g => g.Id == one.Id, ct);
            if (gift.State == PointsGiftState.Open) await EndAsync(gift, giver, PointsGiftState.Lapsed, ct);
            await unit.CommitAsync(ct);
        }
        return lapsed.Count;
    }

    internal string Token(PointsGift gift) => vault.Open(VaultPurpose, gift.TokenSealed);

    private async Task EndAsync(PointsGift gift, Member giver, PointsGiftState how, CancellationToken ct)
    {
        var now = time.Now;
        var moves = await db.PointsMoves.Include(m => m.Lot).Where(m => m.EntryId == gift.EntryId).ToListAsync(ct);
        var account = await ledger.OpenWithAsync(giver, moves.Select(m => m.Lot), ct);
        // To the lots they came from. What has lapsed meanwhile gets no second life: it is booked out by the next night.
        account.GiveBack(moves.Select(m => (m.Lot, -m.Points)), now, now, new PointsCause(now, now, PointsReasons.Gift) { Inputs = """{"by":"link"}""" });
        (gift.State, gift.EndedAt) = (how, now);
        Tell(db, giver.Id, MemberEvents.PointsTakenBack, now, gift, gift.Points, how == PointsGiftState.Lapsed ? "lapsed" : null);
        await ledger.BookAsync(account, giver, ct);
    }

    internal static void Tell(LoyaltyDb db, long memberId, string kind, DateTime at, PointsGift gift, long points, string? reason = null) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = memberId, Kind = kind, At = at, Data = JsonSerializer.Serialize(new { points, gift = gift.Id, reason }, JsonSerializerOptions.Web),
    });
}

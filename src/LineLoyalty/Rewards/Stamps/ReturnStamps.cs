using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Stamps;

/// <param name="Stamps">How many went back.</param>
public sealed record ReturnedStamps(StampKind Kind, int Stamps, int Count, int Size);

/// <summary>
/// Takes back the stamps of goods that came back, and with them what they had brought. Later stamps move up: the last card of an unbroken
/// run of full ones gives, so that a full card stays full while the next one has stamps.
/// </summary>
public sealed class ReturnStamps(LoyaltyDb db, BrandTime time, TakeBackPrize takeBack)
{
    /// <param name="left">The sale as it is now.</param>
    public async Task<IReadOnlyList<ReturnedStamps>> ExecuteAsync(Member member, long purchaseId, long refundId, DateTime at, IReadOnlyList<StampLine> left, CancellationToken ct)
    {
        var entries = await db.StampEntries.AsNoTracking().Where(e => e.PurchaseId == purchaseId).OrderBy(e => e.Id).ToListAsync(ct);
        List<ReturnedStamps> done = [];
        foreach (var group in entries.GroupBy(e => e.FirstId))
        {
            var kinds = await StampKinds.ReadAsync(db, ct);
            var kind = kinds.Version(group.First().ProgrammeId, group.First().Version);
            var given = group.Where(e => e.RefundId is null).Sum(e => e.Stamps);
            var toTake = group.Sum(e => e.Stamps) - Math.Min(given, DecideStamps.Worth(left, kind));
            if (toTake <= 0) continue;
            var cards = await db.StampCards.Include(c => c.Rewards).Where(c => c.MemberId == member.Id && c.FirstId == group.Key).OrderBy(c => c.Number).ToListAsync(ct);
            var row = new StampRow(member.Id, group.Key, cards, kinds);
            var taken = 0;
            while (taken < toTake && Giver(row, group.First().CardId) is { } card)
            {
                var here = Math.Min(toTake - taken, card.Count);
                card.Count -= here;
                card.FilledAt = null;
                taken += here;
                db.StampEntries.Add(new StampEntry
                {
                    MemberId = member.Id, FirstId = group.Key, CardId = card.Id, Stamps = -here, At = at, RecordedAt = time.Now, ProgrammeId = kind.Id, Version = kind.Version,
                    PurchaseId = purchaseId, RefundId = refundId, Inputs = group.First().Inputs,
                });
                await UndoAsync(card, row.KindOf(card), member, at, ct);
            }
            if (taken == 0) continue;
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = member.Id, Kind = MemberEvents.Stamped, At = at, Data = JsonSerializer.Serialize(new { card = kind.Id, stamps = -taken, purchase = purchaseId }, JsonSerializerOptions.Web),
            });
            await db.SaveChangesAsync(ct);
            done.Add(new ReturnedStamps(kind, taken, row.Newest?.Count ?? 0, row.Newest?.Size ?? kind.Says.Stamps));
        }
        return done;
    }

    private StampCard? Giver(StampRow row, long cardId)
    {
        var card = row.Cards.FirstOrDefault(c => c.Id == cardId);
        while (card is not null && card.Count == card.Size
               && row.Cards.FirstOrDefault(c => c.Number == card.Number + 1) is { Count: > 0 } next && (next.ExpiresAt is not { } end || time.Now < end || next.Count == next.Size))
        {
            card = next;
        }
        return card is { Count: > 0 } ? card : null;
    }

    /// <summary>What the card no longer reaches. What has been used already stays, and is not given a second time.</summary>
    private async Task UndoAsync(StampCard card, StampKind kind, Member member, DateTime at, CancellationToken ct)
    {
        foreach (var reward in card.Rewards.Where(r => r.Position > card.Count && r.TakenBackAt is null && !r.Kept))
        {
            if (kind.Says.KeepsPrizes) reward.Kept = true;
            else if (reward.CouponId is { } couponId) Undone(reward, await takeBack.CouponAsync(member.Id, couponId, PointsReasons.Stamps, at, ct));
            else
            {
                Undone(reward, gone: true);
                await takeBack.PointsAsync(member.Id, reward.Points, reward.At, new PrizeCause(PointsReasons.Stamps, "", at, "stamps:" + kind.Code, kind.Version), ct);
            }
        }
    }

    private void Undone(StampReward reward, bool gone)
    {
        if (gone) reward.TakenBackAt = time.Now;
        else reward.Kept = true;
    }
}

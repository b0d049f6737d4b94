using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Stamps;

/// <param name="Stamps">How many went back.</param>
public sealed record ReturnedStamps(StampKind Kind, int Stamps, int Count, int Size);

/// <summary>
/// Takes back the stamps of goods that came back, and with them what they had brought. Later stamps move up: the last card of an unbroken
/// run of full ones gives, so that a full card stays full while the next one has stamps.
/// </summary>
public sealed class ReturnStamps(LoyaltyDb db, BrandTime time, PointsLedger ledger)
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
            else if (reward.CouponId is { } couponId) await RevokeAsync(reward, couponId, member, at, ct);
            else await TakeBackPointsAsync(reward, kind, member, at, ct);
        }
    }

    private async Task RevokeAsync(StampReward reward, long couponId, Member member, DateTime at, CancellationToken ct)
    {
        var coupon = await db.Coupons.SingleAsync(c => c.Id == couponId, ct);
        var whole = coupon.State == CouponState.Issued && coupon.UsesLeft == coupon.Uses;
        if (whole)
        {
            coupon.State = CouponState.Revoked;
            await db.CouponDefinitions.Where(d => d.Id == coupon.DefinitionId).ExecuteUpdateAsync(s => s.SetProperty(d => d.IssuedCount, d => d.IssuedCount - 1), ct);
            reward.TakenBackAt = time.Now;
        }
        else
        {
            reward.Kept = true;
        }
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = member.Id, Kind = whole ? MemberEvents.CouponRevoked : MemberEvents.CouponFlagged, At = at,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, reason = PointsReasons.Stamps }, JsonSerializerOptions.Web),
        });
    }

    private async Task TakeBackPointsAsync(StampReward reward, StampKind kind, Member member, DateTime at, CancellationToken ct)
    {
        reward.TakenBackAt = time.Now;
        if (reward.Points == 0) return;
        await db.SaveChangesAsync(ct);
        if (await db.TakeMemberAsync(member.Id, ct) is not { } fresh) return;
        var account = await ledger.OpenAsync(fresh, null, ct);
        account.TakeBack(reward.Points, time.Now, new PointsCause(at, time.Now, PointsReasons.Stamps) { Rule = "stamps:" + kind.Code, RuleVersion = kind.Version });
        await ledger.BookAsync(account, fresh, ct);
        await db.SaveChangesAsync(ct);
    }
}

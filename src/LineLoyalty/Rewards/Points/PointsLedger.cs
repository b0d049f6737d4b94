using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>Opens a locked member's points and writes back what happened to them.</summary>
public sealed class PointsLedger(LoyaltyDb db)
{
    /// <summary>Loads every lot that is not empty, and those a refund of <paramref name="purchaseId"/> has to do with.</summary>
    public async Task<PointsAccount> OpenAsync(Member member, long? purchaseId, CancellationToken ct)
    {
        var lots = db.PointsLots.Where(l => l.MemberId == member.Id);
        lots = purchaseId is { } id
            ? lots.Where(l => l.Remaining != 0 || l.Kind == PointsLotKind.Debt || l.PurchaseId == id
                || db.PointsMoves.Any(m => m.LotId == l.Id && db.PointsEntries.Any(e => e.Id == m.EntryId && e.PurchaseId == id)))
            : lots.Where(l => l.Remaining != 0 || l.Kind == PointsLotKind.Debt);
        return new PointsAccount(member.Id, member.PointsBalance, await lots.ToListAsync(ct));
    }

    /// <summary>Adds the account's entries and new lots to the context and carries the balance to the member; the caller's unit saves.</summary>
    public void Book(PointsAccount account, Member member)
    {
        db.PointsEntries.AddRange(account.Entries);
        member.PointsBalance = account.Balance;
        foreach (var entry in account.Entries.Where(e => e.Kind == PointsEntryKind.Expire))
        {
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = member.Id, Kind = MemberEvents.PointsExpired, At = entry.At,
                Data = JsonSerializer.Serialize(new { points = -entry.Points }, JsonSerializerOptions.Web),
            });
        }
    }
}

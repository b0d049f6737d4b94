using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>Opens a locked member's points and writes back what happened to them.</summary>
public sealed class PointsLedger(LoyaltyDb db, ReadPointsProgramme programmes, IssueCoupon issueCoupon)
{
    /// <summary>Loads every lot that is not empty, and those a refund of <paramref name="purchaseId"/> has to do with.</summary>
    public async Task<PointsAccount> OpenAsync(Member member, long? purchaseId, CancellationToken ct)
    {
        List<PointsLot> lots = [];
        if (purchaseId is { } id)
        {
            var moved = db.PointsEntries.Where(e => e.PurchaseId == id).SelectMany(e => e.Moves).Select(m => m.LotId);
            var mine = db.PointsLots.Where(l => l.MemberId == member.Id);
            lots = await mine.Where(l => l.Remaining != 0).Union(mine.Where(l => l.PurchaseId == id)).Union(mine.Where(l => moved.Contains(l.Id))).ToListAsync(ct);
        }
        else
        {
            await foreach (var lot in Live.On(db)(db, member.Id).WithCancellation(ct)) lots.Add(lot);
        }
        return new PointsAccount(member.Id, member.PointsBalance, lots);
    }

    /// <summary>With lots that may be empty by now: what is given back goes to them.</summary>
    public async Task<PointsAccount> OpenWithAsync(Member member, IEnumerable<PointsLot> named, CancellationToken ct)
    {
        var lots = await db.PointsLots.Where(l => l.MemberId == member.Id && (l.Remaining != 0 || l.Kind == PointsLotKind.Debt)).ToListAsync(ct);
        return new PointsAccount(member.Id, member.PointsBalance, lots.Union(named));
    }
    private static readonly KnownQuery<Func<LoyaltyDb, long, IAsyncEnumerable<PointsLot>>> Live = new(() => EF.CompileAsyncQuery((LoyaltyDb db, long memberId) =>
        db.PointsLots.Where(l => l.MemberId == memberId && l.Remaining != 0)));

    private const long MostVouchers = 200;

    /// <summary>Adds the account's entries and new lots to the context and carries the balance to the member; the caller's unit saves.</summary>
    public async Task BookAsync(PointsAccount account, Member member, CancellationToken ct)
    {
        var vouchers = await ConvertAsync(account.Entries.Where(e => e.Kind == PointsEntryKind.Expire), member, ct);
        db.PointsEntries.AddRange(account.Entries);
        member.PointsBalance = account.Balance;
        foreach (var entry in account.Entries.Where(e => e.Kind == PointsEntryKind.Expire))
        {
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = member.Id, Kind = MemberEvents.PointsExpired, At = entry.At,
                Data = JsonSerializer.Serialize(new { points = -entry.Points, vouchers = vouchers.GetValueOrDefault(entry) }, JsonSerializerOptions.Web),
            });
        }
    }

    /// <summary>Where the brand says so, lapsing points become coupons; the line tells how many, and how many points were left over.</summary>
    private async Task<Dictionary<PointsEntry, long>> ConvertAsync(IEnumerable<PointsEntry> lapsing, Member member, CancellationToken ct)
    {
        Dictionary<PointsEntry, long> made = [];
        foreach (var entry in lapsing)
        {
            if ((await programmes.PolicyAtAsync(entry.At, ct)).Convert is not { } convert) continue;
            var (wanted, issued) = (Math.Min(-entry.Points / convert.Points, MostVouchers), 0L);
            // A late sale's points may lapse in the same instant as others did before them.
            var instant = string.Create(CultureInfo.InvariantCulture, $"lapsed:{member.Id}:{entry.At.Ticks}:");
            var before = wanted == 0 ? 0 : await db.Coupons.CountAsync(c => c.MemberId == member.Id && c.IssueKey!.StartsWith(instant), ct);
            while (issued < wanted)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{instant}{before + issued}");
                // Sold out or switched off: the rest lapses, as it would have without.
                if (!(await issueCoupon.ExecuteAsync(member.Id, convert.Coupon, PointsReasons.Converted, key, ct)).Succeeded(out _, out _)) break;
                issued++;
            }
            if (wanted == 0) continue;
            made[entry] = issued;
            entry.Inputs = JsonSerializer.Serialize(
                new { coupon = convert.Coupon, perPoints = convert.Points, vouchers = issued, lapsed = -entry.Points - issued * convert.Points }, JsonSerializerOptions.Web);
        }
        return made;
    }
}

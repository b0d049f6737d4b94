using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points.Families;

/// <summary>
/// Lets a member spend what their family has. What they lack comes from the others, soonest-expiring first and with the expiry it had, in the unit of the spend;
/// a return gives it back to who spent it. Points are never pooled beforehand: everybody's balance is their own until it is spent.
/// </summary>
public sealed class SharePoints(LoyaltyDb db, BrandTime time, PointsLedger ledger, ReadPointsProgramme programmes)
{
    /// <summary>What the others of the family could add to a member's spend now.</summary>
    public async Task<long> AvailableAsync(long memberId, CancellationToken ct)
    {
        var others = await OthersAsync(memberId, ct);
        if (others.Count == 0) return 0;
        var now = time.Now;
        return await Givers(others, now).SelectMany(m => db.PointsLots.Where(l => l.MemberId == m.Id && l.Remaining > 0 && l.AvailableAt <= now && (l.ExpiresAt == null || l.ExpiresAt > now)))
            .SumAsync(l => l.Remaining, ct);
    }

    /// <summary>Before a member who wants to spend is locked: the whole family, always in the same order, so that two of them never wait for each other for ever.</summary>
    public async Task LockAsync(long memberId, CancellationToken ct)
    {
        var others = await OthersAsync(memberId, ct);
        if (others.Count == 0) return;
        foreach (var id in others.Append(memberId).Order()) await db.LockMemberAsync(id, ct);
    }

    /// <summary>Brings what <paramref name="account"/> lacks of <paramref name="wanted"/>; nothing when the family does not have it either. Needs <see cref="LockAsync"/>.</summary>
    public async Task BringAsync(Member member, PointsAccount account, long wanted, CancellationToken ct)
    {
        var now = time.Now;
        var lacking = wanted - account.Available(now);
        // A debt would swallow what the others give.
        if (lacking <= 0 || account.Balance < 0) return;
        var others = await OthersAsync(member.Id, ct);
        if (others.Count == 0) return;
        List<(Member Member, PointsAccount Account)> givers = [];
        foreach (var giver in await Givers(others, now).OrderBy(m => m.Id).ToListAsync(ct))
        {
            await db.Entry(giver).ReloadAsync(ct);
            givers.Add((giver, await ledger.OpenAsync(giver, null, ct)));
        }
        account.Shared = givers.Sum(g => g.Account.Available(now));
        if (account.Shared < lacking) return;
        foreach (var (giver, theirs, points) in Split(givers, lacking, now))
        {
            var spent = theirs.Spend(points, now, Cause(now, new { to = member.Ref }))!;
            await ledger.BookAsync(theirs, giver, ct);
            foreach (var move in spent.Moves)
            {
                account.Earn(-move.Points, move.Lot.EarnedAt, now, move.Lot.ExpiresAt, PointsReasons.Family, Cause(now, new { from = giver.Ref }), move.Lot.InactivityDays);
            }
            Tell(giver.Id, now, -points, member.Id);
            Tell(member.Id, now, points, giver.Id);
        }
        account.Shared = 0;
    }

    /// <summary>Who gives how much: lot by lot, the soonest-expiring of all of them first.</summary>
    private static IEnumerable<(Member Member, PointsAccount Account, long Points)> Split(List<(Member Member, PointsAccount Account)> givers, long wanted, DateTime now)
    {
        var left = wanted;
        Dictionary<long, long> shares = [];
        foreach (var lot in givers.SelectMany(g => g.Account.Spendable(now)).Order(PointsAccount.SpendingOrder))
        {
            var taken = Math.Min(left, lot.Remaining);
            shares[lot.MemberId] = shares.GetValueOrDefault(lot.MemberId) + taken;
            left -= taken;
            if (left == 0) break;
        }
        return givers.Where(g => shares.ContainsKey(g.Member.Id)).Select(g => (g.Member, g.Account, shares[g.Member.Id]));
    }

    private IQueryable<Member> Givers(IReadOnlyList<long> ids, DateTime now) =>
        db.Members.Where(m => ids.Contains(m.Id) && m.ErasedAt == null && m.PointsBalance > 0 && (m.SpendHeldUntil == null || m.SpendHeldUntil <= now));

    private async Task<IReadOnlyList<long>> OthersAsync(long memberId, CancellationToken ct)
    {
        if ((await programmes.PolicyAtAsync(time.Now, ct)).Family is null) return [];
        var mine = db.FamilyMembers.Where(f => f.MemberId == memberId && f.LeftAt == null).Select(f => f.FamilyId);
        return await db.FamilyMembers.Where(f => f.LeftAt == null && f.MemberId != memberId && mine.Contains(f.FamilyId)).Select(f => f.MemberId).ToListAsync(ct);
    }

    private static PointsCause Cause(DateTime now, object inputs) =>
        new(now, now, PointsReasons.Family) { Inputs = JsonSerializer.Serialize(inputs, JsonSerializerOptions.Web) };

    private void Tell(long memberId, DateTime at, long points, long friend) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = memberId, Kind = MemberEvents.PointsEarned, At = at, Data = JsonSerializer.Serialize(new { points, reason = PointsReasons.Family, friend }, JsonSerializerOptions.Web),
    });
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points.Gifts;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <param name="Balance">What the giver can still spend.</param>
public sealed record SentPoints(long Points, string ReceiverName, long Balance);

/// <summary>
/// Points from one member to another, where the brand allows it. What arrives keeps the expiry it had, so that giving back and forth never
/// makes points live longer; points that wait, or that were given already this month up to the limit, stay.
/// </summary>
public sealed class SendPoints(LoyaltyDb db, BrandTime time, PointsLedger ledger, ReadPointsProgramme programmes, GiftLimits limits)
{
    /// <param name="key">Number of the giver's form: sent twice, it is given once.</param>
    public async Task<Outcome<SentPoints>> ExecuteAsync(long memberId, string receiverCard, long points, Guid key, CancellationToken ct)
    {
        var now = time.Now;
        if ((await programmes.PolicyAtAsync(now, ct)).Gifts is not { } gifts) return PointsRefusals.GiftsOff;
        if (points < gifts.Minimum) return PointsRefusals.GiftTooSmall.With(("minimum", gifts.Minimum));
        await using var unit = await db.BeginWriteAsync(ct);
        var receiverId = await db.Members.Where(m => m.CardNumber == receiverCard && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (receiverId is not { } to || to == memberId) return PointsRefusals.GiftReceiver;
        // Always in the same order: two members giving to each other at once do not wait for each other for ever.
        await db.LockMemberAsync(Math.Min(memberId, to), ct);
        await db.LockMemberAsync(Math.Max(memberId, to), ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } giver || await db.TakeMemberAsync(to, ct) is not { } receiver) return MemberRefusals.NotFound;
        if (giver.RefuseSpend(now) is { } held) return held;
        var account = await ledger.OpenAsync(giver, null, ct);
        var name = Names.Mask(receiver.Name);
        var once = $"gift:{memberId}:{key:N}";
        if (await db.PointsGrants.AnyAsync(g => g.Key == once, ct)) return new SentPoints(points, name, account.Available(now));
        if (GiftLimits.Refuses(gifts, points, await limits.LeftAsync(memberId, gifts, ct), account, now) is { } refusal) return refusal;

        var spent = account.Spend(points, now, Cause(now, new { to = receiver.Ref }), GiftLimits.MayBeGiven)!;
        await ledger.BookAsync(account, giver, ct);
        var theirs = await ledger.OpenAsync(receiver, null, ct);
        foreach (var from in spent.Moves)
        {
            theirs.Earn(-from.Points, from.Lot.EarnedAt, now, from.Lot.ExpiresAt, PointsReasons.Gift, Cause(now, new { from = giver.Ref }), from.Lot.InactivityDays);
        }
        await ledger.BookAsync(theirs, receiver, ct);
        db.PointsGrants.Add(new PointsGrant { MemberId = memberId, Key = once, At = now, Points = -points });
        Tell(giver, now, -points, receiver.Id);
        Tell(receiver, now, points, giver.Id);
        await unit.CommitAsync(ct);
        return new SentPoints(points, name, account.Available(now));
    }

    private static PointsCause Cause(DateTime now, object inputs) =>
        new(now, now, PointsReasons.Gift) { Inputs = JsonSerializer.Serialize(inputs, JsonSerializerOptions.Web) };

    private void Tell(Member member, DateTime at, long points, long friend) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = member.Id, Kind = MemberEvents.PointsEarned, At = at, Data = JsonSerializer.Serialize(new { points, reason = PointsReasons.Gift, friend }, JsonSerializerOptions.Web),
    });
}

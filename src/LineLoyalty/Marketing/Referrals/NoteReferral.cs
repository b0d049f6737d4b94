using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Referrals;

/// <summary>Keeps who brought a new member, inside the unit in which they join. Whoever turns out to be the inviter gets nothing for it.</summary>
public sealed class NoteReferral(LoyaltyDb db, TimeProvider clock)
{
    /// <summary>Before the code, in the source of a link.</summary>
    public const string SourcePrefix = "ref-";
    public const string Source = "referral";
    /// <summary>Friends of one inviter within an hour that nobody wonders about.</summary>
    private const int MostPerHour = 5;

    /// <param name="lineAccountId">The new member's.</param>
    /// <param name="device">Member whose invitation this device has shown; null for none.</param>
    /// <param name="friend">As just registered.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ExecuteAsync(Member friend, long lineAccountId, long? device, CancellationToken ct)
    {
        if (friend.JoinSource is not { } source || !source.StartsWith(SourcePrefix, StringComparison.Ordinal)) return;
        friend.JoinSource = Source;
        var code = source[SourcePrefix.Length..];
        if (await db.ReferralCodes.Where(c => c.Code == code && db.Members.Any(m => m.Id == c.MemberId && m.ErasedAt == null)).Select(c => (long?)c.MemberId).FirstOrDefaultAsync(ct) is not { } inviter) return;
        if (inviter == friend.Id || !(await ReferralRules.ReadAsync(db, ct)).Enabled) return;
        var sameLine = await db.MemberEvents.AnyAsync(e => e.MemberId == inviter && e.LineAccountId == lineAccountId, ct);
        var refused = sameLine ? ReferralReasons.SameLine : device == inviter ? ReferralReasons.SameDevice : null;
        var now = clock.GetUtcNow().UtcDateTime;
        var hour = now.AddHours(-1);
        var fast = await db.Referrals.CountAsync(r => r.InviterId == inviter && r.JoinedAt > hour, ct) >= MostPerHour;
        db.Referrals.Add(new Referral
        {
            InviterId = inviter, FriendId = friend.Id, JoinedAt = now, State = refused is null ? ReferralState.Joined : ReferralState.Refused, Reason = refused ?? (fast ? ReferralReasons.TooFast : null),
            EndedAt = refused is null ? null : now,
        });
        await db.SaveChangesAsync(ct);
    }
}

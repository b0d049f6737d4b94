using System.Text.Json;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>What taking a step of any programme for one member has in common.</summary>
internal sealed class ProgrammeSteps(LoyaltyDb db, Outbox outbox, ContactRules rules, BrandTime time)
{
    /// <summary>
    /// Takes a step in a transaction of its own (or the caller's): the member is locked and read again first, and the unique step row
    /// makes it happen once.
    /// </summary>
    /// <param name="act">What the step does with the member as they are now; false takes nothing.</param>
    /// <returns>False when it was taken before, or <paramref name="act"/> declined.</returns>
    public async Task<bool> TakeAsync(string programme, long memberId, string key, Func<Member, LineAccount?, Task<bool>> act, CancellationToken ct)
    {
        // A run takes thousands of steps in one scope: what the last one loaded must not slow the next.
        if (db.CurrentUnit is null) db.ChangeTracker.Clear();
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            await db.LockMemberAsync(memberId, ct);
            if (await db.ProgrammeSteps.AnyAsync(s => s.Programme == programme && s.MemberId == memberId && s.Key == key, ct)) return false;
            var member = await db.Members.FirstOrDefaultAsync(m => m.Id == memberId && m.ErasedAt == null, ct);
            if (member is null) return false;
            await db.Entry(member).ReloadAsync(ct);
            var account = await db.LineAccounts.FirstOrDefaultAsync(a => a.MemberId == memberId, ct);
            if (!await act(member, account)) return false;
            db.ProgrammeSteps.Add(new ProgrammeStep { Programme = programme, MemberId = memberId, Key = key, At = time.Now });
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = memberId,
                LineAccountId = account?.Id,
                Kind = MemberEvents.ProgrammeStep,
                At = time.Now,
                Data = JsonSerializer.Serialize(new { programme, step = key }),
            });
            await unit.CommitAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            return false; // another server took it in the same moment
        }
    }

    /// <summary>Whether marketing reaches this member as things are now; the worker asks again when it sends.</summary>
    public static bool Reaches(Member member, LineAccount? account) => member.MarketingOptIn && account is { Friend: true };

    /// <summary>Writes to the member, after the quiet hours if it is night.</summary>
    public async Task TellAsync(Member member, LineAccount account, string cause, string causeKey, IReadOnlyList<Message> messages, CancellationToken ct) =>
        outbox.Push(account.Id, member.Id, DeliveryPurpose.Marketing, cause, causeKey, messages, await rules.NotBeforeAsync(time.Now, ct));
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.Bot;

/// <summary>
/// The right to talk with one person, taken anew in every transaction of a turn: whoever lost it meanwhile (a process that slept too
/// long) changes nothing any more.
/// </summary>
internal sealed class ConversationLock(TimeProvider clock)
{
    /// <summary>Longer than one request to LINE; after a crash another copy of the server waits this long, and a reply token lives a minute.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(8);

    public string Owner { get; } = $"{Environment.MachineName[..Math.Min(20, Environment.MachineName.Length)]}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Inside the caller's unit. False: somebody else is talking; leave the unit without commit.</summary>
    public async Task<bool> HoldAsync(LoyaltyDb db, string subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var until = now + Length;
        var taken = await db.ConversationLeases.Where(l => l.LineUserId == subject && (l.Owner == Owner || l.Until <= now))
            .ExecuteUpdateAsync(s => s.SetProperty(l => l.Owner, Owner).SetProperty(l => l.Until, until), ct);
        if (taken == 1) return true;
        if (await db.ConversationLeases.AnyAsync(l => l.LineUserId == subject, ct)) return false;
        var lease = db.ConversationLeases.Add(new ConversationLease { LineUserId = subject, Owner = Owner, Until = until });
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            return false;
        }
        finally
        {
            // From now on the row is changed past the context.
            lease.State = EntityState.Detached;
        }
    }

    public Task LetGoAsync(LoyaltyDb db, string subject, CancellationToken ct) =>
        db.ConversationLeases.Where(l => l.LineUserId == subject && l.Owner == Owner).ExecuteDeleteAsync(ct);
}

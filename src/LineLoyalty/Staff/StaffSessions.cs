using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Staff;

/// <summary>Who is signed in at the back office. Read from the database on every request, so a revoked right is gone at the next click.</summary>
public sealed class StaffSessions(LoyaltyDb db, TimeProvider clock)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Absolute = TimeSpan.FromHours(12);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    internal static StaffSession New(StaffAccount staff, string token, DateTime now) => new()
    {
        TokenHash = Secret.Hash(token),
        StaffId = staff.Id,
        SecurityStamp = staff.SecurityStamp,
        CreatedAt = now,
        LastSeenAt = now,
        ExpiresAt = now + Absolute,
    };

    /// <summary>The signed-in account, or null when the session is unknown, ended, idle for 30 minutes, older than 12 hours or revoked.</summary>
    public async Task<StaffAccount?> FindAsync(string token, CancellationToken ct)
    {
        var hash = Secret.Hash(token);
        var now = clock.GetUtcNow().UtcDateTime;
        var session = await db.StaffSessions.AsNoTracking().Include(s => s.Staff).SingleOrDefaultAsync(s => s.TokenHash == hash, ct);
        if (session is null || session.RevokedAt is not null || session.ExpiresAt <= now || session.LastSeenAt + Idle <= now
            || session.Staff.DisabledAt is not null || session.SecurityStamp != session.Staff.SecurityStamp)
        {
            return null;
        }
        if (now - session.LastSeenAt >= TouchEvery)
        {
            await using var unit = await db.BeginWriteAsync(ct);
            await db.StaffSessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), ct);
            await unit.CommitAsync(ct);
        }
        return session.Staff;
    }

    public async Task EndAsync(string token, CancellationToken ct)
    {
        var hash = Secret.Hash(token);
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.StaffSessions.Where(s => s.TokenHash == hash).ExecuteUpdateAsync(s => s.SetProperty(x => x.RevokedAt, now), ct);
        await unit.CommitAsync(ct);
    }
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Staff;

/// <summary>Signs a staff member in. Five failures lock the account for 15 minutes, doubling up to 24 hours.</summary>
public sealed class SignIn(LoyaltyDb db, TimeProvider clock)
{
    private const int FailuresBeforeLock = 5;
    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLock = TimeSpan.FromHours(24);
    // Unknown names cost the same time as known ones, so that names cannot be found out.
    private static readonly string NobodysHash = Passwords.Hash(Secret.New());

    /// <returns>The session token for the cookie.</returns>
    public async Task<Outcome<string>> ExecuteAsync(string userName, string password, CancellationToken ct)
    {
        userName = userName.Trim().ToLowerInvariant();
        var known = await db.StaffAccounts.AsNoTracking().SingleOrDefaultAsync(s => s.UserName == userName && s.DisabledAt == null, ct);
        var right = Passwords.Verify(known?.PasswordHash ?? NobodysHash, password);
        if (known is null) return StaffRefusals.WrongCredentials;

        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var staff = await db.StaffAccounts.SingleAsync(s => s.Id == known.Id, ct);
        if (staff.LockedUntil > now) return StaffRefusals.Locked;
        if (!right)
        {
            staff.FailedSignIns++;
            if (staff.FailedSignIns >= FailuresBeforeLock)
            {
                var times = Math.Min(staff.FailedSignIns - FailuresBeforeLock, 10);
                var pause = TimeSpan.FromTicks(Math.Min(FirstLock.Ticks << times, LongestLock.Ticks));
                staff.LockedUntil = now + pause;
                db.Add(new AuditEntry { At = now, StaffId = staff.Id, Action = "staff.locked" });
            }
            await unit.CommitAsync(ct);
            return StaffRefusals.WrongCredentials;
        }
        staff.FailedSignIns = 0;
        staff.LockedUntil = null;
        staff.LastSignInAt = now;
        var token = Secret.New();
        db.Add(StaffSessions.New(staff, token, now));
        db.Add(new AuditEntry { At = now, StaffId = staff.Id, Action = "staff.signed_in" });
        await unit.CommitAsync(ct);
        return token;
    }
}

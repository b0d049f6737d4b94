using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Staff;

/// <summary>Changes to a person's account by an administrator or by themselves; each voids what it must and leaves an audit row.</summary>
public sealed class ManageStaff(LoyaltyDb db, TimeProvider clock)
{
    public async Task<Outcome<StaffAccount>> DisableAsync(long staffId, long byStaffId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var staff = await db.StaffAccounts.SingleOrDefaultAsync(s => s.Id == staffId, ct);
        if (staff is null) return StaffRefusals.NotFound;
        if (staff.DisabledAt is not null) return staff;
        if (staff.Role == StaffRole.Admin && await db.StaffAccounts.CountAsync(s => s.Role == StaffRole.Admin && s.DisabledAt == null, ct) <= 1)
        {
            return StaffRefusals.LastAdmin;
        }
        staff.DisabledAt = now;
        staff.SecurityStamp = Secret.New();
        db.Add(new AuditEntry { At = now, StaffId = byStaffId, Action = "staff.disabled", Subject = staff.UserName });
        await unit.CommitAsync(ct);
        return staff;
    }

    public async Task<Outcome<StaffAccount>> ChangePasswordAsync(long staffId, string current, string chosen, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var staff = await db.StaffAccounts.SingleAsync(s => s.Id == staffId, ct);
        if (!Passwords.Verify(staff.PasswordHash, current)) return StaffRefusals.WrongCredentials;
        if (Passwords.Check(chosen, staff.UserName) is { } weak) return weak;
        staff.PasswordHash = Passwords.Hash(chosen);
        staff.SecurityStamp = Secret.New();
        db.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = "staff.password_changed" });
        await unit.CommitAsync(ct);
        return staff;
    }

    /// <summary>Language and the LINE account that receives this person's test sends.</summary>
    public async Task SaveSettingsAsync(long staffId, string? language, long? testLineAccountId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var staff = await db.StaffAccounts.SingleAsync(s => s.Id == staffId, ct);
        if (language is "zh-TW" or "en") staff.Language = language;
        if (testLineAccountId is not null) staff.TestLineAccountId = testLineAccountId;
        await unit.CommitAsync(ct);
    }
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Staff;

/// <summary>Makes the one-time link through which a person chooses a user name and password. There is no default password anywhere.</summary>
public sealed class InviteStaff(LoyaltyDb db, TimeProvider clock)
{
    private static readonly TimeSpan Validity = TimeSpan.FromHours(24);

    /// <param name="byStaffId">The administrator who invites; null from the command line and at the first start.</param>
    /// <returns>The token to put into <c>/admin/welcome?token=…</c>; it is not stored.</returns>
    public async Task<string> ExecuteAsync(StaffRole role, CancellationToken ct, long? byStaffId = null)
    {
        var token = Secret.New();
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        db.Add(new StaffInvitation { TokenHash = Secret.Hash(token), Role = role, CreatedAt = now, ExpiresAt = now + Validity });
        db.Add(new AuditEntry { At = now, StaffId = byStaffId, Action = "staff.invited", Subject = role.ToString() });
        await unit.CommitAsync(ct);
        return token;
    }

    /// <summary>True when nobody could sign in yet, so that the server prints a link at start.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken ct) =>
        !await db.StaffAccounts.AnyAsync(s => s.Role == StaffRole.Admin && s.DisabledAt == null, ct);
}

using System.Text.RegularExpressions;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Staff;

/// <summary>Turns a one-time link into a staff account.</summary>
public sealed partial class AcceptInvitation(LoyaltyDb db, TimeProvider clock)
{
    public Task<bool> IsValidAsync(string token, CancellationToken ct)
    {
        var hash = Secret.Hash(token);
        var now = clock.GetUtcNow().UtcDateTime;
        return db.StaffInvitations.AnyAsync(i => i.TokenHash == hash && i.UsedAt == null && i.ExpiresAt > now, ct);
    }

    public async Task<Outcome<StaffAccount>> ExecuteAsync(string token, string userName, string displayName, string password, CancellationToken ct)
    {
        userName = userName.Trim().ToLowerInvariant();
        if (!UserNames().IsMatch(userName)) return StaffRefusals.UserNameInvalid;
        if (Passwords.Check(password, userName) is { } weak) return weak;
        var passwordHash = Passwords.Hash(password);

        var hash = Secret.Hash(token);
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var used = await db.StaffInvitations.Where(i => i.TokenHash == hash && i.UsedAt == null && i.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.UsedAt, now), ct);
        if (used == 0) return StaffRefusals.InvitationInvalid;
        if (await db.StaffAccounts.AnyAsync(s => s.UserName == userName, ct)) return StaffRefusals.UserNameTaken;
        var role = await db.StaffInvitations.Where(i => i.TokenHash == hash).Select(i => i.Role).SingleAsync(ct);
        var staff = new StaffAccount
        {
            UserName = userName,
            DisplayName = displayName.Trim() is { Length: > 0 } name ? name : userName,
            PasswordHash = passwordHash,
            Role = role,
            SecurityStamp = Secret.New(),
            CreatedAt = now,
        };
        db.Add(staff);
        db.Add(new AuditEntry { At = now, Action = "staff.joined", Subject = userName });
        await unit.CommitAsync(ct);
        return staff;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._@+-]{2,39}$")]
    private static partial Regex UserNames();
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Staff;

/// <summary>What a staff member may do; each page and endpoint names the right it needs, the default is refuse.</summary>
public enum StaffRole { Clerk, Marketer, Admin }

public sealed class StaffAccount
{
    public long Id { get; init; }
    /// <summary>Lower case.</summary>
    public required string UserName { get; init; }
    public required string DisplayName { get; set; }
    public required string PasswordHash { get; set; }
    public required StaffRole Role { get; set; }
    public string Language { get; set; } = "zh-TW";
    /// <summary>Changes whenever rights or password change: sessions made before are void.</summary>
    public required string SecurityStamp { get; set; }
    public int FailedSignIns { get; set; }
    public DateTime? LockedUntil { get; set; }
    public DateTime? DisabledAt { get; set; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? LastSignInAt { get; set; }
    /// <summary>The LINE account that gets this person's test sends.</summary>
    public long? TestLineAccountId { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<StaffAccount>
    {
        public void Configure(EntityTypeBuilder<StaffAccount> row)
        {
            row.Property(s => s.UserName).HasMaxLength(60);
            row.HasIndex(s => s.UserName).IsUnique();
            row.Property(s => s.DisplayName).HasMaxLength(60);
            row.Property(s => s.PasswordHash).HasMaxLength(200);
            row.Property(s => s.Language).HasMaxLength(10);
            row.Property(s => s.SecurityStamp).HasMaxLength(43);
        }
    }
}

public static class StaffAccountQueries
{
    /// <summary>What one person does at two screens happens one after the other from here to the end of the unit.</summary>
    public static Task<int> LockStaffAsync(this LoyaltyDb db, long staffId, CancellationToken ct) =>
        db.StaffAccounts.Where(s => s.Id == staffId).ExecuteUpdateAsync(s => s.SetProperty(a => a.FailedSignIns, a => a.FailedSignIns), ct);
}

/// <summary>A one-time link that lets somebody choose a password: the only way in before the first account exists.</summary>
public sealed class StaffInvitation
{
    public long Id { get; init; }
    public required string TokenHash { get; init; }
    public required StaffRole Role { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
    public DateTime? UsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<StaffInvitation>
    {
        public void Configure(EntityTypeBuilder<StaffInvitation> row)
        {
            row.Property(i => i.TokenHash).HasMaxLength(64);
            row.HasIndex(i => i.TokenHash).IsUnique();
        }
    }
}

public sealed class StaffSession
{
    public long Id { get; init; }
    public required string TokenHash { get; init; }
    public required long StaffId { get; init; }
    public StaffAccount Staff { get; init; } = null!;
    public required string SecurityStamp { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime LastSeenAt { get; set; }
    public required DateTime ExpiresAt { get; init; }
    public DateTime? RevokedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<StaffSession>
    {
        public void Configure(EntityTypeBuilder<StaffSession> row)
        {
            row.Property(s => s.TokenHash).HasMaxLength(64);
            row.HasIndex(s => s.TokenHash).IsUnique();
            row.Property(s => s.SecurityStamp).HasMaxLength(43);
            row.HasOne(s => s.Staff).WithMany().HasForeignKey(s => s.StaffId);
        }
    }
}

/// <summary>Who did what in the back office; written in the transaction of the change itself.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }
    public required DateTime At { get; init; }
    public long? StaffId { get; init; }
    public long? PosKeyId { get; init; }
    public required string Action { get; init; }
    public string? Subject { get; init; }
    public string? Data { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> row)
        {
            row.Property(a => a.Action).HasMaxLength(60);
            row.Property(a => a.Subject).HasMaxLength(60);
            row.HasIndex(a => a.At);
        }
    }
}

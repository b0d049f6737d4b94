using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Liff;

/// <summary>A LIFF page's session, made once from a verified ID token. Only the hash of the cookie's 256-bit token is stored.</summary>
public sealed class MemberSession
{
    public long Id { get; init; }
    public required string TokenHash { get; init; }
    public required long LineAccountId { get; init; }
    public LineAccount LineAccount { get; init; } = null!;
    public required DateTime CreatedAt { get; init; }
    public required DateTime LastSeenAt { get; set; }
    public required DateTime ExpiresAt { get; set; }
    public DateTime? RevokedAt { get; set; }
    /// <summary>The <c>src</c> of the LIFF link that was opened; kept for the day this visitor joins.</summary>
    public string? Source { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MemberSession>
    {
        public void Configure(EntityTypeBuilder<MemberSession> row)
        {
            row.Property(s => s.TokenHash).HasMaxLength(64);
            row.HasIndex(s => s.TokenHash).IsUnique();
            row.HasIndex(s => s.ExpiresAt);
            row.HasIndex(s => s.LineAccountId);
            row.Property(s => s.Source).HasMaxLength(60);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

/// <summary>A 6-digit code sent to a phone number before that number may claim an existing member. Five minutes, five tries, once.</summary>
public sealed class OneTimeCode
{
    public const int Digits = 6;
    public const int MaxTries = 5;

    public long Id { get; init; }
    /// <summary>Unguessable name of this challenge, held by the page.</summary>
    public required string Challenge { get; init; }
    public required long LineAccountId { get; init; }
    public required string PhoneIndex { get; init; }
    public required string CodeHash { get; set; }
    /// <summary>What the person typed in the join form, sealed; applied when the code is right.</summary>
    public required string FormSealed { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime SentAt { get; set; }
    public required DateTime ExpiresAt { get; set; }
    public int Tries { get; set; }
    public DateTime? UsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<OneTimeCode>
    {
        public void Configure(EntityTypeBuilder<OneTimeCode> row)
        {
            row.Property(c => c.Challenge).HasMaxLength(43);
            row.HasIndex(c => c.Challenge).IsUnique();
            row.Property(c => c.PhoneIndex).HasMaxLength(43);
            row.Property(c => c.CodeHash).HasMaxLength(64);
            row.HasIndex(c => new { c.PhoneIndex, c.CreatedAt });
            row.HasIndex(c => new { c.LineAccountId, c.CreatedAt });
        }
    }
}

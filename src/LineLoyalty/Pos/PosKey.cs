using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Pos;

/// <summary>A till's or partner's key, <c>pos_ID_SECRET</c>. The secret is stored as a peppered HMAC and shown once.</summary>
public sealed class PosKey
{
    public long Id { get; init; }
    public required string KeyId { get; init; }
    public required string SecretHash { get; init; }
    public required string Name { get; set; }
    /// <summary>Space-separated, of <see cref="PosScopes"/>.</summary>
    public required string Scopes { get; init; }
    /// <summary>Space-separated store codes; empty means all.</summary>
    public string Stores { get; init; } = "";
    public required DateTime CreatedAt { get; init; }
    /// <summary>At most 365 days after <see cref="CreatedAt"/>.</summary>
    public required DateTime ExpiresAt { get; init; }
    public DateTime? RevokedAt { get; set; }
    public DateTime? LastUsedAt { get; set; }
    /// <summary>The clerk whose browser uses this key through /till; null for a till's own key.</summary>
    public long? StaffId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PosKey>
    {
        public void Configure(EntityTypeBuilder<PosKey> row)
        {
            row.Property(k => k.KeyId).HasMaxLength(16);
            row.HasIndex(k => k.KeyId).IsUnique();
            row.Property(k => k.SecretHash).HasMaxLength(64);
            row.Property(k => k.Name).HasMaxLength(60);
            row.Property(k => k.Scopes).HasMaxLength(100);
            row.Property(k => k.Stores).HasMaxLength(400);
        }
    }
}

/// <summary>The answer given to a value-changing call, committed with its effect and kept as long as the ledger.</summary>
public sealed class IdempotencyRecord
{
    public long Id { get; init; }
    public required long PosKeyId { get; init; }
    public required string Operation { get; init; }
    public required string Key { get; init; }
    /// <summary>SHA-256 of the request body: the same key with another body is refused.</summary>
    public required string RequestHash { get; init; }
    public required int Status { get; init; }
    public required string ContentType { get; init; }
    public required string Body { get; init; }
    public required DateTime At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<IdempotencyRecord>
    {
        public void Configure(EntityTypeBuilder<IdempotencyRecord> row)
        {
            row.Property(r => r.Operation).HasMaxLength(40);
            row.Property(r => r.Key).HasMaxLength(100);
            row.Property(r => r.RequestHash).HasMaxLength(64);
            row.Property(r => r.ContentType).HasMaxLength(60);
            row.HasIndex(r => new { r.PosKeyId, r.Operation, r.Key }).IsUnique();
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

/// <summary>A rotating code that has been used; the unique key makes a second use impossible, whatever races.</summary>
public sealed class MemberCodeUse
{
    /// <summary><c>spend:NONCE</c>, or <c>identify:NONCE:POSKEY</c>.</summary>
    public required string Key { get; init; }
    public required DateTime UsedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MemberCodeUse>
    {
        public void Configure(EntityTypeBuilder<MemberCodeUse> row)
        {
            row.HasKey(u => u.Key);
            row.Property(u => u.Key).HasMaxLength(60);
            row.HasIndex(u => u.UsedAt);
        }
    }
}

/// <summary>The 16 digits shown as a one-dimensional barcode for scanners that cannot read QR. Identifies, never spends.</summary>
public sealed class Barcode
{
    public required string Digits { get; init; }
    public required long MemberId { get; init; }
    public required DateTime ValidFrom { get; init; }
    public required DateTime ValidTo { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Barcode>
    {
        public void Configure(EntityTypeBuilder<Barcode> row)
        {
            row.HasKey(b => b.Digits);
            row.Property(b => b.Digits).HasMaxLength(16);
            row.HasIndex(b => new { b.MemberId, b.ValidFrom });
            row.HasIndex(b => b.ValidTo);
        }
    }
}

/// <summary>Counts wrong guesses per member, POS key or address in the database, so that every copy of the server shares the limit.</summary>
public sealed class AttemptCounter
{
    public required string Key { get; init; }
    public required DateTime WindowStart { get; set; }
    public int Count { get; set; }
    public DateTime? PausedUntil { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AttemptCounter>
    {
        public void Configure(EntityTypeBuilder<AttemptCounter> row)
        {
            row.HasKey(c => c.Key);
            row.Property(c => c.Key).HasMaxLength(100);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Sources;

/// <summary>Where members come from: a poster, a counter card, an advertisement. Its code is the <c>src</c> of a LIFF link or QR code.</summary>
public sealed class JoinSource
{
    public long Id { get; init; }
    public required string Code { get; init; }
    public required string Name { get; set; }
    /// <summary>Code of the store it stands in; kept with who joins through it.</summary>
    public string? Store { get; set; }
    /// <summary>Tag of members who join through it.</summary>
    public string? Tag { get; set; }
    public bool Active { get; set; } = true;
    public required DateTime CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JoinSource>
    {
        public void Configure(EntityTypeBuilder<JoinSource> row)
        {
            row.Property(s => s.Code).HasMaxLength(40);
            row.HasIndex(s => s.Code).IsUnique();
            row.Property(s => s.Name).HasMaxLength(60);
            row.Property(s => s.Store).HasMaxLength(20);
            row.Property(s => s.Tag).HasMaxLength(40);
        }
    }
}

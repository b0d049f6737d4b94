using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Pictures;

/// <summary>A picture for messages and members' pages, known by its content.</summary>
public sealed class Picture
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public required string Hash { get; init; }
    public required string ContentType { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required byte[] Bytes { get; init; }
    /// <summary>When it was last uploaded or chosen.</summary>
    public required DateTime AddedAt { get; set; }
    /// <summary>LINE has been given it in something that is stored nowhere here (a test message, a coupon of LINE's own).</summary>
    public bool Sent { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Picture>
    {
        public void Configure(EntityTypeBuilder<Picture> row)
        {
            row.HasKey(i => i.Hash);
            row.Property(i => i.Hash).HasMaxLength(64);
            row.Property(i => i.ContentType).HasMaxLength(20);
            row.HasIndex(i => i.AddedAt);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

public sealed class MemberTag
{
    public required long MemberId { get; init; }
    public required string Name { get; init; }
    public required DateTime AddedAt { get; init; }
    /// <summary>Who or what added it, e.g. <c>staff:3</c>, <c>programme:reactivation</c>.</summary>
    public required string Source { get; init; }
    /// <summary>Comes off by itself at this instant; null means never.</summary>
    public DateTime? ExpiresAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<MemberTag>
    {
        public void Configure(EntityTypeBuilder<MemberTag> row)
        {
            row.HasKey(t => new { t.MemberId, t.Name });
            row.Property(t => t.Name).HasMaxLength(40);
            row.Property(t => t.Source).HasMaxLength(60);
            row.HasIndex(t => t.Name);
            row.HasIndex(t => t.ExpiresAt);
            row.HasOne<Member>().WithMany().HasForeignKey(t => t.MemberId);
        }
    }
}

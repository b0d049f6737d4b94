using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Membership;

/// <summary>A menu somebody gave to one member; it goes before all others while it is on.</summary>
public sealed class MemberMenu
{
    public required long MemberId { get; init; }
    public required long MenuId { get; set; }
    public required DateTime Since { get; set; }
    /// <summary>Who or what gave it, e.g. <c>journey:7</c>.</summary>
    public required string Source { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MemberMenu>
    {
        public void Configure(EntityTypeBuilder<MemberMenu> row)
        {
            row.HasKey(m => m.MemberId);
            row.Property(m => m.MemberId).ValueGeneratedNever();
            row.Property(m => m.Source).HasMaxLength(60);
            row.HasIndex(m => m.MenuId);
            row.HasOne<Member>().WithMany().HasForeignKey(m => m.MemberId);
        }
    }
}

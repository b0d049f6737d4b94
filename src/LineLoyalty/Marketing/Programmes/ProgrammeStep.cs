using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>A step a standing programme took for a member. The unique key makes it happen once, however often a tick fires.</summary>
public sealed class ProgrammeStep
{
    public long Id { get; init; }
    /// <summary><c>birthday</c> or <c>reactivation</c>.</summary>
    public required string Programme { get; init; }
    public required long MemberId { get; init; }
    /// <summary>What may happen once: <c>2026:coupon</c> for a birthday, <c>LASTPURCHASE:30</c> for a lapse.</summary>
    public required string Key { get; init; }
    public required DateTime At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProgrammeStep>
    {
        public void Configure(EntityTypeBuilder<ProgrammeStep> row)
        {
            row.Property(s => s.Programme).HasMaxLength(20);
            row.Property(s => s.Key).HasMaxLength(40);
            row.HasIndex(s => new { s.Programme, s.MemberId, s.Key }).IsUnique();
        }
    }
}

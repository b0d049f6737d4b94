using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Marketing.Clicks;

/// <summary>The first time somebody pressed a button of a journey's message; later presses change nothing.</summary>
public sealed class JourneyClick
{
    public long Id { get; init; }
    public required long JourneyId { get; init; }
    public required long EnrolmentId { get; init; }
    /// <summary>The step that said it, and which visit of it.</summary>
    public required string Node { get; init; }
    public required int Visit { get; init; }
    /// <summary>Number of the link in the message.</summary>
    public required int Link { get; init; }
    public required long MemberId { get; init; }
    public required DateTime At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JourneyClick>
    {
        public void Configure(EntityTypeBuilder<JourneyClick> row)
        {
            row.Property(c => c.Node).HasMaxLength(Enrolment.LongestNode);
            row.HasIndex(c => new { c.EnrolmentId, c.Visit, c.Link }).IsUnique();
            row.HasIndex(c => new { c.JourneyId, c.Node });
            row.HasIndex(c => c.MemberId);
            row.HasOne<Enrolment>().WithMany().HasForeignKey(c => c.EnrolmentId);
            row.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId);
        }
    }
}

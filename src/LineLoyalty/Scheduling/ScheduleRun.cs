using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Scheduling;

public enum ScheduleRunState { Running, Done, Held }

/// <summary>One planned time of one schedule. The unique index decides which copy of the server runs it, whatever Quartz does.</summary>
public sealed class ScheduleRun
{
    public long Id { get; init; }
    public required string Schedule { get; init; }
    public required DateTime PlannedAt { get; init; }
    public ScheduleRunState State { get; set; }
    public required string Owner { get; set; }
    public required DateTime LeaseUntil { get; set; }
    public required DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string? Note { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ScheduleRun>
    {
        public void Configure(EntityTypeBuilder<ScheduleRun> row)
        {
            row.Property(r => r.Schedule).HasMaxLength(40);
            row.Property(r => r.Owner).HasMaxLength(60);
            row.Property(r => r.Note).HasMaxLength(500);
            row.HasIndex(r => new { r.Schedule, r.PlannedAt }).IsUnique();
            row.HasIndex(r => r.State);
        }
    }
}

using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Scheduling;

/// <summary>Section <c>Scheduling</c>.</summary>
public sealed class SchedulingOptions
{
    /// <summary>False: nothing happens by itself on this server; others on the same database go on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often to look whether something is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")] public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After a longer outage than this, the days before it are not run any more.</summary>
    [Range(1, 4000)] public int LongestGapDays { get; set; } = 400;
}

using System.Text.Json.Serialization;
using LineLoyalty.Marketing.Programmes;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>What lets a member in: something that happens, or a day that comes.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(HappeningTrigger), "event")]
[JsonDerivedType(typeof(SegmentTrigger), "segment")]
[JsonDerivedType(typeof(BirthdayTrigger), "birthday")]
[JsonDerivedType(typeof(AnniversaryTrigger), "anniversary")]
[JsonDerivedType(typeof(LapseTrigger), "lapse")]
[JsonDerivedType(typeof(CycleTrigger), "cycle")]
[JsonDerivedType(typeof(PointsExpiringTrigger), "pointsExpiring")]
[JsonDerivedType(typeof(CouponExpiringTrigger), "couponExpiring")]
public abstract record JourneyTrigger
{
    internal abstract void AddFaults(List<JourneyFault> found);

    private protected static void Days(int value, int least, int most, List<JourneyFault> found)
    {
        if (value < least || value > most) found.Add(new("trigger", "journey.days", $"天數請填 {least}–{most}。", $"Give {least} to {most} days."));
    }
}

/// <summary>Enters the moment something happens.</summary>
public sealed record HappeningTrigger(JourneyEvent On) : JourneyTrigger
{
    internal override void AddFaults(List<JourneyFault> found) => On.AddFaults("trigger", found);
}

/// <summary>Looked for once a day, at <see cref="At"/>.</summary>
public abstract record DailyTrigger : JourneyTrigger
{
    /// <summary>Time of day, the brand's.</summary>
    public TimeOnly At { get; init; } = new(9, 0);
}

/// <summary>Comes into a segment: was not in it at the last look, and is now.</summary>
public sealed record SegmentTrigger(long SegmentId) : DailyTrigger
{
    /// <summary>Those in it at switch-on enter, too, as many a day as the ramp says.</summary>
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (SegmentId <= 0) found.Add(new("trigger", "journey.segment", "請選擇分眾。", "Choose a segment."));
    }
}

/// <summary>So many days before the birthday; once a year.</summary>
public sealed record BirthdayTrigger(int DaysBefore, LeapDay LeapDay) : DailyTrigger
{
    internal override void AddFaults(List<JourneyFault> found) => Days(DaysBefore, 0, 60, found);
}

/// <summary>The day of joining, each year after the first.</summary>
public sealed record AnniversaryTrigger(LeapDay LeapDay) : DailyTrigger
{
    internal override void AddFaults(List<JourneyFault> found)
    {
    }
}

/// <summary>So many days after the last sale day; once for each lapse.</summary>
public sealed record LapseTrigger(int AfterDays) : DailyTrigger
{
    internal override void AddFaults(List<JourneyFault> found) => Days(AfterDays, 1, 3650, found);
}

/// <summary>So many times the member's own purchase cycle after the last sale day; once for each lapse.</summary>
public sealed record CycleTrigger(decimal Times) : DailyTrigger
{
    internal override void AddFaults(List<JourneyFault> found)
    {
        if (Times is < 0.2m or > 10) found.Add(new("trigger", "journey.cycle", "購買週期的倍數請填 0.2–10。", "Give 0.2 to 10 times the cycle."));
    }
}

public sealed record PointsExpiringTrigger(int DaysBefore) : DailyTrigger
{
    internal override void AddFaults(List<JourneyFault> found) => Days(DaysBefore, 1, 90, found);
}

public sealed record CouponExpiringTrigger(int DaysBefore) : DailyTrigger
{
    internal override void AddFaults(List<JourneyFault> found) => Days(DaysBefore, 1, 90, found);
}

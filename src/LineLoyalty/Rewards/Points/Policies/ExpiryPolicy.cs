using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Points.Policies;

/// <summary>What an expiry may depend on besides the day of earning.</summary>
/// <param name="TierUntil">First instant after the member's current tier period; null on a level without end.</param>
public sealed record ExpiryFacts(DateTime JoinedAt, DateTime? TierUntil);

/// <summary>When points earned at an instant are gone: the first instant after 23:59:59 of their last day, or null for never.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RollingDays), "days")]
[JsonDerivedType(typeof(RollingMonths), "months")]
[JsonDerivedType(typeof(FixedDay), "fixedDay")]
[JsonDerivedType(typeof(EndOfMonth), "endOfMonth")]
[JsonDerivedType(typeof(Inactivity), "inactivity")]
[JsonDerivedType(typeof(TierAnniversary), "tierAnniversary")]
[JsonDerivedType(typeof(Never), "never")]
public abstract record ExpiryPolicy
{
    public abstract DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time);
}

public sealed record RollingDays(int Days) : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time) => time.EndOf(time.DayOf(earnedAt).AddDays(Days));
}

/// <summary>To the same day of the month; where there is none, the month's last.</summary>
public sealed record RollingMonths(int Months) : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time) => time.EndOf(time.DayOf(earnedAt).AddMonths(Months));
}

/// <param name="YearsAfter">0 this year, 1 next year: 31 December or 30 June of the following year are field practice.</param>
public sealed record FixedDay(int YearsAfter, int Month, int Day) : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time)
    {
        var earnedOn = time.DayOf(earnedAt);
        var day = In(earnedOn.Year + YearsAfter);
        return time.EndOf(day < earnedOn ? In(earnedOn.Year + YearsAfter + 1) : day);
    }

    private DateOnly In(int year) => new(year, Month, Math.Min(Day, DateTime.DaysInMonth(year, Month)));
}

/// <param name="MonthsAfter">0 the month of earning, 1 the next.</param>
public sealed record EndOfMonth(int MonthsAfter) : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time)
    {
        var month = time.DayOf(earnedAt).AddMonths(MonthsAfter);
        return time.EndOf(new DateOnly(month.Year, month.Month, DateTime.DaysInMonth(month.Year, month.Month)));
    }
}

/// <summary>That many days after the member's latest sale; every sale moves all such lots on.</summary>
public sealed record Inactivity(int Days) : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time) => time.EndOf(time.DayOf(earnedAt).AddDays(Days));
}

/// <summary>When the current tier period ends; on a level without end, on the anniversary of joining.</summary>
public sealed record TierAnniversary : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time)
    {
        if (member.TierUntil is { } end && end > earnedAt) return end;
        var joined = time.DayOf(member.JoinedAt);
        var years = 1;
        while (time.StartOf(joined.AddYears(years)) <= earnedAt) years++;
        return time.StartOf(joined.AddYears(years));
    }
}

public sealed record Never : ExpiryPolicy
{
    public override DateTime? Of(DateTime earnedAt, ExpiryFacts member, BrandTime time) => null;
}

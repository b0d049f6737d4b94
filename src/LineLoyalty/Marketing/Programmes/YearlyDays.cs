namespace LineLoyalty.Marketing.Programmes;

/// <summary>Days that come back each year, and what stands for 29 February; pure.</summary>
internal static class YearlyDays
{
    /// <summary>The day on which <paramref name="month"/>/<paramref name="day"/> is kept in a year.</summary>
    public static DateOnly In(int year, int month, int day, LeapDay leap) =>
        day <= DateTime.DaysInMonth(year, month) ? new(year, month, day)
        : leap == LeapDay.March1 ? new(year, 3, 1) : new(year, month, DateTime.DaysInMonth(year, month));

    /// <summary>The months and days that are kept on <paramref name="day"/>: one, two on the day that stands for 29 February, none never.</summary>
    public static IReadOnlyList<(int Month, int Day)> KeptOn(DateOnly day, LeapDay leap)
    {
        if (DateTime.IsLeapYear(day.Year) || day != In(day.Year, 2, 29, leap)) return [(day.Month, day.Day)];
        return [(day.Month, day.Day), (2, 29)];
    }
}

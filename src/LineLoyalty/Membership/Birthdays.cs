using System.Globalization;

namespace LineLoyalty.Membership;

/// <summary>A birthday; many people give the day and keep the year to themselves.</summary>
public readonly record struct Birthday(int? Year, int Month, int Day)
{
    public override string ToString() => Year is { } year
        ? string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{Month:00}-{Day:00}")
        : string.Create(CultureInfo.InvariantCulture, $"--{Month:00}-{Day:00}");
}

/// <summary>Reads birthdays in ISO 8601: <c>1990-05-17</c>, or <c>--05-17</c> without a year.</summary>
public static class Birthdays
{
    private const int OldestAge = 120;

    /// <param name="today">The brand's day: nobody is born after it.</param>
    public static bool TryParse(string? text, DateOnly today, out Birthday birthday)
    {
        birthday = default;
        if (text is null) return false;
        // A leap year stands in for the missing one, so that 29 February can be given.
        var full = text.Length == 7 && text.StartsWith("--", StringComparison.Ordinal) ? "2000-" + text[2..] : text;
        if (!DateOnly.TryParseExact(full, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
        if (full != text)
        {
            birthday = new Birthday(null, day.Month, day.Day);
            return true;
        }
        if (day > today || day.Year < today.Year - OldestAge) return false;
        birthday = new Birthday(day.Year, day.Month, day.Day);
        return true;
    }
}

using System.Globalization;
using LineLoyalty.Marketing.Campaigns;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>When a push goes out, as the form asks for it.</summary>
public sealed class PushTimingForm
{
    /// <summary><c>now</c>, <c>later</c> or <c>repeat</c>.</summary>
    public string? When { get; set; }
    public string? At { get; set; }
    public RepeatEvery Every { get; set; } = RepeatEvery.Week;
    public string? Clock { get; set; }
    public List<int> Days { get; set; } = [];
    public int DayOfMonth { get; set; } = 1;
    public string? Cron { get; set; }
    /// <summary>Whose clocks a repeating one goes by; null for the brand's.</summary>
    public string? Zone { get; set; }
    public string? Until { get; set; }
    public bool BestHour { get; set; }

    /// <summary>Zones to choose from, the brand's first.</summary>
    public static IReadOnlyList<string> Zones(BrandTime time) =>
        [.. new[] { time.Zone.Id, "Asia/Taipei", "Asia/Tokyo", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Bangkok", "Australia/Sydney", "Europe/London", "America/New_York", "America/Los_Angeles", "UTC" }.Distinct()];

    /// <returns>Null when a date or time is missing or unreadable.</returns>
    public CampaignTiming? Read(BrandTime time)
    {
        switch (When)
        {
            case "later":
                return DateTime.TryParseExact(At, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                    ? new SendAt(time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local))) { BestHour = BestHour } : null;
            case "repeat":
                var clock = TimeOnly.MinValue;
                if (Every != RepeatEvery.Cron && !TimeOnly.TryParseExact(Clock, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out clock)) return null;
                DateOnly? until = null;
                if (!string.IsNullOrWhiteSpace(Until))
                {
                    if (!DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)) return null;
                    until = last;
                }
                return new SendRepeatedly(Every, string.IsNullOrWhiteSpace(Zone) ? time.Zone.Id : Zone.Trim())
                {
                    Time = clock, Days = Every == RepeatEvery.Week ? Days : [], DayOfMonth = Every == RepeatEvery.Month ? DayOfMonth : 1,
                    Cron = Every == RepeatEvery.Cron ? Cron?.Trim() : null, Until = until, BestHour = BestHour,
                };
            default:
                return new SendNow { BestHour = BestHour };
        }
    }
}

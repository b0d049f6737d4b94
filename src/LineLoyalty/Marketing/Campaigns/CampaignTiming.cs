using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quartz;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>When a campaign goes out.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SendNow), "now")]
[JsonDerivedType(typeof(SendAt), "at")]
[JsonDerivedType(typeof(SendRepeatedly), "repeat")]
public abstract record CampaignTiming
{
    /// <summary>Each member at the hour of the day at which they act most, within a day from the start.</summary>
    public bool BestHour { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, CampaignContent.Json);

    /// <exception cref="JsonException">Not a timing.</exception>
    public static CampaignTiming Parse(string? json) => json is null ? new SendNow() : JsonSerializer.Deserialize<CampaignTiming>(json, CampaignContent.Json) ?? throw new JsonException();

    /// <summary>In words, on the brand's clock.</summary>
    public abstract string Words(BrandTime time, bool english);
}

/// <summary>After the time in which it can be undone.</summary>
public sealed record SendNow : CampaignTiming
{
    public override string Words(BrandTime time, bool english) => english ? "now" : "立即發送";
}

/// <param name="At">UTC.</param>
public sealed record SendAt(DateTime At) : CampaignTiming
{
    public override string Words(BrandTime time, bool english) => time.Local(At).ToString("yyyy/M/d HH:mm", CultureInfo.InvariantCulture);
}

public enum RepeatEvery { Day, Week, Month, Cron }

/// <summary>Again and again, on the clocks of <paramref name="Zone"/>.</summary>
/// <param name="Zone">IANA time zone.</param>
public sealed record SendRepeatedly(RepeatEvery Every, string Zone) : CampaignTiming
{
    private static readonly string[] Weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

    public TimeOnly Time { get; init; }
    /// <summary>1 Monday to 7 Sunday.</summary>
    public IReadOnlyList<int> Days { get; init; } = [];
    /// <summary>1 to 31; months without it take their last day.</summary>
    public int DayOfMonth { get; init; } = 1;
    /// <summary>Quartz's expression of six or seven fields, for experts.</summary>
    public string? Cron { get; init; }
    /// <summary>Last day on the brand's calendar; null goes on.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The first of its times after <paramref name="after"/>; null when there is none.</summary>
    public DateTime? Next(DateTime after, BrandTime time)
    {
        var expression = new CronExpression(Expression, TimeZoneInfo.FindSystemTimeZoneById(Zone));
        var next = expression.GetNextValidTimeAfter(new DateTimeOffset(DateTime.SpecifyKind(after, DateTimeKind.Utc)))?.UtcDateTime;
        // "The 31st" asks for 28 to 31 and takes the day that is right for its month.
        while (next is { } at && Every == RepeatEvery.Month && !IsItsDay(at))
        {
            next = expression.GetNextValidTimeAfter(new DateTimeOffset(at))?.UtcDateTime;
        }
        return next is { } found && Until is { } last && time.DayOf(found) > last ? null : next;
    }

    public IReadOnlyList<CampaignProblem> Problems(BrandTime time)
    {
        var found = new List<CampaignProblem>();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _)) found.Add(new("timing.zone", "campaign.zone", "There is no such time zone.", "沒有這個時區。"));
        if (Every == RepeatEvery.Week && (Days.Count == 0 || Days.Any(d => d is < 1 or > 7))) found.Add(new("timing.days", "campaign.weekdays", "Choose at least one weekday.", "請至少選擇一個星期幾。"));
        if (Every == RepeatEvery.Month && DayOfMonth is < 1 or > 31) found.Add(new("timing.dayOfMonth", "campaign.day_of_month", "Give a day from 1 to 31.", "日期請填 1 至 31。"));
        if (Every == RepeatEvery.Cron && (string.IsNullOrWhiteSpace(Cron) || !CronExpression.TryParse(Cron, out _) || IsTooOften())) found.Add(new("timing.cron", "campaign.cron", "This is no cron expression of Quartz, or its times are less than an hour apart.", "Cron 表示式不正確，或間隔小於 1 小時。"));
        if (found.Count == 0 && Next(time.Now, time) is null) found.Add(new("timing.until", "campaign.never", "There is no time left at which it would go out.", "這個排程沒有任何可發送的時間。"));
        return found;
    }

    public override string Words(BrandTime time, bool english)
    {
        var clock = Time.ToString("HH:mm", CultureInfo.InvariantCulture);
        var until = Until is not { } last ? "" : english ? $", until {last:yyyy-MM-dd}" : $"，到 {last:yyyy/M/d} 為止";
        // A cron line names its zone anyway.
        if (Every != RepeatEvery.Cron && Zone != time.Zone.Id) until = (english ? $" ({Zone})" : $"（{Zone}）") + until;
        var days = Days.Distinct().Order().ToList();
        return (Every, english) switch
        {
            (RepeatEvery.Day, true) => $"every day {clock}",
            (RepeatEvery.Day, false) => $"每天 {clock}",
            (RepeatEvery.Week, true) => $"every {string.Join(", ", days.Select(d => CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)(d % 7))))} {clock}",
            (RepeatEvery.Week, false) => $"每週{string.Join("、", days.Select(d => "一二三四五六日"[d - 1]))} {clock}",
            (RepeatEvery.Month, true) => $"day {DayOfMonth} of each month {clock}",
            (RepeatEvery.Month, false) => $"每月 {DayOfMonth} 日 {clock}",
            _ => $"cron {Cron}（{Zone}）",
        } + until;
    }

    private string Expression => Every switch
    {
        RepeatEvery.Day => At("* * ?"),
        RepeatEvery.Week => At("? * " + string.Join(",", Days.Distinct().Order().Select(d => Weekdays[d - 1]))),
        RepeatEvery.Month when DayOfMonth > 28 => At($"28-{DayOfMonth} * ?"),
        RepeatEvery.Month => At($"{DayOfMonth} * ?"),
        _ => Cron!,
    };

    private string At(string days) => string.Create(CultureInfo.InvariantCulture, $"0 {Time.Minute} {Time.Hour} {days}");

    private bool IsItsDay(DateTime utc)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, TimeZoneInfo.FindSystemTimeZoneById(Zone));
        return local.Day == Math.Min(DayOfMonth, DateTime.DaysInMonth(local.Year, local.Month));
    }

    private bool IsTooOften()
    {
        var expression = new CronExpression(Cron!, TimeZoneInfo.Utc);
        var last = DateTimeOffset.UnixEpoch;
        for (var i = 0; i < 100 && expression.GetNextValidTimeAfter(last) is { } next; i++)
        {
            if (i > 0 && next - last < TimeSpan.FromHours(1)) return true;
            last = next;
        }
        return false;
    }
}

using System.Globalization;

namespace LineLoyalty.Server.Admin;

/// <summary>Numbers, money and times as the reader writes them; instants appear in the brand's time.</summary>
public sealed class Show(Words words, BrandTime time)
{
    private CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(words.IsEnglish ? "en-GB" : "zh-TW");

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With its sign, for changes of a balance.</summary>
    public static string Signed(long value) => value > 0 ? "+" + Number(value) : Number(value);

    public static string Money(long value) => value < 0 ? "−NT$" + Number(-value) : "NT$" + Number(value);

    public static string Percent(long part, long whole) => whole == 0 ? "–" : (100.0 * part / whole).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>A text out of a ledger line's small JSON.</summary>
    public static string? Text(string? json, string name)
    {
        if (json is null) return null;
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    public string Day(DateTime? utc) => utc is { } at ? Day(time.DayOf(at)) : "–";

    public string Day(DateOnly day) => day.ToString(words.IsEnglish ? "d MMM yyyy" : "yyyy/M/d", Culture);

    public string Moment(DateTime? utc) => utc is { } at ? time.Local(at).ToString(words.IsEnglish ? "d MMM yyyy, HH:mm" : "yyyy/M/d HH:mm", Culture) : "–";

    public string Clock(DateTime utc) => time.Local(utc).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>今天, 昨天, 3 天前, then the day itself.</summary>
    public string Ago(DateTime? utc)
    {
        if (utc is not { } at) return words["尚無", "never"];
        var days = time.Today.DayNumber - time.DayOf(at).DayNumber;
        return days switch
        {
            0 => words["今天", "today"],
            1 => words["昨天", "yesterday"],
            > 1 and < 31 => words[$"{days} 天前", $"{days} days ago"],
            _ => Day(at),
        };
    }

    /// <summary>For <c>&lt;input type="datetime-local"&gt;</c>, in the brand's time.</summary>
    public string Input(DateTime utc) => time.Local(utc).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}

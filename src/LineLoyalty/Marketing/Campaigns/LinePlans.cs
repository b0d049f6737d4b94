using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <param name="From">The first of the additional messages this price is for; 1 is the first one.</param>
/// <param name="Price">NT$ a message.</param>
public sealed record AddOnPrice(long From, decimal Price);

/// <summary>One of LINE's monthly plans as it is sold from a day on. LINE changes them; old rows stay for old months.</summary>
/// <param name="Fee">NT$ a month.</param>
/// <param name="Included">Messages of the month without extra cost.</param>
/// <param name="AddOns">Prices beyond them; empty: nothing more can be sent.</param>
public sealed record LinePlan(string Code, string Name, string NameEn, DateOnly From, long Fee, long Included, IReadOnlyList<AddOnPrice> AddOns)
{
    /// <summary>What LINE Taiwan has asked since September 2023; the price of additional messages falls in steps that LINE tells on its own pages.</summary>
    public static readonly IReadOnlyList<LinePlan> Known =
    [
        new("light", "輕用量", "Light", new(2023, 9, 1), 0, 200, []),
        new("medium", "中用量", "Medium", new(2023, 9, 1), 800, 3000, []),
        new("high", "高用量", "High", new(2023, 9, 1), 1200, 6000, [new(1, 0.2m)]),
    ];

    /// <summary>What <paramref name="messages"/> more cost in a month in which <paramref name="used"/> are gone.</summary>
    /// <returns>NT$, rounded up; null when the plan sells no more than it includes and that is not enough.</returns>
    public long? CostOf(long messages, long used)
    {
        var (before, after) = (Math.Max(0, used - Included), Math.Max(0, used + messages - Included));
        if (after == 0) return 0;
        return AddOns.Count == 0 ? null : (long)Math.Ceiling(Price(after) - Price(before));
    }

    private decimal Price(long additional)
    {
        var sum = 0m;
        for (var i = 0; i < AddOns.Count; i++)
        {
            var (from, next) = (AddOns[i].From, i + 1 < AddOns.Count ? AddOns[i + 1].From : long.MaxValue);
            sum += AddOns[i].Price * Math.Max(0, Math.Min(additional + 1, next) - from);
        }
        return sum;
    }

    /// <summary>"1: 0.2, 35001: 0.165" and back.</summary>
    public string AddOnText() => string.Join(", ", AddOns.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.From}: {a.Price:0.####}")));

    /// <returns>Null when it cannot be read: prices from 1 on, growing starts, nothing negative.</returns>
    public static IReadOnlyList<AddOnPrice>? ReadAddOns(string? text)
    {
        List<AddOnPrice> read = [];
        foreach (var part in (text ?? "").Split([',', '，', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pair = part.Split([':', '：'], 2, StringSplitOptions.TrimEntries);
            var (start, price) = pair.Length == 2 ? (pair[0], pair[1]) : ("1", pair[0]);
            if (!long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !decimal.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return null;
            if (amount > 100 || from <= (read.Count == 0 ? 0 : read[^1].From) || (read.Count == 0 && from != 1)) return null;
            read.Add(new AddOnPrice(from, amount));
        }
        return read;
    }
}

/// <summary>The brand's own price table and which plan it has.</summary>
/// <param name="Chosen">Code of the plan; null when nobody has said.</param>
public sealed record LinePlanTable(string? Chosen, IReadOnlyList<LinePlan> Plans)
{
    /// <summary>The chosen plan as it was sold on that day.</summary>
    public LinePlan? On(DateOnly day) => Plans.Where(p => p.Code == Chosen && p.From <= day).OrderByDescending(p => p.From).FirstOrDefault();
}

public sealed class LinePlans(LoyaltyDb db)
{
    private const string Key = "line.plans";

    public async Task<LinePlanTable> ReadAsync(CancellationToken ct)
    {
        var json = await db.Settings.Where(s => s.Key == Key).Select(s => s.Value).FirstOrDefaultAsync(ct);
        return json is null ? new LinePlanTable(null, LinePlan.Known) : JsonSerializer.Deserialize<LinePlanTable>(json, CampaignContent.Json)!;
    }

    /// <summary>Joins the caller's unit.</summary>
    public async Task SaveAsync(LinePlanTable table, CancellationToken ct)
    {
        var json = JsonSerializer.Serialize(table, CampaignContent.Json);
        if (await db.Settings.FindAsync([Key], ct) is { } row) row.Value = json;
        else db.Settings.Add(new Setting { Key = Key, Value = json });
        await db.SaveChangesAsync(ct);
    }
}

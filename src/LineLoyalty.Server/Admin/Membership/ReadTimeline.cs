using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <param name="Icon">Name of the picture beside it.</param>
/// <param name="Tone"><c>good</c>, <c>bad</c>, <c>brand</c> or empty.</param>
/// <param name="Href">The page behind it, if there is one.</param>
public sealed record TimelineItem(DateTime At, string Icon, string Tone, string Title, string? Detail = null, string? Href = null);

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record TimelinePage(IReadOnlyList<TimelineItem> Items, string? Next);

/// <summary>Everything that happened with one member, newest first, in words: purchases, coupons, messages, LINE and staff in one list.</summary>
public sealed class ReadTimeline(LoyaltyDb db, Words words)
{
    public const int PageSize = 30;

    public async Task<TimelinePage> ExecuteAsync(long memberId, string? before, CancellationToken ct)
    {
        var accounts = await db.LineAccounts.Where(a => a.MemberId == memberId).Select(a => (long?)a.Id).ToListAsync(ct);
        // What a LINE account did before it was bound belongs to the member's story too.
        var events = db.MemberEvents.AsNoTracking().Where(e => e.MemberId == memberId || (e.MemberId == null && accounts.Contains(e.LineAccountId)));
        if (TryReadCursor(before, out var at, out var id)) events = events.Where(e => e.At < at || (e.At == at && e.Id < id));
        var rows = await events.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(PageSize + 1).ToListAsync(ct);
        var page = rows.Take(PageSize).Select(e => (Event: e, Facts: TimelineFacts.Of(e.Data))).ToList();
        var names = await LoadAsync(page.ConvertAll(p => p.Facts), ct);
        var last = rows.Count > PageSize ? rows[PageSize - 1] : null;
        return new TimelinePage(
            [.. page.Select(p => TimelineWords.Describe(p.Event, p.Facts, names, words))],
            last is null ? null : string.Create(CultureInfo.InvariantCulture, $"{last.At.Ticks}-{last.Id}"));
    }

    private async Task<TimelineNames> LoadAsync(List<TimelineFacts> facts, CancellationToken ct)
    {
        var purchases = facts.Select(f => f.Purchase).OfType<long>().Distinct().ToList();
        var coupons = facts.Select(f => f.Coupon).OfType<long>().Distinct().ToList();
        var campaigns = facts.Select(f => f.Campaign).OfType<long>().Distinct().ToList();
        var english = words.IsEnglish;
        return new TimelineNames(
            await db.Purchases.AsNoTracking().Include(p => p.Lines).Where(p => purchases.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct),
            await db.Coupons.Where(c => coupons.Contains(c.Id)).Select(c => new { c.Id, Title = english && c.Definition.TitleEn != "" ? c.Definition.TitleEn : c.Definition.Title })
                .ToDictionaryAsync(c => c.Id, c => c.Title, ct),
            await db.Campaigns.Where(c => campaigns.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct),
            await db.Stores.AsNoTracking().ToDictionaryAsync(s => s.Id, s => english && s.NameEn != "" ? s.NameEn : s.Name, ct),
            await db.Tiers.AsNoTracking().ToDictionaryAsync(t => t.Code, t => english ? t.NameEn : t.Name, ct));
    }

    private static bool TryReadCursor(string? text, out DateTime at, out long id)
    {
        (at, id) = (default, 0);
        if (text?.Split('-') is not [var ticks, var row]) return false;
        if (!long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var when) || when > DateTime.MaxValue.Ticks) return false;
        at = new DateTime(when, DateTimeKind.Utc);
        return long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}

/// <summary>The ids and numbers an event carries.</summary>
internal sealed record TimelineFacts(JsonElement? Data)
{
    public static TimelineFacts Of(string? data)
    {
        if (data is null) return new((JsonElement?)null);
        try
        {
            using var json = JsonDocument.Parse(data);
            return new(json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null);
        }
        catch (JsonException)
        {
            return new((JsonElement?)null);
        }
    }

    public long? Purchase => Number("purchase");
    public long? Coupon => Number("coupon");
    public long? Campaign => Number("campaign");

    public long? Number(string name) => Data?.TryGetProperty(name, out var value) == true && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public string? Text(string name) => Data?.TryGetProperty(name, out var value) == true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public string List(string name) => Data?.TryGetProperty(name, out var value) == true && value.ValueKind == JsonValueKind.Array
        ? string.Join(' ', value.EnumerateArray().Select(v => v.ToString())) : "";
}

internal sealed record TimelineNames(
    Dictionary<long, LineLoyalty.Purchases.Purchase> Purchases, Dictionary<long, string> Coupons, Dictionary<long, string> Campaigns, Dictionary<long, string> Stores,
    Dictionary<string, string> Tiers);

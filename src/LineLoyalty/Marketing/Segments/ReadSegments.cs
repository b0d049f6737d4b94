using System.Globalization;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Segments;

/// <summary>A choice of a list.</summary>
public sealed record SegmentOption(string Code, string Name);

/// <summary>What a marketer may choose from: the brand's own lists with their names.</summary>
public sealed class ReadSegments(LoyaltyDb db)
{
    private const int MostOptions = 500;

    public Task<List<Segment>> ListAsync(CancellationToken ct) =>
        db.Segments.AsNoTracking().Where(s => s.ArchivedAt == null).OrderBy(s => s.Id).ToListAsync(ct);

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<SegmentOption>>> ListsAsync(bool english, CancellationToken ct)
    {
        var products = await db.Products.AsNoTracking().OrderBy(p => p.Category).ThenBy(p => p.Name).Take(MostOptions).ToListAsync(ct);
        var payments = await db.Purchases.OrderByDescending(p => p.OccurredAt).Take(2000).Select(p => p.Payment).Distinct().ToListAsync(ct);
        return new Dictionary<string, IReadOnlyList<SegmentOption>>
        {
            [SegmentLists.Genders] = [new("Female", english ? "Female" : "女"), new("Male", english ? "Male" : "男"), new("Other", english ? "Other" : "其他")],
            [SegmentLists.Months] = [new(SegmentFields.ThisMonth, english ? "this month" : "本月"), new(SegmentFields.NextMonth, english ? "next month" : "下個月"), .. Enumerable.Range(1, 12).Select(n => new SegmentOption(Code(n), english ? CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(n) : $"{n} 月"))],
            [SegmentLists.Languages] = [new("zh-TW", "中文"), new("en", "English")],
            [SegmentLists.Sources] = [.. (await db.Members.Where(m => m.JoinSource != null).Select(m => m.JoinSource!).Distinct().OrderBy(s => s).Take(MostOptions).ToListAsync(ct)).Select(s => new SegmentOption(s, s))],
            [SegmentLists.Tiers] = [.. (await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct)).Select(t => new SegmentOption(t.Code, english ? t.NameEn : t.Name))],
            [SegmentLists.Tags] = [.. (await db.MemberTags.Select(t => t.Name).Distinct().OrderBy(t => t).Take(MostOptions).ToListAsync(ct)).Select(t => new SegmentOption(t, t))],
            [SegmentLists.Stores] = [.. (await db.Stores.AsNoTracking().OrderBy(s => s.Id).ToListAsync(ct)).Select(s => new SegmentOption(s.Code, s.Name))],
            [SegmentLists.Categories] = [.. products.Select(p => p.Category).Distinct().Select(c => new SegmentOption(c, c))],
            [SegmentLists.Products] = [.. products.Select(p => new SegmentOption(p.Sku, english && p.NameEn != "" ? p.NameEn : p.Name))],
            [SegmentLists.Channels] = [new("store", english ? "Store" : "門市"), new("web", english ? "Web shop" : "網路商店")],
            [SegmentLists.Payments] = [.. payments.Order(StringComparer.Ordinal).Select(p => new SegmentOption(p, Payment(p, english)))],
            [SegmentLists.Weekdays] = [.. Enumerable.Range(1, 7).Select(n => new SegmentOption(Code(n), english ? CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)(n % 7)) : $"週{"一二三四五六日"[n - 1]}"))],
            [SegmentLists.Coupons] = [.. await db.CouponDefinitions.AsNoTracking().OrderBy(d => d.Id).Take(MostOptions).Select(d => new SegmentOption(d.Code, english && d.TitleEn != "" ? d.TitleEn : d.Title)).ToListAsync(ct)],
            [SegmentLists.Campaigns] = [.. (await db.Campaigns.AsNoTracking().Where(c => c.StartedAt != null).OrderByDescending(c => c.Id).Take(100).Select(c => new { c.Id, c.Name }).ToListAsync(ct)).Select(c => new SegmentOption(Code(c.Id), c.Name))],
            [SegmentLists.Missions] = [.. (await db.MissionVersions.AsNoTracking().Select(v => new { v.Mission.Code, v.MissionId, v.Version, v.Name, v.NameEn }).ToListAsync(ct))
                .GroupBy(v => v.MissionId).Select(g => g.MaxBy(v => v.Version)!).OrderBy(v => v.MissionId).Select(v => new SegmentOption(v.Code, english && v.NameEn != "" ? v.NameEn : v.Name))],
            [SegmentLists.Rfm] = [.. Enum.GetValues<RfmSegment>().Select(r => new SegmentOption(r.ToString(), ScoreWords.Of(r, english)))],
            [SegmentLists.Nes] = [.. Enum.GetValues<NesState>().Select(n => new SegmentOption(n.ToString(), ScoreWords.Of(n, english)))],
        };
    }

    public static SegmentNames Names(IReadOnlyDictionary<string, IReadOnlyList<SegmentOption>> lists) =>
        new(lists.ToDictionary(l => l.Key, l => (IReadOnlyDictionary<string, string>)l.Value.ToDictionary(o => o.Code, o => o.Name)));

    private static string Payment(string code, bool english) => (code, english) switch
    {
        ("cash", false) => "現金", ("card", false) => "信用卡", ("linepay", _) => "LINE Pay", ("jkopay", false) => "街口支付", ("transfer", false) => "轉帳", ("other", false) => "其他",
        _ => code,
    };

    private static string Code(long number) => number.ToString(CultureInfo.InvariantCulture);
}

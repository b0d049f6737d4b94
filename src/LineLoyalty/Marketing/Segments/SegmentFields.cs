using System.Linq.Expressions;
using LineLoyalty.Analytics;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Segments;

/// <summary>Lists a condition chooses from; the page fills them with the brand's own.</summary>
public static class SegmentLists
{
    public const string Genders = "genders", Months = "months", Languages = "languages", Sources = "sources", Tiers = "tiers", Tags = "tags", Stores = "stores", Rfm = "rfm", Nes = "nes",
        Categories = "categories", Products = "products", Channels = "channels", Payments = "payments", Weekdays = "weekdays", Coupons = "coupons", Campaigns = "campaigns", Missions = "missions";
}

/// <param name="Key">Its name in rules; never changes.</param>
/// <param name="Group">Where the page shows it: profile, line, tier, points, tags, purchases, scores.</param>
public abstract record SegmentField(string Key, string Group, string Chinese, string English);

internal sealed record FlagField(string Key, string Group, string Chinese, string English, string ChineseNot, string EnglishNot, Func<SegmentScope, Expression<Func<Member, bool>>> Of) : SegmentField(Key, Group, Chinese, English);

/// <param name="List">One of <see cref="SegmentLists"/>.</param>
/// <param name="Any">Members with at least one of the values.</param>
internal sealed record ChoiceField(string Key, string Group, string Chinese, string English, string List, Func<SegmentScope, IReadOnlyList<string>, Expression<Func<Member, bool>>> Any) : SegmentField(Key, Group, Chinese, English);

/// <param name="Scale">What one unit of the rule is in stored units: 100 for two decimals.</param>
internal sealed record NumberField(string Key, string Group, string Chinese, string English, string Unit, string UnitEn, Func<SegmentScope, Expression<Func<Member, double?>>> Of) : SegmentField(Key, Group, Chinese, English);

internal sealed record DateField(string Key, string Group, string Chinese, string English, Func<SegmentScope, Expression<Func<Member, DateTime?>>> Of) : SegmentField(Key, Group, Chinese, English);

/// <summary>All fields there are. A rule that names another is refused; nothing else ever reaches the database.</summary>
public static class SegmentFields
{
    public static readonly IReadOnlyList<SegmentField> All =
    [
        new ChoiceField("gender", "profile", "性別", "Gender", SegmentLists.Genders, (_, values) =>
        {
            var genders = values.Select(v => Enum.TryParse<Gender>(v, ignoreCase: true, out var g) ? g : (Gender?)null).ToList();
            return m => genders.Contains(m.Gender);
        }),
        new NumberField("age", "profile", "年齡", "Age", "歲", "years", s =>
        {
            var year = s.Today.Year;
            return m => year - m.BirthYear;
        }),
        new ChoiceField("birthMonth", "profile", "生日月份", "Birthday month", SegmentLists.Months, (s, values) =>
        {
            var months = values.Select(v => v == ThisMonth ? s.Today.Month : v == NextMonth ? s.Today.AddMonths(1).Month : int.TryParse(v, out var n) ? n : 0).Select(n => (int?)n).ToList();
            return m => months.Contains(m.BirthMonth);
        }),
        new ChoiceField("language", "profile", "語言", "Language", SegmentLists.Languages, (_, values) => m => values.Contains(m.Language)),
        new DateField("joined", "profile", "加入日期", "Joined", _ => m => m.JoinedAt),
        new ChoiceField("source", "profile", "加入來源", "Join source", SegmentLists.Sources, (_, values) => m => m.JoinSource != null && values.Contains(m.JoinSource)),
        new ChoiceField("joinStore", "profile", "加入門市", "Joined at the store", SegmentLists.Stores, (_, values) => m => m.JoinStore != null && values.Contains(m.JoinStore)),
        new FlagField("hasEmail", "profile", "已留電子郵件", "e-mail known", "未留電子郵件", "e-mail unknown", _ => m => m.EmailSealed != null),
        new FlagField("hasBirthday", "profile", "已填生日", "birthday known", "未填生日", "birthday unknown", _ => m => m.BirthMonth != null && m.BirthDay != null),

        new FlagField("marketing", "line", "同意接收行銷訊息", "agreed to marketing", "未同意接收行銷訊息", "has not agreed to marketing", _ => m => m.MarketingOptIn),
        new DateField("marketingChanged", "line", "上次變更行銷同意的日期", "Changed the consent to marketing", _ => m => m.MarketingChangedAt),
        new FlagField("bound", "line", "已綁定 LINE", "bound to LINE", "未綁定 LINE", "not bound to LINE", s => m => s.Db.LineAccounts.Any(a => a.MemberId == m.Id)),
        new FlagField("friend", "line", "為官方帳號好友", "friend of the account", "不是好友或已封鎖", "not a friend, or blocked", s => m => s.Db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend)),

        new ChoiceField("tier", "tier", "會員等級", "Tier", SegmentLists.Tiers, (s, values) =>
        {
            var levels = s.Db.Tiers.Where(t => values.Contains(t.Code)).Select(t => t.Level);
            // As in DateCondition: a sum has no index to be led astray by.
            var nothing = 0;
            return s.RowByRow ? m => levels.Contains(m.TierLevel + nothing) : m => levels.Contains(m.TierLevel);
        }),
        new DateField("tierSince", "tier", "成為目前等級的日期", "In this tier since", s => m => s.Db.TierPeriods.Where(p => p.MemberId == m.Id && p.ToAt == null).Select(p => (DateTime?)p.FromAt).FirstOrDefault()),
        new DateField("tierUntil", "tier", "等級到期日", "Tier valid until", s => m => s.Db.TierPeriods.Where(p => p.MemberId == m.Id && p.ToAt == null).Select(p => p.ValidUntil).FirstOrDefault()),

        new NumberField("points", "points", "點數餘額", "Points", "點", "points", _ => m => m.PointsBalance),
        new NumberField("coupons", "points", "可用優惠券張數", "Usable coupons", "張", "coupons", s =>
        {
            var now = s.Now;
            return m => s.Db.Coupons.Count(c => c.MemberId == m.Id && c.State == Rewards.Coupons.CouponState.Issued && c.ValidUntil > now);
        }),

        new ChoiceField("tag", "tags", "標籤", "Tag", SegmentLists.Tags, (s, values) =>
        {
            var now = s.Now;
            return m => s.Db.MemberTags.Any(t => t.MemberId == m.Id && values.Contains(t.Name) && (t.ExpiresAt == null || t.ExpiresAt > now));
        }),

        new ChoiceField("missionFinished", "missions", "已完成任務", "Has finished the mission", SegmentLists.Missions, (s, values) =>
            m => s.Db.MissionRounds.Any(r => r.MemberId == m.Id && r.FinishedAt != null && s.Db.Missions.Any(x => x.Id == r.MissionId && values.Contains(x.Code)))),
        new ChoiceField("missionBegun", "missions", "進行中的任務", "Is working on the mission", SegmentLists.Missions, (s, values) =>
        {
            var now = s.Now;
            return m => s.Db.MissionRounds.Any(r => r.MemberId == m.Id && r.BegunAt != null && r.FinishedAt == null && (r.EndsAt == null || r.EndsAt > now) && s.Db.Missions.Any(x => x.Id == r.MissionId && values.Contains(x.Code)));
        }),
        new ChoiceField("missionNotBegun", "missions", "尚未開始的任務", "Has not begun the mission", SegmentLists.Missions, (s, values) =>
            m => s.Db.Missions.Any(x => values.Contains(x.Code) && !s.Db.MissionRounds.Any(r => r.MissionId == x.Id && r.MemberId == m.Id && r.BegunAt != null))),

        new NumberField("purchaseCount", "purchases", "累積消費次數", "Purchases in all", "次", "times", _ => m => m.PurchaseCount),
        new NumberField("lifetimeSpend", "purchases", "累積消費金額", "Spent in all", "元", "NT$", _ => m => m.LifetimeSpend),
        new NumberField("averageSpend", "purchases", "平均客單價", "Average purchase", "元", "NT$", _ => m => m.PurchaseCount == 0 ? null : (double?)m.LifetimeSpend / m.PurchaseCount),
        new DateField("lastPurchase", "purchases", "最近消費日", "Last purchase", _ => m => m.LastPurchaseAt),
        new DateField("firstPurchase", "purchases", "首次消費日", "First purchase", s => m => s.Db.Purchases.Where(p => p.MemberId == m.Id && !p.WhollyReturned).OrderBy(p => p.OccurredAt).Select(p => (DateTime?)p.OccurredAt).FirstOrDefault()),
        new NumberField("ownCycle", "purchases", "距上次消費為個人回購週期的倍數", "Since last purchase, in own cycles", "倍", "cycles", s =>
        {
            // Nes.Cycle, said so that the database can reckon it.
            var (today, cycle, shortest, longest) = ((double)s.Today.DayNumber, 3 * s.Cycle, Nes.ShortestCycle, Nes.LongestCycle);
            return m => s.Db.BuyerStats.Where(b => b.MemberId == m.Id)
                .Select(b => new { Away = today - b.LastDay, Cycle = (b.LastDay - b.FirstDay + cycle) / (b.SaleDays + 2) })
                .Select(b => (double?)(b.Away / (b.Cycle < shortest ? shortest : b.Cycle > longest ? longest : b.Cycle))).FirstOrDefault();
        }),

        new ChoiceField("rfm", "scores", "RFM 分群", "RFM segment", SegmentLists.Rfm, (s, values) =>
        {
            var wanted = values.Select(v => Enum.TryParse<RfmSegment>(v, ignoreCase: true, out var r) ? r : (RfmSegment?)null).ToList();
            return m => s.Db.BuyerStats.Any(b => b.MemberId == m.Id && wanted.Contains(b.Rfm));
        }),
        new NumberField("rfmR", "scores", "RFM：R 分數（最近消費）", "RFM: R score", "分", "", s => m => s.Db.BuyerStats.Where(b => b.MemberId == m.Id && b.Recency > 0).Select(b => (double?)b.Recency).FirstOrDefault()),
        new NumberField("rfmF", "scores", "RFM：F 分數（消費頻率）", "RFM: F score", "分", "", s => m => s.Db.BuyerStats.Where(b => b.MemberId == m.Id && b.Frequency > 0).Select(b => (double?)b.Frequency).FirstOrDefault()),
        new NumberField("rfmM", "scores", "RFM：M 分數（消費金額）", "RFM: M score", "分", "", s => m => s.Db.BuyerStats.Where(b => b.MemberId == m.Id && b.Monetary > 0).Select(b => (double?)b.Monetary).FirstOrDefault()),
        new ChoiceField("nes", "scores", "NES 狀態", "NES state", SegmentLists.Nes, (s, values) =>
        {
            var wanted = values.Select(v => Enum.TryParse<NesState>(v, ignoreCase: true, out var n) ? n : (NesState?)null).ToList();
            return m => s.Db.BuyerStats.Any(b => b.MemberId == m.Id && wanted.Contains(b.Nes));
        }),
    ];

    /// <summary>Values of the month list that move with the calendar.</summary>
    public const string ThisMonth = "this", NextMonth = "next";

    /// <summary>The fields as a page offers them.</summary>
    public static IReadOnlyList<SegmentFieldView> Catalogue(bool english) =>
    [
        .. All.Select(f => new SegmentFieldView(
            f.Key, f.Group, english ? f.English : f.Chinese,
            f switch { FlagField => "flag", ChoiceField => "choice", NumberField => "number", _ => "date" },
            (f as ChoiceField)?.List, f is NumberField n ? english ? n.UnitEn : n.Unit : null,
            f is FlagField flag ? english ? flag.EnglishNot : flag.ChineseNot : null)),
    ];

    private static readonly Dictionary<string, SegmentField> ByKey = All.ToDictionary(f => f.Key);

    internal static T? Find<T>(string? key) where T : SegmentField => key is not null && ByKey.GetValueOrDefault(key) is T field ? field : null;
}

/// <param name="Type">Which kind of condition asks it: <c>flag</c>, <c>choice</c>, <c>number</c>, <c>date</c>.</param>
/// <param name="Not">How the opposite of a flag is said.</param>
public sealed record SegmentFieldView(string Key, string Group, string Name, string Type, string? List, string? Unit, string? Not);

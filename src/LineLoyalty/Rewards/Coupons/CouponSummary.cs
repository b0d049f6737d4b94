using System.Globalization;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>What people call the things that rules name by code; a code nobody knows is shown as it is.</summary>
public sealed record CouponNames(
    IReadOnlyDictionary<string, (string Chinese, string English)> Products, IReadOnlyDictionary<string, (string Chinese, string English)> Stores,
    IReadOnlyDictionary<string, (string Chinese, string English)> Tiers, IReadOnlyDictionary<string, (string Chinese, string English)> Coupons)
{
    private static readonly Dictionary<string, (string, string)> Empty = [];
    public static readonly CouponNames None = new(Empty, Empty, Empty, Empty);

    /// <summary>Only what these kinds mention.</summary>
    public static async Task<CouponNames> ReadAsync(LoyaltyDb db, IEnumerable<CouponDefinition> kinds, CancellationToken ct)
    {
        List<CouponDefinition> all = [.. kinds];
        var rules = all.Select(d => d.Rules).ToList();
        List<string> skus = [.. rules.SelectMany(r => r.Skus.Concat(r.NotSkus)).Concat(all.Select(d => d.ProductSku).OfType<string>()).Concat(all.Select(d => d.SoldSku).OfType<string>())
            .Concat(rules.Select(r => r.BuyGet?.GetSku).OfType<string>()).Distinct()];
        List<string> stores = [.. rules.SelectMany(r => r.Stores.Concat(r.NotStores)).Distinct()];
        List<string> parts = [.. rules.SelectMany(r => r.Bundle).Select(b => b.Coupon).Distinct()];
        return new CouponNames(
            skus.Count == 0 ? Empty : await db.Products.Where(p => skus.Contains(p.Sku)).ToDictionaryAsync(p => p.Sku, p => (p.Name, p.NameEn), ct),
            stores.Count == 0 ? Empty : await db.Stores.Where(s => stores.Contains(s.Code)).ToDictionaryAsync(s => s.Code, s => (s.Name, s.NameEn), ct),
            rules.TrueForAll(r => r.Tiers.Count == 0) ? Empty : await db.Tiers.ToDictionaryAsync(t => t.Code, t => (t.Name, t.NameEn), ct),
            parts.Count == 0 ? Empty : await db.CouponDefinitions.Where(d => parts.Contains(d.Code)).ToDictionaryAsync(d => d.Code, d => (d.Title, d.TitleEn), ct));
    }
}

/// <summary>A kind of coupon in plain words, in one place: the marketer's summary, the member's wallet and the clerk's page read the same.</summary>
public static class CouponSummary
{
    /// <summary>What it does and under which conditions, one sentence each.</summary>
    public static IReadOnlyList<string> Of(CouponDefinition d, CouponNames names, bool english) =>
        [Offer(d, names, english), .. Conditions(d, names, english), .. Limits(d, names, english)];

    public static string Offer(CouponDefinition d, CouponNames names, bool english)
    {
        string W(string chinese, string inEnglish) => english ? inEnglish : chinese;
        var r = d.Rules;
        var goods = Goods(d, names, english);
        var upTo = d.MaximumDiscount is { } cap ? W($"，最高折抵 {Money(cap)}", $", up to {Money(cap)}") : "";
        return d.Kind switch
        {
            CouponKind.Amount when d.HoldsMoney => W($"面額 {Money(d.Value)} 的商品禮券，可分次使用，餘額保留。", $"A gift voucher of {Money(d.Value)}, used in parts; the rest stays."),
            CouponKind.Amount => W($"{goods}折抵 {Money(d.Value)}。", $"{Money(d.Value)} off {goods}."),
            CouponKind.Percent => W($"{goods}打 {Fold(d.Value)} 折{upTo}。", $"{d.Value}% off {goods}{upTo}."),
            CouponKind.Product => W($"免費兌換{One(d, names, english)}一份{upTo}。", $"{One(d, names, english)} free{upTo}."),
            CouponKind.Experience => W("由店員提供服務後核銷，不折抵金額。", "Handed over and redeemed by the staff; takes nothing off."),
            CouponKind.BuyGet => BuyGet(r.BuyGet!, goods, names, english) + (english ? upTo.Length > 0 ? upTo[2..] + "." : "" : upTo.Length > 0 ? upTo[1..] + "。" : ""),
            CouponKind.Delivery => W($"免運費{upTo}。", $"Free delivery{upTo}."),
            CouponKind.Bundle => W("內含：", "Contains: ")
                + string.Join(W("、", ", "), r.Bundle.Select(b => $"{Name(names.Coupons, b.Coupon, english)} × {b.Count}")) + W("。", "."),
            CouponKind.Pass when d.Value > 0 => W($"可使用 {r.Uses} 次，每次折抵 {Money(d.Value)}。", $"{r.Uses} uses, {Money(d.Value)} off each time."),
            CouponKind.Pass => W($"可使用 {r.Uses} 次，每次免費兌換{One(d, names, english)}一份{upTo}。", $"{r.Uses} uses, each time {One(d, names, english)} free{upTo}."),
            _ => W($"寄存{One(d, names, english)} {r.Uses} 份，各門市皆可分次領取。", $"{r.Uses} × {One(d, names, english)} kept for you; collect them one by one at any store."),
        };
    }

    /// <summary>What a member must know before using it.</summary>
    public static IReadOnlyList<string> Conditions(CouponDefinition d, CouponNames names, bool english)
    {
        string W(string chinese, string inEnglish) => english ? inEnglish : chinese;
        string List(IEnumerable<string> codes, IReadOnlyDictionary<string, (string, string)> known) => string.Join(W("、", ", "), codes.Select(c => Name(known, c, english)));
        var (r, said) = (d.Rules, new List<string>());
        if (d.MinimumSpend > 0)
        {
            said.Add(r.LimitsProducts ? W($"適用商品消費滿 {Money(d.MinimumSpend)} 可用。", $"From {Money(d.MinimumSpend)} of these goods.")
                : W($"消費滿 {Money(d.MinimumSpend)} 可用。", $"From {Money(d.MinimumSpend)}."));
        }
        if (r.Stores.Count > 0) said.Add(W($"限{List(r.Stores, names.Stores)}使用。", $"Only at {List(r.Stores, names.Stores)}."));
        if (r.NotStores.Count > 0) said.Add(W($"{List(r.NotStores, names.Stores)}不適用。", $"Not at {List(r.NotStores, names.Stores)}."));
        if (r.NotSkus.Count + r.NotCategories.Count > 0)
        {
            var not = string.Join(W("、", ", "), r.NotCategories.Concat(r.NotSkus.Select(s => Name(names.Products, s, english))));
            said.Add(W($"不含{not}。", $"Not for {not}."));
        }
        if (r.Weekdays.Count > 0) said.Add(W($"限{Days(r.Weekdays, false)}使用。", $"Only on {Days(r.Weekdays, true)}."));
        if ((r.FromTime, r.ToTime) is (not null, _) or (_, not null))
        {
            said.Add((r.FromTime, r.ToTime) switch
            {
                ({ } from, { } to) when from > to => W($"限 {Clock(from)} 至翌日 {Clock(to)} 使用。", $"Only from {Clock(from)} until {Clock(to)} the next day."),
                ({ } from, { } to) => W($"限 {Clock(from)}–{Clock(to)} 使用。", $"Only between {Clock(from)} and {Clock(to)}."),
                ({ } from, _) => W($"限 {Clock(from)} 以後使用。", $"Only from {Clock(from)}."),
                _ => W($"限 {Clock(r.ToTime!.Value)} 以前使用。", $"Only until {Clock(r.ToTime!.Value)}."),
            });
        }
        if (r.Tiers.Count > 0) said.Add(W($"限{List(r.Tiers, names.Tiers)}使用。", $"Only for {List(r.Tiers, names.Tiers)}."));
        if (r.NewMemberDays is { } days) said.Add(W($"限入會 {days} 天內的新會員使用。", $"Only within {days} days of joining."));
        if (r.FirstPurchase) said.Add(W("限首次消費使用。", "Only for the first purchase."));
        if (r.UsesPerDay is { } daily) said.Add(W($"每人每日限用 {daily} 次。", english && daily == 1 ? "Once a day." : $"At most {daily} times a day."));
        if (d.Kind is not (CouponKind.Bundle or CouponKind.Experience))
        {
            said.Add(r.Stacking switch
            {
                CouponStacking.WithOthers => W("可與其他可併用的優惠券一起使用。", "Goes together with other coupons that allow it."),
                CouponStacking.OneOfGroup => W("同類優惠券每筆消費限用一張。", "One coupon of this group per purchase."),
                _ => W("不得與其他優惠券併用。", "Not combined with other coupons."),
            });
        }
        if (r.StartsAfterDays > 0) said.Add(W($"獲得後第 {r.StartsAfterDays} 天起可用。", $"Usable from day {r.StartsAfterDays} after you got it."));
        if (d.IsPaid) said.Add(W("付費券，沒有使用期限。", "Paid for: it never expires."));
        return said;
    }

    /// <summary>What only the brand needs to know.</summary>
    private static List<string> Limits(CouponDefinition d, CouponNames names, bool english)
    {
        string W(string chinese, string inEnglish) => english ? inEnglish : chinese;
        var (r, said) = (d.Rules, new List<string>());
        if (!d.IsPaid)
        {
            said.Add((r.StartsOn, r.EndsOn) switch
            {
                ({ } a, { } b) => W($"使用期間 {Day(a)} 至 {Day(b)}，且不超過獲得後 {d.ValidDays} 天。", $"Usable from {Day(a)} to {Day(b)}, and no longer than {d.ValidDays} days from issue."),
                ({ } a, null) => W($"{Day(a)} 起可用，效期 {d.ValidDays} 天。", $"Usable from {Day(a)}, for {d.ValidDays} days."),
                (null, { } b) => W($"獲得後 {d.ValidDays} 天內有效，最遲至 {Day(b)}。", $"Valid {d.ValidDays} days from issue, to {Day(b)} at the latest."),
                _ => W($"獲得後 {d.ValidDays} 天內有效。", $"Valid {d.ValidDays} days from issue."),
            });
        }
        if (r.PerMember is { } each) said.Add(W($"每位會員最多領 {each} 張。", $"At most {each} per member."));
        if (d.IssueLimit is { } stock) said.Add(W($"總共發行 {Number(stock)} 張。", $"{Number(stock)} in all."));
        if (d.Budget is { } budget) said.Add(W($"折抵總額達 {Money(budget)} 即停止。", $"Stops when {Money(budget)} have been taken off."));
        if (d.SoldSku is { } sku) said.Add(W($"售出「{Name(names.Products, sku, english)}」時自動存入會員票匣。", $"Put into the wallet when “{Name(names.Products, sku, english)}” is sold."));
        if (r.FromPool) said.Add(W("每張使用一組匯入或產生的序號。", "Each takes one code of the pool."));
        if (r.MayGive) said.Add(W("可轉贈給一位朋友。", "May be given to a friend, once."));
        if (!d.IsPaid && d.Kind != CouponKind.Bundle)
        {
            said.Add(r.NotReturned ? W("整筆退貨時不歸還。", "Stays used when the sale is returned.")
                : W("整筆退貨時歸還；已過期者延長 7 天一次。", "Comes back when the whole sale is returned; once with 7 more days if it has lapsed."));
        }
        if (r.Paid is { } paid)
        {
            said.Add(W($"售價 {Money(paid.Price)}；{paid.Guarantor}以{paid.Guarantee}提供履約保證 {paid.GuaranteeMonths} 個月；退費手續費 {paid.FeePercent}%。",
                $"Costs {Money(paid.Price)}; performance guaranteed for {paid.GuaranteeMonths} months by {paid.Guarantor} ({paid.Guarantee}); refund fee {paid.FeePercent}%."));
        }
        if (r.Priority != 0) said.Add(W($"併用時的優先順序 {r.Priority}（數字大的先折抵）。", $"Priority {r.Priority} beside others (higher takes first)."));
        return said;
    }

    private static string BuyGet(BuyGetRule rule, string goods, CouponNames names, bool english)
    {
        var gift = rule.GetSku is { } sku ? Name(names.Products, sku, english) : english ? "of the cheaper ones" : "價低者";
        var times = rule.MostTimes == 1 ? (english ? "Once per purchase." : "每筆限一組。") : english ? $"At most {rule.MostTimes} times per purchase." : $"每筆最多 {rule.MostTimes} 組。";
        return (english
            ? $"Buy {rule.Buy} ({goods}), get {rule.Get} {gift} " + (rule.PercentOff == 100 ? "free. " : $"at {rule.PercentOff}% off. ")
            : $"{goods}買 {rule.Buy} 件，{gift} {rule.Get} 件" + (rule.PercentOff == 100 ? "免費。" : $" {Fold(rule.PercentOff)} 折。")) + times;
    }

    private static string Goods(CouponDefinition d, CouponNames names, bool english)
    {
        var r = d.Rules;
        if (r.Skus.Count + r.Categories.Count == 0) return english ? "the purchase" : "整筆消費";
        var all = r.Categories.Concat(r.Skus.Select(s => Name(names.Products, s, english)));
        return string.Join(english ? ", " : "、", all);
    }

    private static string One(CouponDefinition d, CouponNames names, bool english)
    {
        if (d.ProductSku is { } sku) return english ? $"one {Name(names.Products, sku, true)}" : $"「{Name(names.Products, sku, false)}」";
        var limited = d.Rules.Skus.Count + d.Rules.Categories.Count > 0;
        return limited ? (english ? $"one of {Goods(d, names, true)}" : $"「{Goods(d, names, false)}」任選") : english ? "one item" : "任選商品";
    }

    private static string Name(IReadOnlyDictionary<string, (string Chinese, string English)> known, string code, bool english) =>
        known.TryGetValue(code, out var name) ? english && name.English.Length > 0 ? name.English : name.Chinese : code;

    private static string Days(IReadOnlyList<DayOfWeek> days, bool english)
    {
        var monday = days.Distinct().OrderBy(d => ((int)d + 6) % 7).ToList();
        return english ? string.Join(", ", monday) : "週" + string.Join("、", monday.Select(d => "日一二三四五六"[(int)d]));
    }

    private static string Fold(long percentOff)
    {
        var rest = 100 - percentOff;
        return (rest % 10 == 0 ? rest / 10 : rest).ToString(CultureInfo.InvariantCulture);
    }

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
    private static string Day(DateOnly day) => day.ToString("yyyy/M/d", CultureInfo.InvariantCulture);
    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
    private static string Money(long amount) => "NT$" + Number(amount);
}

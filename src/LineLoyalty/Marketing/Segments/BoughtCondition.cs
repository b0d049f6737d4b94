using System.Globalization;
using System.Linq.Expressions;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;

namespace LineLoyalty.Marketing.Segments;

public enum BoughtMeasure
{
    /// <summary>Receipts that were not wholly returned.</summary>
    Count,
    /// <summary>Paid, less what was returned and what was paid back for vouchers, whole NT$; with goods named, their part of it.</summary>
    Spend,
    /// <summary><see cref="Spend"/> per receipt.</summary>
    Average,
    /// <summary>Different days with a purchase.</summary>
    Days,
    /// <summary>Pieces kept.</summary>
    Items,
}

public enum BoughtWindow
{
    Ever,
    /// <summary>The last so many days, today included.</summary>
    Within,
    /// <summary>Before the last so many days.</summary>
    Outside,
    Between,
}

/// <summary>What a member bought: a measure over the receipts that fit, in a range. Members who bought nothing count as 0.</summary>
public sealed record BoughtCondition(BoughtMeasure Measure, NumberOperator Op, decimal Value) : SegmentRule
{
    public decimal? To { get; init; }
    public BoughtWindow Window { get; init; }
    public int? WindowDays { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? Until { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }
    public IReadOnlyList<string>? Products { get; init; }
    /// <summary>Store codes.</summary>
    public IReadOnlyList<string>? Stores { get; init; }
    public IReadOnlyList<string>? Channels { get; init; }
    public IReadOnlyList<string>? Payments { get; init; }
    /// <summary>1 Monday to 7 Sunday, on the brand's calendar.</summary>
    public IReadOnlyList<int>? Weekdays { get; init; }
    /// <summary>First hour, 0–23, on the brand's clock.</summary>
    public int? FromHour { get; init; }
    /// <summary>Hour at which it ends, 1–24; below <see cref="FromHour"/> the time goes over midnight.</summary>
    public int? UntilHour { get; init; }

    private bool NamesGoods => Categories is { Count: > 0 } || Products is { Count: > 0 } || Measure == BoughtMeasure.Items;

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var least = Op == NumberOperator.AtMost ? 0 : Value;
        decimal? most = Op switch { NumberOperator.AtLeast => null, NumberOperator.Between => To, _ => Value };
        // Nothing bought is 0, which has no row to be found by: where 0 fits, those with too much are looked for and left out.
        if (least > 0) return Predicates.All([.. MustHave(scope, least), Among(scope, most is { } top ? Predicates.All([Reaches((double)least), Predicates.Not(Exceeds((double)top))]) : Reaches((double)least))]);
        return most is { } limit ? Predicates.Not(Among(scope, Exceeds((double)limit))) : _ => true;
    }

    /// <summary>Members some of whose sales, taken together, are so.</summary>
    private Expression<Func<Member, bool>> Among(SegmentScope scope, Expression<Func<IGrouping<long, SaleFact>, bool>> having)
    {
        var facts = Facts(scope);
        if (scope.RowByRow) return m => facts.Where(f => f.MemberId == m.Id).GroupBy(f => f.MemberId).Any(having);
        var ids = facts.GroupBy(f => f.MemberId).Where(having).Select(g => g.Key);
        return m => ids.Contains(m.Id);
    }

    /// <summary>What the member's own row already says against it, so that fewer members' sales are added up.</summary>
    private IEnumerable<Expression<Func<Member, bool>>> MustHave(SegmentScope scope, decimal least)
    {
        var receipts = Measure is BoughtMeasure.Count or BoughtMeasure.Days ? (int)Math.Ceiling(least) : 1;
        yield return m => m.PurchaseCount >= receipts;
        if (Window is not (BoughtWindow.Within or BoughtWindow.Between)) yield break;
        var (since, never) = (scope.Time.StartOf(Window == BoughtWindow.Within ? scope.Today.AddDays(1 - WindowDays!.Value) : From!.Value), DateTime.MinValue);
        yield return m => (m.LastPurchaseAt ?? never) >= since;
    }

    /// <summary>What one member's measure is, for the explanation.</summary>
    internal IQueryable<double> Of(SegmentScope scope, long memberId)
    {
        var groups = Facts(scope).Where(f => f.MemberId == memberId).GroupBy(f => f.MemberId);
        return Measure switch
        {
            BoughtMeasure.Count => groups.Select(g => (double)g.Select(f => f.Sale).Distinct().Count()),
            BoughtMeasure.Spend => groups.Select(g => (double)g.Sum(f => f.Net)),
            BoughtMeasure.Average => groups.Select(g => (double)g.Sum(f => f.Net) / g.Select(f => f.Sale).Distinct().Count()),
            BoughtMeasure.Days => groups.Select(g => (double)g.Select(f => f.Day).Distinct().Count()),
            _ => groups.Select(g => (double)g.Sum(f => f.Items)),
        };
    }

    private Expression<Func<IGrouping<long, SaleFact>, bool>> Reaches(double value) => Measure switch
    {
        BoughtMeasure.Count when NamesGoods => g => g.Select(f => f.Sale).Distinct().Count() >= value,
        BoughtMeasure.Count => g => g.Count() >= value,
        BoughtMeasure.Spend => g => g.Sum(f => f.Net) >= value,
        BoughtMeasure.Average => g => g.Sum(f => f.Net) >= value * g.Select(f => f.Sale).Distinct().Count(),
        BoughtMeasure.Days => g => g.Select(f => f.Day).Distinct().Count() >= value,
        _ => g => g.Sum(f => f.Items) >= value,
    };

    /// <summary>Whole measures: above 3 is 4 or more, which is one comparison less to write five times.</summary>
    private Expression<Func<IGrouping<long, SaleFact>, bool>> Exceeds(double value) =>
        Measure == BoughtMeasure.Average ? g => g.Sum(f => f.Net) > value * g.Select(f => f.Sale).Distinct().Count() : Reaches(Math.Floor(value) + 1);

    private IQueryable<SaleFact> Facts(SegmentScope scope)
    {
        var sales = Sales(scope);
        if (!NamesGoods) return sales.Select(p => new SaleFact { MemberId = p.MemberId!.Value, Sale = p.Id, Day = p.SoldOn, Net = p.Paid - p.Refunded - p.VouchersRefunded });
        var (categories, products) = (Categories ?? [], Products ?? []);
        var (anyCategory, anyProduct) = (categories.Count == 0, products.Count == 0);
        return scope.Db.PurchaseLines
            .Where(l => l.RefundedQuantity < l.Quantity && (anyCategory || (l.Category != null && categories.Contains(l.Category))) && (anyProduct || (l.Sku != null && products.Contains(l.Sku))))
            .Join(sales, l => l.PurchaseId, p => p.Id, (l, p) => new SaleFact
            {
                MemberId = p.MemberId!.Value, Sale = p.Id, Day = p.SoldOn,
                Net = l.PaidShare * (l.Quantity - l.RefundedQuantity) / l.Quantity - l.VouchersRefunded, Items = l.Quantity - l.RefundedQuantity,
            });
    }

    private IQueryable<Purchase> Sales(SegmentScope scope)
    {
        var sales = scope.Db.Purchases.Where(p => p.MemberId != null && !p.WhollyReturned);
        switch (Window)
        {
            case BoughtWindow.Within:
                var since = scope.Today.AddDays(1 - WindowDays!.Value);
                sales = sales.Where(p => p.SoldOn >= since);
                break;
            case BoughtWindow.Outside:
                var before = scope.Today.AddDays(1 - WindowDays!.Value);
                sales = sales.Where(p => p.SoldOn < before);
                break;
            case BoughtWindow.Between:
                var (from, until) = (From!.Value, Until!.Value);
                sales = sales.Where(p => p.SoldOn >= from && p.SoldOn <= until);
                break;
        }
        if (Stores is { Count: > 0 } stores) sales = sales.Where(p => scope.Db.Stores.Any(s => s.Id == p.StoreId && stores.Contains(s.Code)));
        if (Channels is { Count: > 0 } channels) sales = sales.Where(p => channels.Contains(p.Channel));
        if (Payments is { Count: > 0 } payments) sales = sales.Where(p => payments.Contains(p.Payment));
        if (Weekdays is { Count: > 0 } weekdays) sales = sales.Where(p => weekdays.Contains(p.Weekday));
        if (FromHour is { } first && UntilHour is { } end)
        {
            sales = first < end ? sales.Where(p => p.Hour >= first && p.Hour < end) : sales.Where(p => p.Hour >= first || p.Hour < end);
        }
        return sales;
    }

    public override string Words(SegmentNames names, bool english)
    {
        List<string> parts = [];
        void Add(string chinese, string inEnglish) => parts.Add(english ? inEnglish : chinese);
        switch (Window)
        {
            case BoughtWindow.Within: Add($"最近 {WindowDays} 天內", $"within {WindowDays} days"); break;
            case BoughtWindow.Outside: Add($"{WindowDays} 天以前", $"before the last {WindowDays} days"); break;
            case BoughtWindow.Between: Add($"{From:yyyy/MM/dd}–{Until:yyyy/MM/dd} 期間", $"between {From:yyyy-MM-dd} and {Until:yyyy-MM-dd}"); break;
        }
        void Names(IReadOnlyList<string>? codes, string list, string chinese, string inEnglish)
        {
            if (codes is { Count: > 0 }) Add($"{chinese}「{names.Join(list, codes, false)}」", $"{inEnglish} {names.Join(list, codes, true)}");
        }
        Names(Stores, SegmentLists.Stores, "在", "at");
        Names(Channels, SegmentLists.Channels, "透過", "through");
        Names(Payments, SegmentLists.Payments, "以", "paid by");
        Names(Weekdays?.Select(d => d.ToString(CultureInfo.InvariantCulture)).ToList(), SegmentLists.Weekdays, "於", "on");
        if (FromHour is not null && UntilHour is not null) Add($"{FromHour}:00–{UntilHour}:00", $"from {FromHour}:00 to {UntilHour}:00");
        Names(Categories, SegmentLists.Categories, "購買類別", "buying");
        Names(Products, SegmentLists.Products, "購買", "buying");
        var (name, unit) = Unit(english);
        var range = NumberCondition.Range(Op, Value, To, unit, english);
        return english ? $"{name} {range} {string.Join(" ", parts)}".TrimEnd() : $"{string.Join("", parts)}{name}{range}";
    }

    internal (string Name, string Unit) Unit(bool english) => (Measure, english) switch
    {
        (BoughtMeasure.Count, true) => ("purchases", ""), (BoughtMeasure.Count, false) => ("消費次數", "次"),
        (BoughtMeasure.Spend, true) => ("spent", "NT$"), (BoughtMeasure.Spend, false) => ("消費金額", "元"),
        (BoughtMeasure.Average, true) => ("average purchase", "NT$"), (BoughtMeasure.Average, false) => ("平均客單價", "元"),
        (BoughtMeasure.Days, true) => ("days with a purchase", ""), (BoughtMeasure.Days, false) => ("消費天數", "天"),
        (_, true) => ("pieces", ""), _ => ("購買件數", "件"),
    };

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        Range(Value, 0, NumberCondition.Highest, path + ".value", found);
        if (Op == NumberOperator.Between) Range(To, Value, NumberCondition.Highest, path + ".to", found);
        if (Window is BoughtWindow.Within or BoughtWindow.Outside) Range(WindowDays, 1, DateCondition.MostDays, path + ".windowDays", found);
        if (Window == BoughtWindow.Between && (From is null || Until is null || From > Until)) found.Add(new(path + ".from", "segment.dates", "請填起訖日期，開始日不可晚於結束日。", "Give both dates, the first not after the last."));
        if (Weekdays?.Any(d => d is < 1 or > 7) == true) found.Add(new(path + ".weekdays", "segment.range", "請選擇星期。", "Choose weekdays."));
        if (FromHour is not null || UntilHour is not null)
        {
            Range(FromHour, 0, 23, path + ".fromHour", found);
            Range(UntilHour, 1, 24, path + ".untilHour", found);
            if (FromHour == UntilHour) found.Add(new(path + ".untilHour", "segment.range", "開始與結束時間相同。", "Both hours are the same."));
        }
    }

    private sealed class SaleFact
    {
        public long MemberId { get; init; }
        public long Sale { get; init; }
        public DateOnly Day { get; init; }
        public long Net { get; init; }
        public int Items { get; init; }
    }
}

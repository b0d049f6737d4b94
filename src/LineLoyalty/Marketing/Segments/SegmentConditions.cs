using System.Globalization;
using System.Linq.Expressions;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Segments;

/// <summary>One of the yes-or-no fields.</summary>
public sealed record FlagCondition(string Field, bool Yes = true) : SegmentRule
{
    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var holds = SegmentFields.Find<FlagField>(Field)!.Of(scope);
        return Yes ? holds : Predicates.Not(holds);
    }

    public override string Words(SegmentNames names, bool english) =>
        SegmentFields.Find<FlagField>(Field) is not { } f ? Field : Yes ? (english ? f.English : f.Chinese) : english ? f.EnglishNot : f.ChineseNot;

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (SegmentFields.Find<FlagField>(Field) is null) Unknown(path + ".field", found);
    }
}

public enum ChoiceOperator
{
    /// <summary>At least one of the values.</summary>
    Any,
    /// <summary>None of the values.</summary>
    None,
    /// <summary>Every value; only tags can have several at once.</summary>
    Every,
}

/// <summary>A field that has one of a list of values (tags: several).</summary>
public sealed record ChoiceCondition(string Field, IReadOnlyList<string> Values) : SegmentRule
{
    public ChoiceOperator Op { get; init; }

    private const int MostValues = 200;

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var field = SegmentFields.Find<ChoiceField>(Field)!;
        return Op switch
        {
            ChoiceOperator.None => Predicates.Not(field.Any(scope, Values)),
            ChoiceOperator.Every => Predicates.All(Values.Select(v => field.Any(scope, [v]))),
            _ => field.Any(scope, Values),
        };
    }

    public override string Words(SegmentNames names, bool english)
    {
        if (SegmentFields.Find<ChoiceField>(Field) is not { } field) return Field;
        var values = names.Join(field.List, Values, english);
        return (Op, english) switch
        {
            (ChoiceOperator.None, true) => $"{field.English} is none of {values}",
            (ChoiceOperator.None, false) => $"{field.Chinese}不是「{values}」",
            (ChoiceOperator.Every, true) => $"{field.English} has all of {values}",
            (ChoiceOperator.Every, false) => $"{field.Chinese}同時有「{values}」",
            (_, true) => $"{field.English} is {values}",
            _ => $"{field.Chinese}為「{values}」",
        };
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (SegmentFields.Find<ChoiceField>(Field) is null) Unknown(path + ".field", found);
        if (Values is not { Count: > 0 and <= MostValues } || Values.Any(string.IsNullOrWhiteSpace)) found.Add(new(path + ".values", "segment.values", "請至少選擇一項。", "Choose at least one."));
    }
}

public enum NumberOperator { AtLeast, AtMost, Between, Exactly }

/// <summary>A number in a range, both ends included. Members without the number (age unknown) do not match.</summary>
public sealed record NumberCondition(string Field, NumberOperator Op, decimal Value) : SegmentRule
{
    /// <summary>Upper end of <see cref="NumberOperator.Between"/>.</summary>
    public decimal? To { get; init; }

    internal const decimal Highest = 1_000_000_000;

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var (a, b) = ((double)Value, (double)(To ?? Value));
        Expression<Func<double?, bool>> test = Op switch
        {
            NumberOperator.AtLeast => v => v >= a,
            NumberOperator.AtMost => v => v <= a,
            NumberOperator.Exactly => v => v == a,
            _ => v => v >= a && v <= b,
        };
        return Predicates.Is(SegmentFields.Find<NumberField>(Field)!.Of(scope), test);
    }

    public override string Words(SegmentNames names, bool english)
    {
        if (SegmentFields.Find<NumberField>(Field) is not { } field) return Field;
        return english ? $"{field.English} {Range(Op, Value, To, field.UnitEn, true)}".TrimEnd() : $"{field.Chinese}{Range(Op, Value, To, field.Unit, false)}";
    }

    internal static string Range(NumberOperator op, decimal value, decimal? to, string unit, bool english)
    {
        var (a, b) = (value.ToString("#,0.##", CultureInfo.InvariantCulture), to?.ToString("#,0.##", CultureInfo.InvariantCulture));
        return (op, english) switch
        {
            (NumberOperator.AtLeast, true) => $"at least {a} {unit}",
            (NumberOperator.AtMost, true) => $"at most {a} {unit}",
            (NumberOperator.Between, true) => $"{a} to {b} {unit}",
            (_, true) => $"exactly {a} {unit}",
            (NumberOperator.AtLeast, false) => $" {a} {unit}以上",
            (NumberOperator.AtMost, false) => $" {a} {unit}以下",
            (NumberOperator.Between, false) => $" {a}–{b} {unit}",
            _ => $"為 {a} {unit}",
        };
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (SegmentFields.Find<NumberField>(Field) is null) Unknown(path + ".field", found);
        Range(Value, 0, Highest, path + ".value", found);
        if (Op == NumberOperator.Between) Range(To, Value, Highest, path + ".to", found);
    }
}

public enum DateOperator
{
    /// <summary>Within the last so many days, today included.</summary>
    Within,
    /// <summary>So many days ago or longer.</summary>
    Before,
    /// <summary>Within the next so many days, today included.</summary>
    Coming,
    Between,
    /// <summary>There is no such date.</summary>
    Never,
    Known,
}

/// <summary>A date relative to today or between two days; days are the brand's.</summary>
public sealed record DateCondition(string Field, DateOperator Op) : SegmentRule
{
    public int? Days { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    internal const int MostDays = 3650;

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var value = SegmentFields.Find<DateField>(Field)!.Of(scope);
        var never = DateTime.MaxValue;
        switch (Op)
        {
            case DateOperator.Never: return Predicates.Is(value, v => v == null);
            case DateOperator.Known: return Predicates.Is(value, v => v != null);
            case DateOperator.Before:
                // "90 days ago": the ninetieth day back is still in.
                var before = scope.DaysAgo(Days!.Value - 1);
                return scope.RowByRow ? Predicates.Is(value, v => (v ?? never) < before) : Predicates.Is(value, v => v < before);
            case DateOperator.Coming: return In(scope.DaysAgo(0), scope.DaysAgo(-Days!.Value));
            case DateOperator.Within: return In(scope.DaysAgo(Days!.Value - 1), scope.DaysAgo(-1));
            default: return In(scope.Time.StartOf(From!.Value), scope.Time.EndOf(To!.Value));
        }

        // An index on the date would take the engine through the members in its order, which costs ten times more than passing by all of them once.
        Expression<Func<Member, bool>> In(DateTime from, DateTime to) =>
            scope.RowByRow ? Predicates.Is(value, v => (v ?? never) >= from && (v ?? never) < to) : Predicates.Is(value, v => v >= from && v < to);
    }

    public override string Words(SegmentNames names, bool english)
    {
        if (SegmentFields.Find<DateField>(Field) is not { } field) return Field;
        var name = english ? field.English : field.Chinese;
        return (Op, english) switch
        {
            (DateOperator.Never, true) => $"{name}: never",
            (DateOperator.Never, false) => $"沒有{name}",
            (DateOperator.Known, true) => $"{name}: known",
            (DateOperator.Known, false) => $"有{name}",
            (DateOperator.Before, true) => $"{name} {Days} days ago or longer",
            (DateOperator.Before, false) => $"{name}在 {Days} 天前或更早",
            (DateOperator.Within, true) => $"{name} within {Days} days",
            (DateOperator.Within, false) => $"{name}在最近 {Days} 天內",
            (DateOperator.Coming, true) => $"{name} within the next {Days} days",
            (DateOperator.Coming, false) => $"{name}在未來 {Days} 天內",
            (_, true) => $"{name} between {From:yyyy-MM-dd} and {To:yyyy-MM-dd}",
            _ => $"{name}介於 {From:yyyy/MM/dd}–{To:yyyy/MM/dd}",
        };
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (SegmentFields.Find<DateField>(Field) is null) Unknown(path + ".field", found);
        if (Op is DateOperator.Within or DateOperator.Before or DateOperator.Coming) Range(Days, 1, MostDays, path + ".days", found);
        if (Op is DateOperator.Between && (From is null || To is null || From > To)) found.Add(new(path + ".from", "segment.dates", "請填起訖日期，開始日不可晚於結束日。", "Give both dates, the first not after the last."));
    }
}

/// <summary>Points that end within so many days, today included.</summary>
public sealed record PointsExpireCondition(int Days, long AtLeast = 1) : SegmentRule
{
    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var (db, now, until, least) = (scope.Db, scope.Now, scope.DaysAgo(-Days), AtLeast);
        var ids = db.PointsLots.Where(l => l.Remaining > 0 && l.ExpiresAt > now && l.ExpiresAt <= until)
            .GroupBy(l => l.MemberId).Where(g => g.Sum(l => l.Remaining) >= least).Select(g => g.Key);
        return m => ids.Contains(m.Id);
    }

    public override string Words(SegmentNames names, bool english) => english ? $"{AtLeast:N0} points or more expire within {Days} days" : $"{Days} 天內有 {AtLeast:N0} 點以上到期";

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        Range(Days, 1, DateCondition.MostDays, path + ".days", found);
        Range(AtLeast, 1, NumberCondition.Highest, path + ".atLeast", found);
    }
}

public enum CouponDid
{
    /// <summary>Has one that can be used.</summary>
    Holds,
    /// <summary>Has one that ends within so many days.</summary>
    Expiring,
    Received,
    Redeemed,
}

/// <summary>What happened to coupons of certain kinds (none named: any kind).</summary>
public sealed record CouponCondition(CouponDid Did, IReadOnlyList<string>? Codes = null) : SegmentRule
{
    /// <summary>Within so many days back (forward for <see cref="CouponDid.Expiring"/>); null means ever.</summary>
    public int? Days { get; init; }

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var (db, now, codes) = (scope.Db, scope.Now, Codes ?? []);
        var any = codes.Count == 0;
        var coupons = db.Coupons.Where(c => any || codes.Contains(c.Definition.Code));
        var usable = coupons.Where(c => c.State == Rewards.Coupons.CouponState.Issued && c.ValidUntil > now);
        switch (Did)
        {
            case CouponDid.Holds:
                return m => usable.Any(c => c.MemberId == m.Id);
            case CouponDid.Expiring:
                var until = scope.DaysAgo(-Days!.Value);
                return m => usable.Any(c => c.MemberId == m.Id && c.ValidUntil <= until);
            case CouponDid.Received:
                var received = Days is { } r ? scope.DaysAgo(r - 1) : DateTime.MinValue;
                return m => coupons.Any(c => c.MemberId == m.Id && c.IssuedAt >= received);
            default:
                var since = Days is { } d ? scope.DaysAgo(d - 1) : DateTime.MinValue;
                return m => coupons.Any(c => c.MemberId == m.Id && c.RedeemedAt >= since);
        }
    }

    public override string Words(SegmentNames names, bool english)
    {
        var what = Codes is { Count: > 0 } ? names.Join(SegmentLists.Coupons, Codes, english) : english ? "any coupon" : "任一優惠券";
        var (within, ago) = (english ? $" within {Days} days" : $"{Days} 天內", Days is null);
        return (Did, english) switch
        {
            (CouponDid.Holds, true) => $"holds {what}",
            (CouponDid.Holds, false) => $"持有可用的「{what}」",
            (CouponDid.Expiring, true) => $"{what} expires{within}",
            (CouponDid.Expiring, false) => $"「{what}」{within}到期",
            (CouponDid.Received, true) => $"received {what}{(ago ? "" : within)}",
            (CouponDid.Received, false) => $"{(ago ? "曾" : within)}收到「{what}」",
            (_, true) => $"redeemed {what}{(ago ? "" : within)}",
            _ => $"{(ago ? "曾" : within)}使用「{what}」",
        };
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (Days is not null || Did == CouponDid.Expiring) Range(Days, 1, DateCondition.MostDays, path + ".days", found);
        if (Codes?.Any(string.IsNullOrWhiteSpace) == true) found.Add(new(path + ".codes", "segment.values", "請選擇優惠券。", "Choose a coupon."));
    }
}

/// <summary>Got a message of one of these campaigns (none named: any).</summary>
public sealed record CampaignCondition(IReadOnlyList<long>? Campaigns = null) : SegmentRule
{
    public int? Days { get; init; }

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var (db, campaigns) = (scope.Db, (Campaigns ?? []).Select(c => (long?)c).ToList());
        var any = campaigns.Count == 0;
        var since = Days is { } d ? scope.DaysAgo(d - 1) : DateTime.MinValue;
        var sent = db.DeliveryRecipients.Where(r => r.State == Deliveries.RecipientState.Accepted && r.Delivery.CampaignId != null
            && (any || campaigns.Contains(r.Delivery.CampaignId)) && r.Delivery.FinishedAt >= since);
        return m => sent.Any(r => r.MemberId == m.Id);
    }

    public override string Words(SegmentNames names, bool english)
    {
        var what = Campaigns is { Count: > 0 } ? names.Join(SegmentLists.Campaigns, Campaigns.Select(c => c.ToString(CultureInfo.InvariantCulture)), english) : english ? "any push" : "任一推播";
        return english ? $"got {what}{(Days is null ? "" : $" within {Days} days")}" : $"{(Days is null ? "曾" : $"{Days} 天內")}收到推播「{what}」";
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (Days is not null) Range(Days, 1, DateCondition.MostDays, path + ".days", found);
    }
}

/// <summary>Pressed a counted link of one of these campaigns (none named: of any, or of any journey's message).</summary>
public sealed record ClickedCondition(IReadOnlyList<long>? Campaigns = null) : SegmentRule
{
    public int? Days { get; init; }

    internal override Expression<Func<Member, bool>> Matches(SegmentScope scope)
    {
        var (db, campaigns) = (scope.Db, Campaigns ?? []);
        var any = campaigns.Count == 0;
        var since = Days is { } d ? scope.DaysAgo(d - 1) : DateTime.MinValue;
        var pressed = db.CampaignClicks.Where(c => (any || campaigns.Contains(c.CampaignId)) && c.At >= since);
        if (!any) return m => pressed.Any(c => c.MemberId == m.Id);
        var inJourneys = db.JourneyClicks.Where(c => c.At >= since);
        return m => pressed.Any(c => c.MemberId == m.Id) || inJourneys.Any(c => c.MemberId == m.Id);
    }

    public override string Words(SegmentNames names, bool english)
    {
        var what = Campaigns is { Count: > 0 } ? names.Join(SegmentLists.Campaigns, Campaigns.Select(c => c.ToString(CultureInfo.InvariantCulture)), english) : english ? "any push or journey" : "任一推播或旅程訊息";
        return english ? $"pressed a link of {what}{(Days is null ? "" : $" within {Days} days")}" : $"{(Days is null ? "曾" : $"{Days} 天內")}點擊「{what}」的連結";
    }

    internal override void AddFaults(string path, List<SegmentFault> found)
    {
        if (Days is not null) Range(Days, 1, DateCondition.MostDays, path + ".days", found);
    }
}

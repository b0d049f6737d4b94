using LineLoyalty.Analytics;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;

namespace LineLoyalty.Tests.Marketing.Segments;

/// <summary>The slow and obvious reading of a rule: one member at a time, over lists in memory, nothing shared with the product's own.</summary>
internal sealed class PlainSegment(Crowd crowd, BrandTime time, double brandCycle)
{
    public IEnumerable<long> Who(SegmentRule rule) => crowd.Members.Where(m => m.ErasedAt is null && Fits(rule, m)).Select(m => m.Id);

    private bool Fits(SegmentRule rule, Member m) => rule switch
    {
        AllOf g => g.Rules.All(r => Fits(r, m)),
        AnyOf g => g.Rules.Count == 0 || g.Rules.Any(r => Fits(r, m)),
        NoneOf g => !g.Rules.Any(r => Fits(r, m)),
        FlagCondition c => Flag(c.Field, m) == c.Yes,
        ChoiceCondition c => c.Op switch
        {
            ChoiceOperator.None => !c.Values.Any(v => Has(c.Field, v, m)),
            ChoiceOperator.Every => c.Values.All(v => Has(c.Field, v, m)),
            _ => c.Values.Any(v => Has(c.Field, v, m)),
        },
        NumberCondition c => Number(c.Field, m) is { } n && InRange(c.Op, n, c.Value, c.To),
        DateCondition c => Dated(c, m),
        BoughtCondition c => InRange(c.Op, Bought(c, m), c.Value, c.To),
        PointsExpireCondition c => crowd.Lots.Where(l => l.MemberId == m.Id && l.Remaining > 0 && l.ExpiresAt > time.Now && l.ExpiresAt <= time.StartOf(time.Today.AddDays(c.Days))).Sum(l => l.Remaining) is var sum && sum > 0 && sum >= c.AtLeast,
        CouponCondition c => crowd.Coupons.Any(x => x.MemberId == m.Id && (c.Codes is not { Count: > 0 } || c.Codes.Contains(crowd.CouponCodes[x.DefinitionId])) && CouponFits(c, x)),
        CampaignCondition c => crowd.Sent.Any(d => d.Recipients[0] is var r && r.MemberId == m.Id && r.State == RecipientState.Accepted && Among(c.Campaigns, d.CampaignId!.Value) && Since(c.Days, d.FinishedAt!.Value)),
        ClickedCondition c => crowd.Clicks.Any(k => k.MemberId == m.Id && Among(c.Campaigns, k.CampaignId) && Since(c.Days, k.At))
            || (c.Campaigns is not { Count: > 0 } && crowd.JourneyClicks.Any(k => k.MemberId == m.Id && Since(c.Days, k.At))),
        MovedCondition c => crowd.Moves.Any(v => v.MemberId == m.Id && v.Score == c.Score && v.Day > time.Today.AddDays(-c.Days) && (c.From is not { Count: > 0 } || c.From.Contains(v.From!)) && (c.To is not { Count: > 0 } || c.To.Contains(v.To!))),
        _ => throw new NotSupportedException(rule.GetType().Name),
    };

    private static bool Among(IReadOnlyList<long>? campaigns, long id) => campaigns is not { Count: > 0 } || campaigns.Contains(id);

    private bool Since(int? days, DateTime at) => days is null || at >= time.StartOf(time.Today.AddDays(1 - days.Value));

    private static bool InRange(NumberOperator op, decimal n, decimal a, decimal? b) => op switch
    {
        NumberOperator.AtLeast => n >= a,
        NumberOperator.AtMost => n <= a,
        NumberOperator.Exactly => n == a,
        _ => n >= a && n <= b,
    };

    private LineAccount? Account(Member m) => crowd.Accounts.Find(a => a.MemberId == m.Id);
    private BuyerStats? Stats(Member m) => crowd.Stats.Find(b => b.MemberId == m.Id);
    private IEnumerable<Purchase> Kept(Member m) => crowd.Purchases.Where(p => p.MemberId == m.Id && !p.WhollyReturned);

    private bool Flag(string field, Member m) => field switch
    {
        "marketing" => m.MarketingOptIn,
        "bound" => Account(m) is not null,
        "friend" => Account(m) is { Friend: true },
        "hasBirthday" => m.BirthMonth is not null && m.BirthDay is not null,
        _ => throw new NotSupportedException(field),
    };

    private bool Has(string field, string value, Member m) => field switch
    {
        "gender" => m.Gender?.ToString() == value,
        "birthMonth" => m.BirthMonth is { } month && month.ToString(System.Globalization.CultureInfo.InvariantCulture) == (value == "this" ? time.Today.Month : value == "next" ? time.Today.AddMonths(1).Month : int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "language" => m.Language == value,
        "source" => m.JoinSource == value,
        "tier" => crowd.TierCodes[m.TierLevel] == value,
        "tag" => crowd.Worn.Exists(t => t.MemberId == m.Id && t.Name == value && !(t.ExpiresAt <= time.Now)),
        "rfm" => Stats(m)?.Rfm.ToString() == value,
        "nes" => Stats(m)?.Nes.ToString() == value,
        _ => throw new NotSupportedException(field),
    };

    private decimal? Number(string field, Member m) => field switch
    {
        "age" => time.Today.Year - m.BirthYear,
        "points" => m.PointsBalance,
        "coupons" => crowd.Coupons.Count(c => c.MemberId == m.Id && c.State == CouponState.Issued && c.ValidUntil > time.Now),
        "purchaseCount" => m.PurchaseCount,
        "lifetimeSpend" => m.LifetimeSpend,
        "averageSpend" => m.PurchaseCount == 0 ? null : (decimal)m.LifetimeSpend / m.PurchaseCount,
        "rfmR" => Stats(m)?.Recency,
        "ownCycle" => Stats(m) is { } b ? (decimal)((time.Today.DayNumber - b.LastDay) / Nes.Cycle(b.FirstDay, b.LastDay, b.SaleDays, brandCycle)) : null,
        _ => throw new NotSupportedException(field),
    };

    private bool Dated(DateCondition c, Member m)
    {
        var at = c.Field switch
        {
            "joined" => m.JoinedAt,
            "lastPurchase" => m.LastPurchaseAt,
            "firstPurchase" => Kept(m).Select(p => (DateTime?)p.OccurredAt).Min(),
            _ => throw new NotSupportedException(c.Field),
        };
        if (c.Op == DateOperator.Never) return at is null;
        if (at is not { } instant) return false;
        var ago = time.Today.DayNumber - time.DayOf(instant).DayNumber;
        return c.Op switch
        {
            DateOperator.Known => true,
            DateOperator.Within => ago >= 0 && ago < c.Days,
            DateOperator.Before => ago >= c.Days,
            DateOperator.Coming => ago <= 0 && -ago < c.Days,
            _ => time.DayOf(instant) >= c.From && time.DayOf(instant) <= c.To,
        };
    }

    private decimal Bought(BoughtCondition c, Member m)
    {
        var sales = Kept(m).Where(p => c.Window switch
        {
            BoughtWindow.Within => time.Today.DayNumber - p.SoldOn.DayNumber < c.WindowDays,
            BoughtWindow.Outside => time.Today.DayNumber - p.SoldOn.DayNumber >= c.WindowDays,
            BoughtWindow.Between => p.SoldOn >= c.From && p.SoldOn <= c.Until,
            _ => true,
        });
        sales = sales.Where(p => Among(c.Stores, crowd.StoreCodes[p.StoreId]) && Among(c.Channels, p.Channel) && Among(c.Payments, p.Payment)
            && (c.Weekdays is not { Count: > 0 } || c.Weekdays.Contains(((int)p.SoldOn.DayOfWeek + 6) % 7 + 1)) && InHours(c, time.Local(p.OccurredAt).Hour));
        var goods = c.Categories is { Count: > 0 } || c.Products is { Count: > 0 } || c.Measure == BoughtMeasure.Items;
        var facts = sales.Select(p => (p.Id, p.SoldOn, Lines: p.Lines.Where(l => l.RefundedQuantity < l.Quantity && Among(c.Categories, l.Category!) && Among(c.Products, l.Sku!)).ToList(), p.Paid, p.Refunded))
            .Where(p => !goods || p.Lines.Count > 0).ToList();
        var spend = facts.Sum(f => goods ? f.Lines.Sum(l => l.PaidShare * (l.Quantity - l.RefundedQuantity) / l.Quantity) : f.Paid - f.Refunded);
        return c.Measure switch
        {
            BoughtMeasure.Count => facts.Count,
            BoughtMeasure.Spend => spend,
            BoughtMeasure.Average => facts.Count == 0 ? 0 : (decimal)spend / facts.Count,
            BoughtMeasure.Days => facts.Select(f => f.SoldOn).Distinct().Count(),
            _ => facts.Sum(f => f.Lines.Sum(l => l.Quantity - l.RefundedQuantity)),
        };
    }

    private static bool Among(IReadOnlyList<string>? wanted, string value) => wanted is not { Count: > 0 } || wanted.Contains(value);

    private static bool InHours(BoughtCondition c, int hour) =>
        c.FromHour is not { } from || c.UntilHour is not { } until || (from < until ? hour >= from && hour < until : hour >= from || hour < until);

    private bool CouponFits(CouponCondition c, Coupon x)
    {
        var usable = x.State == CouponState.Issued && x.ValidUntil > time.Now;
        return c.Did switch
        {
            CouponDid.Holds => usable,
            CouponDid.Expiring => usable && x.ValidUntil <= time.StartOf(time.Today.AddDays(c.Days!.Value)),
            CouponDid.Received => c.Days is not { } d || x.IssuedAt >= time.StartOf(time.Today.AddDays(1 - d)),
            _ => x.RedeemedAt is { } at && (c.Days is not { } r || at >= time.StartOf(time.Today.AddDays(1 - r))),
        };
    }
}

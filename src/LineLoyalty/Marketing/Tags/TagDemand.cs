using System.Text.Json.Serialization;
using LineLoyalty.Data;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Tags;

/// <summary>What members must have done to wear a tag. A closed list: each kind is one query over members and their kept sales.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(BoughtOften), "bought")]
[JsonDerivedType(typeof(SpentMuch), "spent")]
[JsonDerivedType(typeof(ComesAt), "hours")]
[JsonDerivedType(typeof(StaysAway), "away")]
[JsonDerivedType(typeof(CameThrough), "source")]
public abstract record TagDemand
{
    internal abstract IQueryable<Member> Match(LoyaltyDb db, BrandTime time);

    /// <summary>The demand as a sentence's end, e.g. 60 天內購買「咖啡」3 次以上.</summary>
    public abstract string Words(bool english);

    /// <summary>Codes of fields that are out of range.</summary>
    public abstract IEnumerable<string> Faults();

    protected static bool IsDays(int days) => days is >= 1 and <= 1095;
}

/// <summary>Bought a category, or one of some products, on so many receipts within so many days.</summary>
/// <param name="Category">A product category; null when products are named.</param>
/// <param name="Skus">Products; empty when a category is named.</param>
public sealed record BoughtOften(string? Category, IReadOnlyList<string> Skus, int Times, int Days) : TagDemand
{
    internal override IQueryable<Member> Match(LoyaltyDb db, BrandTime time)
    {
        var (since, category, skus) = (time.Today.AddDays(-Days), Category, Skus);
        return category is not null
            ? db.Members.Where(m => db.Purchases.Count(p => p.MemberId == m.Id && p.SoldOn > since && p.Lines.Any(l => l.Category == category && l.RefundedQuantity < l.Quantity)) >= Times)
            : db.Members.Where(m => db.Purchases.Count(p => p.MemberId == m.Id && p.SoldOn > since && p.Lines.Any(l => l.Sku != null && skus.Contains(l.Sku) && l.RefundedQuantity < l.Quantity)) >= Times);
    }

    public override string Words(bool english)
    {
        var what = Category ?? string.Join(english ? ", " : "、", Skus);
        return english ? $"bought {what} {Times} times or more within {Days} days" : $"{Days} 天內購買「{what}」{Times} 次以上";
    }

    public override IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Category) == (Skus.Count == 0)) yield return "what";
        if (Times is < 1 or > 1000) yield return "times";
        if (!IsDays(Days)) yield return "days";
    }
}

/// <summary>Paid at least so much, net of returns, within so many days.</summary>
public sealed record SpentMuch(long Amount, int Days) : TagDemand
{
    internal override IQueryable<Member> Match(LoyaltyDb db, BrandTime time)
    {
        var since = time.Today.AddDays(-Days);
        return db.Members.Where(m => db.Purchases.Where(p => p.MemberId == m.Id && p.SoldOn > since).Sum(p => p.Paid - p.Refunded - p.VouchersRefunded) >= Amount);
    }

    public override string Words(bool english) => english ? $"spent NT${Amount:N0} or more within {Days} days" : $"{Days} 天內消費滿 NT${Amount:N0}";

    public override IEnumerable<string> Faults()
    {
        if (Amount is < 1 or > 100_000_000) yield return "amount";
        if (!IsDays(Days)) yield return "days";
    }
}

/// <summary>Comes mostly within certain hours: at least so many sales, and so many percent of them.</summary>
/// <param name="From">First hour, 0–23, on the brand's clock.</param>
/// <param name="Until">Hour at which it ends, 1–24; one before <paramref name="From"/> is the next day's.</param>
public sealed record ComesAt(int From, int Until, int Percent, int Times, int Days) : TagDemand
{
    internal override IQueryable<Member> Match(LoyaltyDb db, BrandTime time)
    {
        var since = time.Today.AddDays(-Days);
        // Today's offset serves for the whole window: Taiwan has no daylight saving.
        var minutes = time.Zone.GetUtcOffset(time.Now).TotalMinutes;
        var (from, length) = (From, Until > From ? Until - From : Until + 24 - From);
        var kept = db.Purchases.Where(p => p.SoldOn > since && !p.WhollyReturned);
        return db.Members.Where(m => kept.Count(p => p.MemberId == m.Id) >= Times
            && kept.Count(p => p.MemberId == m.Id && (p.OccurredAt.AddMinutes(minutes).Hour + 24 - from) % 24 < length) * 100 >= kept.Count(p => p.MemberId == m.Id) * Percent);
    }

    public override string Words(bool english) => english
        ? $"{Percent}% or more of at least {Times} purchases within {Days} days {(From > Until ? $"from {From}:00 until {Until}:00 the next day" : $"between {From}:00 and {Until}:00")}"
        : $"{Days} 天內消費 {Times} 次以上，且 {Percent}% 以上在 {(From > Until ? $"{From}:00 至翌日 {Until}:00" : $"{From}:00–{Until}:00")}";

    public override IEnumerable<string> Faults()
    {
        if (From is < 0 or > 23 || Until is < 1 or > 24 || From == Until) yield return "hours";
        if (Percent is < 1 or > 100) yield return "percent";
        if (Times is < 1 or > 1000) yield return "times";
        if (!IsDays(Days)) yield return "days";
    }
}

/// <summary>Bought at least so often, and not for so many days.</summary>
public sealed record StaysAway(int Days, int Times) : TagDemand
{
    internal override IQueryable<Member> Match(LoyaltyDb db, BrandTime time)
    {
        var before = time.StartOf(time.Today.AddDays(-Days));
        return db.Members.Where(m => m.PurchaseCount >= Times && m.LastPurchaseAt < before);
    }

    public override string Words(bool english) => english ? $"{Times} purchases or more, but none for {Days} days" : $"曾消費 {Times} 次以上，但已 {Days} 天沒有消費";

    public override IEnumerable<string> Faults()
    {
        if (!IsDays(Days)) yield return "days";
        if (Times is < 1 or > 1000) yield return "times";
    }
}

/// <summary>Joined through a certain link (<c>?src=</c>).</summary>
public sealed record CameThrough(string Source) : TagDemand
{
    internal override IQueryable<Member> Match(LoyaltyDb db, BrandTime time) => db.Members.Where(m => m.JoinSource == Source);

    public override string Words(bool english) => english ? $"joined through “{Source}”" : $"由「{Source}」加入";

    public override IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Source)) yield return "source";
    }
}

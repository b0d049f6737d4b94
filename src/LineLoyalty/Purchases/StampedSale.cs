using LineLoyalty.Rewards.Stamps;

namespace LineLoyalty.Purchases;

/// <summary>A sale as stamp cards see it.</summary>
public static class StampedSale
{
    public static StampSale Of(Purchase purchase, long memberId, string store) => new(memberId, purchase.Id, purchase.OccurredAt, purchase.SoldOn, store,
        [.. purchase.Lines.Select(l => new StampLine(l.Sku, l.Category, l.Quantity, l.PaidShare, l.EarnsPoints && !l.Delivery))]);

    public static StampSale Of(PricedSale priced, long memberId, Sale sale) => new(memberId, null, sale.OccurredAt, sale.Day, sale.StoreCode,
        [.. priced.Lines.Select(l => new StampLine(l.Sku, l.Category, l.Quantity, l.Paid, l.EarnsPoints && !l.Delivery))]);

    /// <summary>What has not come back.</summary>
    public static IReadOnlyList<StampLine> Left(Purchase purchase) =>
        [.. purchase.Lines.Select(l => new StampLine(l.Sku, l.Category, l.Quantity - l.RefundedQuantity, l.PaidShare - Undone.PaidBack(l), l.EarnsPoints && !l.Delivery))];
}

/// <param name="At">With which stamp it came.</param>
/// <param name="Missed">Code of why it could not be given; null when it was.</param>
public sealed record StampPrizeView(int At, string Title, string? Missed);

/// <summary>What a sale brings on one stamp card.</summary>
/// <param name="Card">Code of the card.</param>
/// <param name="Stamps">How many it brings; below zero when a return took some back.</param>
/// <param name="Count">Stamps on the member's newest card after it; in a quote, now.</param>
/// <param name="Filled">Cards that became full.</param>
/// <param name="Why">How the number came about, or why there is none.</param>
public sealed record StampsView(string Card, string Name, int Stamps, int Count, int Size, int Filled, string Why, IReadOnlyList<StampPrizeView> Prizes)
{
    /// <summary>Stable code of why there is none.</summary>
    public string? Code { get; init; }

    public static StampsView Of(StampResult r, bool english) => new(
        r.Kind.Code, r.Kind.NameIn(english), r.Stamps, r.Count, r.Size, r.Filled,
        r.Decision.Why is { } not ? StampWords.WhyNot(not, r.Decision.Missing, english) : StampWords.Why(r.Decision.Inputs, r.Decision.Stamps, english),
        [.. r.Prizes.Select(p => new StampPrizeView(p.At, english ? p.TitleEn : p.Title, p.Missed))])
    {
        Code = r.Decision.Why is { } why ? System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(why.ToString()) : null,
    };

    public static StampsView Of(ReturnedStamps r, bool english) => new(r.Kind.Code, r.Kind.NameIn(english), -r.Stamps, r.Count, r.Size, 0, english ? "taken back with the return" : "退貨收回", []);
}

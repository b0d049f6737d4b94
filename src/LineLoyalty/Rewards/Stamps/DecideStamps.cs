using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Stamps;

/// <param name="Paid">The line's share of what the customer pays.</param>
/// <param name="Counts">False for delivery, gift vouchers and the like.</param>
public sealed record StampLine(string? Sku, string? Category, int Quantity, long Paid, bool Counts = true);

/// <summary>Stamps another sale of the member has brought, net of returns.</summary>
/// <param name="At">In UTC.</param>
public sealed record OtherStamps(DateTime At, DateOnly Day, int Stamps);

/// <summary>All a card may ask about a sale.</summary>
/// <param name="Day">The store's business day of <paramref name="At"/>.</param>
public sealed record StampFacts(DateTime At, DateOnly Day, string? Store, IReadOnlyList<StampLine> Lines, IReadOnlyList<OtherStamps> Others);

public enum NoStamp { NotBegun, Over, Store, TooLittle, Goods, Visited, TooSoon, DayFull, NoNextCard }

/// <summary>What was counted, in the shape kept on the entry.</summary>
public sealed record StampInputs
{
    public required string Name { get; init; }
    public string? NameEn { get; init; }
    public long? Amount { get; init; }
    public long? PerAmount { get; init; }
    public int? Items { get; init; }
    public int? PerItems { get; init; }
    public bool Each { get; init; }
    public bool Visit { get; init; }
    /// <summary>What it would have been without the limit of the day.</summary>
    public int? Uncapped { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static StampInputs? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<StampInputs>(json, Options);
}

/// <param name="Why">Null when there are stamps.</param>
/// <param name="Missing">NT$ or pieces that were missing, or hours still to wait, where that is the reason.</param>
public sealed record StampDecision(int Stamps, StampInputs Inputs, NoStamp? Why = null, long? Missing = null);

/// <summary>How many stamps a sale brings. Neither clock nor database: sale, quote, return and the try-it box ask the same.</summary>
public static class DecideStamps
{
    private const int MostAtOnce = 500;

    public static StampDecision For(StampFacts facts, StampKind kind)
    {
        var says = kind.Says;
        var (count, inputs, missing) = Counted(facts.Lines, kind);
        StampDecision No(NoStamp why, long? by = null) => new(0, inputs, why, by);
        if (facts.Day < says.FirstDay) return No(NoStamp.NotBegun);
        if (facts.Day > says.LastDay) return No(NoStamp.Over);
        if (says.Stores is { Count: > 0 } stores && !stores.Contains(facts.Store ?? "")) return No(NoStamp.Store);
        if (count == 0) return No(says.Earns is PerItems ? NoStamp.Goods : NoStamp.TooLittle, missing);
        var others = facts.Others.Where(o => o.Stamps > 0).ToList();
        if (says.Earns is PerVisit && others.Exists(o => o.Day == facts.Day)) return No(NoStamp.Visited);
        // Also a sale that is told late must keep its distance from those after it: the order of arrival changes nothing.
        if (says.IntervalHours is { } hours && others.Exists(o => (facts.At - o.At).Duration() < TimeSpan.FromHours(hours))) return No(NoStamp.TooSoon, hours);
        if (says.PerDay is not { } most) return new(count, inputs);
        var left = most - others.Where(o => o.Day == facts.Day).Sum(o => o.Stamps);
        if (left <= 0) return No(NoStamp.DayFull, most);
        return count <= left ? new(count, inputs) : new(left, inputs with { Uncapped = count });
    }

    /// <summary>What these goods are worth by themselves, whenever they were sold; after a return, what is left is worth.</summary>
    public static int Worth(IReadOnlyList<StampLine> lines, StampKind kind) => Counted(lines, kind).Count;

    private static (int Count, StampInputs Inputs, long? Missing) Counted(IReadOnlyList<StampLine> lines, StampKind kind)
    {
        var inputs = new StampInputs { Name = kind.Name, NameEn = kind.NameEn.Length > 0 ? kind.NameEn : null };
        var counted = lines.Where(l => l.Counts).ToList();
        var paid = counted.Sum(l => l.Paid);
        switch (kind.Says.Earns)
        {
            case PerSale sale:
                var times = (int)Math.Min(MostAtOnce, paid / sale.Amount);
                return (sale.Each ? times : Math.Min(1, times), inputs with { Amount = paid, PerAmount = sale.Amount, Each = sale.Each }, sale.Amount - paid);
            case PerItems goods:
                var any = goods is { Skus: null or { Count: 0 }, Categories: null or { Count: 0 } };
                var items = counted.Where(l => any || goods.Skus?.Contains(l.Sku ?? "") == true || goods.Categories?.Contains(l.Category ?? "") == true).Sum(l => l.Quantity);
                return (Math.Min(MostAtOnce, items / goods.Items), inputs with { Items = items, PerItems = goods.Items }, goods.Items - items);
            default:
                return (counted.Exists(l => l.Quantity > 0) ? 1 : 0, inputs with { Visit = true }, null);
        }
    }
}

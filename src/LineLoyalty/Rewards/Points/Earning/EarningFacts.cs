using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Points.Earning;

/// <param name="Paid">The line's share of what the customer pays.</param>
/// <param name="EarnsPoints">False for gift vouchers and the like.</param>
public sealed record FactLine(int Position, string? Sku, string? Category, int Quantity, long Paid, bool EarnsPoints = true, bool Delivery = false);

/// <summary>How many points of a rule a member holds from the same day, and in all.</summary>
public sealed record CapUse(long Today, long InTotal);

/// <summary>All that rules may ask about. The event's own time, and what was so at that time.</summary>
public sealed record EarningFacts
{
    private readonly DateOnly? day;

    public EarningEvent Event { get; init; } = EarningEvent.Sale;
    /// <summary>In the brand's time.</summary>
    public required DateTime Local { get; init; }
    /// <summary>The store's business day of a sale; otherwise the brand's day.</summary>
    public DateOnly Day { get => day ?? DateOnly.FromDateTime(Local); init => day = value; }
    public string? Tier { get; init; }
    public string? Store { get; init; }
    public string? Channel { get; init; }
    public string? Payment { get; init; }
    public bool FirstPurchase { get; init; }
    public int? BirthMonth { get; init; }
    public IReadOnlyList<FactLine> Lines { get; init; } = [];
    /// <summary>By rule code; asked only for rules with a cap per day or member.</summary>
    public IReadOnlyDictionary<string, CapUse> Given { get; init; } = new Dictionary<string, CapUse>();
}

/// <summary>Which limit cut what a rule gave.</summary>
public enum EarningCap { Sale, Day, Member }

/// <summary>What a rule counted, in the shape kept on the ledger line, so that the line alone answers "why 20 points?".</summary>
public sealed record EarningInputs
{
    public required string Name { get; init; }
    public string? NameEn { get; init; }
    /// <summary>NT$ of the goods counted.</summary>
    public long? Amount { get; init; }
    public long? PerAmount { get; init; }
    public long? PerPoints { get; init; }
    public int? Percent { get; init; }
    /// <summary>Points that were multiplied.</summary>
    public long? Of { get; init; }
    public long? Items { get; init; }
    /// <summary>What it would have been without the limit.</summary>
    public long? Uncapped { get; init; }
    public EarningCap? Cap { get; init; }
    /// <summary>Positions of the lines counted; null means all that earn points.</summary>
    public IReadOnlyList<int>? Lines { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static EarningInputs? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<EarningInputs>(json, Options);
}

/// <summary>Points one rule gave.</summary>
public sealed record EarnedPart(RuleInForce Rule, long Points, EarningInputs Inputs);

public enum NotEarned { Tier, Weekday, Hours, Dates, Store, Channel, Payment, FirstPurchase, BirthdayMonth, Goods, Minimum, NothingToMultiply, TooLittle, CapReached, Stopped, BetterRule }

/// <param name="By">Code of the rule that stopped or beat it.</param>
/// <param name="Missing">NT$ that were missing, where that is the reason.</param>
public sealed record SkippedRule(RuleInForce Rule, NotEarned Why, string? By = null, long? Missing = null, EarningCap? Cap = null);

/// <summary>What an event earns, part by part, and why the other rules gave nothing.</summary>
public sealed record Earning(IReadOnlyList<EarnedPart> Parts, IReadOnlyList<SkippedRule> Skipped)
{
    public static readonly Earning None = new([], []);

    public long Total => Parts.Sum(p => p.Points);
}

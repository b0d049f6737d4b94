using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Points.Earning;

/// <summary>What makes a rule look: a sale, or something a member did.</summary>
public enum EarningEvent { Sale, Join, Profile, Survey, CheckIn, Review, Referral }

/// <summary>What a rule does beside others of its stage (rates, or extras).</summary>
public enum Stacking
{
    /// <summary>Its points come on top.</summary>
    Add,
    /// <summary>Of all rules marked so, only the one that gives most counts.</summary>
    Best,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RateEffect), "rate")]
[JsonDerivedType(typeof(MultiplyEffect), "multiply")]
[JsonDerivedType(typeof(BonusEffect), "bonus")]
public abstract record EarningEffect;

/// <summary>Every <paramref name="Amount"/> NT$ earn <paramref name="Points"/>; a started amount earns nothing.</summary>
public sealed record RateEffect(long Amount, long Points) : EarningEffect;

/// <param name="Percent">Of what the rates give for the same goods: 200 doubles, so the rule itself adds as much again.</param>
public sealed record MultiplyEffect(int Percent) : EarningEffect;

/// <param name="EachItem">For every matching item instead of once.</param>
public sealed record BonusEffect(long Points, bool EachItem = false) : EarningEffect;

/// <summary>All that are given must hold; within a list, one is enough. Goods choose the lines a rule counts.</summary>
public sealed record EarningConditions
{
    public IReadOnlyList<string>? Tiers { get; init; }
    /// <summary>1 Monday … 7 Sunday.</summary>
    public IReadOnlyList<int>? Weekdays { get; init; }
    /// <summary>From this brand time, inclusive …</summary>
    public TimeOnly? FromTime { get; init; }
    /// <summary>… to this, exclusive; an earlier one means the next morning.</summary>
    public TimeOnly? ToTime { get; init; }
    public DateOnly? FirstDay { get; init; }
    /// <summary>Inclusive.</summary>
    public DateOnly? LastDay { get; init; }
    public IReadOnlyList<string>? Stores { get; init; }
    /// <summary><c>store</c>, <c>web</c>.</summary>
    public IReadOnlyList<string>? Channels { get; init; }
    public IReadOnlyList<string>? Payments { get; init; }
    public IReadOnlyList<string>? Skus { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }
    public bool FirstPurchase { get; init; }
    public bool BirthdayMonth { get; init; }
}

/// <summary>One version of a rule, whole: what a marketer decided, as data. Kept as JSON in one column and never changed.</summary>
public sealed record EarningDefinition
{
    public EarningEvent Event { get; init; } = EarningEvent.Sale;
    public required EarningEffect Effect { get; init; }
    public EarningConditions Conditions { get; init; } = new();
    public IReadOnlyList<string>? ExcludedSkus { get; init; }
    public IReadOnlyList<string>? ExcludedCategories { get; init; }
    /// <summary>Delivery cost counts too; normally it earns nothing.</summary>
    public bool DeliveryEarns { get; init; }
    /// <summary>Smallest amount of matching goods, whole NT$.</summary>
    public long MinimumAmount { get; init; }
    public long? CapPerSale { get; init; }
    public long? CapPerDay { get; init; }
    public long? CapPerMember { get; init; }
    /// <summary>Higher is looked at earlier.</summary>
    public int Priority { get; init; }
    /// <summary>When this one applies, those below it do not; an extra never stops a rate.</summary>
    public bool Stop { get; init; }
    public Stacking Stacking { get; init; }
    /// <summary>Days these points live instead of the programme's expiry.</summary>
    public int? ExpiryDays { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        AllowOutOfOrderMetadataProperties = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static EarningDefinition Parse(string json) =>
        JsonSerializer.Deserialize<EarningDefinition>(json, Options) ?? throw new JsonException("An earning rule is an object.");
}

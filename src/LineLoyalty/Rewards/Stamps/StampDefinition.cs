using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Rewards.Stamps;

/// <summary>What brings a stamp.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PerSale), "sale")]
[JsonDerivedType(typeof(PerItems), "items")]
[JsonDerivedType(typeof(PerVisit), "visit")]
public abstract record StampEarning;

/// <summary>A sale of so much.</summary>
/// <param name="Each">One for every such amount in it, not one for the sale.</param>
public sealed record PerSale(long Amount, bool Each = false) : StampEarning;

/// <summary>So many pieces of these goods; no goods named means any.</summary>
public sealed record PerItems(int Items, IReadOnlyList<string>? Skus = null, IReadOnlyList<string>? Categories = null) : StampEarning;

/// <summary>Coming and buying, once a day.</summary>
public sealed record PerVisit : StampEarning;

/// <param name="At">With which stamp it comes.</param>
public sealed record StampPrize(int At, Prize Prize);

/// <summary>What a stamp card is and how it is filled. Closed, validated, kept as JSON.</summary>
public sealed record StampDefinition
{
    public const int MostStamps = 50;

    public int Stamps { get; init; } = 10;
    public required StampEarning Earns { get; init; }
    /// <summary>Hours that must lie between two sales with stamps.</summary>
    public int? IntervalHours { get; init; }
    public int? PerDay { get; init; }
    /// <summary>The brand's days on which stamps are given.</summary>
    public DateOnly? FirstDay { get; init; }
    public DateOnly? LastDay { get; init; }
    /// <summary>A card lives to the end of this many days after its first stamp.</summary>
    public int? LifeDays { get; init; }
    public IReadOnlyList<StampPrize> Prizes { get; init; } = [];
    /// <summary>When it is full the same card begins again.</summary>
    public bool Again { get; init; } = true;
    /// <summary>Code of the card that begins when this one is full; goes before <see cref="Again"/>.</summary>
    public string? Next { get; init; }
    /// <summary>Codes; null means every store.</summary>
    public IReadOnlyList<string>? Stores { get; init; }
    /// <summary>A return takes stamps back, but leaves what they had brought.</summary>
    public bool KeepsPrizes { get; init; }
    /// <summary>Most stamps that staff may add at once.</summary>
    public int ByHand { get; init; } = 2;
    public string? About { get; init; }
    public string? AboutEn { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static StampDefinition Parse(string json) => JsonSerializer.Deserialize<StampDefinition>(json, Options) ?? throw new JsonException("A stamp card is not null.");
}

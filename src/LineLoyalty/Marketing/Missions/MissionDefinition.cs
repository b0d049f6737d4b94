using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Who takes part.</summary>
public enum MissionFor
{
    Everybody,
    /// <summary>Members of a segment; whoever has come in stays in until the round is over.</summary>
    Segment,
    /// <summary>Only whom a journey or staff give it to.</summary>
    Given,
}

public enum MissionRepeat
{
    Once,
    /// <summary>Anew each Monday.</summary>
    Weekly,
    /// <summary>Anew on the first of each month.</summary>
    Monthly,
    /// <summary>May be given again once the one before is over.</summary>
    Again,
}

/// <param name="At">With how much it comes; null: with the end.</param>
public sealed record MissionPrize(Prize Prize, long? At = null);

/// <summary>What a mission asks and gives. Closed, validated, kept as JSON.</summary>
public sealed record MissionDefinition
{
    public const int MostGoals = 5, MostPrizes = 5;

    public MissionFor For { get; init; }
    public long? SegmentId { get; init; }
    public MissionRepeat Repeat { get; init; }
    /// <summary>The brand's days on which it can be worked on; without a first day it begins when it is switched on.</summary>
    public DateOnly? FirstDay { get; init; }
    public DateOnly? LastDay { get; init; }
    /// <summary>Each member has so many days: from being given it, coming into its segment, or joining.</summary>
    public int? Days { get; init; }
    public required IReadOnlyList<MissionGoal> Goals { get; init; }
    /// <summary>One of the goals is enough.</summary>
    public bool Any { get; init; }
    public IReadOnlyList<MissionPrize> Prizes { get; init; } = [];
    /// <summary>Put on whoever finishes it.</summary>
    public string? Tag { get; init; }
    /// <summary>So many are rewarded, first come first served; null means all. The newest version's counts for everybody.</summary>
    public int? Budget { get; init; }
    /// <summary>A return takes the progress back, but leaves what it had brought.</summary>
    public bool KeepsPrizes { get; init; }
    public string? About { get; init; }
    public string? AboutEn { get; init; }

    /// <summary>What the whole is measured in: the only goal's own number; of several, how many goals are reached.</summary>
    [JsonIgnore] public long Needed => Goals.Count == 1 ? Goals[0].Needed : Any ? 1 : Goals.Count;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static MissionDefinition Parse(string json) => JsonSerializer.Deserialize<MissionDefinition>(json, Options) ?? throw new JsonException("A mission is not null.");
}

/// <summary>One thing to reach.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PurchasesGoal), "purchases")]
[JsonDerivedType(typeof(SpendGoal), "spend")]
[JsonDerivedType(typeof(StoresGoal), "stores")]
[JsonDerivedType(typeof(VarietyGoal), "variety")]
[JsonDerivedType(typeof(CheckInsGoal), "checkIns")]
[JsonDerivedType(typeof(FriendsGoal), "friends")]
[JsonDerivedType(typeof(ProfileGoal), "profile")]
[JsonDerivedType(typeof(ClickGoal), "click")]
[JsonDerivedType(typeof(WeeksGoal), "weeks")]
public abstract record MissionGoal
{
    [JsonIgnore] public abstract long Needed { get; }
}

/// <summary>Which sales count; what is not given does not matter.</summary>
public sealed record SaleFilter
{
    /// <summary>NT$ paid for what counts in it.</summary>
    public long? AtLeast { get; init; }
    public IReadOnlyList<string>? Stores { get; init; }
    /// <summary>One of <see cref="SalesChannels"/>.</summary>
    public string? Channel { get; init; }
    public IReadOnlyList<string>? Categories { get; init; }
    public IReadOnlyList<string>? Skus { get; init; }
}

public sealed record PurchasesGoal(int Times) : MissionGoal
{
    public SaleFilter? Of { get; init; }
    public override long Needed => Times;
}

public sealed record SpendGoal(long Amount) : MissionGoal
{
    public SaleFilter? Of { get; init; }
    public override long Needed => Amount;
}

/// <summary>Purchases at so many different stores.</summary>
public sealed record StoresGoal(int Stores) : MissionGoal
{
    public override long Needed => Stores;
}

/// <summary>So many different products, or categories.</summary>
public sealed record VarietyGoal(int Different, bool Categories = false) : MissionGoal
{
    public SaleFilter? Of { get; init; }
    public override long Needed => Different;
}

public sealed record CheckInsGoal(int Times) : MissionGoal
{
    public override long Needed => Times;
}

/// <summary>Friends invited whose first sale counts.</summary>
public sealed record FriendsGoal(int Friends) : MissionGoal
{
    public override long Needed => Friends;
}

public sealed record ProfileGoal : MissionGoal
{
    public override long Needed => 1;
}

/// <summary>Presses so many counted links of pushes and journeys; of one push when it is named.</summary>
public sealed record ClickGoal(int Times = 1) : MissionGoal
{
    public long? Campaign { get; init; }
    public override long Needed => Times;
}

/// <summary>Comes (buys or checks in) in so many calendar weeks one after the other.</summary>
public sealed record WeeksGoal(int Weeks) : MissionGoal
{
    public override long Needed => Weeks;
}

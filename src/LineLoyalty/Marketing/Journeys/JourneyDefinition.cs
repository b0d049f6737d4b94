using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Marketing.Segments;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Who writes first when two journeys have something to say to one person on one day.</summary>
public enum JourneyRank { Birthday, Expiry, WinBack, Other }

/// <summary>How often one member may go the same way.</summary>
/// <param name="Again">Days after the last entry before the next one; 0 for at once, null for never again.</param>
public sealed record JourneyEntry(int? Again)
{
    /// <summary>Only members who fit this on the day of the trigger.</summary>
    public SegmentRule? Who { get; init; }
    /// <summary>The segment it was taken from.</summary>
    public long? Segment { get; init; }
    /// <summary>Most entries of one member, ever; null for no limit.</summary>
    public int? Most { get; init; }
    /// <summary>At switch-on, so many a day of those whose day was longer ago enter where they stand; 0 leaves them out.</summary>
    public int RampPerDay { get; init; }
}

/// <summary>What ends a journey early: reaching its goal, or a reason to be silent.</summary>
/// <param name="On">What has to happen to the member.</param>
/// <param name="Goal">True: it was meant to happen, and is counted as success.</param>
public sealed record JourneyEnd(JourneyEvent On, bool Goal);

/// <summary>A journey as drawn: what lets members in, the steps, what ends it early. Closed and typed; kept as JSON, never changed once published.</summary>
/// <param name="Start">The first node; null when there is none yet.</param>
public sealed record JourneyDefinition(JourneyTrigger Trigger, string? Start, IReadOnlyList<JourneyNode> Nodes, JourneyEntry Entry)
{
    public IReadOnlyList<JourneyEnd> Ends { get; init; } = [];
    public JourneyRank Rank { get; init; } = JourneyRank.Other;
    /// <summary>A purchase so many days after one of its messages counts as its own.</summary>
    public int AttributionDays { get; init; } = 7;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = 40,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">Not a journey.</exception>
    public static JourneyDefinition Parse(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<JourneyDefinition>(json, Json);
            return read is { Trigger: not null, Nodes: not null, Entry: not null, Ends: not null } && !read.Nodes.Contains(null!) && !read.Ends.Contains(null!)
                ? read : throw new JsonException("A journey has a trigger, nodes and entry limits.");
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public JourneyNode? Find(string? id) => id is null ? null : Nodes.FirstOrDefault(n => n.Id == id);

    /// <summary>A purchase ends it.</summary>
    [JsonIgnore] public bool EndsOnPurchase => Ends.Any(e => e.On is PurchaseHappens { IsAny: true });
}

/// <param name="Path">The node's id, or <c>trigger</c>, <c>entry</c>, <c>ends</c>, <c>name</c>.</param>
public sealed record JourneyFault(string Path, string Code, string Chinese, string English);

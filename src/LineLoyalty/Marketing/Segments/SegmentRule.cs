using System.Linq.Expressions;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Data;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Segments;

/// <summary>
/// Who belongs to a segment: a tree of groups and conditions over a closed list of fields. A whole tree becomes one question to the
/// database; each node brackets its own part, and every value in it is a parameter.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AllOf), "all")]
[JsonDerivedType(typeof(AnyOf), "any")]
[JsonDerivedType(typeof(NoneOf), "none")]
[JsonDerivedType(typeof(FlagCondition), "flag")]
[JsonDerivedType(typeof(ChoiceCondition), "choice")]
[JsonDerivedType(typeof(NumberCondition), "number")]
[JsonDerivedType(typeof(DateCondition), "date")]
[JsonDerivedType(typeof(BoughtCondition), "bought")]
[JsonDerivedType(typeof(PointsExpireCondition), "pointsExpire")]
[JsonDerivedType(typeof(CouponCondition), "coupon")]
[JsonDerivedType(typeof(CampaignCondition), "campaign")]
[JsonDerivedType(typeof(ClickedCondition), "clicked")]
[JsonDerivedType(typeof(MovedCondition), "moved")]
public abstract record SegmentRule
{
    internal const int DeepestGroup = 5;
    internal const int MostConditions = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = 32,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The question to one member.</summary>
    internal abstract Expression<Func<Member, bool>> Matches(SegmentScope scope);

    /// <summary>What it asks, as a marketer says it.</summary>
    public abstract string Words(SegmentNames names, bool english);

    /// <summary>What is wrong with this node itself.</summary>
    /// <param name="path">Where it is, e.g. <c>rule.rules[0]</c>.</param>
    internal abstract void AddFaults(string path, List<SegmentFault> found);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">Not a rule.</exception>
    public static SegmentRule Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SegmentRule>(json, Json) ?? throw new JsonException("A rule is required.");
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <summary>Everything that keeps it from being asked; empty when it is right.</summary>
    public IReadOnlyList<SegmentFault> Faults()
    {
        var found = new List<SegmentFault>();
        var conditions = 0;
        Walk(this, "rule", 1);
        if (conditions > MostConditions) found.Add(new("rule", "segment.too_many", $"條件最多 {MostConditions} 個。", $"At most {MostConditions} conditions."));
        return found;

        void Walk(SegmentRule rule, string path, int depth)
        {
            rule.AddFaults(path, found);
            if (rule is not SegmentGroup group)
            {
                conditions++;
                return;
            }
            if (depth > DeepestGroup) found.Add(new(path, "segment.too_deep", $"群組最多 {DeepestGroup} 層。", $"Groups go at most {DeepestGroup} deep."));
            else for (var i = 0; i < (group.Rules?.Count ?? 0); i++) if (group.Rules![i] is { } part) Walk(part, $"{path}.rules[{i}]", depth + 1);
        }
    }

    protected static void Range(decimal? value, decimal least, decimal most, string path, List<SegmentFault> found)
    {
        if (value is null || value < least || value > most) found.Add(new(path, "segment.range", $"請填 {least:0.##} 至 {most:#,0.##}。", $"Give {least:0.##} to {most:#,0.##}."));
    }

    protected static void Unknown(string path, List<SegmentFault> found) => found.Add(new(path, "segment.unknown", "沒有這個條件。", "There is no such condition."));
}

/// <param name="Path">Where, e.g. <c>rule.rules[2].days</c>.</param>
public sealed record SegmentFault(string Path, string Code, string Chinese, string English);

/// <summary>What every part of a rule may look at while it becomes a question.</summary>
/// <param name="Cycle">The brand's purchase cycle, days.</param>
internal sealed record SegmentScope(LoyaltyDb Db, BrandTime Time, double Cycle)
{
    public DateOnly Today { get; } = Time.Today;
    public DateTime Now { get; } = Time.Now;
    /// <inheritdoc cref="LoyaltyDb.AsksRowByRow"/>
    public bool RowByRow { get; } = Db.AsksRowByRow;
    /// <summary>First instant of the day so many days ago.</summary>
    public DateTime DaysAgo(int days) => Time.StartOf(Today.AddDays(-days));
}

/// <summary>Names of what codes stand for.</summary>
/// <param name="Of">Kind of list (<see cref="SegmentLists"/>), then code, then name.</param>
public sealed record SegmentNames(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Of)
{
    public static readonly SegmentNames None = new(new Dictionary<string, IReadOnlyDictionary<string, string>>());

    public string Name(string list, string code) => Of.TryGetValue(list, out var names) && names.TryGetValue(code, out var name) ? name : code;

    public string Join(string list, IEnumerable<string> codes, bool english) => string.Join(english ? ", " : "、", codes.Select(c => Name(list, c)));
}

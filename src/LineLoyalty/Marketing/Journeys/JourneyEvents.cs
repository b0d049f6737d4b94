using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>
/// Something that can happen to a member: lets them in, is waited for, or ends a journey. Each is one kind of line on the timeline, so
/// that it is heard in the transaction of its cause.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FollowHappens), "follow")]
[JsonDerivedType(typeof(BindHappens), "bind")]
[JsonDerivedType(typeof(PurchaseHappens), "purchase")]
[JsonDerivedType(typeof(TagHappens), "tag")]
[JsonDerivedType(typeof(TierHappens), "tier")]
[JsonDerivedType(typeof(ClickHappens), "click")]
[JsonDerivedType(typeof(CouponUsed), "couponUsed")]
[JsonDerivedType(typeof(WebHappens), "web")]
[JsonDerivedType(typeof(MissionDone), "mission")]
public abstract record JourneyEvent
{
    /// <summary>The timeline's kind.</summary>
    [JsonIgnore] internal abstract string Kind { get; }

    /// <summary>Whether a line of this kind is meant.</summary>
    internal virtual bool Means(JourneyFacts facts) => true;

    internal virtual void AddFaults(string path, List<JourneyFault> found)
    {
    }

    private protected static void Named(string? name, string path, List<JourneyFault> found)
    {
        if (string.IsNullOrWhiteSpace(name) || Names.Readable(name) != name || name.Length > 40) found.Add(new(path, "journey.name", "請填 1–40 字的名稱。", "Give a name of 1 to 40 characters."));
    }
}

public sealed record FollowHappens : JourneyEvent
{
    internal override string Kind => MemberEvents.Followed;
}

public sealed record BindHappens : JourneyEvent
{
    internal override string Kind => MemberEvents.Bound;
}

/// <summary>A purchase; narrowed by any of what is given.</summary>
public sealed record PurchaseHappens : JourneyEvent
{
    /// <summary>Paid at least, whole NT$.</summary>
    public long? AtLeast { get; init; }
    public string? Category { get; init; }
    public string? Sku { get; init; }
    /// <summary>Only the member's first.</summary>
    public bool First { get; init; }
    /// <summary>Only the first of a calendar month.</summary>
    public bool FirstOfMonth { get; init; }

    [JsonIgnore] public bool IsAny => AtLeast is null && string.IsNullOrEmpty(Category) && string.IsNullOrEmpty(Sku) && !First && !FirstOfMonth;

    internal override string Kind => MemberEvents.Purchased;

    internal override bool Means(JourneyFacts facts) =>
        (AtLeast is not { } least || facts.Paid >= least)
        && (string.IsNullOrEmpty(Category) || facts.Categories.Contains(Category))
        && (string.IsNullOrEmpty(Sku) || facts.Skus.Contains(Sku))
        && (!First || facts.PurchasesBefore == 0)
        && (!FirstOfMonth || facts.PurchasesBeforeInMonth == 0);

    internal override void AddFaults(string path, List<JourneyFault> found)
    {
        if (AtLeast is < 0 or > 100_000_000) found.Add(new(path, "journey.amount", "金額不正確。", "The amount is wrong."));
    }
}

/// <summary>Gets a tag.</summary>
public sealed record TagHappens(string Tag) : JourneyEvent
{
    internal override string Kind => MemberEvents.TagAdded;
    internal override bool Means(JourneyFacts facts) => facts.Tag == Tag;
    internal override void AddFaults(string path, List<JourneyFault> found) => Named(Tag, path, found);
}

/// <summary>Comes to another level; to one of these when some are named.</summary>
public sealed record TierHappens : JourneyEvent
{
    public IReadOnlyList<string> To { get; init; } = [];

    internal override string Kind => MemberEvents.TierChanged;
    internal override bool Means(JourneyFacts facts) => To.Count == 0 || (facts.To is { } to && To.Contains(to));
}

/// <summary>Presses a button of a push or of a journey's message; of this one when it is named.</summary>
public sealed record ClickHappens : JourneyEvent
{
    public long? Campaign { get; init; }
    public long? Journey { get; init; }
    /// <summary>Only in a message of the journey that asks.</summary>
    public bool Own { get; init; }

    internal override string Kind => MemberEvents.CampaignClicked;
    internal override bool Means(JourneyFacts facts) =>
        (Campaign is null || facts.Campaign == Campaign) && (Journey is null || facts.Journey == Journey) && (!Own || (facts.Journey is not null && facts.Journey == facts.Asking));
}

/// <summary>Finishes a mission; this one when it is named.</summary>
public sealed record MissionDone : JourneyEvent
{
    public string? Mission { get; init; }

    internal override string Kind => MemberEvents.MissionFinished;
    internal override bool Means(JourneyFacts facts) => string.IsNullOrEmpty(Mission) || facts.Mission == Mission;
}

/// <summary>Uses a coupon; of this kind when it is named.</summary>
public sealed record CouponUsed : JourneyEvent
{
    public string? Coupon { get; init; }

    internal override string Kind => MemberEvents.CouponRedeemed;
    internal override bool Means(JourneyFacts facts) => string.IsNullOrEmpty(Coupon) || facts.Coupon == Coupon;
}

/// <summary>Something a web shop or another system tells: <c>cart.left</c>, <c>page.viewed</c>, a name of the brand's own.</summary>
public sealed record WebHappens(string Name) : JourneyEvent
{
    internal override string Kind => JourneyKinds.Web;
    internal override bool Means(JourneyFacts facts) => facts.Name == Name;
    internal override void AddFaults(string path, List<JourneyFault> found) => Named(Name, path, found);
}

/// <summary>Timeline kinds that exist for journeys.</summary>
public static class JourneyKinds
{
    /// <summary>Told by another system.</summary>
    public const string Web = "web.event";
}

/// <summary>What a timeline line tells, with what had to be looked up beside it.</summary>
public sealed record JourneyFacts
{
    public string? Tag { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public long? Campaign { get; init; }
    public long? Journey { get; init; }
    /// <summary>Id of the purchase.</summary>
    public long? Purchase { get; init; }
    public long? Paid { get; init; }
    /// <summary>Code of the coupon kind.</summary>
    public string? Coupon { get; init; }
    public long? CouponId { get; init; }
    /// <summary>Code of a mission.</summary>
    public string? Mission { get; init; }
    /// <summary>Name of a web event.</summary>
    public string? Name { get; init; }
    /// <summary>What makes a web event one and the same.</summary>
    public string? Key { get; init; }
    [JsonIgnore] public IReadOnlyCollection<string> Categories { get; init; } = [];
    [JsonIgnore] public IReadOnlyCollection<string> Skus { get; init; } = [];
    /// <summary>Kept purchases earlier than this one.</summary>
    [JsonIgnore] public int PurchasesBefore { get; init; }
    [JsonIgnore] public int PurchasesBeforeInMonth { get; init; }
    /// <summary>The journey that asks.</summary>
    [JsonIgnore] public long? Asking { get; init; }

    internal JourneyFacts SeenBy(long journeyId) => Asking == journeyId ? this : this with { Asking = journeyId };

    internal static JourneyFacts Of(string? data)
    {
        if (data is null) return new JourneyFacts();
        using var json = JsonDocument.Parse(data);
        var root = json.RootElement;
        return new JourneyFacts
        {
            Tag = Text("tag"), From = Text("from"), To = Text("to"), Name = Text("name"), Key = Text("key"), Mission = Text("mission"),
            Campaign = Number("campaign"), Journey = Number("journey"), Purchase = Number("purchase"), Paid = Number("paid"), Coupon = Text("definition"), CouponId = Number("coupon"),
        };

        // Timelines write ids as numbers and codes as text; a field may mean another thing on another kind.
        string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        long? Number(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
    }
}

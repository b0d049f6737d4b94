using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Points.Policies;

/// <summary>Instead of lapsing: for every <paramref name="Points"/> a coupon of this kind; what does not make up one lapses.</summary>
public sealed record ConvertPolicy(long Points, string Coupon);

/// <param name="Points">This many points …</param>
/// <param name="Amount">… take off this many NT$; only whole multiples can be used.</param>
/// <param name="Minimum">Fewest points one sale may redeem.</param>
/// <param name="MaximumShare">Largest part of a sale that points may pay, in percent.</param>
public sealed record RedeemPolicy(long Points = 1, long Amount = 1, long Minimum = 1, int MaximumShare = 100)
{
    public long DiscountOf(long points) => points / Points * Amount;

    /// <summary>Most NT$ that so many points, given or taken, can be worth; part of a dollar counts as one.</summary>
    public long WorthOf(long points) => (long)(((Int128)Math.Abs(points) * Amount + Points - 1) / Points);

    /// <summary>Most points whose worth is no more than so many NT$.</summary>
    public long PointsWorth(long amount) => (long)((Int128)amount * Points / Amount);

    /// <summary>Most points that may pay towards <paramref name="due"/>, whatever the member holds.</summary>
    public long RedeemableFor(long due) => due <= 0 ? 0 : due * MaximumShare / 100 / Amount * Points;
}

/// <param name="Minimum">Fewest points one gift has.</param>
/// <param name="MaximumPerMonth">Most points a member may give away in a calendar month.</param>
public sealed record GiftPolicy(long Minimum, long MaximumPerMonth);

/// <param name="MaximumMembers">Most people in one family, the one who began it included.</param>
public sealed record FamilyPolicy(int MaximumMembers = 5);

/// <param name="PerTime">Most points a clerk may give or take at once at a till; more needs somebody who agrees.</param>
/// <param name="PerDay">Most points a clerk may give or take in all on one day.</param>
public sealed record TillPolicy(long PerTime = 100, long PerDay = 500);

/// <summary>How points live and pay, as the brand decided; one version of it is one JSON column.</summary>
public sealed record PointsPolicy
{
    public ExpiryPolicy Expiry { get; init; } = new RollingDays(90);
    /// <summary>Days before points of a sale in a store can be spent; 0 means at once.</summary>
    public int PendingDays { get; init; }
    /// <summary>The same for distance sales: the seven days in which the law lets a buyer withdraw, and the way to them.</summary>
    public int WebPendingDays { get; init; } = 10;
    /// <summary>When a return gives back points whose expiry has passed, they live this many days more.</summary>
    public int ReturnedDays { get; init; } = 7;
    public ConvertPolicy? Convert { get; init; }
    public RedeemPolicy Redeem { get; init; } = new();

    /// <summary>Most points one correction by hand, or one line of a bulk grant, may add or take.</summary>
    public long AdjustLimit { get; init; } = 10_000;

    public TillPolicy Till { get; init; } = new();

    /// <summary>Whether members may give points to each other; null, as a brand starts, means no.</summary>
    public GiftPolicy? Gifts { get; init; }

    /// <summary>Whether members of a family may spend each other's points; null, as a brand starts, means no.</summary>
    public FamilyPolicy? Family { get; init; }

    /// <summary>A check-in begins with the code on the store's counter; false, as a brand starts, lets the page do.</summary>
    public bool CheckInNeedsCode { get; init; }

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static PointsPolicy Parse(string json) =>
        JsonSerializer.Deserialize<PointsPolicy>(json, Options) ?? throw new JsonException("A points policy is an object.");

    public DateTime AvailabilityOf(DateTime earnedAt, bool web, BrandTime time) =>
        (web ? WebPendingDays : PendingDays) is > 0 and var days ? time.StartOf(time.DayOf(earnedAt).AddDays(days)) : earnedAt;
}

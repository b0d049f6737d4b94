using System.Text.Json;
using System.Text.Json.Serialization;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>How a coupon gets on with others in one sale.</summary>
public enum CouponStacking
{
    /// <summary>Alone.</summary>
    Exclusive,
    /// <summary>Beside any other that is not exclusive.</summary>
    WithOthers,
    /// <summary>Beside others, but only one of its group.</summary>
    OneOfGroup,
}

/// <summary>
/// Everything about a kind of coupon that differs in shape from brand to brand: one closed record, kept as JSON, edited by the admin
/// page, judged by <see cref="CouponRulesCheck"/> and said in words by <see cref="CouponSummary"/>. Nothing set means today's plain coupon.
/// </summary>
public sealed record CouponRules
{
    public static readonly CouponRules None = new();

    // When, besides the days from issue.
    /// <summary>First day of use.</summary>
    public DateOnly? StartsOn { get; init; }
    /// <summary>Last day of use, also for coupons whose own days would last longer.</summary>
    public DateOnly? EndsOn { get; init; }
    /// <summary>Days after issue before it can be used: 1 means from tomorrow.</summary>
    public int StartsAfterDays { get; init; }
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];
    public TimeOnly? FromTime { get; init; }
    /// <summary>First time of day at which it is refused; before <see cref="FromTime"/> it means past midnight.</summary>
    public TimeOnly? ToTime { get; init; }

    // Where and for what.
    public IReadOnlyList<string> Stores { get; init; } = [];
    public IReadOnlyList<string> NotStores { get; init; } = [];
    public IReadOnlyList<string> Skus { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<string> NotSkus { get; init; } = [];
    public IReadOnlyList<string> NotCategories { get; init; } = [];

    // For whom.
    public IReadOnlyList<string> Tiers { get; init; } = [];
    /// <summary>Only this many days after joining.</summary>
    public int? NewMemberDays { get; init; }
    /// <summary>Only before the member's first sale is over.</summary>
    public bool FirstPurchase { get; init; }

    // How often.
    /// <summary>Most coupons of this kind one member is ever given.</summary>
    public int? PerMember { get; init; }
    /// <summary>Most uses of this kind by one member on one day of the brand.</summary>
    public int? UsesPerDay { get; init; }

    public CouponStacking Stacking { get; init; }
    public string? Group { get; init; }
    /// <summary>Higher ones take their part first.</summary>
    public int Priority { get; init; }

    // Of one kind only.
    public BuyGetRule? BuyGet { get; init; }
    /// <summary>Uses of a pass, pieces of a deposit.</summary>
    public int? Uses { get; init; }
    public IReadOnlyList<BundlePart> Bundle { get; init; } = [];
    /// <summary>Category of the lines that are delivery cost, for tills that do not mark them.</summary>
    public string? DeliveryCategory { get; init; }

    public PaidTerms? Paid { get; init; }
    /// <summary>Each coupon takes one code of the imported or generated pool.</summary>
    public bool FromPool { get; init; }
    /// <summary>May be given to a friend.</summary>
    public bool MayGive { get; init; }
    /// <summary>Stays used when its sale is returned.</summary>
    public bool NotReturned { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                // An empty list is nothing worth writing down.
                info =>
                {
                    foreach (var property in info.Properties.Where(p => p.PropertyType.IsAssignableTo(typeof(System.Collections.ICollection)) || IsList(p.PropertyType)))
                        property.ShouldSerialize = (_, value) => value is System.Collections.ICollection { Count: > 0 };
                },
            },
        },
    };

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static CouponRules Parse(string json) => json.Length == 0 ? None : JsonSerializer.Deserialize<CouponRules>(json, Json) ?? None;

    /// <summary>Whether the coupon is about this line of a sale.</summary>
    public bool Covers(SaleLine line) =>
        (Skus.Count == 0 && Categories.Count == 0 || Has(Skus, line.Sku) || Has(Categories, line.Category))
        && !Has(NotSkus, line.Sku) && !Has(NotCategories, line.Category);

    public bool LimitsProducts => Skus.Count + Categories.Count + NotSkus.Count + NotCategories.Count > 0;

    private static bool Has(IReadOnlyList<string> names, string? name) =>
        name is not null && names.Any(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
}

/// <param name="Buy">Pieces at full price …</param>
/// <param name="Get">… that make this many of the cheaper ones cost less.</param>
/// <param name="PercentOff">100 means free, 50 half price.</param>
/// <param name="GetSku">The product that gets cheaper; null means the same goods.</param>
/// <param name="MostTimes">How often one sale may have it.</param>
public sealed record BuyGetRule(int Buy, int Get, int PercentOff = 100, string? GetSku = null, int MostTimes = 1);

/// <param name="Coupon">Code of the kind that is given.</param>
public sealed record BundlePart(string Coupon, int Count = 1);

/// <summary>What the law wants on a voucher that was paid for.</summary>
/// <param name="Price">What it costs, NT$.</param>
/// <param name="Guarantee">How performance is guaranteed, e.g. 信託專戶.</param>
/// <param name="Guarantor">By whom.</param>
/// <param name="GuaranteeMonths">From the day of sale; the law wants twelve at least.</param>
/// <param name="FeePercent">Kept from a refund; three at most.</param>
public sealed record PaidTerms(long Price, string Guarantee, string Guarantor, int GuaranteeMonths = 12, int FeePercent = 0);

using System.Globalization;
using LineLoyalty.Rewards.Points.Earning;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>One version of an earning rule as the form sends it; lists that are empty mean "any".</summary>
public sealed record EarningRuleForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public EarningEvent Event { get; set; }
    /// <summary><c>rate</c>, <c>multiply</c> or <c>bonus</c>.</summary>
    public string Kind { get; set; } = "bonus";
    public long? Amount { get; set; } = 100;
    public long? Points { get; set; } = 10;
    public decimal? Times { get; set; } = 2;
    public bool EachItem { get; set; }
    public List<string>? Tiers { get; set; }
    public List<int>? Weekdays { get; set; }
    public TimeOnly? FromTime { get; set; }
    public TimeOnly? ToTime { get; set; }
    public DateOnly? FirstDay { get; set; }
    public DateOnly? LastDay { get; set; }
    public List<string>? Stores { get; set; }
    public List<string>? Channels { get; set; }
    public string? Payments { get; set; }
    public List<string>? Skus { get; set; }
    public List<string>? Categories { get; set; }
    public bool FirstPurchase { get; set; }
    public bool BirthdayMonth { get; set; }
    public List<string>? ExcludedSkus { get; set; }
    public List<string>? ExcludedCategories { get; set; }
    public bool DeliveryEarns { get; set; }
    public long? MinimumAmount { get; set; }
    public long? CapPerSale { get; set; }
    public long? CapPerDay { get; set; }
    public long? CapPerMember { get; set; }
    public int? Priority { get; set; } = 0;
    public bool Stop { get; set; }
    public Stacking Stacking { get; set; }
    public int? ExpiryDays { get; set; }
    public bool Active { get; set; } = true;
    /// <summary>When it begins, in the brand's time; empty means now.</summary>
    public DateTime? From { get; set; }
    public DateTime? To { get; set; }
    /// <summary>What becomes of versions that wait for their day; see <see cref="WaitingVersions"/>.</summary>
    public string? Waiting { get; set; }
    /// <summary>The waiting version that is edited; null for the one in force.</summary>
    public int? Opened { get; set; }

    public EarningDefinition Says() => new()
    {
        Event = Event,
        Effect = Kind switch
        {
            "rate" => new RateEffect(Amount ?? 0, Points ?? 0),
            "multiply" => new MultiplyEffect((int)Math.Clamp((Times ?? 0) * 100, 0, 1_000_000)),
            _ => new BonusEffect(Points ?? 0, EachItem),
        },
        Conditions = new EarningConditions
        {
            Tiers = List(Tiers), Weekdays = Weekdays is { Count: > 0 } ? [.. Weekdays.Distinct().Order()] : null, FromTime = FromTime, ToTime = ToTime, FirstDay = FirstDay, LastDay = LastDay,
            Stores = List(Stores), Channels = List(Channels), Skus = List(Skus), Categories = List(Categories), FirstPurchase = FirstPurchase, BirthdayMonth = BirthdayMonth,
            Payments = List(Payments?.Split([',', '、', ' ', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        },
        ExcludedSkus = List(ExcludedSkus), ExcludedCategories = List(ExcludedCategories), DeliveryEarns = DeliveryEarns, MinimumAmount = MinimumAmount ?? 0,
        CapPerSale = CapPerSale, CapPerDay = CapPerDay, CapPerMember = CapPerMember, Priority = Priority ?? 0, Stop = Stop, Stacking = Stacking, ExpiryDays = ExpiryDays,
    };

    public static EarningRuleForm Of(string code, EarningRuleVersion version, BrandTime time)
    {
        var says = EarningDefinition.Parse(version.Definition);
        var c = says.Conditions;
        return new EarningRuleForm
        {
            Opened = version.ValidFrom > time.Now ? version.Version : null, From = WaitingVersions.Begins(version, time), To = version.ValidTo is { } end ? time.Local(end) : null,
            Code = code, Name = version.Name, NameEn = version.NameEn, Event = says.Event, Active = version.Active,
            Kind = says.Effect switch { RateEffect => "rate", MultiplyEffect => "multiply", _ => "bonus" },
            Amount = (says.Effect as RateEffect)?.Amount, Points = says.Effect switch { RateEffect r => r.Points, BonusEffect b => b.Points, _ => null },
            Times = says.Effect is MultiplyEffect m ? m.Percent / 100m : null, EachItem = says.Effect is BonusEffect { EachItem: true },
            Tiers = c.Tiers?.ToList(), Weekdays = c.Weekdays?.ToList(), FromTime = c.FromTime, ToTime = c.ToTime, FirstDay = c.FirstDay, LastDay = c.LastDay, Stores = c.Stores?.ToList(),
            Channels = c.Channels?.ToList(), Payments = c.Payments is null ? null : string.Join(", ", c.Payments), Skus = c.Skus?.ToList(), Categories = c.Categories?.ToList(),
            FirstPurchase = c.FirstPurchase, BirthdayMonth = c.BirthdayMonth, ExcludedSkus = says.ExcludedSkus?.ToList(), ExcludedCategories = says.ExcludedCategories?.ToList(),
            DeliveryEarns = says.DeliveryEarns, MinimumAmount = says.MinimumAmount == 0 ? null : says.MinimumAmount, CapPerSale = says.CapPerSale, CapPerDay = says.CapPerDay,
            CapPerMember = says.CapPerMember, Priority = says.Priority, Stop = says.Stop, Stacking = says.Stacking, ExpiryDays = says.ExpiryDays,
        };
    }

    private static List<string>? List(IEnumerable<string>? values)
    {
        var list = values?.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().ToList();
        return list is { Count: > 0 } ? list : null;
    }

    public static string? Show(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string? Show(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string? Show(DateTime? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}

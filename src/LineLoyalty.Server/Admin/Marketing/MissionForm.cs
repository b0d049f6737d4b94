using LineLoyalty.Marketing.Missions;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>One goal as the form sends it; which fields count, its type says.</summary>
public sealed record MissionGoalForm
{
    /// <summary>Empty: no goal in this row.</summary>
    public string? Type { get; set; }
    public int? Number { get; set; }
    public long? Amount { get; set; }
    public long? AtLeast { get; set; }
    public string? Channel { get; set; }
    public List<string>? Stores { get; set; }
    public List<string>? Categories { get; set; }
    public List<string>? Skus { get; set; }
    public bool ByCategory { get; set; }
    public long? Campaign { get; set; }

    private SaleFilter? Filter(bool amount) => new SaleFilter { AtLeast = amount ? AtLeast : null, Channel = string.IsNullOrEmpty(Channel) ? null : Channel, Stores = List(Stores), Categories = List(Categories), Skus = List(Skus) } is var f && f != new SaleFilter() ? f : null;

    public MissionGoal? Says() => Type switch
    {
        "purchases" => new PurchasesGoal(Number ?? 0) { Of = Filter(true) },
        "spend" => new SpendGoal(Amount ?? 0) { Of = Filter(true) },
        "stores" => new StoresGoal(Number ?? 0),
        "variety" => new VarietyGoal(Number ?? 0, ByCategory) { Of = Filter(true) },
        "checkIns" => new CheckInsGoal(Number ?? 0),
        "friends" => new FriendsGoal(Number ?? 0),
        "profile" => new ProfileGoal(),
        "click" => new ClickGoal(Number ?? 0) { Campaign = Campaign },
        "weeks" => new WeeksGoal(Number ?? 0),
        _ => null,
    };

    public static MissionGoalForm Of(MissionGoal goal) => goal switch
    {
        PurchasesGoal g => With(g.Of) with { Type = "purchases", Number = g.Times },
        SpendGoal g => With(g.Of) with { Type = "spend", Amount = g.Amount },
        StoresGoal g => new() { Type = "stores", Number = g.Stores },
        VarietyGoal g => With(g.Of) with { Type = "variety", Number = g.Different, ByCategory = g.Categories },
        CheckInsGoal g => new() { Type = "checkIns", Number = g.Times },
        FriendsGoal g => new() { Type = "friends", Number = g.Friends },
        ClickGoal g => new() { Type = "click", Number = g.Times, Campaign = g.Campaign },
        WeeksGoal g => new() { Type = "weeks", Number = g.Weeks },
        _ => new() { Type = "profile" },
    };

    private static MissionGoalForm With(SaleFilter? of) => new() { AtLeast = of?.AtLeast, Channel = of?.Channel, Stores = [.. of?.Stores ?? []], Categories = [.. of?.Categories ?? []], Skus = [.. of?.Skus ?? []] };

    private static List<string>? List(List<string>? all) => all?.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().ToList() is { Count: > 0 } some ? some : null;
}

public sealed record MissionPrizeForm
{
    /// <summary>Empty: with the end.</summary>
    public long? At { get; set; }
    /// <summary><c>coupon:CODE</c> or <c>points</c>.</summary>
    public string? Gives { get; set; }
    public long? Points { get; set; }
}

/// <summary>One version of a mission as the form sends it.</summary>
public sealed record MissionForm
{
    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string? About { get; set; }
    public string? AboutEn { get; set; }
    public MissionFor For { get; set; }
    public long? SegmentId { get; set; }
    public MissionRepeat Repeat { get; set; }
    public DateOnly? FirstDay { get; set; }
    public DateOnly? LastDay { get; set; }
    public int? Days { get; set; }
    public List<MissionGoalForm> Goals { get; set; } = [new() { Type = "purchases", Number = 3 }];
    public bool Any { get; set; }
    public List<MissionPrizeForm> Prizes { get; set; } = [new() { Gives = "points", Points = 50 }];
    public string? Tag { get; set; }
    public int? Budget { get; set; }
    public bool KeepsPrizes { get; set; }
    public bool Active { get; set; }

    public MissionGoalForm Goal(int i) => Goals.ElementAtOrDefault(i) ?? new MissionGoalForm();
    public MissionPrizeForm Prize(int i) => Prizes.ElementAtOrDefault(i) ?? new MissionPrizeForm();

    public MissionDefinition Says() => new()
    {
        For = For, SegmentId = For == MissionFor.Segment ? SegmentId : null, Repeat = Repeat, FirstDay = FirstDay, LastDay = LastDay, Days = Days,
        Goals = [.. Goals.Select(g => g.Says()).OfType<MissionGoal>()], Any = Any,
        Prizes = [.. Prizes.Where(p => !string.IsNullOrEmpty(p.Gives)).Select(p => new MissionPrize(p.Gives!.StartsWith("coupon:", StringComparison.Ordinal) ? new CouponPrize(p.Gives["coupon:".Length..]) : new PointsPrize(p.Points ?? 0), p.At))],
        Tag = Clean(Tag), Budget = Budget, KeepsPrizes = KeepsPrizes, About = Clean(About), AboutEn = Clean(AboutEn),
    };

    public static MissionForm Of(MissionKind k) => new()
    {
        Code = k.Code, Name = k.Name, NameEn = k.NameEn, About = k.Says.About, AboutEn = k.Says.AboutEn, For = k.Says.For, SegmentId = k.Says.SegmentId, Repeat = k.Says.Repeat,
        FirstDay = k.Says.FirstDay, LastDay = k.Says.LastDay, Days = k.Says.Days, Goals = [.. k.Says.Goals.Select(MissionGoalForm.Of)], Any = k.Says.Any,
        Prizes = [.. k.Says.Prizes.Select(p => new MissionPrizeForm { At = p.At, Gives = p.Prize is CouponPrize c ? "coupon:" + c.Coupon : "points", Points = (p.Prize as PointsPrize)?.Points })],
        Tag = k.Says.Tag, Budget = k.Says.Budget, KeepsPrizes = k.Says.KeepsPrizes, Active = k.Active,
    };

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

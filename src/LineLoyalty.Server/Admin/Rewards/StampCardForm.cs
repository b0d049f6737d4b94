using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>A prize of a stamp card as the form sends it.</summary>
public sealed record StampPrizeForm
{
    public int? At { get; set; }
    /// <summary><c>coupon:CODE</c> or <c>points</c>.</summary>
    public string? Gives { get; set; }
    public long? Points { get; set; }
}

/// <summary>One version of a stamp card as the form sends it.</summary>
public sealed record StampCardForm
{
    public const int PrizeRows = 5;

    public string? Code { get; set; }
    public string? Name { get; set; }
    public string? NameEn { get; set; }
    public string? About { get; set; }
    public string? AboutEn { get; set; }
    public int? Stamps { get; set; } = 10;
    /// <summary><c>sale</c>, <c>items</c> or <c>visit</c>.</summary>
    public string Kind { get; set; } = "sale";
    public long? Amount { get; set; } = 100;
    public bool Each { get; set; }
    public int? Items { get; set; } = 1;
    public List<string>? Skus { get; set; }
    public List<string>? Categories { get; set; }
    public int? IntervalHours { get; set; }
    public int? PerDay { get; set; }
    public DateOnly? FirstDay { get; set; }
    public DateOnly? LastDay { get; set; }
    public int? LifeDays { get; set; }
    public List<StampPrizeForm> Prizes { get; set; } = [];
    /// <summary><c>again</c>, <c>none</c> or the code of the next card.</summary>
    public string Then { get; set; } = "again";
    public List<string>? Stores { get; set; }
    public bool KeepsPrizes { get; set; }
    public int? ByHand { get; set; } = 2;
    public bool Active { get; set; } = true;

    public StampPrizeForm Row(int i) => Prizes.ElementAtOrDefault(i) ?? new StampPrizeForm();

    public StampDefinition Says() => new()
    {
        Stamps = Stamps ?? 0,
        Earns = Kind switch { "items" => new PerItems(Items ?? 0, List(Skus), List(Categories)), "visit" => new PerVisit(), _ => new PerSale(Amount ?? 0, Each) },
        IntervalHours = IntervalHours, PerDay = PerDay, FirstDay = FirstDay, LastDay = LastDay, LifeDays = LifeDays,
        Prizes = [.. Prizes.Where(p => p.At is not null && !string.IsNullOrEmpty(p.Gives)).OrderBy(p => p.At)
            .Select(p => new StampPrize(p.At!.Value, p.Gives!.StartsWith("coupon:", StringComparison.Ordinal) ? new CouponPrize(p.Gives["coupon:".Length..]) : new PointsPrize(p.Points ?? 0)))],
        Again = Then == "again", Next = Then is "again" or "none" ? null : Then, Stores = List(Stores), KeepsPrizes = KeepsPrizes, ByHand = ByHand ?? 0,
        About = Clean(About), AboutEn = Clean(AboutEn),
    };

    public static StampCardForm Of(StampKind k) => new()
    {
        Code = k.Code, Name = k.Name, NameEn = k.NameEn, About = k.Says.About, AboutEn = k.Says.AboutEn, Stamps = k.Says.Stamps,
        Kind = k.Says.Earns switch { PerItems => "items", PerVisit => "visit", _ => "sale" },
        Amount = (k.Says.Earns as PerSale)?.Amount ?? 100, Each = k.Says.Earns is PerSale { Each: true }, Items = (k.Says.Earns as PerItems)?.Items ?? 1,
        Skus = [.. (k.Says.Earns as PerItems)?.Skus ?? []], Categories = [.. (k.Says.Earns as PerItems)?.Categories ?? []],
        IntervalHours = k.Says.IntervalHours, PerDay = k.Says.PerDay, FirstDay = k.Says.FirstDay, LastDay = k.Says.LastDay, LifeDays = k.Says.LifeDays,
        Prizes = [.. k.Says.Prizes.Select(p => new StampPrizeForm { At = p.At, Gives = p.Prize is CouponPrize c ? "coupon:" + c.Coupon : "points", Points = (p.Prize as PointsPrize)?.Points })],
        Then = k.Says.Next ?? (k.Says.Again ? "again" : "none"), Stores = [.. k.Says.Stores ?? []], KeepsPrizes = k.Says.KeepsPrizes, ByHand = k.Says.ByHand, Active = k.Active,
    };

    private static List<string>? List(List<string>? all) => all?.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().ToList() is { Count: > 0 } some ? some : null;

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

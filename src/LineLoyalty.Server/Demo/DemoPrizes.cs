using LineLoyalty.Data;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;

namespace LineLoyalty.Server.Demo;

/// <summary>What the made-up brand's members can have for points, stamps and luck.</summary>
internal static class DemoPrizes
{
    public static void Add(LoyaltyDb db, DateTime now)
    {
        db.CouponDefinitions.AddRange(
            Kind("reward-croissant", CouponKind.Product, 0, "原味可頌兌換券", "A croissant", now, d => (d.ProductSku, d.MaximumDiscount) = ("B01", 75)),
            Kind("reward-latte", CouponKind.Product, 0, "拿鐵兌換券", "A latte", now, d => (d.ProductSku, d.MaximumDiscount) = ("C02", 120)),
            Kind("reward-beans", CouponKind.Amount, 120, "招牌配方豆 折 NT$120", "NT$120 off house blend", now, d => (d.MinimumSpend, d.Rules) = (420, new CouponRules { Skus = ["R01"] })),
            Kind("reward-cupping", CouponKind.Experience, 0, "咖啡師杯測體驗", "A cupping with our barista", now, d => d.ValidDays = 90));
        db.RewardItems.AddRange(
            Item("croissant", "原味可頌", "Croissant", 60, 1, "每天早上現烤，層次分明。", "Baked every morning.", now, i => i.Stock = 80),
            Item("latte", "拿鐵一杯", "A latte", 100, 2, "招牌配方，冰熱都可以。", "House blend, hot or iced.", now, i => i.PerMemberMonth = 2),
            Item("beans", "招牌配方豆折價券", "NT$120 off house blend", 80, 3, "買 227g 招牌配方豆現折 NT$120。", "NT$120 off 227 g of house blend.", now, i => (i.Stock, i.PerMember) = (30, 1)),
            Item("cupping", "咖啡師杯測體驗", "Cupping with our barista", 180, 4, "跟著咖啡師認識三支單品，約 60 分鐘。", "Three single origins with our barista, about an hour.", now, i => (i.Stock, i.MinimumTier) = (6, "gold")));
    }

    /// <summary>Ten coffees: a croissant with the fifth, a latte with the tenth. In force before the first of the sales that fill it.</summary>
    public static void AddStampCard(LoyaltyDb db, DateTime from, DateTime now) => db.StampProgrammes.Add(new StampProgramme
    {
        Code = "coffee", CreatedAt = now,
        Versions =
        [
            new StampProgrammeVersion
            {
                Version = 1, Name = "咖啡集點卡", NameEn = "Coffee card", Active = true, ValidFrom = from, CreatedAt = now,
                Definition = new StampDefinition
                {
                    Stamps = 10, Earns = new PerItems(1, null, ["咖啡"]), LifeDays = 180, Prizes = [new StampPrize(5, new CouponPrize("reward-croissant")), new StampPrize(10, new CouponPrize("reward-latte"))],
                    About = "每杯咖啡集 1 點，外帶內用都算。", AboutEn = "Every coffee counts, here or to go.",
                }.ToJson(),
            },
        ],
    });

    /// <summary>Open for two weeks more; everybody enters once, and again for points.</summary>
    public static Draw Draw(DateTime now)
    {
        var draw = new Draw
        {
            Code = "autumn", Name = "秋日咖啡抽好禮", NameEn = "Autumn coffee draw", OpensAt = now.AddDays(-3), ClosesAt = now.AddDays(14), DrawAt = now.AddDays(15), EntryPoints = 20, Free = FreeEntry.Once, MaxPerMember = 10,
            TellLosers = true, CreatedAt = now, ImageUrl = "/samples/tasting.svg",
            Description = "免費參加一次，想多試手氣可以用 20 點再抽。", DescriptionEn = "Enter once for free, and again for 20 points.",
        };
        draw.Prizes.Add(new DrawPrize { Position = 1, Name = "咖啡師杯測體驗", NameEn = "Cupping with our barista", Count = 2, Prize = new CouponPrize("reward-cupping") });
        draw.Prizes.Add(new DrawPrize { Position = 2, Name = "拿鐵一杯", NameEn = "A latte", Count = 10, Prize = new CouponPrize("reward-latte") });
        draw.Prizes.Add(new DrawPrize { Position = 3, Name = "50 點", NameEn = "50 points", Count = 30, Prize = new PointsPrize(50) });
        return draw;
    }

    private static CouponDefinition Kind(string code, CouponKind kind, long value, string title, string english, DateTime now, Action<CouponDefinition>? also = null)
    {
        var made = new CouponDefinition
        {
            Code = code, Kind = kind, Value = value, Title = title, TitleEn = english, ValidDays = 60, CreatedAt = now,
            Terms = "限使用一次，不得兌換現金。", TermsEn = "Single use. Not exchangeable for cash.",
        };
        also?.Invoke(made);
        return made;
    }

    private static RewardItem Item(string code, string name, string english, long points, int position, string about, string aboutEn, DateTime now, Action<RewardItem>? also = null)
    {
        var made = new RewardItem
        {
            Code = code, Name = name, NameEn = english, Description = about, DescriptionEn = aboutEn, Points = points, Position = position, Gives = new CouponPrize("reward-" + code),
            ImageUrl = $"/samples/{(code == "cupping" ? "tasting" : code)}.svg", CreatedAt = now,
        };
        also?.Invoke(made);
        return made;
    }
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Rewards;

/// <summary>Gives a fresh database the levels, points rules and coupon kinds the programmes rely on. What exists already is the brand's and stays as it is.</summary>
public sealed class SeedProgramme(LoyaltyDb db, TimeProvider clock, IOptions<PointsOptions> points)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await db.Tiers.AnyAsync(ct)) db.Tiers.AddRange(Levels());
        if (!await db.EarningRules.AnyAsync(ct)) db.EarningRules.Add(BaseRule(points.Value, clock.GetUtcNow().UtcDateTime));
        if (!await db.PointsPolicyVersions.AnyAsync(ct))
        {
            db.PointsPolicyVersions.Add(new PointsPolicyVersion
            {
                Version = 1, Definition = points.Value.Policy().ToJson(), ValidFrom = Always, CreatedAt = clock.GetUtcNow().UtcDateTime,
            });
        }
        var known = await db.CouponDefinitions.Select(d => d.Code).ToListAsync(ct);
        db.CouponDefinitions.AddRange(Definitions(clock.GetUtcNow().UtcDateTime).Where(d => !known.Contains(d.Code)));
        await unit.CommitAsync(ct);
    }

    // Before any sale that could still arrive.
    private static readonly DateTime Always = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static EarningRule BaseRule(PointsOptions points, DateTime now) => new()
    {
        Code = "base", CreatedAt = now,
        Versions =
        [
            new EarningRuleVersion
            {
                Version = 1, Name = "基本回饋", NameEn = "Basic points", Active = points.EarnPoints > 0, ValidFrom = Always, CreatedAt = now,
                Definition = new EarningDefinition { Effect = new RateEffect(points.EarnPerAmount, Math.Max(1, points.EarnPoints)) }.ToJson(),
            },
        ],
    };

    private static Tier[] Levels() =>
    [
        new() { Level = Member.FirstTierLevel, Code = "regular", Name = "一般會員", NameEn = "Member", Color = "#64748b", Reach = new(Spend: 0) },
        new() { Level = 20, Code = "silver", Name = "銀卡會員", NameEn = "Silver", Color = "#7c8ba1", Reach = new(Spend: 5_000), GraceDays = 30 },
        new() { Level = 30, Code = "gold", Name = "金卡會員", NameEn = "Gold", Color = "#b7791f", Reach = new(Spend: 15_000), GraceDays = 30 },
        new() { Level = 40, Code = "diamond", Name = "鑽石會員", NameEn = "Diamond", Color = "#3b5bdb", Reach = new(Spend: 40_000), GraceDays = 30 },
    ];

    private static CouponDefinition[] Definitions(DateTime now) =>
    [
        new()
        {
            Code = "welcome", Kind = CouponKind.Amount, Value = 50, MinimumSpend = 100, ValidDays = 30, CreatedAt = now,
            Title = "新朋友見面禮 NT$50", TitleEn = "Welcome gift: NT$50 off",
            Description = "謝謝您加入會員！消費滿 NT$100 現折 NT$50。", DescriptionEn = "Thank you for joining! NT$50 off when you spend NT$100.",
            Terms = "限使用一次，不得兌換現金，恕不找零。", TermsEn = "Single use. Not exchangeable for cash, no change given.",
        },
        new()
        {
            Code = "birthday", Kind = CouponKind.Product, Value = 0, MaximumDiscount = 150, ValidDays = 37, CreatedAt = now,
            Title = "生日招待飲品一杯", TitleEn = "A birthday drink on us",
            Description = "生日快樂！請店員為您招待一杯飲品，最高折抵 NT$150。", DescriptionEn = "Happy birthday! One drink on us, up to NT$150.",
            Terms = "限壽星本人使用一次，超過部分請補差額。", TermsEn = "Single use by the birthday person; pay only the difference above the limit.",
        },
        new()
        {
            Code = "reactivation60", Kind = CouponKind.Amount, Value = 60, MinimumSpend = 120, ValidDays = 21, CreatedAt = now,
            Title = "想念您 折 NT$60", TitleEn = "We miss you: NT$60 off",
            Description = "好一陣子沒見到您了，消費滿 NT$120 現折 NT$60。", DescriptionEn = "It has been a while: NT$60 off when you spend NT$120.",
            Terms = "限使用一次，不得與其他優惠券併用。", TermsEn = "Single use, not combined with other coupons.",
        },
        new()
        {
            Code = "reactivation90", Kind = CouponKind.Percent, Value = 20, MaximumDiscount = 300, ValidDays = 14, CreatedAt = now,
            Title = "好久不見 全單 8 折", TitleEn = "Long time no see: 20% off",
            Description = "期待再為您服務，整筆消費 8 折，最高折抵 NT$300。", DescriptionEn = "We hope to see you again: 20% off your whole order, up to NT$300.",
            Terms = "限使用一次，不得與其他優惠券併用。", TermsEn = "Single use, not combined with other coupons.",
        },
    ];
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LineLoyalty.BrowserTests;

/// <summary>A shop with a counter: what it sells and gives, and a clerk's page that is paired.</summary>
internal static class Shop
{
    /// <returns>A key that may do everything.</returns>
    public static Task<string> StockAsync(TestApp app) => app.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<LoyaltyDb>();
        await using (var unit = await db.BeginWriteAsync(CancellationToken.None))
        {
            db.Add(new Store { Code = "A1", Name = "信義店" });
            db.Add(new Store { Code = "B2", Name = "中山店" });
            db.Add(new Product { Sku = "latte", Name = "拿鐵", Category = "咖啡", Price = 120 });
            db.Add(new Product { Sku = "toast", Name = "鮪魚吐司", Category = "輕食", Price = 75 });
            await unit.CommitAsync(CancellationToken.None);
        }
        return await KeyAsync(services);
    });

    /// <summary>What a member can have beside points: goods for points, a stamp card, and a kind of 寄杯 and of a paid voucher.</summary>
    public static Task ProgrammeAsync(TestApp app) => app.DbAsync(async db =>
    {
        db.Add(Kind(app, "cups", "拿鐵寄杯", CouponKind.Deposit, 0, new CouponRules { Uses = 10 }));
        db.Add(new Product { Sku = "gift500", Name = "禮券 500", Category = "禮券", Price = 500, EarnsPoints = false });
        var voucher = Kind(app, "gift", "禮券 500 元", CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行", FeePercent: 3) });
        voucher.SoldSku = "gift500";
        db.Add(voucher);
        db.Add(new RewardItem { Code = "cake", Name = "戚風蛋糕", Points = 60, Gives = new CouponPrize("welcome"), CreatedAt = app.Clock.Now });
        db.Add(new RewardItem { Code = "mug", Name = "馬克杯", Points = 5000, Gives = new CouponPrize("welcome"), CreatedAt = app.Clock.Now });
        var card = new StampProgramme { Code = "coffee", CreatedAt = app.Clock.Now };
        var says = new StampDefinition { Stamps = 3, Earns = new PerItems(1, ["latte"]), Prizes = [new StampPrize(2, new CouponPrize("cups"))], ByHand = 2 };
        card.Versions.Add(new StampProgrammeVersion
        {
            Version = 1, Name = "咖啡集點卡", Definition = says.ToJson(), Active = true, ValidFrom = app.Clock.Now.AddDays(-30), CreatedAt = app.Clock.Now,
        });
        db.Add(card);
        return await db.SaveChangesAsync();
    });

    public static Task<Coupon> GiveAsync(TestApp app, Member member, string kind) => app.InScopeAsync(async services =>
        (await services.GetRequiredService<IssueCoupon>().ExecuteAsync(member.Id, kind, "staff", null, CancellationToken.None)).Value!);

    public static Task<string> CodeOfAsync(TestApp app, Coupon coupon) => app.InScopeAsync(services =>
        Task.FromResult(CouponCodes.Display(services.GetRequiredService<Vault>().Open("coupon", coupon.CodeSealed))));

    public static Task PointsAsync(TestApp app, Member member, long points) => app.InScopeAsync(async services =>
        (await services.GetRequiredService<GivePoints>().AdjustAsync(member.Id, points, "開幕禮", $"test:{Guid.NewGuid():N}", null, null, CancellationToken.None)).Value!);

    /// <summary>The code that is under 使用點數 on the member's phone now.</summary>
    public static string SpendCode(TestApp app, Member member) => app.Services.GetRequiredService<MemberCodes>().Mint(CodePurpose.Spend, member.Id).Text;

    public static Task<StaffAccount> ManagerAsync(TestApp app) => app.InScopeAsync(async services =>
    {
        var invitation = await services.GetRequiredService<InviteStaff>().ExecuteAsync(StaffRole.Marketer, CancellationToken.None);
        return (await services.GetRequiredService<AcceptInvitation>().ExecuteAsync(invitation, "boss", "店長", "morning light coffee 2026", CancellationToken.None)).Value!;
    });

    public static async Task PairAsync(TestApp app, IPage page, string key)
    {
        await page.GotoAsync(new Uri(app.Url, "/till").ToString());
        await page.GetByLabel("POS 金鑰").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "以金鑰配對" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "信義店" }).ClickAsync();
        await page.GetByLabel("會員條碼、手機或卡號").WaitForAsync();
    }

    /// <summary>A hand scanner types and presses Enter.</summary>
    public static async Task IdentifyAsync(IPage page, string key, string name)
    {
        await page.GetByLabel("會員條碼、手機或卡號").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText(name).WaitForAsync();
    }

    public static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static CouponDefinition Kind(TestApp app, string code, string title, CouponKind kind, long value, CouponRules rules) =>
        new() { Code = code, Title = title, Kind = kind, Value = value, Rules = rules, CreatedAt = app.Clock.Now };

    private static async Task<string> KeyAsync(IServiceProvider services)
    {
        var made = await services.GetRequiredService<CreatePosKey>()
            .ExecuteAsync("counter", [.. PosScopes.All], [], TimeSpan.FromDays(1), null, CancellationToken.None);
        return made.Succeeded(out var key, out var refusal) ? key.Text : throw new InvalidOperationException(refusal.Code);
    }
}

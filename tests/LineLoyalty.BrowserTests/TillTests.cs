using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>The clerk's page: pair the device, find the member, ring up a sale, give it back.</summary>
public sealed class TillTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_clerk_pairs_the_device_rings_up_a_sale_and_refunds_it()
    {
        await using var app = await TestApp.StartAsync();
        await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await using var visit = await Visit.OpenAsync(chromium);
        var page = visit.Page;

        await page.GotoAsync(new Uri(app.Url, "/till").ToString());
        await page.GetByLabel("POS 金鑰").FillAsync(key);
        await visit.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "以金鑰配對" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "信義店" }).ClickAsync();

        // A hand scanner types and presses Enter.
        await page.GetByLabel("會員條碼、手機或卡號").FillAsync("0922-333-444");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("陳○君").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "拿鐵" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "增加 拿鐵" }).ClickAsync();
        await page.GetByLabel("自訂金額").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "加入" }).ClickAsync();
        await page.GetByText("可得 20 點").WaitForAsync();
        await visit.ShootAsync("till");
        await visit.AssertAccessibleAsync();

        // Two taps in one breath are one sale.
        await page.GetByRole(AriaRole.Button, new() { Name = "結帳 可得" }).DblClickAsync();
        await page.GetByText("結帳完成").WaitForAsync();
        await page.GetByText("+20", new() { Exact = true }).First.WaitForAsync();
        await visit.ShootAsync("till-result");
        var sale = Assert.Single(await app.DbAsync(db => Task.FromResult(db.Set<Purchase>().ToList())));
        Assert.Equal((250, 20), (sale.Paid, sale.PointsEarned));

        await page.GetByRole(AriaRole.Button, new() { Name = "退貨" }).ClickAsync();
        await page.GetByLabel("收據號碼").FillAsync(sale.ReceiptNumber);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "多退 拿鐵" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "退所選品項" }).ClickAsync();
        await page.GetByText("應退金額").WaitForAsync();
        await page.GetByText("NT$120", new() { Exact = true }).WaitForAsync();
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task A_sale_whose_answer_was_lost_is_sent_again_and_counts_once()
    {
        await using var app = await TestApp.StartAsync();
        var key = await Shop.StockAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844);
        var page = visit.Page;
        await page.GotoAsync(new Uri(app.Url, "/till").ToString());
        await page.GetByLabel("POS 金鑰").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "以金鑰配對" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "信義店" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "拿鐵" }).ClickAsync();

        var lost = false;
        await page.RouteAsync("**/api/pos/v1/purchases", async route =>
        {
            var answer = await route.FetchAsync();
            if (lost) await route.FulfillAsync(new() { Response = answer });
            else
            {
                lost = true;
                await route.AbortAsync();
            }
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "結帳 NT$120" }).ClickAsync();
        await page.GetByText("尚未確認結果").WaitForAsync();
        await visit.ShootAsync("till-lost-answer");
        await page.GetByRole(AriaRole.Button, new() { Name = "再試一次" }).ClickAsync();
        await page.GetByText("結帳完成").WaitForAsync();

        Assert.Single(await app.DbAsync(db => Task.FromResult(db.Set<Purchase>().ToList())));
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task A_signed_in_clerk_uses_the_device_and_a_coupon_is_redeemed_once()
    {
        await using var app = await TestApp.StartAsync();
        var member = await Imported.MemberAsync(app, "陳怡君", "0922333444");
        await Shop.StockAsync(app);
        var code = await app.InScopeAsync(async services =>
        {
            var issued = await services.GetRequiredService<IssueCoupon>().ExecuteAsync(member.Id, "welcome", "staff", null, CancellationToken.None);
            return issued.Succeeded(out var coupon, out var refusal)
                ? CouponCodes.Display(services.GetRequiredService<Data.Vault>().Open("coupon", coupon.CodeSealed))
                : throw new InvalidOperationException(refusal.Code);
        });
        var invitation = await app.InScopeAsync(services => services.GetRequiredService<InviteStaff>().ExecuteAsync(StaffRole.Clerk, CancellationToken.None));
        await app.InScopeAsync(services => services.GetRequiredService<AcceptInvitation>()
            .ExecuteAsync(invitation, "clerk", "店員小美", "morning light coffee 2026", CancellationToken.None));
        await using var visit = await Visit.OpenAsync(chromium, 390, 844);
        var page = visit.Page;

        await page.GotoAsync(new Uri(app.Url, "/till").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "以員工帳號登入" }).ClickAsync();
        await page.GetByLabel("帳號").FillAsync("clerk");
        await page.GetByLabel("密碼").FillAsync("morning light coffee 2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "登入", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "店員小美，使用此裝置" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "信義店" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "核銷優惠券" }).ClickAsync();
        await page.GetByLabel("優惠券條碼或代碼").FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "確認核銷" }).ClickAsync();
        await page.GetByText("已核銷").WaitForAsync();
        await visit.ShootAsync("till-coupon");
        await visit.AssertAccessibleAsync();

        await page.GetByLabel("優惠券條碼或代碼").FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("已使用過").WaitForAsync(); // and says where
        Assert.Contains("信義店", await page.Locator(".ticket").InnerTextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "登出裝置" }).ClickAsync();
        await page.GetByText("配對這台裝置").WaitForAsync();
        var keys = await app.DbAsync(db => Task.FromResult(db.Set<PosKey>().Where(k => k.StaffId != null).ToList()));
        Assert.NotNull(Assert.Single(keys).RevokedAt);
        visit.AssertNoFaults();
    }
}

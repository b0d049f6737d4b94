using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Tills;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>What a clerk does beside the sale: rewards for points, stamps, 寄杯, vouchers in cash, points by hand, and the answer to "why?".</summary>
public sealed class TillExtrasTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_reward_is_handed_out_for_points_and_the_phone_says_so()
    {
        await using var app = await TestApp.StartAsync();
        var person = await Imported.FriendAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await Shop.ProgrammeAsync(app);
        var member = await app.DbAsync(async db =>
        {
            var one = await db.Members.SingleAsync();
            one.Announce = AnnounceLevel.Every; // wants to hear of everything
            await db.SaveChangesAsync();
            return one;
        });
        await Shop.PointsAsync(app, member, 100);
        await using var visit = await Visit.OpenAsync(chromium, 1280, 800);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);
        await Shop.IdentifyAsync(page, "0922333444", "陳○君");

        await Shop.Button(page, "點數換好禮").ClickAsync();
        await page.GetByText("還差 4,900 點").WaitForAsync();
        Assert.True(await Shop.Button(page, "馬克杯").IsDisabledAsync());
        await visit.ShootAsync("till-rewards");
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "戚風蛋糕").ClickAsync();
        await page.GetByLabel("請會員按「使用點數」").FillAsync(Shop.SpendCode(app, member));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("用了 60 點，剩 40 點").WaitForAsync();
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "現在交給會員").ClickAsync();
        await page.GetByText("已核銷，請交給會員").WaitForAsync();
        await Shop.Button(page, "完成").ClickAsync();
        await page.GetByText("可折 NT$40").WaitForAsync(); // the panel follows
        var coupon = await app.DbAsync(db => db.Coupons.SingleAsync(c => db.Redemptions.Any(r => r.CouponId == c.Id)));
        Assert.Equal(CouponState.Redeemed, coupon.State);

        await using var phone = await Visit.OpenAsync(chromium, 390, 844);
        await phone.Page.GotoAsync($"{app.Emulator.BaseUrl}/phone?user={person}");
        await phone.Page.GetByText("兌換商品").First.WaitForAsync();
        visit.AssertNoFaults();
        phone.AssertNoFaults();
    }

    [Fact]
    public async Task Stamps_come_with_the_sale_and_by_hand_and_the_cups_they_bring_are_collected_one_by_one()
    {
        await using var app = await TestApp.StartAsync();
        var member = await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await Shop.ProgrammeAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);
        await Shop.IdentifyAsync(page, "0922333444", "陳○君");

        await Shop.Button(page, "拿鐵").ClickAsync();
        await page.GetByText("集點 +1").WaitForAsync();
        await page.GetByText("為什麼是 10 點？").ClickAsync();
        await page.GetByText("每滿 NT$100 得 10 點").WaitForAsync();
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "結帳 可得").ClickAsync();
        await page.GetByText("結帳完成").WaitForAsync();
        await page.GetByText("找 380").WaitForAsync(); // of a 500 note
        await page.GetByText("集點 +1").WaitForAsync();
        await Shop.Button(page, "下一筆").ClickAsync();

        await Shop.IdentifyAsync(page, "0922333444", "陳○君");
        await Shop.Button(page, "集點卡").ClickAsync();
        await page.GetByText("1／3").WaitForAsync();
        await Shop.Button(page, "補集點").ClickAsync();
        await Shop.Button(page, "確認補點").ClickAsync();
        await page.GetByText("已補 1 點，送「拿鐵寄杯」").WaitForAsync();
        await page.GetByText("2／3").WaitForAsync();
        await visit.ShootAsync("till-stamps");
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "兌換給會員").ClickAsync();
        await page.GetByText("「拿鐵寄杯」已核銷").WaitForAsync();
        await Shop.Button(page, "關閉").ClickAsync();
        Assert.Equal(2, await app.DbAsync(db => db.StampEntries.SumAsync(e => e.Stamps)));

        await page.GetByRole(AriaRole.Button, new() { Name = "優惠券 1", Exact = true }).ClickAsync();
        await page.GetByText("剩 9／10 份").WaitForAsync();
        await Shop.Button(page, "領取").First.ClickAsync();
        await Shop.Button(page, "增加").ClickAsync();
        await Shop.Button(page, "確認領取").ClickAsync();
        await page.GetByText("已用 2，剩 7／10").WaitForAsync();
        await visit.ShootAsync("till-wallet");
        await visit.AssertAccessibleAsync();
        Assert.Equal(7, await app.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id && c.Definition.Code == "cups").Select(c => c.UsesLeft).SingleAsync()));
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task A_paid_voucher_is_paid_back_in_cash_once()
    {
        await using var app = await TestApp.StartAsync();
        await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await Shop.ProgrammeAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844, text => text.StartsWith("409 POST", StringComparison.Ordinal));
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);
        await Shop.IdentifyAsync(page, "0922333444", "陳○君");
        await page.GetByRole(AriaRole.Button, new() { Name = "禮券", Exact = true }).ClickAsync();
        await Shop.Button(page, "禮券 500").ClickAsync();
        await Shop.Button(page, "結帳 NT$500").ClickAsync();
        await page.GetByText("結帳完成").WaitForAsync();
        var voucher = await app.DbAsync(db => db.Coupons.SingleAsync(c => c.SoldInPurchaseId != null));
        var code = await Shop.CodeOfAsync(app, voucher);

        await Shop.Button(page, "核銷優惠券").ClickAsync();
        await page.GetByLabel("優惠券條碼或代碼").FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await Shop.Button(page, "退費（退現金）").ClickAsync();
        await page.GetByText("手續費 3%", new() { Exact = true }).WaitForAsync();
        await visit.ShootAsync("till-voucher-refund");
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "退 NT$485").ClickAsync();
        await page.GetByText("請退現金給客人").WaitForAsync();
        await page.GetByText("NT$485", new() { Exact = true }).WaitForAsync();
        Assert.Equal(485, (await app.DbAsync(db => db.VoucherRefunds.SingleAsync())).Amount);
        await Shop.Button(page, "完成").ClickAsync();
        await page.GetByLabel("優惠券條碼或代碼").FillAsync(code);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".ticket").WaitForAsync();
        Assert.Equal(0, await Shop.Button(page, "退費（退現金）").CountAsync());
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task Points_above_the_limit_go_to_a_manager_and_the_clerk_sees_the_answer()
    {
        await using var app = await TestApp.StartAsync();
        await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);
        await Shop.IdentifyAsync(page, "0922333444", "陳○君");
        await Shop.Button(page, "調整點數").ClickAsync();
        await page.Locator("#adjust-points").FillAsync("50");
        await Shop.Button(page, "確認調整").ClickAsync();
        await page.GetByText("目前可用 50 點").WaitForAsync();
        await Shop.Button(page, "完成").ClickAsync();

        await Shop.Button(page, "調整點數").ClickAsync();
        await page.Locator("#adjust-points").FillAsync("5000");
        await Shop.Button(page, "送主管核可").ClickAsync();
        await page.GetByText("已送交主管核可").WaitForAsync();
        await Shop.Button(page, "完成").ClickAsync();
        var boss = await Shop.ManagerAsync(app);
        var asked = await app.DbAsync(db => db.PointsAdjustments.SingleAsync(a => a.State == AdjustmentState.Waiting));
        await app.InScopeAsync(services => services.GetRequiredService<DecideAdjustment>().ExecuteAsync(asked.Ref, false, "點數太多", boss.Id, CancellationToken.None));

        await Shop.Button(page, "調整點數").ClickAsync();
        await page.GetByText("主管未同意").WaitForAsync();
        await page.GetByText("點數太多").WaitForAsync();
        await visit.ShootAsync("till-adjust");
        await visit.AssertAccessibleAsync();
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task A_scanner_is_heard_wherever_the_clerk_is_and_a_past_sale_tells_why()
    {
        await using var app = await TestApp.StartAsync();
        var member = await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await Shop.PointsAsync(app, member, 100);
        await using var visit = await Visit.OpenAsync(chromium, 1280, 800);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);

        // The focus is on a button that must not be pressed by the scanner's Enter.
        await Shop.Button(page, "拿鐵").ClickAsync();
        Assert.True(await ScanAsync(page, member.CardNumber));
        await page.GetByText("陳○君").WaitForAsync();
        await page.GetByText("可得 10 點").WaitForAsync();
        Assert.Equal("1", await page.Locator(".lines output").InnerTextAsync());

        // Typing goes on in the amount; a code scanned into it goes where it belongs.
        await page.Locator("#amount").FillAsync("80");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("可得 20 點").WaitForAsync();
        await page.Locator("#amount").FillAsync(Shop.SpendCode(app, member));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("點數折抵").First.WaitForAsync();
        await Shop.Button(page, "結帳 可得 10 點 NT$100").WaitForAsync();

        // Enter in the empty field leads to the money, Enter there takes it, and Enter goes on.
        await page.Locator("#amount").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("結帳完成").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("會員條碼、手機或卡號").WaitForAsync();
        var sale = await app.DbAsync(db => db.Purchases.SingleAsync());
        Assert.Equal((200, 100, 100), (sale.Total, sale.PointsRedeemed, sale.Paid));

        await Shop.Button(page, "查詢／退貨").ClickAsync();
        await Shop.Button(page, sale.ReceiptNumber).ClickAsync();
        await page.GetByText("為什麼是 10 點？").ClickAsync();
        await page.GetByText("實付 NT$100，每滿").WaitForAsync();
        await visit.ShootAsync("till-why");
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "整筆退貨").ClickAsync();
        Assert.Equal(0, await app.DbAsync(db => db.Refunds.CountAsync())); // asked once more
        await Shop.Button(page, "確定整筆退 NT$100").ClickAsync();
        await page.GetByText("應退金額").WaitForAsync();
        visit.AssertNoFaults();
    }

    /// <summary>Keys as fast as a scanner's, to whatever has the focus. Answers whether its Enter was kept from the button under it.</summary>
    private static Task<bool> ScanAsync(IPage page, string code) => page.EvaluateAsync<bool>(
        """
        code => {
          const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
          for (const key of code) press(key);
          return !press('Enter');
        }
        """, code);
}

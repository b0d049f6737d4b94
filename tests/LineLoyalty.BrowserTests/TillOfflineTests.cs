using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Tills;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace LineLoyalty.BrowserTests;

/// <summary>The shop's network is gone: the counter goes on selling, and nothing is lost or counted twice when it is back.</summary>
public sealed class TillOfflineTests(Chromium chromium) : IClassFixture<Chromium>
{
    // While the network is gone, requests fail: that is the story, not a fault.
    private static bool Gone(string text) => text.Contains("ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal) || text.Contains("ERR_FAILED", StringComparison.Ordinal)
        || text.Contains("Failed to fetch", StringComparison.Ordinal);

    [Fact]
    public async Task Sales_kept_offline_survive_a_restart_are_sent_once_and_the_clerk_learns_what_to_do_about_the_rest()
    {
        await using var app = await TestApp.StartAsync();
        var member = await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844, Gone);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);
        // The page is on the device once its worker has it.
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => undefined)");
        await page.WaitForFunctionAsync("caches.match('/till').then(page => page !== undefined && caches.match('/admin-assets/till.js').then(script => script !== undefined))");
        var code = app.Services.GetRequiredService<MemberCodes>().Mint(CodePurpose.Identify, member.Id).Text;

        await page.Context.SetOfflineAsync(true);
        await page.GetByText("離線中", new() { Exact = true }).WaitForAsync();
        await visit.AssertAccessibleAsync();
        await SellAsync(page, code, "拿鐵", twice: true);
        await page.GetByText("待補傳 1 筆").WaitForAsync();
        await visit.ShootAsync("till-offline-kept");
        await visit.AssertAccessibleAsync();
        await Shop.Button(page, "下一筆").ClickAsync();

        // The tablet is switched off and on again, still without a network.
        await page.ReloadAsync();
        await page.GetByText("待補傳 1 筆").WaitForAsync();
        await SellAsync(page, "0900000009", "拿鐵", twice: false);
        await Shop.Button(page, "下一筆").ClickAsync();
        await SellAsync(page, null, "拿鐵", twice: false);
        await Shop.Button(page, "下一筆").ClickAsync();
        Assert.Equal(0, await app.DbAsync(db => db.Purchases.CountAsync()));
        await Shop.Button(page, "待補傳 3 筆").ClickAsync();
        await page.GetByText("連不上伺服器。可以照常結帳").WaitForAsync();
        await visit.ShootAsync("till-offline");
        await visit.AssertAccessibleAsync();

        await page.Context.SetOfflineAsync(false);
        await Shop.Button(page, "要處理 1 筆").WaitForAsync();
        await page.GetByText("查無此會員").WaitForAsync();
        await page.GetByText("請問客人正確的手機或卡號").WaitForAsync();
        await visit.ShootAsync("till-late-conflict");
        await visit.AssertAccessibleAsync();
        var (sold, now) = (await app.DbAsync(db => db.Purchases.OrderBy(p => p.Id).ToListAsync()), await app.DbAsync(db => db.Members.SingleAsync()));
        Assert.Equal([240, 120], sold.Select(p => p.Paid));
        Assert.Equal([member.Id, null], sold.Select(p => p.MemberId));
        Assert.Equal(20, now.PointsBalance);

        // A manager names the right member; the clerk sees that it is done.
        var open = await app.DbAsync(db => db.LateItems.SingleAsync(i => i.State == LateState.Conflict));
        var boss = await Shop.ManagerAsync(app);
        await app.InScopeAsync(services => services.GetRequiredService<ResolveLate>().AcceptAsync(open.Ref, new LateChange(member.Ref), boss.Id, CancellationToken.None));
        await Shop.Button(page, "結帳").First.ClickAsync();
        await Shop.Button(page, "要處理 1 筆").ClickAsync();
        await page.GetByText("主管已處理，這筆已入帳").WaitForAsync();
        await Shop.Button(page, "知道了").ClickAsync();
        await page.GetByText("已連線，沒有等待補傳的消費").WaitForAsync();
        Assert.Equal(3, await app.DbAsync(db => db.Purchases.CountAsync()));
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task What_was_sent_while_its_answer_was_lost_is_sent_again_and_counts_once()
    {
        await using var app = await TestApp.StartAsync();
        var key = await Shop.StockAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 390, 844, Gone);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);

        // The sale arrives, its answer does not, and the customer is already going.
        await page.RouteAsync("**/api/pos/v1/purchases", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        });
        var batches = 0;
        await page.RouteAsync("**/api/pos/v1/purchases/batch", async route =>
        {
            var answer = await route.FetchAsync();
            if (Interlocked.Increment(ref batches) == 1) await route.AbortAsync();
            else await route.FulfillAsync(new() { Response = answer });
        });
        await Shop.Button(page, "拿鐵").ClickAsync();
        await Shop.Button(page, "結帳 NT$120").ClickAsync();
        await Shop.Button(page, "先收款，連線後自動補傳").ClickAsync();
        await page.GetByText("已記下這筆").WaitForAsync();
        await Shop.Button(page, "下一筆").ClickAsync();

        await page.GetByText("待補傳 1 筆").WaitForAsync();
        await page.GetByText("待補傳 1 筆").WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = 60_000 });
        Assert.True(batches >= 2);
        Assert.Equal(120, (await app.DbAsync(db => db.Purchases.SingleAsync())).Paid);
        Assert.Equal(0, await app.DbAsync(db => db.LateItems.CountAsync(i => i.State != LateState.Accepted)));
        visit.AssertNoFaults();
    }

    [Fact]
    public async Task Who_was_scanned_offline_is_looked_up_as_soon_as_the_server_is_back()
    {
        await using var app = await TestApp.StartAsync();
        var member = await Imported.MemberAsync(app, "陳怡君", "0922333444");
        var key = await Shop.StockAsync(app);
        await using var visit = await Visit.OpenAsync(chromium, 1280, 800, Gone);
        var page = visit.Page;
        await Shop.PairAsync(app, page, key);
        await page.Context.SetOfflineAsync(true);
        await page.GetByText("離線中", new() { Exact = true }).WaitForAsync();
        await Shop.IdentifyAsync(page, "0922333444", "會員已記下");
        await Shop.Button(page, "拿鐵").ClickAsync();
        await Shop.Button(page, "記下這筆（離線）").WaitForAsync();
        await page.Context.SetOfflineAsync(false);
        await page.GetByText("陳○君").WaitForAsync();
        await Shop.Button(page, "結帳 可得 10 點").ClickAsync();
        await page.GetByText("結帳完成").WaitForAsync();
        Assert.Equal(member.Id, (await app.DbAsync(db => db.Purchases.SingleAsync())).MemberId);
        visit.AssertNoFaults();
    }

    private static async Task SellAsync(IPage page, string? who, string goods, bool twice)
    {
        if (who is not null)
        {
            await page.GetByLabel("會員條碼、手機或卡號").FillAsync(who);
            await page.Keyboard.PressAsync("Enter");
            await page.GetByText("會員已記下").WaitForAsync();
        }
        await Shop.Button(page, goods).First.ClickAsync();
        if (twice) await Shop.Button(page, "增加 " + goods).ClickAsync();
        await Shop.Button(page, "記下這筆（離線）").ClickAsync();
        await page.GetByText("已記下這筆（離線）").WaitForAsync();
    }
}

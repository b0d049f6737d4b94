using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Catalogue;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Stamps;

public sealed class StampCardTests
{
    [Fact]
    public async Task Two_stamps_keep_their_distance_to_the_second_also_when_a_sale_is_told_late()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "coffee", new StampDefinition { Stamps = 10, Earns = new PerSale(100), IntervalHours = 2 });
        var member = await till.NewMemberAsync();
        var start = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromHours(10));
        async Task<(long, string?)> SellAtAsync(TimeSpan after, long amount = 100)
        {
            var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
            sale["occurredAt"] = (start + after).ToString("O");
            var answer = await till.PostAsync("purchases", sale);
            Assert.Equal(HttpStatusCode.Created, answer.Status);
            var stamps = answer.At("purchase").ValueKind == System.Text.Json.JsonValueKind.Object ? answer.At("stamps.0") : default;
            return (stamps.GetProperty("stamps").GetInt64(), stamps.TryGetProperty("code", out var code) ? code.GetString() : null);
        }
        Assert.Equal((0, "tooLittle"), await SellAtAsync(TimeSpan.Zero, 99));
        Assert.Equal((1, null), await SellAtAsync(TimeSpan.FromHours(4)));
        Assert.Equal((0, "tooSoon"), await SellAtAsync(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1)));
        Assert.Equal((1, null), await SellAtAsync(TimeSpan.FromHours(6)));
        // Told late, and at its own time: two hours before the first counts, a second less does not.
        Assert.Equal((0, "tooSoon"), await SellAtAsync(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(1)));
        Assert.Equal((1, null), await SellAtAsync(TimeSpan.FromHours(2)));
        Assert.Equal((0, "tooSoon"), await SellAtAsync(TimeSpan.FromHours(5)));
        Assert.Equal(3, await CountAsync(app));
    }

    [Fact]
    public async Task A_day_has_its_limit_and_a_visit_is_one_day_of_the_brand()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "daily", StampBook.Each(100, 10) with { PerDay = 3 });
        await StampBook.PrintAsync(app, "visit", new StampDefinition { Stamps = 5, Earns = new PerVisit() });
        var member = await till.NewMemberAsync();
        async Task<string> SellAsync() => string.Join(',', (await till.SellForAsync(member, 200)).At("stamps").EnumerateArray().Select(s => s.GetProperty("stamps").GetInt64()));
        app.Clock.Set(new DateTimeOffset(2026, 3, 10, 23, 59, 59, TimeSpan.FromHours(8)));
        Assert.Equal("2,1", await SellAsync());
        Assert.Equal("1,0", await SellAsync());
        Assert.Equal("0,0", await SellAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2,1", await SellAsync());
    }

    [Fact]
    public async Task A_card_that_fills_in_the_middle_of_a_sale_gives_its_prizes_and_the_rest_goes_onto_the_next_level()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "bronze", StampBook.Each(100, 5, (3, new PointsPrize(20)), (5, new CouponPrize("welcome"))) with { Next = "silver" });
        await StampBook.PrintAsync(app, "silver", StampBook.Each(100, 4, (4, new CouponPrize("birthday"))) with { Again = false });
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 200);
        var sold = await till.SellForAsync(member, 500);
        var stamps = sold.At("stamps.0");
        Assert.Equal(("bronze", 5L, 2L, 4L, 1L), (stamps.GetProperty("card").GetString(), stamps.GetProperty("stamps").GetInt64(), stamps.GetProperty("count").GetInt64(), stamps.GetProperty("size").GetInt64(), stamps.GetProperty("filled").GetInt64()));
        Assert.Equal([(3, "20 點"), (5, "新朋友見面禮 NT$50")], stamps.GetProperty("prizes").EnumerateArray().Select(p => (p.GetProperty("at").GetInt32(), p.GetProperty("title").GetString())));
        // 70 for the sales and the 20 of the third stamp.
        Assert.Equal(90L, sold.Number("member.points"));
        var next = (await till.SellForAsync(member, 300)).At("stamps.0");
        Assert.Equal(("silver", 2L, 4L), (next.GetProperty("card").GetString(), next.GetProperty("stamps").GetInt64(), next.GetProperty("count").GetInt64()));
        Assert.Equal("noNextCard", (await till.SellForAsync(member, 300)).Text("stamps.0.code"));
        Assert.Equal(["welcome", "birthday"], await app.DbAsync(db => db.Coupons.OrderBy(c => c.Id).Select(c => c.Definition.Code).ToListAsync()));
        await AssertCardsHoldAsync(app);
    }

    [Fact]
    public async Task A_return_takes_stamps_back_moves_later_ones_up_and_undoes_what_is_no_longer_reached()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "coffee", StampBook.Each(100, 4, (2, new PointsPrize(50)), (4, new CouponPrize("welcome"))));
        var member = await till.NewMemberAsync();
        var first = await till.SellAsync(member, new { name = "甲", quantity = 2, amount = 200 });
        var second = await till.SellForAsync(member, 300);
        Assert.Equal((1L, 1L), (second.Number("stamps.0.count"), second.Number("stamps.0.filled")));
        // 20 + 30 of the sales and 50 of the second stamp.
        Assert.Equal(100L, second.Number("member.points"));
        // One of two pieces: a stamp goes back, from the newest card; the full one stays full.
        var part = await till.RefundAsync(first, new { line = 0, quantity = 1 });
        Assert.Equal(("coffee", -1L), (part.Text("stamps.0.card"), part.Number("stamps.0.stamps")));
        Assert.Equal([4, 0], await app.DbAsync(db => db.StampCards.OrderBy(c => c.Number).Select(c => c.Count).ToListAsync()));
        Assert.Equal(CouponState.Issued, await app.DbAsync(db => db.Coupons.Select(c => c.State).SingleAsync()));
        // All of the other sale: the full card's coupon and the points of the second stamp go too.
        var whole = await till.RefundAsync(second);
        Assert.Equal((-3L, 10L), (whole.Number("stamps.0.stamps"), whole.Number("member.points")));
        Assert.Equal([1, 0], await app.DbAsync(db => db.StampCards.OrderBy(c => c.Number).Select(c => c.Count).ToListAsync()));
        Assert.Equal((CouponState.Revoked, 0L), await app.DbAsync(async db => (await db.Coupons.Select(c => c.State).SingleAsync(), await db.CouponDefinitions.Where(d => d.Code == "welcome").Select(d => d.IssuedCount).SingleAsync())));
        // Reached again, given again: on the card that was freed.
        var again = await till.SellForAsync(member, 300);
        Assert.Equal((4L, 1L, 2), (again.Number("stamps.0.count"), again.Number("stamps.0.filled"), again.At("stamps.0.prizes").GetArrayLength()));
        await AssertCardsHoldAsync(app);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_prize_that_was_used_stays_used_and_is_not_given_a_second_time()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "coffee", StampBook.Each(100, 5, (2, new CouponPrize("welcome"))));
        var member = await till.NewMemberAsync();
        var sold = await till.SellForAsync(member, 200);
        var coupon = await app.DbAsync(db => db.Coupons.SingleAsync());
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1" });
        await till.RefundAsync(sold);
        Assert.Equal((CouponState.Redeemed, true), await app.DbAsync(async db => (await db.Coupons.Select(c => c.State).SingleAsync(), await db.StampRewards.Select(r => r.Kept).SingleAsync())));
        Assert.True(await app.DbAsync(db => db.MemberEvents.AnyAsync(e => e.Kind == MemberEvents.CouponFlagged)));
        Assert.Empty((await till.SellForAsync(member, 200)).At("stamps.0.prizes").EnumerateArray());
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync()));
        await AssertCardsHoldAsync(app);
    }

    [Fact]
    public async Task Goods_count_by_piece_a_card_ends_with_its_days_and_the_sales_own_time_picks_the_version()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "latte", new StampDefinition { Stamps = 5, Earns = new PerItems(2, ["LATTE"], ["甜點"]), LifeDays = 1, Stores = ["TPE1"] });
        var member = await till.NewMemberAsync();
        Assert.Equal(2, (await till.SellAsync(member, Till.Line("LATTE", 3, 360), Till.Line("CAKE", 1, 90), Till.Line("GIFT500", 4, 2000))).Number("stamps.0.stamps"));
        var elsewhere = till.Sale(member, Till.Line("LATTE", 2, 240));
        elsewhere["store"] = "TPE2";
        Assert.Equal("store", (await till.PostAsync("purchases", elsewhere)).Text("stamps.0.code"));
        // Born on the 10th, it lives to the last second of the 11th in Taipei.
        app.Clock.Set(new DateTimeOffset(2026, 3, 11, 23, 59, 59, TimeSpan.FromHours(8)));
        Assert.Equal(3, (await till.SellAsync(member, Till.Line("LATTE", 2, 240))).Number("stamps.0.count"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await till.SellAsync(member, Till.Line("LATTE", 2, 240))).Number("stamps.0.count"));
        // From now on three pieces are needed; what was sold before is judged as it was then.
        await StampBook.PrintAsync(app, "latte", new StampDefinition { Stamps = 5, Earns = new PerItems(3, ["LATTE"]) }, app.Clock.Now);
        var late = till.Sale(member, Till.Line("LATTE", 2, 240));
        late["occurredAt"] = app.Clock.GetUtcNow().AddSeconds(-1).ToString("O");
        Assert.Equal((1L, 4L), ((await till.PostAsync("purchases", late)) is var told ? (told.Number("stamps.0.stamps"), told.Number("stamps.0.count")) : default));
        Assert.Equal("goods", (await till.SellAsync(member, Till.Line("LATTE", 2, 240))).Text("stamps.0.code"));
        await AssertCardsHoldAsync(app);
    }

    [Fact]
    public async Task A_quote_says_what_the_sale_then_does_and_the_phone_and_the_bot_show_it()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var till = await Till.OpenAsync(app);
        await StampBook.PrintAsync(app, "coffee", StampBook.Each(100, 10, (5, new PointsPrize(10)), (10, new CouponPrize("birthday"))) with { LifeDays = 30 });
        var (page, member) = await Shelf.MemberAsync(app, "0912000201");
        using var mine = page;
        var quote = await till.PostAsync("purchases/quote", new { store = "TPE1", member = member.Ref, lines = new[] { new { name = "外帶", quantity = 1, amount = 650 } } });
        Assert.Equal((6L, 0L), (quote.Number("stamps.0.stamps"), quote.Number("stamps.0.count")));
        Assert.Equal("實付 NT$650，每滿 NT$100 集 1 點", quote.Text("stamps.0.why"));
        await till.SellForAsync(member, 650);
        var card = (await page.ReadAsync("stamps")).GetProperty("cards")[0];
        Assert.Equal((6, 10, 1), (card.GetProperty("count").GetInt32(), card.GetProperty("size").GetInt32(), card.GetProperty("number").GetInt32()));
        Assert.Equal(["given", "ahead"], card.GetProperty("prizes").EnumerateArray().Select(p => p.GetProperty("state").GetString()));
        Assert.Equal("消費每滿 NT$100 集 1 點。", card.GetProperty("how").GetString());
        Assert.Equal(new DateTime(2026, 4, 9, 15, 59, 59, DateTimeKind.Utc), card.GetProperty("until").GetDateTime().ToUniversalTime());
        Assert.Equal((6, "實付 NT$650，每滿 NT$100 集 1 點"), (card.GetProperty("lines")[0].GetProperty("stamps").GetInt32(), card.GetProperty("lines")[0].GetProperty("why").GetString()));
        var home = (await page.ReadAsync("card")).GetProperty("card").GetProperty("stamps");
        Assert.Equal((6, 10), (home.GetProperty("count").GetInt32(), home.GetProperty("size").GetInt32()));
        await app.Line.FollowAsync(page.UserId!);
        await app.Line.SayAsync(page.UserId!, "集點卡");
        await app.Line.HearsAsync(page.UserId!, "6／10");
    }

    [Fact]
    public async Task Staff_add_stamps_by_hand_with_a_reason_within_the_limit_and_once_per_form()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        await StampBook.PrintAsync(app, "coffee", StampBook.Each(100, 3, (3, new CouponPrize("welcome"))) with { ByHand = 2 });
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 200);
        var page = $"/admin/members/{member.Ref}?tab=stamps";
        var form = Guid.NewGuid().ToString("N");
        async Task<string> AddAsync(string stamps, string reason, string? number = null)
        {
            using var sent = await browser.SubmitAsync(page, $"/admin/members/{member.Ref}?handler=Stamps", ("card", "coffee"), ("stamps", stamps), ("reason", reason), ("form", number ?? Guid.NewGuid().ToString("N")));
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            return await browser.ReadAsync(page);
        }
        Assert.Contains("超過一次可手動補的點數上限", await AddAsync("3", "漏蓋"), StringComparison.Ordinal);
        Assert.Contains("請填寫原因", await AddAsync("1", " "), StringComparison.Ordinal);
        Assert.Contains("漏蓋一次", await AddAsync("2", "漏蓋一次", form), StringComparison.Ordinal);
        await AddAsync("2", "漏蓋一次", form);
        Assert.Equal([3, 1], await app.DbAsync(db => db.StampCards.OrderBy(c => c.Number).Select(c => c.Count).ToListAsync()));
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "stamps.added")));
        await AssertCardsHoldAsync(app);
    }

    [Fact]
    public async Task A_marketer_makes_a_card_reads_what_it_will_do_and_tries_it()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        const string edit = "/admin/stamps/edit";
        using var wrong = await browser.SubmitAsync(edit, edit, ("Form.Code", "X"), ("Form.Name", ""), ("Form.Stamps", "51"), ("Form.Amount", "0"), ("Form.Then", "nowhere"), ("Form.IntervalHours", "0"));
        var told = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var text in new[] { "代碼請用", "請填寫名稱", "點數請填 1–50", "金額請填", "查無下一張卡", "間隔請填", "請設定集滿第 51 點的獎勵" }) Assert.Contains(text, told, StringComparison.Ordinal);
        (string, string)[] good =
        [
            ("Form.Code", "coffee"), ("Form.Name", "咖啡卡"), ("Form.Stamps", "10"), ("Form.Kind", "items"), ("Form.Items", "1"), ("Form.Categories", "咖啡"), ("Form.IntervalHours", "2"), ("Form.PerDay", "3"), ("Form.LifeDays", "90"),
            ("Form.Prizes[0].At", "5"), ("Form.Prizes[0].Gives", "points"), ("Form.Prizes[0].Points", "30"), ("Form.Prizes[1].At", "10"), ("Form.Prizes[1].Gives", "coupon:birthday"), ("Form.Active", "true"),
        ];
        using var preview = await browser.SubmitAsync(edit, edit + "?handler=Preview", good);
        var says = WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var text in new[] { "集滿 10 點為一張卡。", "買咖啡，每件集 1 點。", "兩次集點要間隔 2 小時。", "每天最多 3 點。", "90 天內有效", "第 5 點送「30 點」。", "集滿送「生日招待飲品一杯」。", "集滿後自動開始下一張" }) Assert.Contains(text, says, StringComparison.Ordinal);
        using var made = await browser.SubmitAsync(edit, edit, good);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Contains("咖啡卡", await browser.ReadAsync("/admin/stamps"), StringComparison.Ordinal);
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("LATTE", 1, 120));
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        var at = "&At=2026-03-10T12:00";
        Assert.Contains("+2", await browser.ReadAsync($"/admin/stamps/try?Who={member.CardNumber}&Sku=LATTE&Quantity=4&Store=TPE1{at}"), StringComparison.Ordinal);
        Assert.Contains("達每日上限", await browser.ReadAsync($"/admin/stamps/try?Who={member.CardNumber}&Sku=LATTE&Quantity=4&Store=TPE1{at}"), StringComparison.Ordinal);
        Assert.Contains("間隔不到 2 小時", await browser.ReadAsync($"/admin/stamps/try?Who={member.CardNumber}&Sku=LATTE&Quantity=1&Store=TPE1"), StringComparison.Ordinal);
        // A changed card is a new version; a card that was begun keeps its prizes.
        using var changed = await browser.SubmitAsync(edit + "/coffee", edit + "/coffee", [("Form.Name", "咖啡卡 2"), .. good.Skip(2)]);
        Assert.Equal([1, 2], await app.DbAsync(db => db.StampProgrammeVersions.OrderBy(v => v.Version).Select(v => v.Version).ToListAsync()));
    }

    private static Task<int> CountAsync(TestApp app) => app.DbAsync(db => db.StampCards.SumAsync(c => c.Count));

    /// <summary>Whatever happened: each card is the sum of its entries, and within its size.</summary>
    private static async Task AssertCardsHoldAsync(TestApp app)
    {
        foreach (var card in await app.DbAsync(db => db.StampCards.Select(c => new { c.Id, c.Count, c.Size, c.FilledAt, Sum = db.StampEntries.Where(e => e.CardId == c.Id).Sum(e => e.Stamps) }).ToListAsync()))
        {
            Assert.Equal(card.Sum, card.Count);
            Assert.InRange(card.Count, 0, card.Size);
            Assert.Equal(card.Count == card.Size, card.FilledAt is not null);
        }
    }
}

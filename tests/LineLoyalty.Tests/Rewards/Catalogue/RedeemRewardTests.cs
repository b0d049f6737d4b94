using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Catalogue;

public sealed class RedeemRewardTests
{
    [Fact]
    public async Task Points_become_a_voucher_once_per_key_and_the_line_names_the_item()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var (page, member) = await Shelf.MemberAsync(app, "0912000101");
        using var mine = page;
        await till.SellForAsync(member, 1500);
        await Shelf.PutAsync(app, "latte", 120, i => i.Stock = 5);
        var key = Guid.NewGuid();
        using var first = await page.RedeemAsync("latte", 120, key);
        using var again = await page.RedeemAsync("latte", 120, key);
        var (one, two) = (await first.JsonAsync(), await again.JsonAsync());
        Assert.Equal((30, 30), (one.GetProperty("balance").GetInt64(), two.GetProperty("balance").GetInt64()));
        var redemption = one.GetProperty("redemption");
        Assert.Equal(redemption.GetProperty("id").GetString(), two.GetProperty("redemption").GetProperty("id").GetString());
        Assert.Equal("ready", redemption.GetProperty("state").GetString());
        Assert.False(redemption.TryGetProperty("cancelUntil", out var until) && until.ValueKind != System.Text.Json.JsonValueKind.Null);
        using var voucher = await page.GetAsync("coupons/" + redemption.GetProperty("coupon").GetString());
        Assert.Equal("usable", (await voucher.JsonAsync()).GetProperty("state").GetString());
        var line = await app.DbAsync(db => db.PointsEntries.SingleAsync(e => e.MemberId == member.Id && e.Kind == PointsEntryKind.Spend));
        Assert.Equal((-120L, "reward:latte", 1), (line.Points, line.Rule, line.RuleVersion));
        Assert.Contains("商品 latte", line.Inputs, StringComparison.Ordinal);
        Assert.Equal(1L, await app.DbAsync(db => db.RewardItems.Select(i => i.Taken).SingleAsync()));
        var told = (await page.ReadAsync("history")).GetProperty("entries").EnumerateArray().First(e => e.GetProperty("kind").GetString() == "spend");
        Assert.Equal(("兌換：商品 latte", -120L), (told.GetProperty("title").GetString(), told.GetProperty("points").GetInt64()));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Every_reason_to_say_no_has_its_code_and_the_page_says_the_same()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var (page, member) = await Shelf.MemberAsync(app, "0912000102");
        using var mine = page;
        await till.SellForAsync(member, 1000);
        var now = app.Clock.Now;
        await Shelf.PutAsync(app, "dear", 101);
        await Shelf.PutAsync(app, "gone", 10, i => i.Stock = 0);
        await Shelf.PutAsync(app, "hidden", 10, i => (i.Stock, i.HideSoldOut) = (0, true));
        await Shelf.PutAsync(app, "gold", 10, i => i.MinimumTier = "gold");
        await Shelf.PutAsync(app, "later", 10, i => i.ValidFrom = now.AddSeconds(1));
        await Shelf.PutAsync(app, "past", 10, i => i.ValidUntil = now);
        await Shelf.PutAsync(app, "off", 10, i => i.Active = false);
        await Shelf.PutAsync(app, "once", 10, i => i.PerMember = 1);
        await Shelf.PutAsync(app, "monthly", 10, i => i.PerMemberMonth = 1);
        foreach (var code in new[] { "once", "monthly" })
        {
            using var had = await page.RedeemAsync(code, 10);
            Assert.Equal(HttpStatusCode.OK, had.StatusCode);
        }
        foreach (var (code, expected) in new[]
                 {
                     ("dear", "reward.not_enough_points"), ("gone", "reward.sold_out"), ("hidden", "reward.sold_out"), ("gold", "reward.tier_too_low"), ("later", "reward.not_begun"), ("past", "reward.over"),
                     ("once", "reward.limit_reached"), ("monthly", "reward.month_limit_reached"), ("nowhere", "reward.not_found"), ("off", "reward.not_found"),
                 })
        {
            using var refused = await page.RedeemAsync(code, code == "dear" ? 101 : 10);
            Assert.Equal(expected, await refused.CodeAsync());
        }
        var items = (await page.ReadAsync("rewards")).GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("code").GetString()!, i => (i.GetProperty("state").GetString(), i.GetProperty("missing").GetInt64()));
        Assert.Equal(["dear", "gold", "gone", "later", "monthly", "once"], items.Keys.Order());
        Assert.Equal([("points", 21L), ("tier", 0L), ("soldOut", 0L), ("soon", 0L), ("monthLimit", 0L), ("limit", 0L)], new[] { "dear", "gold", "gone", "later", "monthly", "once" }.Select(c => items[c]));
        // The next month of Taipei begins while it is still the last day of March in UTC.
        app.Clock.Set(new DateTimeOffset(2026, 3, 31, 23, 59, 59, TimeSpan.FromHours(8)));
        using var signedIn = await page.SignInAsync();
        using var stillMarch = await page.RedeemAsync("monthly", 10);
        Assert.Equal("reward.month_limit_reached", await stillMarch.CodeAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var april = await page.RedeemAsync("monthly", 10);
        Assert.Equal(HttpStatusCode.OK, april.StatusCode);
        await app.DbAsync(db => db.RewardItems.Where(i => i.Code == "later").ExecuteUpdateAsync(s => s.SetProperty(i => i.Points, 20)));
        using var dearer = await page.RedeemAsync("later", 10);
        Assert.Equal("reward.price_changed", await dearer.CodeAsync());
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Taking_back_gives_points_that_end_tonight_no_second_life()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        using var browser = await BackOffice.SignedInAsync(app);
        using var set = await browser.SubmitAsync("/admin/rewards", "/admin/rewards", ("CancelHours", "2"));
        var (page, member) = await Shelf.MemberAsync(app, "0912000105");
        using var mine = page;
        await till.SellForAsync(member, 500);
        var end = (await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).Select(l => l.ExpiresAt).SingleAsync()))!.Value;
        await Shelf.PutAsync(app, "tea", 40);
        app.Clock.Set(end.AddMinutes(-30));
        using var signedIn = await page.SignInAsync();
        using var answer = await page.RedeemAsync("tea", 40);
        var redemption = (await answer.JsonAsync()).GetProperty("redemption");
        Assert.Equal(end.AddSeconds(-1), redemption.GetProperty("cancelUntil").GetDateTime());
        app.Clock.Set(end.AddMinutes(5));
        using var again = await page.SignInAsync();
        using var over = await page.PostAsync($"redemptions/{redemption.GetProperty("id").GetString()}/cancel", new { });
        Assert.Equal("reward.cancel_over", await over.CodeAsync());
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_voucher_that_begins_later_is_ready_and_can_be_taken_back()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        using var set = await browser.SubmitAsync("/admin/rewards", "/admin/rewards", ("CancelHours", "2"));
        var (page, member) = await Shelf.MemberAsync(app, "0912000104");
        using var mine = page;
        await till.SellForAsync(member, 500);
        var kind = await Rewards.Coupons.Kinds.SaveAsync(app, CouponKind.Amount, 30, new CouponRules { StartsAfterDays = 1 });
        await Shelf.PutAsync(app, "tomorrow", 40, gives: new CouponPrize(kind.Code));
        using var answer = await page.RedeemAsync("tomorrow", 40);
        var redemption = (await answer.JsonAsync()).GetProperty("redemption");
        Assert.Equal("ready", redemption.GetProperty("state").GetString());
        using var back = await page.PostAsync($"redemptions/{redemption.GetProperty("id").GetString()}/cancel", new { });
        Assert.Equal((HttpStatusCode.OK, 50L), (back.StatusCode, (await back.JsonAsync()).GetProperty("balance").GetInt64()));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task An_unused_redemption_can_be_taken_back_within_the_brands_hours_to_the_same_lots()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        using var set = await browser.SubmitAsync("/admin/rewards", "/admin/rewards", ("CancelHours", "2"));
        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        var (page, member) = await Shelf.MemberAsync(app, "0912000103");
        using var mine = page;
        await till.SellForAsync(member, 500);
        app.Clock.Advance(TimeSpan.FromDays(3));
        await till.SellForAsync(member, 500);
        using var signedIn = await page.SignInAsync();
        await Shelf.PutAsync(app, "cake", 70, i => i.Stock = 1);
        var before = await LotsAsync();
        var taken = await RedeemedAsync();
        app.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        using var stillHere = await page.SignInAsync();
        using var back = await page.PostAsync($"redemptions/{taken.Id}/cancel", new { });
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        using var twice = await page.PostAsync($"redemptions/{taken.Id}/cancel", new { });
        Assert.Equal((100L, 100L), ((await back.JsonAsync()).GetProperty("balance").GetInt64(), (await twice.JsonAsync()).GetProperty("balance").GetInt64()));
        Assert.Equal(before, await LotsAsync());
        Assert.Equal(0L, await app.DbAsync(db => db.RewardItems.Select(i => i.Taken).SingleAsync()));
        Assert.Equal(CouponState.Revoked, await app.DbAsync(db => db.Coupons.Where(c => c.Ref == taken.Coupon).Select(c => c.State).SingleAsync()));

        var late = await RedeemedAsync();
        app.Clock.Advance(TimeSpan.FromHours(2));
        using var hereAgain = await page.SignInAsync();
        using var over = await page.PostAsync($"redemptions/{late.Id}/cancel", new { });
        Assert.Equal("reward.cancel_over", await over.CodeAsync());
        await app.DbAsync(db => db.RewardItems.ExecuteUpdateAsync(s => s.SetProperty(i => i.Stock, 2).SetProperty(i => i.Points, 20)));
        var used = await RedeemedAsync(20);
        var coupon = await app.DbAsync(db => db.Coupons.SingleAsync(c => c.Ref == used.Coupon));
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1" });
        using var spent = await page.PostAsync($"redemptions/{used.Id}/cancel", new { });
        Assert.Equal("reward.used", await spent.CodeAsync());
        await PosApp.AssertLedgerHoldsAsync(app);

        Task<List<(DateTime?, long)>> LotsAsync() => app.DbAsync(async db =>
            (await db.PointsLots.Where(l => l.MemberId == member.Id && l.Remaining != 0).OrderBy(l => l.Id).Select(l => new { l.ExpiresAt, l.Remaining }).ToListAsync()).ConvertAll(l => (l.ExpiresAt, l.Remaining)));

        async Task<(string Id, string Coupon)> RedeemedAsync(long points = 70)
        {
            using var answer = await page.RedeemAsync("cake", points);
            var redemption = (await answer.JsonAsync()).GetProperty("redemption");
            return (redemption.GetProperty("id").GetString()!, redemption.GetProperty("coupon").GetString()!);
        }
    }

    [Fact]
    public async Task A_till_lists_and_redeems_with_the_members_own_permission_only()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 2000);
        await Shelf.PutAsync(app, "latte", 60);
        var item = (await till.GetAsync($"members/{member.Ref}/rewards")).At("items.0");
        Assert.Equal(("latte", "available"), (item.GetProperty("code").GetString(), item.GetProperty("state").GetString()));
        var code = till.Mint(CodePurpose.Spend, member.Id);
        var body = new { store = "TPE1", member = member.Ref, spendCode = code, points = 60 };
        var (first, again) = (await till.PostAsync("rewards/latte/redeem", body, "k1"), await till.PostAsync("rewards/latte/redeem", body, "k1"));
        Assert.Equal((HttpStatusCode.OK, 140L), (first.Status, first.Number("balance")));
        Assert.Equal(first.Body, again.Body);
        Assert.Equal("code.already_used", (await till.PostAsync("rewards/latte/redeem", body)).Code);
        // Points were paid for it: staff cannot take it out of the wallet.
        var bought = await app.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id).OrderByDescending(c => c.Id).Select(c => c.Ref).FirstAsync());
        Assert.Equal("coupon.points_paid", (await app.InScopeAsync(s => s.Get<WithdrawCoupon>().ExecuteAsync(bought, "發錯", default))).Refusal?.Code);
        var other = await till.NewMemberAsync();
        Assert.Equal("code.invalid", (await till.PostAsync("rewards/latte/redeem", new { store = "TPE1", member = member.Ref, spendCode = till.Mint(CodePurpose.Spend, other.Id) })).Code);
        Assert.Equal("member.not_found", (await till.GetAsync("members/nobody/rewards")).Code);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    /// <summary>Fifty members, seven pieces.</summary>
    [Fact]
    public async Task Fifty_members_at_once_never_get_more_than_there_is()
    {
        const int members = 50, stock = 7;
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await Shelf.PutAsync(app, "last", 10, i => i.Stock = stock);
        var people = new List<(Member Member, string Code)>();
        for (var i = 0; i < members; i++)
        {
            var member = await till.NewMemberAsync();
            await till.SellForAsync(member, 100);
            people.Add((member, till.Mint(CodePurpose.Spend, member.Id)));
        }
        Answer[] answers = [];
        await WriteLock.AmplifyAsync(app, async () => answers = await Task.WhenAll(people.Select(p =>
            till.PostAsync("rewards/last/redeem", new { store = "TPE1", member = p.Member.Ref, spendCode = p.Code }))));
        Assert.Equal(stock, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a => Assert.Equal("reward.sold_out", a.Code));
        Assert.Equal((7L, 7, 7, (members - stock) * 10L), await app.DbAsync(async db => (await db.RewardItems.Select(i => i.Taken).SingleAsync(), await db.Redemptions.CountAsync(),
            await db.Coupons.CountAsync(), await db.Members.SumAsync(m => m.PointsBalance))));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_marketer_makes_and_changes_an_item_and_reads_what_it_will_do()
    {
        await using var app = await PosApp.QuietAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        const string edit = "/admin/rewards/edit";
        (string, string)[] good = [("Form.Code", "latte"), ("Form.Name", "拿鐵一杯"), ("Form.Points", "120"), ("Form.Gives", "coupon:birthday"), ("Form.Stock", "50"), ("Form.PerMemberMonth", "2"), ("Form.MinimumTier", "gold"), ("Form.ImageUrl", "https://example.com/latte.jpg")];
        using var wrong = await browser.SubmitAsync(edit, edit, ("Form.Code", "X"), ("Form.Name", ""), ("Form.Points", "0"), ("Form.Gives", "coupon:nothing"), ("Form.ImageUrl", "http://example.com/a.jpg"), ("Form.Stock", "-1"));
        var told = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var text in new[] { "代碼請用", "請填寫名稱", "點數請填", "請選擇兌換後得到什麼", "請上傳圖片，或填寫 https:// 開頭的網址。", "數量請填" }) Assert.Contains(text, told, StringComparison.Ordinal);
        using var preview = await browser.SubmitAsync(edit, edit + "?handler=Preview", good);
        var says = WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var text in new[] { "會員用 120 點兌換一張「生日招待飲品一杯」。", "共 50 份", "每個月最多 2 份", "限金卡會員以上", "兌換後不能取消" }) Assert.Contains(text, says, StringComparison.Ordinal);
        using var made = await browser.SubmitAsync(edit, edit, good);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Contains("拿鐵一杯", await browser.ReadAsync("/admin/rewards"), StringComparison.Ordinal);
        using var changed = await browser.SubmitAsync(edit + "/latte", edit + "/latte", [("Form.Name", "大杯拿鐵"), .. good.Skip(2)]);
        Assert.Equal(("大杯拿鐵", 2, "latte"), await app.DbAsync(async db => { var i = await db.RewardItems.SingleAsync(); return (i.Name, i.Revision, i.Code); }));
        Assert.Equal(["reward.created", "reward.changed"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("reward.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()));
    }
}

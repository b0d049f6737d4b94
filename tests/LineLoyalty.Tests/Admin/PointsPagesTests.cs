using System.Net;
using System.Text.RegularExpressions;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Tests.Marketing.Missions;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Stamps;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class PointsPagesTests
{
    private static readonly (string, string)[] Coffee =
    [
        ("Form.Code", "coffee"), ("Form.Name", "咖啡雙倍"), ("Form.Event", "Sale"), ("Form.Kind", "multiply"), ("Form.Times", "2"), ("Form.Categories", "咖啡"), ("Form.Active", "true"), ("Months", "3"),
    ];

    [Fact]
    public async Task A_marketer_sees_what_a_rule_would_have_cost_then_switches_it_on_and_tries_it()
    {
        await using var app = await PosApp.QuietAsync();
        var ct = TestContext.Current.CancellationToken;
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        Assert.Contains("每實付 NT$100 得 10 點。", await browser.ReadAsync("/admin/points"), StringComparison.Ordinal);
        var (regular, other) = (await till.NewMemberAsync("愛喝咖啡"), await till.NewMemberAsync("只吃蛋糕"));
        await till.SellAsync(regular, Till.Line("LATTE", 2, 240), Till.Line("CAKE", 1, 90));
        await till.SellAsync(regular, Till.Line("LATTE", 1, 120));
        await till.SellAsync(other, Till.Line("CAKE", 3, 270));

        using var replayed = await browser.SubmitAsync("/admin/points/edit", "/admin/points/edit?handler=Replay", Coffee);
        var told = WebUtility.HtmlDecode(await replayed.Content.ReadAsStringAsync(ct));
        // 30 + 10 + 20 as it is; the coffee's 20 and 10 come on top.
        Assert.Matches("目前規則</div><div class=\"h2 mb-0\">60<", told);
        Assert.Matches("修改後</div><div class=\"h2 mb-0\">90<", told);
        Assert.Contains("data-cost=\"30\"", told, StringComparison.Ordinal);
        Assert.Contains("1 位會員點數變多、0 位變少，共 2 位", told, StringComparison.Ordinal);
        Assert.Contains("愛喝咖啡", told, StringComparison.Ordinal);
        Assert.Equal(1, await app.DbAsync(db => db.EarningRules.CountAsync(ct)));

        using var saved = await browser.SubmitAsync("/admin/points/edit", "/admin/points/edit", Coffee);
        Assert.Equal("/admin/points", saved.Headers.Location?.ToString());
        Assert.Contains("類別 咖啡：點數 2 倍。", await browser.ReadAsync("/admin/points"), StringComparison.Ordinal);
        var tried = await browser.ReadAsync($"/admin/points/try?Who={regular.CardNumber}&Sku=LATTE&Quantity=1&Sku=CAKE&Quantity=1&Store=TPE1&Payment=cash");
        Assert.Matches("<div class=\"h1\">30 點", tried);
        Assert.Contains("2 倍點數：10 點再加 100%", tried, StringComparison.Ordinal);
        // An hour ago it was not in force.
        Assert.Matches("<div class=\"h1\">20 點", await browser.ReadAsync($"/admin/points/try?Who={regular.CardNumber}&Sku=LATTE&Quantity=1&Other=90&At=2026-03-10T09:00"));
        Assert.Equal(30, (await till.SellAsync(other, Till.Line("LATTE", 1, 120), Till.Line("CAKE", 1, 90))).Number("purchase.pointsEarned"));
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "earning_rule.changed" && a.Subject == "coffee", ct)));
        Assert.Contains("咖啡雙倍", await browser.ReadAsync($"/admin/members/{other.Ref}?tab=points"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_told_beside_their_fields_and_nothing_is_kept()
    {
        await using var app = await PosApp.QuietAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        await Till.OpenShopsAsync(app);
        using var wrong = await browser.SubmitAsync("/admin/points/edit", "/admin/points/edit", ("Form.Code", "base"), ("Form.Name", " "), ("Form.Event", "Review"), ("Form.Kind", "rate"),
            ("Form.Amount", "0"), ("Form.Points", "5"), ("Form.Skus", "NOPE"), ("Form.FirstDay", "2026-04-02"), ("Form.LastDay", "2026-04-01"), ("Form.CapPerSale", "50"), ("Form.CapPerDay", "20"),
            ("Form.Payments", "LINE Pay"), ("Form.From", "2020-01-01T00:00"), ("Form.Active", "true"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var page = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var text in new[]
        {
            "這個代碼已經使用過。", "請填寫名稱", "請填 1–1,000,000。", "非消費的活動只能贈送固定點數。", "商品、門市、通路、付款與金額條件只適用於消費。", "查無商品「NOPE」。",
            "結束日不能早於開始日。", "單筆上限不能高於每日上限。", "付款方式請用小寫英數字", "生效時間不能早於現在",
        })
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }
        Assert.Equal(1, await app.DbAsync(db => db.EarningRuleVersions.CountAsync()));
    }

    [Fact]
    public async Task A_rule_can_be_scheduled_and_switched_off_again_by_another_version()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        (string, string)[] form = [("Form.Name", "基本回饋"), ("Form.Event", "Sale"), ("Form.Kind", "rate"), ("Form.Amount", "50"), ("Form.Points", "10"), ("Form.Active", "true")];
        using var scheduled = await browser.SubmitAsync("/admin/points/edit/base", "/admin/points/edit/base", [.. form, ("Form.From", "2026-03-10T10:10")]);
        Assert.Equal(HttpStatusCode.Redirect, scheduled.StatusCode);
        Assert.Equal(10, (await till.SellForAsync(member, 100)).Number("purchase.pointsEarned"));
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(20, (await till.SellForAsync(member, 100)).Number("purchase.pointsEarned"));
        using var off = await browser.SubmitAsync("/admin/points/edit/base", "/admin/points/edit/base", [.. form.SkipLast(1), ("Form.Active", "false")]);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await till.SellForAsync(member, 100)).Number("purchase.pointsEarned"));
        var page = await browser.ReadAsync("/admin/points/edit/base");
        Assert.Equal(["v3", "v2", "v1"], Regex.Matches(page, "<b>(v\\d)</b>").Select(m => m.Groups[1].Value));
        Assert.Contains("林小行", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_points_live_and_pay_is_changed_by_a_form()
    {
        await using var app = await PosApp.QuietAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        (string, string)[] form =
        [
            ("Form.PendingDays", "0"), ("Form.WebPendingDays", "12"), ("Form.ReturnedDays", "7"), ("Form.RedeemPoints", "2"), ("Form.RedeemAmount", "1"), ("Form.RedeemMinimum", "10"),
            ("Form.RedeemShare", "50"), ("Form.AdjustLimit", "300"), ("Form.Gifts", "true"), ("Form.GiftMinimum", "20"), ("Form.GiftPerMonth", "200"), ("Form.ConvertCoupon", "birthday"), ("Form.ConvertPoints", "35"),
        ];
        using var wrong = await browser.SubmitAsync("/admin/points/policy", "/admin/points/policy", [.. form, ("Form.Expiry", "fixedDay"), ("Form.YearsAfter", "1"), ("Form.Month", "2"), ("Form.Day", "30")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var early = await browser.SubmitAsync("/admin/points/policy", "/admin/points/policy", [.. form.Select(f => f.Item1 == "Form.WebPendingDays" ? (f.Item1, "3") : f), ("Form.Expiry", "never")]);
        Assert.Contains("7 天鑑賞期", WebUtility.HtmlDecode(await early.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        using var saved = await browser.SubmitAsync("/admin/points/policy", "/admin/points/policy", [.. form, ("Form.Expiry", "fixedDay"), ("Form.YearsAfter", "1"), ("Form.Month", "12"), ("Form.Day", "31")]);
        Assert.Equal("/admin/points", saved.Headers.Location?.ToString());
        var says = PointsPolicy.Parse(await app.DbAsync(db => db.PointsPolicyVersions.OrderByDescending(v => v.Version).Select(v => v.Definition).FirstAsync()));
        Assert.Equal((new FixedDay(1, 12, 31), 12, new RedeemPolicy(2, 1, 10, 50), new ConvertPolicy(35, "birthday")), (says.Expiry, says.WebPendingDays, says.Redeem, says.Convert));
        Assert.Equal((300L, new GiftPolicy(20, 200)), (says.AdjustLimit, says.Gifts));
        var page = await browser.ReadAsync("/admin/points");
        Assert.Contains("點數於隔年 12 月 31 日 23:59:59 到期", page, StringComparison.Ordinal);
        Assert.Contains("到期時每 35 點自動換成一張「birthday」", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_correction_keeps_the_end_of_a_rule()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        using var made = await browser.SubmitAsync("/admin/points/edit", "/admin/points/edit", [.. Coffee, ("Form.To", "2026-03-12T00:00")]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var until = FieldOf(await browser.ReadAsync("/admin/points/edit/coffee"), "Form.To");
        using var corrected = await browser.SubmitAsync("/admin/points/edit/coffee", "/admin/points/edit/coffee", [.. Coffee, ("Form.NameEn", "Double coffee"), ("Form.To", until)]);
        Assert.Equal(HttpStatusCode.Redirect, corrected.StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, (await till.SellAsync(member)).Number("purchase.pointsEarned"));
        app.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(10, (await till.SellAsync(member)).Number("purchase.pointsEarned"));
    }

    [Fact]
    public async Task A_scheduled_rule_keeps_its_day_when_it_is_edited_and_may_be_moved()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        using var made = await browser.SubmitAsync("/admin/points/edit", "/admin/points/edit", [.. Coffee, ("Form.From", "2026-03-12T00:00")]);
        var page = await browser.ReadAsync("/admin/points/edit/coffee");
        Assert.Equal("2026-03-12T00:00", FieldOf(page, "Form.From"));
        (string, string)[] opened = [.. Coffee, ("Form.Opened", FieldOf(page, "Form.Opened")), ("Form.Waiting", "replace")];
        using var moved = await browser.SubmitAsync("/admin/points/edit/coffee", "/admin/points/edit/coffee", [.. opened, ("Form.From", "2026-03-14T00:00")]);
        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, (await till.SellAsync(member)).Number("purchase.pointsEarned"));
        app.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(10, (await till.SellAsync(member)).Number("purchase.pointsEarned"));
        app.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(20, (await till.SellAsync(member)).Number("purchase.pointsEarned"));
    }

    [Fact]
    public async Task What_is_scheduled_for_points_waits_for_its_day_when_something_else_is_changed_before()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        const string Path = "/admin/points/policy";
        (string, string)[] form =
        [
            ("Form.PendingDays", "0"), ("Form.WebPendingDays", "7"), ("Form.ReturnedDays", "7"), ("Form.RedeemPoints", "1"), ("Form.RedeemAmount", "1"), ("Form.RedeemMinimum", "1"), ("Form.RedeemShare", "100"),
            ("Form.AdjustLimit", "300"), ("Form.TillPerTime", "100"), ("Form.TillPerDay", "500"),
        ];
        using var scheduled = await browser.SubmitAsync(Path, Path, [.. form, ("Form.Expiry", "months"), ("Form.Length", "6"), ("Form.From", "2026-04-01T00:00")]);
        Assert.Equal(HttpStatusCode.Redirect, scheduled.StatusCode);

        // The page opens what is in force, not what waits, and says that something waits.
        var page = await browser.ReadAsync(Path);
        Assert.Equal(("90", ""), (FieldOf(page, "Form.Length"), FieldOf(page, "Form.From")));
        Assert.Contains("v2 將於", page, StringComparison.Ordinal);
        (string, string)[] changed = [.. form.Select(f => f.Item1 == "Form.TillPerTime" ? (f.Item1, "50") : f), ("Form.Expiry", "days"), ("Form.Length", "90")];
        using var unsaid = await browser.SubmitAsync(Path, Path, changed);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsaid.StatusCode);
        Assert.Contains("請選擇保留或取代", WebUtility.HtmlDecode(await unsaid.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        using var kept = await browser.SubmitAsync(Path, Path, [.. changed, ("Form.Waiting", "keep")]);
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new DateTime(2026, 6, 8, 16, 0, 0, DateTimeKind.Utc), await SellAsync());
        var waiting = FieldOf(await browser.ReadAsync(Path + "?version=4"), "Form.From");
        Assert.Equal("2026-04-01T00:00", waiting);
        using var edited = await browser.SubmitAsync(Path, Path, [.. form, ("Form.Expiry", "months"), ("Form.Length", "5"), ("Form.From", waiting), ("Form.Opened", "4"), ("Form.Waiting", "replace")]);
        Assert.Equal(HttpStatusCode.Redirect, edited.StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new DateTime(2026, 6, 8, 16, 0, 0, DateTimeKind.Utc), await SellAsync());
        app.Clock.Set(new DateTimeOffset(2026, 4, 2, 10, 0, 0, TimeSpan.FromHours(8)));
        Assert.Equal(new DateTime(2026, 9, 2, 16, 0, 0, DateTimeKind.Utc), await SellAsync());

        async Task<DateTime?> SellAsync()
        {
            Assert.Equal(HttpStatusCode.Created, (await till.SellAsync(member)).Status);
            return await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).OrderByDescending(l => l.Id).Select(l => l.ExpiresAt).FirstAsync());
        }
    }

    [Fact]
    public async Task Editors_offer_every_category_and_keep_what_is_no_longer_sold()
    {
        await using var app = await PosApp.QuietAsync();
        await Till.OpenShopsAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        await app.DbAsync(async db =>
        {
            db.Products.AddRange(Enumerable.Range(0, 1000).Select(i => new Product { Sku = $"A{i}", Name = $"A{i}", Category = "AAA", Price = 10 }));
            db.CouponDefinitions.Single(d => d.Code == "birthday").Active = false;
            var gold = db.Tiers.Single(t => t.Code == "gold");
            (gold.Sku, gold.Benefits) = ("GONE", gold.Benefits with { EntryCoupon = "birthday" });
            return await db.SaveChangesAsync();
        });
        Assert.Contains("<option>甜點</option>", await browser.ReadAsync("/admin/points/edit"), StringComparison.Ordinal);

        const string Edit = "/admin/tiers/edit/gold";
        var page = await browser.ReadAsync(Edit);
        Assert.Equal(("GONE", "birthday"), (ChosenOf(page, "Form.Sku"), ChosenOf(page, "Form.EntryCoupon")));
        (string, string)[] form =
        [
            ("Form.Name", "黃金會員"), ("Form.NameEn", "Gold"), ("Form.Color", "#8a97a5"), ("Form.Reach.Spend", "15000"), ("Form.KeepSame", "true"), ("Form.Months", "12"), ("Form.ValidFor", "12"), ("Form.GraceDays", "30"),
            ("Form.Active", "true"), ("Form.Sku", "GONE"), ("Form.EntryCoupon", "birthday"),
        ];
        using var saved = await browser.SubmitAsync(Edit, Edit, form);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var kept = await app.DbAsync(db => db.Tiers.SingleAsync(t => t.Code == "gold"));
        Assert.Equal(("黃金會員", "GONE", "birthday"), (kept.Name, kept.Sku, kept.Benefits.EntryCoupon));
        // Chosen anew, a coupon must be one that is still given out.
        using var anew = await browser.SubmitAsync(Edit, Edit, [.. form, ("Form.MonthlyCoupon", "birthday")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, anew.StatusCode);
    }

    [Theory]
    [InlineData("/admin/stamps/edit/coffee", "Form.Skus", "Form.Categories", "Form.Prizes[0].Gives")]
    [InlineData("/admin/missions/edit/coffee", "Form.Goals[0].Skus", "Form.Goals[0].Categories", "Form.Prizes[0].Gives")]
    [InlineData("/admin/coupons/edit/KIND", "Form.Skus", null, null)]
    [InlineData("/admin/tags/rule/1", "Form.Skus", null, null)]
    public async Task Editors_offer_thousands_of_products_and_keep_those_they_name(string edit, string skus, string? categories, string? prize)
    {
        await using var app = await PosApp.QuietAsync();
        await Till.OpenShopsAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        await app.DbAsync(async db =>
        {
            db.Products.AddRange(Enumerable.Range(0, 4900).Select(i => new Product { Sku = $"AAA-{i}", Name = $"A{i}", Category = "AAA", Price = 10 }));
            db.Products.Add(new Product { Sku = "OLD-1", Name = "絕版", Category = "絕版類", Price = 10, Active = false });
            db.CouponDefinitions.Single(d => d.Code == "birthday").Active = false;
            db.TagRules.Add(new TagRule { Tag = "咖啡迷", Demand = new BoughtOften(null, ["OLD-1"], 2, 30), ChangedAt = app.Clock.Now });
            return await db.SaveChangesAsync();
        });
        await StampBook.PrintAsync(app, "coffee", new StampDefinition { Stamps = 5, Earns = new PerItems(1, ["OLD-1"], ["絕版類"]), Prizes = [new StampPrize(5, new CouponPrize("birthday"))] });
        await MissionPaper.WriteAsync(app, "coffee", new MissionDefinition { Goals = [new PurchasesGoal(1) { Of = new SaleFilter { Skus = ["OLD-1"], Categories = ["絕版類"] } }], Prizes = [new(new CouponPrize("birthday"))] });
        var coupon = await Kinds.SaveAsync(app, CouponKind.Amount, 50, new CouponRules { Skus = ["OLD-1"] });

        var page = await browser.ReadAsync(edit.Replace("KIND", coupon.Code, StringComparison.Ordinal));
        Assert.Equal("OLD-1", ChosenOf(page, skus));
        Assert.Contains("<option value=\"LATTE\">", Regex.Match(page, $"<select[^>]*name=\"{Regex.Escape(skus)}\".*?</select>", RegexOptions.Singleline).Value, StringComparison.Ordinal);
        if (categories is not null) Assert.Equal("絕版類", ChosenOf(page, categories));
        if (prize is not null) Assert.Equal("coupon:birthday", ChosenOf(page, prize));
    }

    private static string ChosenOf(string page, string name) =>
        Regex.Match(Regex.Match(page, $"<select[^>]*name=\"{Regex.Escape(name)}\".*?</select>", RegexOptions.Singleline).Value, "<option value=\"([^\"]*)\" selected").Groups[1].Value;

    /// <summary>What the page has put into a field.</summary>
    private static string FieldOf(string page, string name) =>
        Regex.Match(Regex.Match(page, $"<input[^>]*name=\"{Regex.Escape(name)}\"[^>]*>").Value, " value=\"([^\"]*)\"").Groups[1].Value;
}

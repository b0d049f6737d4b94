using System.Net;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>What an editor's try button says is what the till says once the form has been saved, and trying keeps nothing.</summary>
public sealed class TryBeforeSavingTests
{
    [Fact]
    public async Task A_rule_is_tried_unsaved_and_the_till_then_gives_the_same()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync("愛喝咖啡");
        const string edit = "/admin/points/edit";
        (string, string)[] form = [("Form.Code", "coffee"), ("Form.Name", "咖啡雙倍"), ("Form.Event", "Sale"), ("Form.Kind", "multiply"), ("Form.Times", "2"), ("Form.Categories", "咖啡"), ("Form.Active", "true"), ("Months", "3")];
        (string, string)[] basket = [("Try.Who", member.CardNumber), ("Try.Store", "TPE1"), ("Try.Sku", "LATTE"), ("Try.Quantity", "1"), ("Try.Other", "90")];

        var tried = await TriedAsync(browser, edit, "Try", [.. form, .. basket]);
        Assert.Contains("data-points=\"30\"", tried, StringComparison.Ordinal);
        Assert.Contains("（現行規則：20 點）", tried, StringComparison.Ordinal);
        Assert.Contains("2 倍點數：10 點再加 100%", tried, StringComparison.Ordinal);
        // As it would be before it begins, and switched off.
        Assert.Contains("data-points=\"20\"", await TriedAsync(browser, edit, "Try", [.. form, .. basket, ("Form.From", "2026-03-11T00:00")]), StringComparison.Ordinal);
        Assert.Contains("data-points=\"30\"", await TriedAsync(browser, edit, "Try", [.. form, .. basket, ("Form.From", "2026-03-11T00:00"), ("Try.At", "2026-03-11T00:00")]), StringComparison.Ordinal);
        Assert.Contains("請先修正標示的欄位，再試算。", await TriedAsync(browser, edit, "Try", [("Form.Times", "99"), .. form, .. basket]), StringComparison.Ordinal);
        Assert.Contains("查無此會員", await TriedAsync(browser, edit, "Try", [.. form, ("Try.Who", "0999999999"), ("Try.Other", "90")]), StringComparison.Ordinal);
        Assert.Contains("請先選商品，或填其他品項的金額。", await TriedAsync(browser, edit, "Try", [.. form, ("Try.Who", member.CardNumber)]), StringComparison.Ordinal);
        Assert.Equal((1, 0), await app.DbAsync(async db => (await db.EarningRules.CountAsync(), await db.Purchases.CountAsync())));

        using var saved = await browser.SubmitAsync(edit, edit, form);
        Assert.Equal(30, (await till.SellAsync(member, Till.Line("LATTE", 1, 120), Till.Line("CAKE", 1, 90))).Number("purchase.pointsEarned"));
    }

    [Fact]
    public async Task A_coupon_is_tried_unsaved_and_says_why_it_cannot_be_used()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        const string edit = "/admin/coupons/edit";
        (string, string)[] form = [("Form.Code", "latte-20"), ("Form.Kind", "Percent"), ("Form.Value", "20"), ("Form.MaximumDiscount", "100"), ("Form.MinimumSpend", "200"), ("Form.Skus", "LATTE"), ("Form.ValidDays", "30"), ("Form.Title", "拿鐵八折"), ("Form.Active", "true")];
        (string, string)[] basket = [("Try.Who", member.Ref), ("Try.Store", "TPE1"), ("Try.Sku", "LATTE"), ("Try.Quantity", "2")];

        var tried = await TriedAsync(browser, edit, "Try", [.. form, .. basket]);
        Assert.True(tried.Contains("data-coupon=\"48\"", StringComparison.Ordinal), Around(tried));
        Assert.Contains("data-paid=\"192\"", tried, StringComparison.Ordinal);
        // NT$192 earn 10 where NT$240 earn 20.
        Assert.Contains("data-points=\"10\"", tried, StringComparison.Ordinal);
        Assert.Contains("（現行規則：20 點）", tried, StringComparison.Ordinal);
        (string Changed, string Value, string Said)[] refused =
        [
            ("Try.Quantity", "1", "未達此優惠券的最低消費金額"), ("Form.Tiers", "gold", "等級"), ("Form.FromTime", "23:00", "時段"), ("Form.StartsOn", "2026-03-20", "尚未"), ("Form.Active", "false", "查無"),
        ];
        foreach (var (changed, value, said) in refused)
        {
            var no = await TriedAsync(browser, edit, "Try", [.. form.Concat(basket).Where(f => f.Item1 != changed), (changed, value)]);
            Assert.True(no.Contains(said, StringComparison.Ordinal) && no.Contains("data-coupon=\"0\"", StringComparison.Ordinal), $"{changed}: {Around(no)}");
        }
        Assert.DoesNotContain("latte-20", await app.DbAsync(db => db.CouponDefinitions.Select(d => d.Code).ToListAsync()));
        Assert.Equal(0, await app.DbAsync(db => db.Coupons.CountAsync(c => c.Definition.Code == "latte-20")));
    }

    [Fact]
    public async Task A_policy_and_a_level_are_tried_unsaved_too()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("LATTE", 10, 1200));
        var policy = (await browser.ReadAsync("/admin/points/policy")).Split("id=\"try\"")[0];
        var fields = System.Text.RegularExpressions.Regex.Matches(policy, "name=\"(Form\\.(?!Expiry|Convert|Gifts)[A-Za-z]+)\"[^>]*? value=\"([^\"]+)\"").Where(m => m.Groups[1].Value is not ("Form.PendingDays" or "Form.Length" or "Form.RedeemPoints"))
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value)).ToArray();
        var tried = await TriedAsync(browser, "/admin/points/policy", "Try",
            [.. fields, ("Form.Expiry", "days"), ("Form.Length", "30"), ("Form.PendingDays", "3"), ("Form.RedeemPoints", "10"), ("Try.Who", member.Ref), ("Try.Store", "TPE1"), ("Try.Other", "500")]);
        // Sold on 10 March: usable three days on, gone after 30.
        Assert.Contains("可用日：2026/3/13 00:00 · 到期日：2026/4/9", tried, StringComparison.Ordinal);
        Assert.Equal(1, await app.DbAsync(db => db.PointsPolicyVersions.CountAsync()));

        const string edit = "/admin/tiers/edit/silver";
        (string, string)[] level =
        [
            ("Form.Name", "銀卡會員"), ("Form.NameEn", "Silver"), ("Form.Color", "#8a97a5"), ("Form.Reach.Spend", "1200"), ("Form.KeepSame", "true"), ("Form.Months", "12"), ("Form.ValidFor", "12"), ("Form.GraceDays", "30"),
            ("Form.Active", "true"), ("Form.Hidden", "false"),
        ];
        Assert.Contains("data-reached=\"silver\"", await TriedAsync(browser, edit, "TryMember", [.. level, ("Try.Who", member.Ref)]), StringComparison.Ordinal);
        Assert.DoesNotContain("data-reached=\"silver\"", await TriedAsync(browser, edit, "TryMember", [.. level.Where(f => f.Item1 != "Form.Reach.Spend"), ("Form.Reach.Spend", "1201"), ("Try.Who", member.Ref)]), StringComparison.Ordinal);
        Assert.Equal(0, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "tier.changed" || a.Action == "points_policy.changed")));
    }

    [Fact]
    public async Task Points_of_a_rule_with_days_of_its_own_are_tried_with_them_and_so_is_a_level_that_is_bought()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        await app.DbAsync(db => db.Tiers.Where(t => t.Code == "gold").ExecuteUpdateAsync(s => s.SetProperty(t => t.Sku, "LATTE")));
        const string edit = "/admin/points/edit";
        (string, string)[] form = [("Form.Code", "coffee"), ("Form.Name", "咖啡雙倍"), ("Form.Event", "Sale"), ("Form.Kind", "multiply"), ("Form.Times", "2"), ("Form.Categories", "咖啡"), ("Form.ExpiryDays", "30"), ("Form.Active", "true"), ("Months", "3")];

        var tried = await TriedAsync(browser, edit, "Try", [.. form, ("Try.Who", member.CardNumber), ("Try.Store", "TPE1"), ("Try.Sku", "LATTE"), ("Try.Quantity", "1")]);
        Assert.Contains("data-points=\"20\"", tried, StringComparison.Ordinal);
        Assert.Contains("data-tier=\"gold\"", tried, StringComparison.Ordinal);
        var shown = System.Text.RegularExpressions.Regex.Matches(tried, "到期日：(2026/[0-9/]+)").Select(m => m.Groups[1].Value).ToList();

        using var saved = await browser.SubmitAsync(edit, edit, form);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("gold", (await till.SellAsync(member)).Text("member.tier.code"));
        var until = await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).OrderBy(l => l.Id).Select(l => l.ExpiresAt!.Value).ToListAsync());
        Assert.Equal(["2026/6/8", "2026/4/9"], until.Select(u => u.AddHours(8).AddTicks(-1).ToString("yyyy/M/d", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(["2026/6/8", "2026/4/9"], shown);
    }

    private static async Task<string> TriedAsync(BackOffice browser, string page, string handler, (string, string)[] fields)
    {
        using var answer = await browser.SubmitAsync(page, page + "?handler=" + handler, fields);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, html);
        return html;
    }

    private static string Around(string html) => html.IndexOf("id=\"try\"", StringComparison.Ordinal) is > 0 and var at ? html[at..Math.Min(html.Length, at + 9000)] : html;
}

using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>Coupons as a marketer makes, hands out and watches them.</summary>
public sealed class CouponPagesTests
{
    private const string Edit = "/admin/coupons/edit";

    [Fact]
    public async Task A_kind_with_every_condition_is_written_read_back_and_said_in_words()
    {
        await using var app = await PosApp.QuietAsync();
        await Till.OpenShopsAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        (string, string)[] form =
        [
            ("Form.Code", "half-latte"), ("Form.Kind", "BuyGet"), ("Form.Buy", "1"), ("Form.Get", "1"), ("Form.GetPercentOff", "50"), ("Form.MostTimes", "2"), ("Form.MaximumDiscount", "60"),
            ("Form.Skus", "LATTE"), ("Form.Stores", "TPE1"), ("Form.Weekdays", "Monday"), ("Form.Weekdays", "Tuesday"), ("Form.FromTime", "14:00"), ("Form.ToTime", "17:00"),
            ("Form.Tiers", "silver"), ("Form.UsesPerDay", "1"), ("Form.PerMember", "3"), ("Form.Stacking", "OneOfGroup"), ("Form.Group", "下午茶"), ("Form.Priority", "2"),
            ("Form.MayGive", "true"), ("Form.ValidDays", "14"), ("Form.IssueLimit", "100"), ("Form.Budget", "5000"), ("Form.Title", "拿鐵第二杯半價"), ("Form.Active", "true"),
        ];
        using var preview = await browser.SubmitAsync(Edit, Edit + "?handler=Preview", form);
        var says = WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("拿鐵買 1 件，價低者 1 件 5 折。每筆最多 2 組。", says, StringComparison.Ordinal);
        Assert.Contains("限週一、二使用。", says, StringComparison.Ordinal);
        Assert.DoesNotContain("alert-warning", says, StringComparison.Ordinal);

        using var made = await browser.SubmitAsync(Edit, Edit, form);
        Assert.Equal("/admin/coupons/half-latte", made.Headers.Location?.ToString());
        var kept = await app.DbAsync(db => db.CouponDefinitions.SingleAsync(d => d.Code == "half-latte"));
        Assert.Equal((new BuyGetRule(1, 1, 50, null, 2), 5000L, "下午茶", new TimeOnly(14, 0)), (kept.Rules.BuyGet, kept.Budget, kept.Rules.Group, kept.Rules.FromTime));
        var page = await browser.ReadAsync(Edit + "/half-latte");
        Assert.Contains("value=\"下午茶\"", page, StringComparison.Ordinal);

        using var unknown = await browser.SubmitAsync(Edit, Edit, [.. form[1..], ("Form.Code", "other"), ("Form.NotSkus", "NOTHING")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        using var lawless = await browser.SubmitAsync(Edit, Edit, ("Form.Code", "voucher"), ("Form.Kind", "Amount"), ("Form.Value", "500"), ("Form.Paid", "true"), ("Form.PaidPrice", "500"),
            ("Form.PaidGuarantee", "信託專戶"), ("Form.PaidGuarantor", "某銀行"), ("Form.PaidFeePercent", "5"), ("Form.Title", "禮券"));
        Assert.Contains("3%", WebUtility.HtmlDecode(await lawless.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_and_codes_are_made_handed_out_once_and_ended()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        const string Codes = "/admin/coupons/welcome/codes";
        using var word = await browser.SubmitAsync(Codes, Codes + "?handler=Word", ("word", "summer50"), ("perMember", "1"), ("until", "2026-04-30"), ("Form", Guid.NewGuid().ToString("N")));
        Assert.Contains("SUMMER50", await browser.ReadAsync(Codes), StringComparison.Ordinal);
        var member = await till.NewMemberAsync();
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/claim", new { member = member.Ref, code = "Summer50" })).Status);
        var id = await app.DbAsync(db => db.PromoWords.Select(w => w.Id).SingleAsync());
        using var ended = await browser.SubmitAsync(Codes, Codes + "?handler=EndWord", ("id", $"{id}"));
        Assert.Equal("promo.over", (await till.PostAsync("coupons/claim", new { member = (await till.NewMemberAsync()).Ref, code = "SUMMER50" })).Code);

        using var made = await browser.SubmitAsync(Codes, Codes + "?handler=Generate", ("name", "五月傳單"), ("count", "1500"), ("Form", Guid.NewGuid().ToString("N")), ("Typed", "1500"));
        var batch = await app.DbAsync(db => db.CodeBatches.Select(b => b.Id).SingleAsync());
        using var file = await browser.SubmitAsync(Codes, Codes + "?handler=Export", ("id", $"{batch}"));
        var lines = (await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((1501, 1500), (lines.Length, lines.Skip(1).Distinct().Count()));
        using var second = await browser.SubmitAsync(Codes, Codes + "?handler=Export", ("id", $"{batch}"));
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/claim", new { member = member.Ref, code = lines[1] })).Status);
        Assert.Equal(4, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action.StartsWith("coupon_word") || a.Action.StartsWith("coupon_codes"))));
    }

    [Fact]
    public async Task A_list_of_members_gets_the_coupon_once_however_often_the_form_is_sent()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        const string Give = "/admin/coupons/welcome/give";
        var (a, b) = (await till.NewMemberAsync("陳一"), await till.NewMemberAsync("林二"));
        using var wrong = await browser.SubmitAsync(Give, Give + "?handler=Preview", ("Text", $"卡號\n{a.CardNumber}\n0900000000\n{a.CardNumber}"));
        var preview = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("查無此會員。", preview, StringComparison.Ordinal);
        Assert.Contains("同一位會員重複。", preview, StringComparison.Ordinal);

        var form = Guid.NewGuid().ToString("N");
        for (var sent = 0; sent < 2; sent++)
        {
            using var given = await browser.SubmitAsync(Give, Give + "?handler=Give", ("Text", $"{a.CardNumber}\n{b.Ref}"), ("Form", form), ("Reason", "補償活動"));
            Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        }
        Assert.Equal(2, await app.DbAsync(db => db.Coupons.CountAsync(c => c.Reason == "staff")));
        using var unsaid = await browser.SubmitAsync(Give, Give + "?handler=Give", ("Text", a.CardNumber), ("Form", Guid.NewGuid().ToString()), ("Reason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsaid.StatusCode);
    }

    [Fact]
    public async Task What_was_given_by_mistake_is_withdrawn_one_by_one_or_with_its_list_but_not_what_was_paid_for()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        const string Give = "/admin/coupons/welcome/give";
        List<Member> members = [await till.NewMemberAsync("陳一"), await till.NewMemberAsync("林二"), await till.NewMemberAsync("王三")];
        using var given = await browser.SubmitAsync(Give, Give + "?handler=Give", ("Text", string.Join('\n', members.Select(m => m.CardNumber))), ("Form", Guid.NewGuid().ToString("N")), ("Reason", "週年慶名單"));
        var coupons = await app.DbAsync(db => db.Coupons.OrderBy(c => c.MemberId).ToListAsync());
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupons[0]), store = "TPE1" });

        var page = $"/admin/members/{members[1].Ref}?tab=coupons";
        var post = $"/admin/members/{members[1].Ref}?handler=Withdraw";
        Assert.Contains("確定收回", await browser.ReadAsync(page), StringComparison.Ordinal);
        using var unsaid = await browser.SubmitAsync(page, post, ("coupon", coupons[1].Ref), ("reason", ""));
        using var anothers = await browser.SubmitAsync(page, post, ("coupon", coupons[2].Ref), ("reason", "發錯"));
        Assert.Equal(2, await app.DbAsync(db => db.Coupons.CountAsync(c => c.State == CouponState.Issued)));
        using var one = await browser.SubmitAsync(page, post, ("coupon", coupons[1].Ref), ("reason", "發錯對象"));
        var after = await browser.ReadAsync(page);
        Assert.Contains("已作廢", after, StringComparison.Ordinal);
        Assert.DoesNotContain("確定收回", after, StringComparison.Ordinal);
        Assert.Contains("發錯對象", await browser.ReadAsync($"/admin/members/{members[1].Ref}"), StringComparison.Ordinal);
        Assert.Equal("coupon.revoked", (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupons[1]), store = "TPE1" })).Code);

        var lists = await browser.ReadAsync(Give);
        Assert.Contains("週年慶名單", lists, StringComparison.Ordinal);
        var number = System.Text.RegularExpressions.Regex.Match(lists, "name=\"list\" value=\"([0-9a-f]{32})\"").Groups[1].Value;
        using var all = await browser.SubmitAsync(Give, Give + "?handler=Withdraw", ("list", number), ("Reason", "名單有誤"));
        Assert.Contains("已收回 1 張；2 張已使用、轉贈、到期或先前已收回。", await browser.ReadAsync(Give), StringComparison.Ordinal);
        Assert.Equal([CouponState.Redeemed, CouponState.Revoked, CouponState.Revoked], await app.DbAsync(db => db.Coupons.OrderBy(c => c.MemberId).Select(c => c.State).ToListAsync()));
        Assert.Equal(1, await app.DbAsync(db => db.CouponDefinitions.Where(d => d.Code == "welcome").Select(d => d.IssuedCount).SingleAsync()));

        var money = await Rewards.Coupons.Kinds.SaveAsync(app, CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行") });
        var voucher = await till.GiveAsync(members[2], money.Code);
        using var paid = await browser.SubmitAsync($"/admin/members/{members[2].Ref}?tab=coupons", $"/admin/members/{members[2].Ref}?handler=Withdraw", ("coupon", voucher.Ref), ("reason", "發錯"));
        Assert.Equal(CouponState.Issued, await app.DbAsync(db => db.Coupons.Where(c => c.Id == voucher.Id).Select(c => c.State).SingleAsync()));
        Assert.Contains("付費券屬於會員", await browser.ReadAsync($"/admin/members/{members[2].Ref}?tab=coupons"), StringComparison.Ordinal);
        Assert.Equal(3, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "coupon.withdrawn" || a.Action.StartsWith("coupons."))));
    }

    [Fact]
    public async Task The_try_it_box_names_the_best_coupons_and_says_why_not_the_others()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        await till.GiveAsync(member, "welcome");
        await till.GiveAsync(member, "reactivation60");
        var page = await browser.ReadAsync($"/admin/points/try?Who={member.CardNumber}&Sku=LATTE&Quantity=1&Store=TPE1");
        Assert.Contains("−NT$60", page, StringComparison.Ordinal);
        Assert.Contains("建議的組合折抵更多。", page, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>Coupons of LINE's own, made and ended on the pages, as LINE then has them.</summary>
public sealed partial class LineCouponPagesTests
{
    private const string New = "/admin/line-coupons/new";

    private static readonly (string, string)[] Plain =
    [
        ("Form.Title", "夏日氣泡飲折 50"), ("Form.Reward", "Discount"), ("Form.Price", "Fixed"), ("Form.Amount", "50"),
        ("Form.Starts", "2026-03-11T00:00"), ("Form.Ends", "2026-04-10T23:59"), ("Form.Public", "false"), ("Form.Reusable", "false"), ("Form.Lottery", "false"),
    ];

    [Fact]
    public async Task A_LINE_coupon_is_made_sent_in_a_push_and_closed_for_good()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00")]);
        var ct = TestContext.Current.CancellationToken;
        var friend = await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app);
        Assert.Contains("這裡沒有 LINE 優惠券", await browser.ReadAsync("/admin/line-coupons"), StringComparison.Ordinal);

        var id = await MadeAsync(browser, Plain);
        var page = await browser.ReadAsync("/admin/line-coupons/" + id);
        foreach (var said in new[] { "折抵 NT$50", "2026/3/11 00:00 – 2026/4/10 23:59", "尚未開始", "每人一次", "林小行", "誰領了、誰用了：沒有通知，也查不到" }) Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains("夏日氣泡飲折 50", await browser.ReadAsync("/admin/line-coupons?state=RUNNING"), StringComparison.Ordinal);

        Assert.Contains(id, await browser.ReadAsync("/admin/pushes/edit?lineCoupon=" + id), StringComparison.Ordinal);
        var offered = await AnswerAsync(await browser.AskAsync("LineCoupons", new { }));
        Assert.Equal((id, "夏日氣泡飲折 50"), (offered.GetProperty("coupons")[0].GetProperty("id").GetString(), offered.GetProperty("coupons")[0].GetProperty("title").GetString()));
        var content = new { messages = new object[] { new { kind = "text", text = "夏天到了" }, new { kind = "lineCoupon", couponId = id } } };
        Assert.Equal("coupon", (await AnswerAsync(await browser.AskAsync("Preview", new { content }))).GetProperty("messages")[1].GetProperty("type").GetString());
        var audience = new { kind = "everyone" };
        var push = (await AnswerAsync(await browser.AskAsync("Save", new { name = "夏天", content, audience }))).GetProperty("id").GetInt64();
        using var sent = await browser.SubmitAsync($"/admin/pushes/{push}/confirm", $"/admin/pushes/{push}/confirm", ("Form.When", "now"), ("confirmed", "yes"), ("typed", "1"));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Contains("\"couponId\":\"" + id, await app.Line.HearsAsync(friend, id), StringComparison.Ordinal);

        using var closed = await browser.SubmitAsync("/admin/line-coupons/" + id, "/admin/line-coupons/" + id);
        Assert.Contains("已結束", await browser.ReadAsync("/admin/line-coupons/" + id), StringComparison.Ordinal);
        Assert.Equal("CLOSED", (await KeptByLineAsync(app, id)).GetProperty("status").GetString());
        using var again = await browser.SubmitAsync("/admin/line-coupons", "/admin/line-coupons/" + id);
        Assert.Contains("這張優惠券已經結束。", await browser.ReadAsync("/admin/line-coupons/" + id), StringComparison.Ordinal);
        using var late = await browser.AskAsync("Save", new { name = "太晚", content, audience });
        Assert.Contains("campaign.line_coupon_closed", await late.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        Assert.Equal(["line_coupon.created", "line_coupon.closed"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Subject == id).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync(ct)));
    }

    [Fact]
    public async Task Every_kind_arrives_at_LINE_as_it_was_written()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        (string Form, string Reward)[] kinds =
        [
            ("Reward=Discount&Price=Percentage&Percentage=15", """{"type":"discount","priceInfo":{"type":"percentage","percentage":15}}"""),
            ("Reward=Discount&Price=Explicit&OriginalPrice=150&PriceAfterDiscount=99", """{"type":"discount","priceInfo":{"type":"explicit","originalPrice":150,"priceAfterDiscount":99,"currency":"TWD"}}"""),
            ("Reward=CashBack&Price=Fixed&Amount=30", """{"type":"cashBack","priceInfo":{"type":"fixed","fixedAmount":30,"currency":"TWD"}}"""),
            ("Reward=Free", """{"type":"free"}"""),
            ("Reward=Gift", """{"type":"gift"}"""),
            ("Reward=Other", """{"type":"others"}"""),
        ];
        foreach (var (form, reward) in kinds)
        {
            var id = await MadeAsync(browser, [.. With(form.Split('&').Select(p => p.Split('=')).Select(p => ("Form." + p[0], p[1])))]);
            Assert.Equal(reward, (await KeptByLineAsync(app, id)).GetProperty("reward").GetRawText());
        }
        var drawn = await KeptByLineAsync(app, await MadeAsync(browser, With(
            ("Form.Lottery", "true"), ("Form.Probability", "10"), ("Form.Winners", "200"), ("Form.Public", "true"), ("Form.Reusable", "true"), ("Form.Description", "開獎囉"),
            ("Form.UsageCondition", "限內用"), ("Form.CouponCode", "SUMMER"), ("Form.ImageUrl", "https://cdn.example/soda.jpg"), ("Form.BarcodeImageUrl", "https://cdn.example/bar.png"))));
        Assert.Equal((10, 200), (drawn.GetProperty("acquisitionCondition").GetProperty("lotteryProbability").GetInt32(), drawn.GetProperty("acquisitionCondition").GetProperty("maxAcquireCount").GetInt32()));
        Assert.Equal(("PUBLIC", -1, "ASIA_TAIPEI", "SUMMER"), (drawn.GetProperty("visibility").GetString(), drawn.GetProperty("maxUseCountPerTicket").GetInt32(), drawn.GetProperty("timezone").GetString(), drawn.GetProperty("couponCode").GetString()));
        // 2026-03-11 00:00 and 2026-04-10 23:59 in Taipei.
        Assert.Equal((1_773_158_400, 1_775_836_740), (drawn.GetProperty("startTimestamp").GetInt64(), drawn.GetProperty("endTimestamp").GetInt64()));
    }

    [Fact]
    public async Task What_LINE_would_refuse_is_told_beside_its_field_before_LINE_is_asked()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        (string Changed, string Said)[] wrong =
        [
            ("Title=", "請填寫券名。"), ("Title=" + new string('長', 61), "券名最多 60 字。"), ("UsageCondition=" + new string('長', 101), "使用條件最多 100 字。"),
            ("CouponCode=ABCDEFGHIJKLMNOPQ", "優惠代碼最多 16 字。"), ("Amount=0", "金額請填 1–999,999 元。"), ("Price=Percentage&Percentage=100", "百分比請填 1–99。"),
            ("Price=Explicit&OriginalPrice=100&PriceAfterDiscount=100", "優惠價至少 1 元，且須低於原價。"), ("Reward=CashBack&Price=Explicit&OriginalPrice=100&PriceAfterDiscount=9", "現金回饋只能設定固定金額或百分比。"),
            ("Ends=2026-03-10T23:00", "結束時間須晚於開始時間。"), ("Ends=2026-03-01T00:00", "結束時間已經過了。"), ("Lottery=true", "中獎機率請填 1–99%。"),
            ("Lottery=true&Probability=5&Winners=1000000", "中獎名額請填 1–999,999"), ("ImageUrl=http://cdn.example/a.jpg", "請上傳圖片，或填寫 https:// 開頭的網址。"),
        ];
        foreach (var (changed, said) in wrong)
        {
            using var answer = await browser.SubmitAsync(New, New, With(changed.Split('&').Select(p => p.Split('=')).Select(p => ("Form." + p[0], p[1]))));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains(said, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        }
        Assert.Contains("這裡沒有 LINE 優惠券", await browser.ReadAsync("/admin/line-coupons"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_LINE_itself_says_is_shown_in_the_readers_words()
    {
        // LINE knows no such zone for coupons: the one thing of ours it can refuse.
        await using var app = await TestApp.StartAsync([("Brand:TimeZone", "Europe/Berlin")]);
        using var browser = await BackOffice.SignedInAsync(app);
        using var refused = await browser.SubmitAsync(New, New, Plain);
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("LINE 不接受這張優惠券的內容。", page, StringComparison.Ordinal);

        using var nowhere = await browser.Http.GetAsync("/admin/line-coupons/01JUNKNOWN", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Contains("LINE 上查無這張優惠券。", WebUtility.HtmlDecode(await nowhere.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);

        await app.Line.FaultAsync(new { endpoint = "*", kind = "error500After" });
        Assert.Contains("沒有收到 LINE 的回覆", await browser.ReadAsync("/admin/line-coupons"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_turns_its_pages_as_LINE_gives_them()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        for (var i = 1; i <= 22; i++) await MadeAsync(browser, With(("Form.Title", $"第{i}張")));
        var first = await browser.ReadAsync("/admin/line-coupons");
        Assert.Contains("第22張", first, StringComparison.Ordinal);
        Assert.DoesNotContain("第2張", first, StringComparison.Ordinal);
        var second = await browser.ReadAsync(NextPage().Match(first).Groups[1].Value);
        Assert.Contains("第2張", second, StringComparison.Ordinal);
        Assert.DoesNotMatch(NextPage(), second);
    }

    private static (string, string)[] With(params IEnumerable<(string Name, string Value)> changed)
    {
        var fields = Plain.ToDictionary(f => f.Item1, f => f.Item2);
        foreach (var (name, value) in changed) fields[name] = value;
        return [.. fields.Select(f => (f.Key, f.Value))];
    }

    private static async Task<string> MadeAsync(BackOffice browser, (string, string)[] form)
    {
        using var made = await browser.SubmitAsync(New, New, form);
        Assert.True(made.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync()));
        return made.Headers.Location!.ToString().Split('/')[^1];
    }

    private static async Task<JsonElement> KeptByLineAsync(TestApp app, string id)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Emulator.BaseUrl) };
        return JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync($"/emulator/coupons/{id}"));
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {text}");
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
    }

    [GeneratedRegex("href=\"(/admin/line-coupons\\?start=[^\"]+)\"")]
    private static partial Regex NextPage();
}

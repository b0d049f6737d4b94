using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Conversation.RichMenus;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class PushPagesTests
{
    private static readonly object Everyone = new { kind = "everyone" };

    [Fact]
    public async Task A_push_is_written_counted_confirmed_and_sent_and_its_numbers_add_up()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00")]);
        var ct = TestContext.Current.CancellationToken;
        string[] friends = [await BackOffice.FriendAsync(app, "0912000001", "陳一"), await BackOffice.FriendAsync(app, "0912000002", "陳二"), await BackOffice.FriendAsync(app, "0912000003", "陳三")];
        await BackOffice.FriendAsync(app, "0912000004", "陳不要", marketing: false);
        using var browser = await BackOffice.SignedInAsync(app);
        var content = new { messages = new object[] { new { kind = "text", text = "{name} 您好，您有 {points} 點" }, new { kind = "card", template = "offer", title = "週末買一送一", body = "", couponCode = "welcome" } } };

        var preview = await AnswerAsync(await browser.AskAsync("Preview", new { content }));
        Assert.Equal("王小明 您好，您有 1,280 點", preview.GetProperty("messages")[0].GetProperty("text").GetString());
        Assert.Equal("flex", preview.GetProperty("messages")[1].GetProperty("type").GetString());
        var counted = (await AnswerAsync(await browser.AskAsync("Count", new { audience = Everyone }))).GetProperty("counted");
        Assert.Equal((4, 3, 1), (counted.GetProperty("matched").GetInt32(), counted.GetProperty("reachable").GetInt32(), counted.GetProperty("optedOut").GetInt32()));
        var id = (await AnswerAsync(await browser.AskAsync("Save", new { name = "週末", content, audience = Everyone }))).GetProperty("id").GetInt64();

        Assert.Contains("3 位會員會收到", Tight(await browser.ReadAsync($"/admin/pushes/{id}/confirm")), StringComparison.Ordinal);
        using var hasty = await browser.SubmitAsync($"/admin/pushes/{id}/confirm", $"/admin/pushes/{id}/confirm", ("Form.When", "now"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, hasty.StatusCode);
        using var sent = await browser.SubmitAsync($"/admin/pushes/{id}/confirm", $"/admin/pushes/{id}/confirm", ("Form.When", "now"), ("confirmed", "yes"), ("typed", "3"));
        Assert.Equal($"/admin/pushes/{id}", sent.Headers.Location?.ToString());

        for (var i = 0; i < friends.Length; i++) await app.Line.HearsAsync(friends[i], $"陳{"一二三"[i]} 您好");
        var result = await TestApp.EventuallyAsync(async () => await browser.ReadAsync($"/admin/pushes/{id}") is var page && page.Contains("data-state=\"Sent\"", StringComparison.Ordinal) ? page : null, "the push to be done");
        Assert.Contains("對象 3 ＝ 已接受 3 ＋ 拒絕 0 ＋ 未發送 0 ＋ 不明 0", result, StringComparison.Ordinal);
        var accepted = await browser.ReadAsync($"/admin/pushes/{id}?state=accepted");
        foreach (var name in new[] { "陳一", "陳二", "陳三" }) Assert.Contains(name, accepted, StringComparison.Ordinal);
        Assert.DoesNotContain("陳不要", accepted, StringComparison.Ordinal);
        var journal = (await app.Line.JournalAsync()).Count(e => JsonSerializer.Serialize(e, Readable).Contains("週末買一送一", StringComparison.Ordinal));
        Assert.Equal(3, journal);
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "campaign.scheduled", ct)));
    }

    [Fact]
    public async Task A_version_without_a_counted_link_cannot_be_chosen_by_clicks()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        object Card(bool track) => new { messages = new object[] { new { kind = "card", template = "offer", title = "茶", body = "", button = new { label = "看", url = "https://shop.example/tea", track } } } };
        object Push(bool track, string by) => new { name = "試", content = Card(true), audience = Everyone, experiment = new { variants = new[] { Card(track) }, testPercent = 20, hours = 3, by, holdOutPercent = 0, attributionDays = 7 } };
        using var refused = await browser.AskAsync("Save", Push(track: false, "clicks"));
        Assert.Contains("experiment.by", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotEqual(0, (await AnswerAsync(await browser.AskAsync("Save", Push(track: false, "purchases")))).GetProperty("id").GetInt64());
        Assert.NotEqual(0, (await AnswerAsync(await browser.AskAsync("Save", Push(track: true, "clicks")))).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_picture_is_uploaded_shown_to_everybody_and_sent()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        var friend = await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app);
        Task<HttpResponseMessage> UploadAsync(byte[] file) => browser.UploadPictureAsync(file);
        var file = Menus.Png(800, 600);
        var url = (await AnswerAsync(await UploadAsync(file))).GetProperty("url").GetString()!;
        Assert.Equal(url, (await AnswerAsync(await UploadAsync(file))).GetProperty("url").GetString());
        foreach (var (bad, code) in new[] { ("no picture"u8.ToArray(), "picture.unreadable"), (Menus.Png(800, 600, padding: 1_100_000), "picture.too_heavy"), (Menus.Png(5000, 10), "picture.too_large") })
        {
            using var refused = await UploadAsync(bad);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(code, await refused.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        }
        Assert.Equal(url, Assert.Single((await browser.RecentPicturesAsync()).EnumerateArray()).GetProperty("url").GetString());

        using (var open = await app.Http.GetAsync(url, ct))
        {
            Assert.Equal(("image/png", file.Length), (open.Content.Headers.ContentType!.MediaType, (await open.Content.ReadAsByteArrayAsync(ct)).Length));
        }
        foreach (var none in new[] { "/pictures/" + new string('0', 64) + ".png", url.Replace(".png", ".jpg", StringComparison.Ordinal), "/pictures/x.png" })
        {
            using var missing = await app.Http.GetAsync(none, ct);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }

        var content = new { messages = new object[] { new { kind = "image", url }, new { kind = "card", template = "poster", title = "海報", body = "", imageUrl = url } } };
        var shown = (await AnswerAsync(await browser.AskAsync("Preview", new { content }))).GetProperty("messages");
        Assert.Equal(new Uri(app.Url, url).ToString(), shown[0].GetProperty("originalContentUrl").GetString());
        var id = (await AnswerAsync(await browser.AskAsync("Save", new { name = "海報", content, audience = Everyone }))).GetProperty("id").GetInt64();
        using var sent = await browser.SubmitAsync($"/admin/pushes/{id}/confirm", $"/admin/pushes/{id}/confirm", ("Form.When", "now"), ("confirmed", "yes"), ("typed", "1"));
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.Line.HearsAsync(friend, url);
    }

    [Fact]
    public async Task A_scheduled_push_can_be_taken_back()
    {
        await using var app = await TestApp.StartAsync();
        await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app);
        var id = (await AnswerAsync(await browser.AskAsync("Save", new { name = "明天", content = new { messages = new[] { new { kind = "text", text = "明天見" } } }, audience = Everyone }))).GetProperty("id").GetInt64();
        var confirm = $"/admin/pushes/{id}/confirm";

        using var past = await browser.SubmitAsync(confirm, confirm, ("Form.When", "later"), ("Form.At", "2026-03-01T10:00"), ("confirmed", "yes"), ("typed", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, past.StatusCode);
        using var scheduled = await browser.SubmitAsync(confirm, confirm, ("Form.When", "later"), ("Form.At", "2026-03-11T10:30"), ("confirmed", "yes"), ("typed", "1"));
        var waiting = await browser.ReadAsync($"/admin/pushes/{id}");
        Assert.Contains("2026/3/11 10:30", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("勿擾時段", waiting, StringComparison.Ordinal);
        using var back = await browser.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Withdraw");
        Assert.Contains("data-state=\"Draft\"", await browser.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);

        // Within the quiet hours (21:00 to 9:00 until the brand says otherwise) the page says when the messages will really go.
        using var late = await browser.SubmitAsync(confirm, confirm, ("Form.When", "later"), ("Form.At", "2026-03-11T22:15"), ("confirmed", "yes"), ("typed", "1"));
        Assert.Contains("發送時間在勿擾時段內，訊息會從 2026/3/12 09:00 開始送出", await browser.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_beside_its_field_and_bad_bodies_are_refused()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        var content = new { messages = new object[] { new { kind = "text", text = "{nmae} 您好" }, new { kind = "card", template = "offer", title = "", body = "", button = new { label = "看", url = "javascript:alert(1)" } } } };
        using var refused = await browser.AskAsync("Save", new { name = "", content, audience = Everyone });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var paths = (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("path").GetString()!).ToList();
        Assert.Equal(["messages[0].text", "messages[1].button.url", "messages[1].title", "name"], paths.Order(StringComparer.Ordinal));
        Assert.Equal(2, (await AnswerAsync(await browser.AskAsync("Preview", new { content }))).GetProperty("messages").GetArrayLength());

        foreach (var body in new object[] { new { content = 5 }, new { content = new { } }, new { content = new { messages = new object?[] { null } } }, new { content = new { messages = new[] { new { kind = "hologram" } } } }, Array.Empty<int>() })
        {
            using var answer = await browser.AskAsync("Preview", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_test_goes_to_the_phone_that_was_paired()
    {
        await using var app = await TestApp.StartAsync();
        var me = await BackOffice.FriendAsync(app, "0912000001", "林小行");
        using var browser = await BackOffice.SignedInAsync(app);
        var content = new { messages = new[] { new { kind = "text", text = "測試一下 {name}" } } };
        using var early = await browser.AskAsync("Test", new { content });
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);

        using var asked = await browser.SubmitAsync("/admin/account", "/admin/account?handler=TestCode", ("who", "0912 000 001"));
        var heard = await app.Line.HearsAsync(me, "Back office test code");
        var code = System.Text.RegularExpressions.Regex.Match(heard, "code：([0-9]{6})").Groups[1].Value;
        using var wrong = await browser.SubmitAsync("/admin/account", "/admin/account?handler=TestConfirm", ("code", code == "000000" ? "000001" : "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var right = await browser.SubmitAsync("/admin/account", "/admin/account?handler=TestConfirm", ("code", code));
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);

        using var sent = await browser.AskAsync("Test", new { content });
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        await app.Line.HearsAsync(me, "測試一下 林小行");
    }

    [Fact]
    public async Task A_small_push_whose_coupons_can_cost_much_needs_a_second_person_too_and_is_bound_to_what_they_are_worth()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00"), ("Campaigns:ApprovalForEveryone", "false"), ("Campaigns:ApprovalAbovePercent", "100")]);
        var ct = TestContext.Current.CancellationToken;
        var friend = await BackOffice.FriendAsync(app, "0912000001", "王小明");
        await BackOffice.FriendAsync(app, "0912000002", "陳小華");
        using var writer = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "writer");
        using var second = await BackOffice.SignedInAsync(app, StaffRole.Admin, "second");
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 5000);
        async Task<long> DraftAsync(string title) => (await AnswerAsync(await writer.AskAsync("Save", new
        {
            name = title, audience = Everyone, content = new { messages = new[] { new { kind = "card", template = "offer", title, body = "期限內使用", couponCode = kind.Code } } },
        }))).GetProperty("id").GetInt64();
        Task<int> WorthAsync(long value) => app.DbAsync(db => db.CouponDefinitions.Where(d => d.Id == kind.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Value, value), ct));
        Task<string> PageAsync(long id) => writer.ReadAsync($"/admin/pushes/{id}");

        var small = await DraftAsync("小禮");
        var told = await writer.ReadAsync($"/admin/pushes/{small}/confirm");
        Assert.Contains("最高可能成本 NT$10,000", told, StringComparison.Ordinal);
        Assert.DoesNotContain("需要另一位同事核准", told, StringComparison.Ordinal);

        await WorthAsync(5001);
        var large = await DraftAsync("大禮");
        Assert.Contains("需要另一位同事核准", await writer.ReadAsync($"/admin/pushes/{large}/confirm"), StringComparison.Ordinal);
        using var asked = await writer.SubmitAsync($"/admin/pushes/{large}/confirm", $"/admin/pushes/{large}/confirm", ("Form.When", "now"), ("confirmed", "yes"));
        Assert.Contains("data-state=\"AwaitingApproval\"", await PageAsync(large), StringComparison.Ordinal);
        await WorthAsync(9000);
        using var stale = await second.SubmitAsync($"/admin/pushes/{large}", $"/admin/pushes/{large}?handler=Approve");
        Assert.Contains("data-state=\"AwaitingApproval\"", await PageAsync(large), StringComparison.Ordinal);
        await WorthAsync(5001);
        using var approved = await second.SubmitAsync($"/admin/pushes/{large}", $"/admin/pushes/{large}?handler=Approve");
        await app.Line.HearsAsync(friend, "大禮");
        Assert.Equal(2, await app.DbAsync(db => db.Coupons.CountAsync(c => c.DefinitionId == kind.Id, ct)));
    }

    [Fact]
    public async Task A_large_push_is_approved_by_a_second_person_and_its_list_taken_out_with_a_note()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00"), ("Campaigns:ExportAbove", "1")]);
        var ct = TestContext.Current.CancellationToken;
        var friend = await BackOffice.FriendAsync(app, "0912000001", "=王小明");
        await BackOffice.FriendAsync(app, "0912000002", "陳不要", marketing: false);
        using var writer = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "writer");
        using var second = await BackOffice.SignedInAsync(app, StaffRole.Admin, "second");
        var id = (await AnswerAsync(await writer.AskAsync("Save", new { name = "大家", content = new { messages = new[] { new { kind = "text", text = "大家好" } } }, audience = Everyone }))).GetProperty("id").GetInt64();
        var confirm = $"/admin/pushes/{id}/confirm";
        Assert.Contains("需要另一位同事核准", await writer.ReadAsync(confirm), StringComparison.Ordinal);
        using var asked = await writer.SubmitAsync(confirm, confirm, ("Form.When", "now"), ("confirmed", "yes"));
        Assert.Contains("不能自己核准", await writer.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        using var own = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Approve");
        Assert.Contains("data-state=\"AwaitingApproval\"", await writer.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        using var approved = await second.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Approve");
        await app.Line.HearsAsync(friend, "大家好");
        var result = await TestApp.EventuallyAsync(async () => await second.ReadAsync($"/admin/pushes/{id}") is var page && page.Contains("data-state=\"Sent\"", StringComparison.Ordinal) ? page : null, "the push to be done");
        Assert.Contains("1 位 未同意行銷訊息", result, StringComparison.Ordinal);
        Assert.Contains("陳不要", await second.ReadAsync($"/admin/pushes/{id}?state=left-out"), StringComparison.Ordinal);

        using var refused = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        // Nobody takes a long list out alone, an administrator neither.
        using var alone = await second.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        Assert.Contains("需要另一位同事放行", await second.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        using var reasonless = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=AskList", ("reason", " "));
        using var wanted = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=AskList", ("reason", "寄送門市邀請卡"));
        var request = await app.DbAsync(db => db.ListRequests.AsNoTracking().SingleAsync(ct));
        using var mine = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=LetListOut", ("request", $"{request.Id}"));
        using var early = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (alone.StatusCode, early.StatusCode));
        Assert.Contains("寄送門市邀請卡", await second.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        using var released = await second.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=LetListOut", ("request", $"{request.Id}"));
        Assert.DoesNotContain("下載名單", await second.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        Assert.Contains("下載名單", await writer.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        using var others = await second.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        Assert.Equal(HttpStatusCode.Redirect, others.StatusCode);
        using var file = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        Assert.Equal("text/csv", file.Content.Headers.ContentType?.MediaType);
        var lines = (await file.Content.ReadAsStringAsync(ct)).TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, l => l.Contains(",'=◯◯◯,A,LINE 已接受,,2026-03-10 10:00:0", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains(",陳◯◯,,未發送,未同意行銷訊息,,0,0", StringComparison.Ordinal));
        Assert.Equal(["campaign.approved", "campaign.export_asked", "campaign.export_released", "campaign.exported", "campaign.requested"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("campaign.")).Select(a => a.Action).OrderBy(a => a).ToListAsync(ct)));
        // A day after it was asked for it is nothing any more.
        await app.DbAsync(db => db.ListRequests.ExecuteUpdateAsync(s => s.SetProperty(r => r.RequestedAt, app.Clock.Now.AddHours(-24)), ct));
        using var over = await writer.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        Assert.Equal(HttpStatusCode.Redirect, over.StatusCode);
    }

    [Fact]
    public async Task Where_nobody_else_could_let_a_long_list_out_its_number_is_typed()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00"), ("Campaigns:ExportAbove", "0"), ("Campaigns:ApprovalAbovePercent", "100")]);
        var friend = await BackOffice.FriendAsync(app, "0912000001", "王小明");
        using var browser = await BackOffice.SignedInAsync(app);
        var id = (await AnswerAsync(await browser.AskAsync("Save", new { name = "大家", content = new { messages = new[] { new { kind = "text", text = "大家好" } } }, audience = Everyone }))).GetProperty("id").GetInt64();
        using var sent = await browser.SubmitAsync($"/admin/pushes/{id}/confirm", $"/admin/pushes/{id}/confirm", ("Form.When", "now"), ("confirmed", "yes"), ("typed", "1"));
        await app.Line.HearsAsync(friend, "大家好");
        using var untyped = await browser.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export", ("typed", "2"));
        Assert.Equal(HttpStatusCode.Redirect, untyped.StatusCode);
        using var typed = await browser.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export", ("typed", "1"));
        Assert.Equal("text/csv", typed.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_a_push_brought_is_told_link_by_link_and_person_by_person()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:10:00")]);
        var ct = TestContext.Current.CancellationToken;
        var friend = await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app);
        object Button(string label) => new { label, url = "https://shop.example/" + label, track = true };
        var content = new { messages = new object[] { new { kind = "card", template = "offer", title = "新茶", body = "", couponCode = "welcome", button = Button("menu"), moreButtons = new[] { Button("map") } } } };
        var id = (await AnswerAsync(await browser.AskAsync("Save", new { name = "新茶", content, audience = Everyone }))).GetProperty("id").GetInt64();
        var confirm = $"/admin/pushes/{id}/confirm";
        Assert.Contains("勿擾時段（21:00–09:00）", Tight(await browser.ReadAsync(confirm)), StringComparison.Ordinal);
        using var sent = await browser.SubmitAsync(confirm, confirm, ("Form.When", "now"), ("confirmed", "yes"), ("typed", "1"));
        // Before it goes out, how many it is for stands beside the way back.
        await TestApp.EventuallyAsync(async () => (await browser.ReadAsync($"/admin/pushes/{id}")).Contains("data-planned=\"1\"", StringComparison.Ordinal) ? "" : null, "the audience to be kept");
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        var heard = await app.Line.HearsAsync(friend, "新茶");
        var link = System.Text.RegularExpressions.Regex.Matches(heard, "/r/[A-Za-z0-9_-]+")[1].Value;
        using (var pressed = await app.Http.GetAsync(link, ct)) Assert.Equal("https://shop.example/map", pressed.Headers.Location!.AbsoluteUri);
        await app.DbAsync(db => db.Coupons.Where(c => c.Reason == "campaign").ExecuteUpdateAsync(u => u.SetProperty(c => c.RedeemedAt, app.Clock.Now), ct));

        var page = await TestApp.EventuallyAsync(async () => await browser.ReadAsync($"/admin/pushes/{id}") is var read && read.Contains("data-state=\"Sent\"", StringComparison.Ordinal) ? read : null, "the push to be done");
        Assert.Contains("data-link=\"menu\">0<", page, StringComparison.Ordinal);
        Assert.Contains("data-link=\"map\">1<", page, StringComparison.Ordinal);
        using var file = await browser.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Export");
        var lines = (await file.Content.ReadAsStringAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.EndsWith("點擊,期間消費,期間消費筆數,已使用的券", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",1,0,0,1", lines[1], StringComparison.Ordinal);
        Assert.Contains("21:00–隔天 09:00 為勿擾時段", await browser.ReadAsync("/admin/pushes/plan"), StringComparison.Ordinal);

        var again = (await AnswerAsync(await browser.AskAsync("Save", new { name = "每週", content, audience = Everyone }))).GetProperty("id").GetInt64();
        using var repeating = await browser.SubmitAsync($"/admin/pushes/{again}/confirm", $"/admin/pushes/{again}/confirm",
            ("Form.When", "repeat"), ("Form.Every", "Week"), ("Form.Days", "1"), ("Form.Clock", "10:00"), ("Form.Zone", "Asia/Tokyo"), ("confirmed", "yes"), ("typed", "0"));
        var weekly = Tight(await browser.ReadAsync($"/admin/pushes/{again}"));
        Assert.Contains("每週一 10:00（Asia/Tokyo）", weekly, StringComparison.Ordinal);
        // Ten in Tokyo is nine at home.
        Assert.Matches("0?3/16 09:00", weekly);
    }

    [Fact]
    public async Task A_file_of_numbers_becomes_an_audience_and_LINE_is_asked_about_the_words()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await BackOffice.FriendAsync(app, "0912000001", "陳一");
        await BackOffice.FriendAsync(app, "0912000002", "陳二");
        using var browser = await BackOffice.SignedInAsync(app);
        using var form = new MultipartFormDataContent { { new StringContent("手機\n0912-000-001\n0999999999\n"), "file", "老客人.csv" } };
        var list = await AnswerAsync(await browser.SendToComposerAsync("List", form));
        Assert.Equal(("老客人", 1, 3), (list.GetProperty("name").GetString(), list.GetProperty("count").GetInt32(), list.GetProperty("faults")[0].GetInt32()));
        var audience = new { kind = "list", listId = list.GetProperty("id").GetInt64() };
        Assert.Equal(1, (await AnswerAsync(await browser.AskAsync("Count", new { audience }))).GetProperty("counted").GetProperty("reachable").GetInt32());

        await AnswerAsync(await browser.AskAsync("Check", new { content = new { messages = new[] { new { kind = "text", text = "您好" } } } }));
        // Readable, yet LINE wants words in it.
        var json = new { kind = "json", json = """{"type":"text","text":""}""" };
        using var refused = await browser.AskAsync("Check", new { content = new { messages = new[] { json } } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        foreach (var (bad, code) in new[] { ("{", "campaign.json"), ("{\"type\":\"hologram\"}", "campaign.json_message"), ("{\"type\":\"text\",\"text\":\"{nmae}\"}", "text.variable_unknown") })
        {
            using var wrong = await browser.AskAsync("Save", new { name = "x", content = new { messages = new[] { new { kind = "json", json = bad } } }, audience = Everyone });
            Assert.Contains(code, await wrong.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_price_table_is_kept_by_day_and_the_forecast_uses_it()
    {
        await using var app = await TestApp.StartAsync();
        await BackOffice.FriendAsync(app, "0912000001", "陳一");
        using var browser = await BackOffice.SignedInAsync(app);
        await app.Line.PostAsync("quota", new { type = "limited", value = 500, used = 200 });
        using var wrong = await browser.SubmitAsync("/admin/pushes/plan", "/admin/pushes/plan", ("Chosen", "x"), ("Rows[0].Code", "x"), ("Rows[0].From", "2026-01-01"), ("Rows[0].Fee", "100"), ("Rows[0].Included", "200"), ("Rows[0].AddOns", "5: 1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var saved = await browser.SubmitAsync("/admin/pushes/plan", "/admin/pushes/plan", ("Chosen", "x"), ("Rows[0].Code", "x"), ("Rows[0].Name", "小店"), ("Rows[0].From", "2026-01-01"), ("Rows[0].Fee", "100"), ("Rows[0].Included", "200"), ("Rows[0].AddOns", "1: 3"));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Contains("value=\"小店\"", await browser.ReadAsync("/admin/pushes/plan"), StringComparison.Ordinal);
        var id = (await AnswerAsync(await browser.AskAsync("Save", new { name = "一則", content = new { messages = new[] { new { kind = "text", text = "{name}您好" } } }, audience = Everyone }))).GetProperty("id").GetInt64();
        var page = await browser.ReadAsync($"/admin/pushes/{id}/confirm");
        foreach (var said in new[] { "data-cost=\"3\"", "data-left=\"299\"", "陳一您好" }) Assert.Contains(said, page, StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Tight(string html) => System.Text.RegularExpressions.Regex.Replace(html, "<[^>]+>", "");

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {text}");
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
    }
}

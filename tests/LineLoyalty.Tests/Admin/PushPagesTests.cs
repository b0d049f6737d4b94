using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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
        Assert.Contains("2026/3/11 10:30", await browser.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        using var back = await browser.SubmitAsync($"/admin/pushes/{id}", $"/admin/pushes/{id}?handler=Withdraw");
        Assert.Contains("data-state=\"Draft\"", await browser.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
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

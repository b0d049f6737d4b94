using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>Tags by what members press and where they come from, with their history and their end.</summary>
public sealed partial class ClickAndSourceTests
{
    private static readonly object Everyone = new { kind = "everyone" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_button_counts_each_person_once_tags_them_and_leads_only_where_the_push_says()
    {
        await using var app = await TestApp.StartAsync([("Campaigns:UndoWindow", "00:00:00")]);
        var (one, two) = (await BackOffice.FriendAsync(app, "0912000001", "陳一"), await BackOffice.FriendAsync(app, "0912000002", "陳二"));
        using var browser = await BackOffice.SignedInAsync(app);
        object Content(string url) => new { messages = new object[] { new { kind = "text", text = "新品上市" }, new { kind = "card", template = "offer", title = "冰滴咖啡", body = "", button = new { label = "看新品", url, track = true, tag = "冰滴控" } } } };
        using var tel = await browser.AskAsync("Save", new { name = "電話", content = Content("tel:0223456789"), audience = Everyone });
        Assert.Contains("campaign.button_track", await tel.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var saved = await browser.AskAsync("Save", new { name = "冰滴", content = Content("https://shop.example/new?a=1&b=2"), audience = Everyone });
        var id = JsonSerializer.Deserialize<JsonElement>(await saved.Content.ReadAsStringAsync(Ct)).GetProperty("id").GetInt64();
        using var sent = await browser.SubmitAsync($"/admin/pushes/{id}/confirm", $"/admin/pushes/{id}/confirm", ("Form.When", "now"), ("confirmed", "yes"), ("typed", "2"));

        var (mine, theirs) = (Address().Match(await app.Line.HearsAsync(one, "冰滴咖啡")).Value, Address().Match(await app.Line.HearsAsync(two, "冰滴咖啡")).Value);
        Assert.NotEqual(mine, theirs);
        var pressed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Http.GetAsync(mine, Ct)));
        Assert.All(pressed, p => Assert.Equal((HttpStatusCode.Found, "https://shop.example/new?a=1&b=2"), (p.StatusCode, p.Headers.Location!.OriginalString)));
        foreach (var answer in pressed) answer.Dispose();
        foreach (var forged in new[] { mine[..^1] + (mine[^1] == 'A' ? 'B' : 'A'), mine.Replace("/r/", "/r/f", StringComparison.Ordinal), "/r/1-1-1-", "/r/x", "/r/https:%2F%2Fevil.example" })
        {
            using var no = await app.Http.GetAsync(forged, Ct);
            Assert.Equal((HttpStatusCode.NotFound, null), (no.StatusCode, no.Headers.Location));
        }

        Assert.Equal(1, await app.DbAsync(db => db.CampaignClicks.CountAsync(Ct)));
        var tag = await app.DbAsync(db => db.MemberTags.SingleAsync(Ct));
        Assert.Equal(("冰滴控", $"click:{id}"), (tag.Name, tag.Source));
        Assert.Contains("data-clicked=\"1\"", await browser.ReadAsync($"/admin/pushes/{id}"), StringComparison.Ordinal);
        var reference = await app.DbAsync(db => db.Members.Where(m => m.Id == tag.MemberId).Select(m => m.Ref).SingleAsync(Ct));
        var page = await browser.ReadAsync("/admin/members/" + reference);
        foreach (var said in new[] { "點擊推播「冰滴」", "點了推播的「看新品」" }) Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Contains("陳一", await browser.ReadAsync("/admin/members?tag=" + Uri.EscapeDataString("冰滴控")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_keeps_the_store_and_the_tag_of_whoever_joins_through_it()
    {
        await using var app = await TestApp.StartAsync();
        await app.DbAsync(db => db.Stores.Add(new Store { Code = "TPE1", Name = "台北店" }).Context.SaveChangesAsync(Ct));
        using var browser = await BackOffice.SignedInAsync(app);
        using var wrong = await browser.SubmitAsync("/admin/sources", "/admin/sources", ("Form.Name", ""), ("Form.Code", "台北"), ("Form.Store", "NOPE"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var made = await browser.SubmitAsync("/admin/sources", "/admin/sources", ("Form.Name", "台北店桌牌"), ("Form.Code", "tpe-counter"), ("Form.Store", "TPE1"), ("Form.Tag", "台北客"));
        Assert.Equal("/admin/sources/tpe-counter", made.Headers.Location?.ToString());
        Assert.Contains("data-qr=\"https://liff.line.me/1656000002-Aa1Bb2Cc/join?src=tpe-counter\"", await browser.ReadAsync("/admin/sources/tpe-counter"), StringComparison.Ordinal);

        await JoinAsync(app, "0912000001", "桌牌會員", "tpe-counter");
        await JoinAsync(app, "0912000002", "不明來源", "somewhere");
        var member = await app.DbAsync(db => db.Members.SingleAsync(m => m.JoinSource == "tpe-counter", Ct));
        Assert.Equal("TPE1", member.JoinStore);
        var page = await browser.ReadAsync("/admin/members/" + member.Ref);
        foreach (var said in new[] { "台北店桌牌", "台北店", "台北客", "由「台北店桌牌」加入" }) Assert.Contains(said, page, StringComparison.Ordinal);
        var list = await browser.ReadAsync("/admin/sources");
        foreach (var said in new[] { "台北客", "somewhere", "未登錄的來源" }) Assert.Contains(said, list, StringComparison.Ordinal);

        using var off = await browser.SubmitAsync("/admin/sources/tpe-counter", "/admin/sources/tpe-counter", ("Form.Name", "台北店桌牌"), ("Form.Store", "TPE1"), ("Form.Tag", "台北客"), ("Form.Active", "false"));
        await JoinAsync(app, "0912000003", "停用之後", "tpe-counter");
        Assert.Equal(1, await app.DbAsync(db => db.MemberTags.CountAsync(Ct)));
    }

    [Fact]
    public async Task A_tag_s_time_ends_it_and_lists_take_tags_off_as_they_put_them_on()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        await JoinAsync(app, "0912000001", "陳一", null);
        await JoinAsync(app, "0912000002", "陳二", null);
        using var browser = await BackOffice.SignedInAsync(app);
        await SendAsync(browser, "Import", ("Tag", "夏日"), ("List", "0912000001\n0912000002"), ("Days", "2"), ("go", "true"));
        await SendAsync(browser, "Import", ("Tag", "常客"), ("List", "0912000001\n0912000002\n0912999999"), ("go", "true"));
        var audience = new { kind = "tag", tag = "夏日" };
        Assert.Equal(2, await CountAsync(browser, audience));
        // The tag's own last moment, before any job has come by.
        app.Clock.Set(new DateTimeOffset(2026, 3, 13, 0, 0, 0, TimeSpan.FromHours(8)));
        using var later = await BackOffice.SignedInAsync(app, name: "later");
        Assert.Equal(0, await CountAsync(later, audience));
        await app.Services.GetRequiredService<RunDueSchedules>().ExecuteAsync(Ct);
        Assert.Equal(2, await app.DbAsync(db => db.MemberTags.CountAsync(Ct)));

        using var looked = await later.SubmitAsync("/admin/tags", "/admin/tags?handler=Import", ("Tag", "常客"), ("Off", "true"), ("List", "0912000001\n0912999999"), ("go", "false"));
        Assert.Contains("將為 1 位會員移除標籤", WebUtility.HtmlDecode(await looked.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(2, await app.DbAsync(db => db.MemberTags.CountAsync(Ct)));
        await SendAsync(later, "Import", ("Tag", "常客"), ("Off", "true"), ("List", "0912000001\n0912999999"), ("go", "true"));
        Assert.Equal(1, await app.DbAsync(db => db.MemberTags.CountAsync(Ct)));
        await SendAsync(later, "RemoveAll", ("Tag", "常客"));
        Assert.Equal(0, await app.DbAsync(db => db.MemberTags.CountAsync(Ct)));
        var reference = await app.DbAsync(db => db.Members.Where(m => m.Name == "陳一").Select(m => m.Ref).SingleAsync(Ct));
        var history = (await later.ReadAsync("/admin/members/" + reference)).Split("data-tag-history")[1];
        foreach (var said in new[] { "移除「夏日」", "到期", "貼上「常客」", "人員 林小行" }) Assert.Contains(said, history.Replace("<span class=\"text-secondary\">", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task JoinAsync(TestApp app, string phone, string name, string? source)
    {
        using var page = await LiffPage.OpenAsync(app, name);
        using var joined = await page.JoinAsync(phone, name, source: source);
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    private static async Task SendAsync(BackOffice browser, string handler, params (string, string)[] fields)
    {
        using var answer = await browser.SubmitAsync("/admin/tags", "/admin/tags?handler=" + handler, fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static async Task<int> CountAsync(BackOffice browser, object audience)
    {
        using var answer = await browser.AskAsync("Count", new { audience });
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct)).GetProperty("counted").GetProperty("matched").GetInt32();
    }

    [GeneratedRegex("/r/[0-9A-Za-z_-]+")]
    private static partial Regex Address();
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Staff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed partial class JourneyPagesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journey_is_drawn_checked_published_switched_on_walked_and_shown()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        Assert.Contains("開啟後會同時關閉「生日禮」", await browser.ReadAsync("/admin/journeys"), StringComparison.Ordinal);

        var unfinished = new { trigger = new { type = "event", on = new { type = "bind" } }, nodes = Array.Empty<object>(), entry = new { rampPerDay = 0 }, ends = Array.Empty<object>(), rank = "other" };
        var problems = await AnswerAsync(await AskAsync(browser, null, "Check", new { definition = unfinished }));
        Assert.Contains(problems.GetProperty("problems").EnumerateArray(), p => p.GetProperty("code").GetString() == "journey.start");
        using var nonsense = await AskAsync(browser, null, "Check", new { definition = new { trigger = new { type = "shell" } } });
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);

        // A branch names a segment; what the segment asks is looked up here.
        var segment = await app.DbAsync(db => db.Segments.Where(s => s.Code == "drowsy").Select(s => s.Id).SingleAsync(Ct));
        var branching = new
        {
            trigger = new { type = "event", on = new { type = "bind" } }, start = "b1", entry = new { rampPerDay = 0 }, ends = Array.Empty<object>(), rank = "other",
            nodes = new object[] { new { id = "b1", type = "branchRule", segment, yes = "k1" }, new { id = "k1", type = "clerk", title = "打電話問候" } },
        };
        Assert.Equal(0, (await AnswerAsync(await AskAsync(browser, null, "Check", new { definition = branching }))).GetProperty("problems").GetArrayLength());
        Assert.Equal(0, (await AnswerAsync(await AskAsync(browser, null, "DryRun", new { definition = branching }))).GetProperty("run").GetProperty("messages").GetInt32());

        var drawn = new
        {
            trigger = new { type = "event", on = new { type = "bind" } }, start = "m1", entry = new { rampPerDay = 0 }, rank = "other",
            nodes = new object[]
            {
                new { id = "m1", type = "message", content = new { messages = new object[] { new { kind = "text", text = "{name}，歡迎來到旅程" } } }, always = true, next = "k1" },
                new { id = "k1", type = "clerk", title = "打電話問候" },
            },
            ends = new object[] { new { on = new { type = "purchase" }, goal = true } },
        };
        var saved = await AnswerAsync(await AskAsync(browser, null, "Save", new { name = "歡迎旅程", definition = drawn }));
        var id = saved.GetProperty("id").GetInt64();
        Assert.Equal(1, (await AnswerAsync(await AskAsync(browser, id, "Publish", new { }))).GetProperty("live").GetInt32());
        using var stale = await AskAsync(browser, id, "Save", new { id, version = saved.GetProperty("version").GetInt64(), name = "別人也改", definition = drawn });
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains($"/admin/journeys/{id}/on", await browser.ReadAsync("/admin/journeys"), StringComparison.Ordinal);
        Assert.Contains("<strong class=\"num\" data-figure=\"entered\">0</strong>", await browser.ReadAsync($"/admin/journeys/{id}/on"), StringComparison.Ordinal);
        using var on = await browser.SubmitAsync($"/admin/journeys/{id}/on", $"/admin/journeys/{id}/on");
        Assert.Equal(HttpStatusCode.Redirect, on.StatusCode);

        await BackOffice.FriendAsync(app, "0912000001", "陳旅人");
        await app.Services.GetRequiredService<RunJourneys>().ExecuteAsync(Ct);
        var numbers = await AnswerAsync(await browser.Http.GetAsync($"/admin/journeys/edit/{id}?handler=Numbers", Ct));
        Assert.Equal((1, 1), (numbers.GetProperty("totals").GetProperty("entered").GetInt32(), numbers.GetProperty("totals").GetProperty("finished").GetInt32()));
        Assert.Equal(1, numbers.GetProperty("nodes").EnumerateArray().Single(n => n.GetProperty("node").GetString() == "m1").GetProperty("results").GetProperty("sent").GetInt32());
        // The draft goes on without them: whoever is on the way is shown by the words of their own version.
        var (draft, version) = await app.DbAsync(db => db.Journeys.Where(j => j.Id == id).Select(j => new ValueTuple<string, long>(j.Draft, j.Version)).SingleAsync(Ct));
        var rewritten = JsonDocument.Parse(draft.Replace("打電話問候", "改寄卡片", StringComparison.Ordinal)).RootElement;
        await AnswerAsync(await AskAsync(browser, id, "Save", new { id, version, name = "歡迎旅程", definition = rewritten }));
        var travellers = await AnswerAsync(await browser.Http.GetAsync($"/admin/journeys/edit/{id}?handler=Travellers&member=陳旅人", Ct));
        var row = travellers.GetProperty("rows")[0];
        var walked = travellers.GetProperty("versions").GetProperty(row.GetProperty("version").ToString()).GetProperty("nodes").EnumerateArray();
        Assert.Equal("打電話問候", walked.Single(n => n.GetProperty("id").GetString() == "k1").GetProperty("title").GetString());
        var path = await AnswerAsync(await browser.Http.GetAsync($"/admin/journeys/edit/{id}?handler=Path&enrolment={row.GetProperty("id").GetInt64()}", Ct));
        Assert.Equal(["m1", "k1"], path.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("node").GetString()));

        Assert.Contains("待辦事項 1", await browser.ReadAsync("/admin/journeys"), StringComparison.Ordinal);
        using var clerk = await BackOffice.SignedInAsync(app, StaffRole.Clerk, "clerk");
        var list = await clerk.ReadAsync("/admin/tasks");
        Assert.Contains("打電話問候", list, StringComparison.Ordinal);
        Assert.DoesNotContain("/admin/members/", list, StringComparison.Ordinal);
        var task = await app.DbAsync(db => db.JourneyTasks.Select(t => t.Id).SingleAsync(Ct));
        using var done = await clerk.SubmitAsync("/admin/tasks", $"/admin/tasks?handler=Done&id={task}");
        Assert.DoesNotContain("打電話問候", await browser.ReadAsync("/admin/tasks"), StringComparison.Ordinal);
        using var off = await browser.SubmitAsync("/admin/journeys", $"/admin/journeys?handler=Off&id={id}");
        using var archived = await browser.SubmitAsync("/admin/journeys", $"/admin/journeys?handler=Archive&id={id}");
        Assert.Equal(["journey.created", "journey.published", "journey.on", "journey.changed", "journey.off", "journey.archived"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("journey.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync(Ct)));
    }

    [Fact]
    public async Task Who_may_enter_and_how_often_is_kept_with_the_journey()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        var page = await browser.ReadAsync("/admin/journeys/edit");
        Assert.Contains("products", page, StringComparison.Ordinal);
        var segment = await app.DbAsync(db => db.Segments.Where(s => s.Code == "drowsy").Select(s => s.Id).SingleAsync(Ct));
        object Journey(long only) => new
        {
            trigger = new { type = "event", on = new { type = "purchase", sku = "BEAN-1" } }, start = "k1", entry = new { rampPerDay = 0, again = 0, most = 2, segment = only }, ends = Array.Empty<object>(), rank = "other",
            nodes = new object[] { new { id = "k1", type = "clerk", title = "打電話" } },
        };
        var gone = await AnswerAsync(await AskAsync(browser, null, "Check", new { definition = Journey(99_999) }));
        Assert.Equal("entry", Assert.Single(gone.GetProperty("problems").EnumerateArray()).GetProperty("path").GetString());
        var id = (await AnswerAsync(await AskAsync(browser, null, "Save", new { name = "限定", definition = Journey(segment) }))).GetProperty("id").GetInt64();
        await AnswerAsync(await AskAsync(browser, id, "Publish", new { }));
        var entry = JourneyDefinition.Parse(await app.DbAsync(db => db.JourneyVersions.Where(v => v.JourneyId == id).Select(v => v.Definition).SingleAsync(Ct))).Entry;
        Assert.Equal((segment, 2, 0), (entry.Segment, entry.Most, entry.Again));
        Assert.Equal("最近消費日在 90 天前或更早", entry.Who!.Words(LineLoyalty.Marketing.Segments.SegmentNames.None, english: false));
    }

    [Fact]
    public async Task A_message_is_shown_and_tested_while_it_is_written()
    {
        await using var app = await TestApp.StartAsync();
        var me = await BackOffice.FriendAsync(app, "0912000001", "陳我");
        using var browser = await BackOffice.SignedInAsync(app);
        object Text(string text) => new { content = new { messages = new[] { new { kind = "text", text } } } };
        var shown = await AnswerAsync(await AskAsync(browser, null, "Preview", Text("{name|貴賓}，{daysAway|好幾} 天沒見，{expiringPoints} 點到 {expiresOn|月底}")));
        Assert.Equal("王小明，60 天沒見，120 點到 2026/12/31", shown.GetProperty("messages")[0].GetProperty("text").GetString());
        Assert.Equal(0, shown.GetProperty("problems").GetArrayLength());
        var wrong = await AnswerAsync(await AskAsync(browser, null, "Preview", Text("{nmae} 您好")));
        Assert.Equal("messages[0].text", wrong.GetProperty("problems")[0].GetProperty("path").GetString());

        using (var nobody = await AskAsync(browser, null, "Test", Text("您好"))) Assert.Equal(HttpStatusCode.Conflict, nobody.StatusCode);
        await app.DbAsync(async db =>
        {
            var account = await db.LineAccounts.SingleAsync(a => a.LineUserId == me, Ct);
            return await db.StaffAccounts.ExecuteUpdateAsync(u => u.SetProperty(a => a.TestLineAccountId, account.Id), Ct);
        });
        await AnswerAsync(await AskAsync(browser, null, "Test", Text("{name}，{daysAway} 天沒見")));
        await app.Line.HearsAsync(me, "陳我，60 天沒見");
    }

    private static async Task<HttpResponseMessage> AskAsync(BackOffice browser, long? id, string handler, object body)
    {
        var page = id is null ? "/admin/journeys/edit" : $"/admin/journeys/edit/{id}";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{page}?handler={handler}") { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Form-Token", Token().Match(await browser.Http.GetStringAsync(page, Ct)).Groups[1].Value);
        return await browser.Http.SendAsync(request, Ct);
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    [GeneratedRegex("<meta name=\"form-token\" content=\"([^\"]+)\"")]
    private static partial Regex Token();
}

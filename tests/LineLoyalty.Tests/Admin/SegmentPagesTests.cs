using System.Net;
using System.Text.Json;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class SegmentPagesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segment_is_counted_explained_saved_copied_and_archived()
    {
        await using var app = await TestApp.StartAsync();
        await BackOffice.FriendAsync(app, "0912000001", "陳一");
        await BackOffice.FriendAsync(app, "0912000002", "陳二", marketing: false);
        using var browser = await BackOffice.SignedInAsync(app);
        var rule = new { type = "all", rules = new object[] { new { type = "flag", field = "friend", yes = true }, new { type = "none", rules = new object[] { new { type = "number", field = "purchaseCount", op = "atLeast", value = 1 } } } } };

        var counted = await AnswerAsync(await browser.AskSegmentAsync("Count", new { rule }));
        Assert.Equal((2, 1), (counted.GetProperty("count").GetProperty("total").GetInt32(), counted.GetProperty("count").GetProperty("reachable").GetInt32()));
        Assert.Equal("為官方帳號好友 且 排除（累積消費次數 1 次以上）", counted.GetProperty("words").GetString());
        var member = counted.GetProperty("sample")[0].GetProperty("ref").GetString();
        var reason = await AnswerAsync(await browser.AskSegmentAsync("Explain", new { rule, member }));
        Assert.True(reason.GetProperty("holds").GetBoolean());
        Assert.Equal("0 次", reason.GetProperty("parts")[1].GetProperty("parts")[0].GetProperty("actual").GetString());

        using var nameless = await browser.AskSegmentAsync("Save", new { name = "", rule });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nameless.StatusCode);
        var saved = await AnswerAsync(await browser.AskSegmentAsync("Save", new { name = "還沒消費的好友", rule }));
        var (id, version) = (saved.GetProperty("id").GetInt64(), saved.GetProperty("version").GetInt64());
        Assert.Contains("還沒消費的好友", await browser.ReadAsync("/admin/segments"), StringComparison.Ordinal);
        Assert.Contains("2 位", await browser.ReadAsync($"/admin/segments?handler=Count&id={id}"), StringComparison.Ordinal);
        var copy = await browser.ReadAsync($"/admin/segments/edit?from={id}");
        copy = copy[(copy.IndexOf("data-setup=\"", StringComparison.Ordinal) + 12)..copy.IndexOf("}\">", StringComparison.Ordinal)] + "}";
        Assert.Equal("還沒消費的好友（複本）", JsonDocument.Parse(copy).RootElement.GetProperty("name").GetString());

        using var first = await browser.AskSegmentAsync("Save", new { id, version, name = "改名", rule });
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var second = await browser.AskSegmentAsync("Save", new { id, version, name = "別人也改", rule });
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("segment.changed", JsonDocument.Parse(await second.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("code").GetString());

        var push = await app.DbAsync(async db =>
        {
            var now = app.Clock.Now;
            var weekly = new Campaign { Name = "每週", State = CampaignState.Repeating, Content = "{}", Audience = CampaignAudience.OfSegment(id).ToJson(), CreatedBy = await db.StaffAccounts.Select(s => s.Id).FirstAsync(Ct), CreatedAt = now };
            db.Campaigns.Add(weekly);
            await db.SaveChangesAsync(Ct);
            return weekly.Id;
        });
        using (var needed = await browser.SubmitAsync("/admin/segments", $"/admin/segments?handler=Archive&id={id}")) Assert.Equal(HttpStatusCode.Redirect, needed.StatusCode);
        Assert.Contains("尚有未發送的推播、任務或選單使用這個分眾", await browser.ReadAsync("/admin/segments"), StringComparison.Ordinal);
        await app.DbAsync(db => db.Campaigns.Where(c => c.Id == push).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Stopped), Ct));

        using var archived = await browser.SubmitAsync("/admin/segments", $"/admin/segments?handler=Archive&id={id}");
        Assert.Equal(HttpStatusCode.Redirect, archived.StatusCode);
        Assert.DoesNotContain("改名", await browser.ReadAsync("/admin/segments"), StringComparison.Ordinal);
        Assert.Equal(["segment.created", "segment.changed", "segment.archived"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("segment.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync(Ct)));
    }

    [Fact]
    public async Task A_rule_that_is_none_is_refused_and_a_wrong_one_says_where()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        using var nothing = await browser.AskSegmentAsync("Count", new { rule = new { type = "sql", text = "1=1" } });
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        var wrong = await AnswerAsync(await browser.AskSegmentAsync("Count", new { rule = new { type = "all", rules = new object[] { new { type = "date", field = "joined", op = "within" } } } }));
        Assert.Equal("rule.rules[0].days", wrong.GetProperty("problems")[0].GetProperty("path").GetString());
        Assert.False(wrong.TryGetProperty("count", out _));
    }

    [Fact]
    public async Task Scores_are_made_on_demand_and_their_bounds_can_be_set()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        Assert.Contains("尚未計算", await browser.ReadAsync("/admin/scores"), StringComparison.Ordinal);
        using var made = await browser.SubmitAsync("/admin/scores", "/admin/scores?handler=Score");
        Assert.Contains("共 0 位顧客", await browser.ReadAsync("/admin/scores"), StringComparison.Ordinal);
        (string, string)[] bounds = [.. new[] { "Recency", "Frequency", "Monetary" }.SelectMany(n => Enumerable.Range(0, 4).Select(i => ($"Form.{n}[{i}]", $"{10 * (i + 1)}")))];
        using var falling = await browser.SubmitAsync("/admin/scores", "/admin/scores", [.. bounds.Skip(1), ("Form.Recency[0]", "99"), ("Form.LookBackMonths", "12")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, falling.StatusCode);
        using var kept = await browser.SubmitAsync("/admin/scores", "/admin/scores", [.. bounds, ("Form.LookBackMonths", "12")]);
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        Assert.Contains("value=\"40\"", await browser.ReadAsync("/admin/scores"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement;
        }
    }
}

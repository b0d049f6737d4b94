using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Data;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Marketing;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Admin;

/// <summary>An administrator changes when and how often the brand writes, and everything that decides by it follows.</summary>
public sealed partial class SendingRulesTests
{
    private const string Page = "/admin/sending-rules";
    /// <summary>A Monday.</summary>
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);
    private static readonly object Everyone = new { kind = "everyone" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quiet_hours_changed_on_the_page_hold_back_what_is_due_in_them_also_a_push_planned_before()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("小美");
        using var admin = await BackOffice.SignedInAsync(cafe.App);
        var weekly = await DraftAsync(admin, "週二好");
        using (var planned = await admin.SubmitAsync(Confirm(weekly), Confirm(weekly), ("Form.When", "repeat"), ("Form.Every", "Week"), ("Form.Days", "2"), ("Form.Clock", "12:30"), ("Form.Zone", "Asia/Taipei"), ("confirmed", "yes"), ("typed", "1")))
            Assert.Equal($"/admin/pushes/{weekly}", planned.Headers.Location?.ToString());
        // Another copy of the server that has read the rules already.
        var other = new KeptRules();
        Assert.Equal(new TimeOnly(21, 0), (await AsOtherReadsAsync(cafe, other)).Quiet!.From);

        using (var saved = await SaveAsync(admin, ("QuietFrom", "11:00"), ("QuietUntil", "14:00"))) Assert.Equal(Page, saved.Headers.Location?.ToString());
        Assert.Equal(new QuietHours(new(11, 0), new(14, 0)), (await AsOtherReadsAsync(cafe, other)).Quiet);
        await SendAsync(admin, await DraftAsync(admin, "午安"), "1");
        await RunAsync(cafe);
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(Opening.AddHours(2).AddMinutes(-1));
        Assert.Empty(await cafe.HeardAsync(member));
        await cafe.GoToAsync(Opening.AddHours(2));
        Assert.Contains("午安", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);

        await cafe.GoToAsync(Opening.AddDays(1).AddMinutes(31));
        await RunAsync(cafe);
        Assert.Single(await cafe.HeardAsync(member));
        await cafe.GoToAsync(Opening.AddDays(1).AddHours(2));
        Assert.Contains("週二好", (await cafe.HeardAsync(member))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_quiet_hours_let_a_message_go_at_night()
    {
        await using var cafe = await Cafe.OpenAsync(Opening.AddHours(11));
        var member = await cafe.JoinAsync("小美");
        using var admin = await BackOffice.SignedInAsync(cafe.App);
        using var saved = await SaveAsync(admin, ("Quiet", "false"), ("QuietFrom", ""), ("QuietUntil", ""));
        Assert.Contains("沒有勿擾時段", await admin.ReadAsync("/admin/programmes"), StringComparison.Ordinal);
        await SendAsync(admin, await DraftAsync(admin, "晚安"), "1");
        await RunAsync(cafe);
        Assert.Single(await cafe.HeardAsync(member));
    }

    [Fact]
    public async Task The_forecast_and_the_sending_follow_the_cap()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var had = await cafe.JoinAsync("收過");
        using var admin = await BackOffice.SignedInAsync(cafe.App);
        await SendAsync(admin, await DraftAsync(admin, "第一則"), "1");
        await RunAsync(cafe);
        await cafe.GoToAsync(Opening.AddDays(3));
        var fresh = await cafe.JoinAsync("沒收過");
        using var again = new BackOffice(cafe.App);
        using var signedIn = await again.SignInAsync("lin", BackOffice.Password);
        Assert.Equal((2, 0), await CountAsync(again));

        using (var saved = await SaveAsync(again, ("MostMessages", "1"), ("MostMessagesDays", "7"))) Assert.Equal(Page, saved.Headers.Location?.ToString());
        Assert.Equal((1, 1), await CountAsync(again));
        var id = await DraftAsync(again, "第二則");
        Assert.Contains("data-reachable>1<", await again.ReadAsync(Confirm(id)), StringComparison.Ordinal);
        await SendAsync(again, id, "1");
        await RunAsync(cafe);
        Assert.Equal((1, 1), ((await cafe.HeardAsync(had)).Count, (await cafe.HeardAsync(fresh)).Count));
        Assert.Equal(LeftOut.Capped, await cafe.App.DbAsync(db => db.CampaignRecipients.Where(r => r.CampaignId == id && r.MemberId == had.Id).Select(r => r.Reason).SingleAsync(Ct)));

        // Three days are over: the same cap in fewer days lets it through.
        using (var saved = await SaveAsync(again, ("MostMessages", "1"), ("MostMessagesDays", "2"))) Assert.Equal(Page, saved.Headers.Location?.ToString());
        Assert.Equal((1, 1), await CountAsync(again));
    }

    [Fact]
    public async Task The_number_decides_when_a_second_person_is_asked_and_changing_it_releases_nothing_unseen()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        await cafe.JoinAsync("一");
        await cafe.JoinAsync("二");
        using var admin = await BackOffice.SignedInAsync(cafe.App);
        using var marketer = await BackOffice.SignedInAsync(cafe.App, StaffRole.Marketer, "writer");
        using (var loose = await SaveAsync(admin, ("ApprovalAbove", "2"), ("ApprovalAbovePercent", "100"), ("ApprovalForEveryone", "false"))) Assert.Equal(Page, loose.Headers.Location?.ToString());
        var small = await DraftAsync(marketer, "兩個人");
        Assert.DoesNotContain("需要另一位同事核准才會發送", await marketer.ReadAsync(Confirm(small)), StringComparison.Ordinal);
        await SendAsync(marketer, small, null);
        await RunAsync(cafe);
        Assert.Equal(CampaignState.Sent, await StateAsync(cafe, small));

        using (var strict = await SaveAsync(admin, ("ApprovalAbove", "1"), ("ApprovalAbovePercent", "100"), ("ApprovalForEveryone", "false"))) Assert.Equal(Page, strict.Headers.Location?.ToString());
        await cafe.GoToAsync(Opening.AddDays(1));
        using var boss = new BackOffice(cafe.App);
        using var signedIn = await boss.SignInAsync("lin", BackOffice.Password);
        var large = await DraftAsync(boss, "超過一人");
        Assert.Contains("需要另一位同事核准", await boss.ReadAsync(Confirm(large)), StringComparison.Ordinal);
        await SendAsync(boss, large, null);
        Assert.Equal(CampaignState.AwaitingApproval, await StateAsync(cafe, large));

        // Raised by whoever waits: what was asked for still waits, for somebody else.
        using (var raised = await SaveAsync(boss, ("ApprovalAbove", "1000"), ("ApprovalAbovePercent", "100"), ("ApprovalForEveryone", "false"))) Assert.Equal(Page, raised.Headers.Location?.ToString());
        using (var own = await boss.SubmitAsync($"/admin/pushes/{large}", $"/admin/pushes/{large}?handler=Approve")) Assert.Equal(HttpStatusCode.Redirect, own.StatusCode);
        await RunAsync(cafe);
        Assert.Equal(CampaignState.AwaitingApproval, await StateAsync(cafe, large));
        // Taken back and sent anew it goes, and the audit tells the whole story with the limits it went under.
        using (var back = await boss.SubmitAsync($"/admin/pushes/{large}", $"/admin/pushes/{large}?handler=Withdraw")) Assert.Equal(CampaignState.Draft, await StateAsync(cafe, large));
        await SendAsync(boss, large, null);
        var subject = large.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var audit = await cafe.App.DbAsync(db => db.AuditEntries.AsNoTracking().Where(a => a.Action.StartsWith("campaign.") && a.Subject == subject || a.Action == SaveSendingRules.Audited).OrderBy(a => a.Id).ToListAsync(Ct));
        Assert.Equal([SaveSendingRules.Audited, SaveSendingRules.Audited, "campaign.requested", SaveSendingRules.Audited, "campaign.withdrawn", "campaign.scheduled"], audit.Select(a => a.Action));
        Assert.Equal(("SecondPerson", 1), Decided(audit[2]));
        Assert.Equal(("None", 1000), Decided(audit[5]));
        using var change = JsonDocument.Parse(audit[3].Data!);
        Assert.Equal((1, 1000), (change.RootElement.GetProperty("before").GetProperty("approvalAbove").GetInt32(), change.RootElement.GetProperty("after").GetProperty("approvalAbove").GetInt32()));
        var page = await boss.ReadAsync(Page);
        Assert.Contains("核准人數：1 → 1,000", page, StringComparison.Ordinal);
        Assert.Contains("林小行", page, StringComparison.Ordinal);
        Assert.Contains("修改傳送規則", await boss.ReadAsync("/admin/staff/audit"), StringComparison.Ordinal);

        static (string?, int) Decided(AuditEntry entry)
        {
            using var data = JsonDocument.Parse(entry.Data!);
            return (data.RootElement.GetProperty("secondPerson").GetString(), data.RootElement.GetProperty("limits").GetProperty("people").GetInt32());
        }
    }

    [Fact]
    public async Task Marketers_look_and_only_administrators_change()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false"), ("Programmes:MostMessages", "3"), ("Programmes:MostMessagesDays", "10")]);
        using var marketer = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "marketer");
        var page = await marketer.ReadAsync(Page);
        // Until somebody saves, the server's settings hold.
        Assert.Contains("任何 10 天內最多 3 則", page, StringComparison.Ordinal);
        Assert.Contains("只有管理員可以修改", page, StringComparison.Ordinal);
        foreach (var action in new[] { Page, Page + "?handler=Preview" })
        {
            using var refused = await SaveAsync(marketer, action, ("MostMessages", "9"));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
        using var clerk = await BackOffice.SignedInAsync(app, StaffRole.Clerk, "clerk");
        using var turnedAway = await clerk.SubmitAsync("/admin/account", Page, [.. Form("{}", ("MostMessages", "9"))]);
        Assert.Equal("/admin/forbidden", turnedAway.Headers.Location?.ToString());
        await NothingIsSavedAsync(app);
    }

    [Fact]
    public async Task Bad_input_is_told_beside_its_field_and_changes_nothing()
    {
        (string Field, string Value, string Says)[] bad =
        [
            ("MostMessages", "0", "請填 1–50 的整數"),
            ("MostMessages", "", "請填 1–50 的整數"),
            ("MostMessagesDays", "91", "請填 1–90 的整數"),
            ("LatestDays", "0", "請填 1–30 的整數"),
            ("LatestDays", "三", "請填 1–30 的整數"),
            ("ApprovalAbove", "-1", "請填 0–100,000,000 的整數"),
            ("ApprovalAbove", "99999999999", "請填 0–100,000,000 的整數"),
            ("ApprovalAbovePercent", "101", "請填 0–100 的整數"),
            ("ExportAbove", "1.5", "請填 0–100,000,000 的整數"),
            ("QuietFrom", "25:00", "請填開始與結束的時間"),
            ("QuietUntil", "", "請填開始與結束的時間"),
            ("QuietUntil", "21:00", "開始與結束不能是同一個時間"),
            ("QuietUntil", "20:00", "一天至少要留 2 小時"),
        ];
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var admin = await BackOffice.SignedInAsync(app);
        foreach (var (field, value, says) in bad)
        {
            using var refused = await SaveAsync(admin, (field, value));
            Assert.True(refused.StatusCode == HttpStatusCode.UnprocessableEntity, $"{field} {value}: {(int)refused.StatusCode}");
            Assert.Contains(says, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        }
        await NothingIsSavedAsync(app);
    }

    [Fact]
    public async Task A_preview_saves_nothing_and_of_two_who_save_one_is_told()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var admin = await BackOffice.SignedInAsync(app);
        using (var tried = await SaveAsync(admin, Page + "?handler=Preview", ("MostMessages", "1"), ("MostMessagesDays", "30")))
        {
            var page = WebUtility.HtmlDecode(await tried.Content.ReadAsStringAsync(Ct));
            Assert.Contains("任何 30 天內最多 1 則", page, StringComparison.Ordinal);
            Assert.Contains("尚未儲存", page, StringComparison.Ordinal);
        }
        await NothingIsSavedAsync(app);
        var seen = await SeenAsync(admin);
        using (var same = await PostAsync(admin, Page, seen)) Assert.Equal(HttpStatusCode.Redirect, same.StatusCode);
        await NothingIsSavedAsync(app);
        using var second = await BackOffice.SignedInAsync(app, StaffRole.Admin, "second");
        var both = await Task.WhenAll(PostAsync(admin, Page, seen, ("MostMessages", "3")), PostAsync(second, Page, seen, ("MostMessages", "4")));
        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.Conflict], both.Select(b => b.StatusCode).Order());
        var won = both[0].StatusCode == HttpStatusCode.Redirect ? 3 : 4;
        Assert.Equal(won, (await app.InScopeAsync(s => s.GetRequiredService<ReadSendingRules>().ExecuteAsync(Ct))).MostMessages);
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == SaveSendingRules.Audited, Ct)));
        using (var stale = await PostAsync(admin, Page, seen, ("MostMessages", "5")))
        {
            Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
            Assert.Contains("剛被其他人修改過", WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        }
        // Both had the same rules before them and meet once more, now over what is saved.
        seen = await SeenAsync(admin);
        var again = await Task.WhenAll(PostAsync(admin, Page, seen, ("MostMessages", "6")), PostAsync(second, Page, seen, ("MostMessages", "7")));
        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.Conflict], again.Select(b => b.StatusCode).Order());
        foreach (var answer in both.Concat(again)) answer.Dispose();
    }

    private static Task<SendingRules> AsOtherReadsAsync(Cafe cafe, KeptRules kept) => cafe.App.InScopeAsync(s =>
        new ReadSendingRules(s.GetRequiredService<LoyaltyDb>(), new BrandRules(s.GetRequiredService<LoyaltyDb>(), kept), s.GetRequiredService<IOptions<ProgrammeOptions>>(), s.GetRequiredService<IOptions<CampaignOptions>>()).ExecuteAsync(Ct));

    private static string Confirm(long id) => $"/admin/pushes/{id}/confirm";

    private static async Task<long> DraftAsync(BackOffice browser, string text)
    {
        using var answer = await browser.AskAsync("Save", new { name = text, content = new { messages = new[] { new { kind = "text", text } } }, audience = Everyone });
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("id").GetInt64();
    }

    private static async Task SendAsync(BackOffice browser, long id, string? typed)
    {
        using var sent = await browser.SubmitAsync(Confirm(id), Confirm(id), [("Form.When", "now"), ("confirmed", "yes"), .. typed is null ? Array.Empty<(string, string)>() : [("typed", typed)]]);
        Assert.Equal($"/admin/pushes/{id}", sent.Headers.Location?.ToString());
    }

    private static async Task RunAsync(Cafe cafe)
    {
        await cafe.RunAsync();
        await cafe.RunAsync();
    }

    private static async Task<(int Reachable, int Capped)> CountAsync(BackOffice browser)
    {
        using var answer = await browser.AskAsync("Count", new { audience = Everyone });
        var counted = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("counted");
        return (counted.GetProperty("reachable").GetInt32(), counted.GetProperty("capped").GetInt32());
    }

    private static Task<CampaignState> StateAsync(Cafe cafe, long id) => cafe.App.DbAsync(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.State).SingleAsync(Ct));

    private static Task<HttpResponseMessage> SaveAsync(BackOffice browser, params (string, string)[] changes) => SaveAsync(browser, Page, changes);

    /// <summary>What the page holds, with these fields changed.</summary>
    private static async Task<HttpResponseMessage> SaveAsync(BackOffice browser, string action, params (string, string)[] changes) => await PostAsync(browser, action, await SeenAsync(browser), changes);

    private static Task<HttpResponseMessage> PostAsync(BackOffice browser, string action, string seen, params (string, string)[] changes) => browser.SubmitAsync(Page, action, [.. Form(seen, changes)]);

    private static async Task<string> SeenAsync(BackOffice browser) => WebUtility.HtmlDecode(Seen().Match(await browser.Http.GetStringAsync(Page, Ct)).Groups[1].Value);

    private static IEnumerable<(string, string)> Form(string seen, params (string Name, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>
        {
            ["Seen"] = seen, ["Quiet"] = "true", ["QuietFrom"] = "21:00", ["QuietUntil"] = "09:00", ["MostMessages"] = "2", ["MostMessagesDays"] = "7", ["LatestDays"] = "3",
            ["ApprovalAbove"] = "1000", ["ApprovalAbovePercent"] = "5", ["ApprovalForEveryone"] = "true", ["ExportAbove"] = "1000", ["GrantAbove"] = "10000",
        };
        foreach (var (name, value) in changes) fields[name] = value;
        return fields.Select(f => ("Form." + f.Key, f.Value));
    }

    private static async Task NothingIsSavedAsync(TestApp app) =>
        Assert.Equal((0, 0), await app.DbAsync(async db => (await db.Settings.CountAsync(s => s.Key == "sending.rules", Ct), await db.AuditEntries.CountAsync(a => a.Action == SaveSendingRules.Audited, Ct))));

    [GeneratedRegex("name=\"Form.Seen\" value=\"([^\"]*)\"")]
    private static partial Regex Seen();
}

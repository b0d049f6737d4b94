using System.Net;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Tests.Marketing.Missions;
using LineLoyalty.Tests.Pos;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class MissionPagesTests
{
    private const string Edit = "/admin/missions/edit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_marketer_makes_a_mission_reads_what_it_will_do_and_sees_what_came_of_it()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        foreach (var ready in new[] { "新手任務", "本月滿額任務", "連續三週來店", "回來坐坐", "未啟用" }) Assert.Contains(ready, await browser.ReadAsync("/admin/missions"), StringComparison.Ordinal);
        using var wrong = await browser.SubmitAsync(Edit, Edit, ("Form.Code", "X"), ("Form.Name", ""), ("Form.For", "Segment"), ("Form.Repeat", "Again"), ("Form.Goals[0].Type", "purchases"), ("Form.Goals[0].Number", "0"), ("Form.Prizes[0].Gives", "coupon:none"), ("Form.Budget", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var told = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(Ct));
        foreach (var text in new[] { "代碼請用", "請填寫名稱", "請選擇分眾", "只有指派的任務可以再次指派", "次數請填 1–1,000", "請選擇現有的優惠券", "名額請填" }) Assert.Contains(text, told, StringComparison.Ordinal);
        (string, string)[] good =
        [
            ("Form.Code", "coffee"), ("Form.Name", "咖啡月"), ("Form.For", "Everybody"), ("Form.Repeat", "Monthly"), ("Form.Goals[0].Type", "purchases"), ("Form.Goals[0].Number", "2"), ("Form.Goals[0].AtLeast", "100"), ("Form.Goals[0].Categories", "咖啡"),
            ("Form.Prizes[0].Gives", "points"), ("Form.Prizes[0].Points", "5"), ("Form.Prizes[0].At", "1"), ("Form.Prizes[1].Gives", "coupon:birthday"), ("Form.Tag", "咖啡控"), ("Form.Budget", "100"), ("Form.Active", "true"),
        ];
        using var preview = await browser.SubmitAsync(Edit, Edit + "?handler=Preview", good);
        var says = WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync(Ct));
        foreach (var text in new[] { "所有會員自動參加。", "每月 1 日重新開始", "購買「咖啡」單筆滿 NT$100 的消費 2 次", "達到 1 次 先送「5 點」。", "完成送「生日招待飲品一杯」。", "標籤「咖啡控」", "獎勵限量 100 份" }) Assert.Contains(text, says, StringComparison.Ordinal);
        using var made = await browser.SubmitAsync(Edit, Edit, good);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var kept = MissionDefinition.Parse(await app.DbAsync(db => db.MissionVersions.Where(v => v.Mission.Code == "coffee").Select(v => v.Definition).SingleAsync(Ct)));
        using var again = await browser.SubmitAsync(Edit + "/coffee", Edit + "/coffee", good);
        Assert.Equal([kept.ToJson(), kept.ToJson()], await app.DbAsync(db => db.MissionVersions.Where(v => v.Mission.Code == "coffee").Select(v => v.Definition).ToListAsync(Ct)));
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("LATTE", 1, 120));
        await till.SellAsync(member, Till.Line("LATTE", 1, 120));
        await MissionPaper.SettleAsync(app);
        var page = await browser.ReadAsync(Edit + "/coffee");
        foreach (var text in new[] { "已完成", "已送獎勵", "咖啡月" }) Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Contains("1 / 100", await browser.ReadAsync("/admin/missions"), StringComparison.Ordinal);
        Assert.Contains("完成任務", await browser.ReadAsync($"/admin/members/{member.Ref}"), StringComparison.Ordinal);
        Assert.Equal(2, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "mission.changed", Ct)));
    }

    [Fact]
    public async Task Staff_give_a_mission_to_one_member_once()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        await MissionPaper.WriteAsync(app, "come", new MissionDefinition { For = MissionFor.Given, Days = 5, Goals = [new PurchasesGoal(1)], Tag = "回來" });
        var member = await till.NewMemberAsync();
        async Task<string> GiveAsync(string who)
        {
            using var sent = await browser.SubmitAsync(Edit + "/come", Edit + "/come?handler=Give", ("who", who), ("form", Guid.NewGuid().ToString("N")));
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
            return await browser.ReadAsync(Edit + "/come");
        }
        Assert.Contains("已指派任務", await GiveAsync(member.CardNumber), StringComparison.Ordinal);
        Assert.Contains("會員已經有這個任務了", await GiveAsync(member.CardNumber), StringComparison.Ordinal);
        await GiveAsync("0000000000000000");
        Assert.Equal(member.Id, Assert.Single(await MissionPaper.RoundsAsync(app)).MemberId);
    }

    [Fact]
    public async Task A_marketer_who_raises_the_budget_is_asked_whether_those_who_were_too_late_get_it_now()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        (string, string)[] Form(int budget) =>
        [
            ("Form.Code", "few"), ("Form.Name", "先到先得"), ("Form.For", "Everybody"), ("Form.Repeat", "Once"), ("Form.Goals[0].Type", "purchases"), ("Form.Goals[0].Number", "1"),
            ("Form.Prizes[0].Gives", "points"), ("Form.Prizes[0].Points", "50"), ("Form.Prizes[1].Gives", "coupon:birthday"), ("Form.Budget", $"{budget}"), ("Form.Active", "true"),
        ];
        using var made = await browser.SubmitAsync(Edit, Edit, Form(1));
        for (var i = 0; i < 4; i++)
        {
            await till.SellForAsync(await till.NewMemberAsync(), 10);
            await MissionPaper.SettleAsync(app);
        }
        Assert.Contains("有 3 位會員在獎勵送完後才達成", WebUtility.HtmlDecode(await browser.ReadAsync(Edit + "/few")), StringComparison.Ordinal);
        using var raised = await browser.SubmitAsync(Edit + "/few", Edit + "/few", Form(3));
        Assert.Equal(Edit + "/few#waiting", raised.Headers.Location?.OriginalString);
        var page = WebUtility.HtmlDecode(await browser.ReadAsync(Edit + "/few"));
        foreach (var text in new[] { "目前還有 2 個名額", "100 點（可折抵 NT$100）", "「生日招待飲品一杯」2 張", "補發給 2 位" }) Assert.Contains(text, page, StringComparison.Ordinal);
        using var done = await browser.SubmitAsync(Edit + "/few", Edit + "/few?handler=MakeUp", ("count", "2"));
        Assert.Contains("已安排補發給 2 位會員", WebUtility.HtmlDecode(await browser.ReadAsync(Edit + "/few")), StringComparison.Ordinal);
        await MissionPaper.SettleAsync(app);
        Assert.Equal([50, 50, 50, 0], await app.DbAsync(db => db.Members.OrderBy(m => m.Id).Select(m => m.PointsBalance).ToListAsync(Ct)));
        Assert.Equal(3, await app.DbAsync(db => db.Coupons.CountAsync(Ct)));
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "mission.made_up", Ct)));
        await MissionPaper.AssertHoldsAsync(app);
    }

    [Fact]
    public async Task A_mission_is_tried_on_a_member_before_it_is_saved()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 250);
        (string, string)[] form =
        [
            ("Form.Code", "spend"), ("Form.Name", "滿額"), ("Form.For", "Everybody"), ("Form.Repeat", "Once"), ("Form.Goals[0].Type", "spend"), ("Form.Goals[0].Amount", "400"), ("Form.Prizes[0].Gives", "points"),
            ("Form.Prizes[0].Points", "5"), ("Form.Prizes[0].At", "200"), ("Form.Prizes[1].Gives", "coupon:birthday"), ("Form.Tag", "大戶"), ("Form.Budget", "1"), ("Form.Active", "true"), ("Try.Who", member.CardNumber),
        ];
        var page = await TryAsync(Edit, form);
        foreach (var text in new[] { "假設任務從", "250 / 400", "達到 NT$200：", "會送出", "還差 NT$150", "完成後貼上" }) Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.False(await app.DbAsync(db => db.Missions.AnyAsync(m => m.Code == "spend", Ct)));
        Assert.Contains("請先修正標示的欄位", await TryAsync(Edit, [.. form, ("Form.Days", "0")]), StringComparison.Ordinal);
        Assert.Contains(LineLoyalty.Membership.MemberRefusals.NotFound.Text("zh-TW"), await TryAsync(Edit, [.. form.SkipLast(1), ("Try.Who", "9999")]), StringComparison.Ordinal);
        Assert.Contains("data-against=\"NotGiven\"", await TryAsync(Edit, [.. form, ("Form.For", "Given")]), StringComparison.Ordinal);

        // On: what was done before does not count; who has begun keeps that version, and its place.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var saved = await browser.SubmitAsync(Edit, Edit, form);
        await till.SellForAsync(member, 250);
        await MissionPaper.SettleAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        page = await TryAsync(Edit + "/spend", [.. form, ("Form.Prizes[0].Points", "9")]);
        foreach (var text in new[] { "250 / 400", "已照第 1 版進行中", "9 點", "會送出" }) Assert.Contains(text, page, StringComparison.Ordinal);
        page = await TryAsync(Edit + "/spend", form);
        Assert.Contains("data-prize=\"Given\"", page, StringComparison.Ordinal);
        var late = await till.NewMemberAsync();
        page = await TryAsync(Edit + "/spend", [.. form.SkipLast(1), ("Try.Who", late.CardNumber)]);
        Assert.Equal(2, page.Split("不會送：獎勵限量已送完").Length - 1);
        Assert.Contains("0 / 400", page, StringComparison.Ordinal);

        async Task<string> TryAsync(string at, (string, string)[] fields)
        {
            using var answer = await browser.SubmitAsync(at, at + "?handler=Try", [.. fields.GroupBy(f => f.Item1).Select(g => g.Last())]);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        }
    }
}

using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Tills;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Tills;

/// <summary>A clerk gives and takes points by hand: within limits at once, above them when somebody else agrees.</summary>
public sealed class AdjustAtTillTests : IAsyncLifetime
{
    private const string Scope = "members purchases refunds coupons adjust";
    private TestApp app = null!;
    private Till till = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, Scope);
    }

    public async ValueTask DisposeAsync()
    {
        await PosApp.AssertLedgerHoldsAsync(app);
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Within_the_limits_points_move_at_once_and_the_line_names_who_and_why()
    {
        var member = await till.NewMemberAsync();
        var key = Guid.NewGuid().ToString();
        var given = await till.PostAsync($"members/{member.Ref}/points", Asked(80, "service"), key);
        Assert.Equal((HttpStatusCode.OK, 80L, 420L, "booked"), (given.Status, given.Number("points"), given.Number("limits.leftToday"), given.Text("adjustment.state")));
        Assert.Equal(given.Body, (await till.PostAsync($"members/{member.Ref}/points", Asked(80, "service"), key)).Body);
        Assert.Equal(50, (await till.PostAsync($"members/{member.Ref}/points", Asked(-30, "other", "多蓋一次"))).Number("points"));

        var line = await app.DbAsync(db => db.PointsEntries.AsNoTracking().Where(e => e.MemberId == member.Id).OrderBy(e => e.Id).FirstAsync());
        Assert.Contains("\"by\":\"測試收銀機\"", line.Inputs, StringComparison.Ordinal);
        Assert.Contains("服務補償", line.Inputs, StringComparison.Ordinal);
        Assert.Equal(2, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "points.adjusted_at_till" && a.PosKeyId != null)));

        Assert.Equal((HttpStatusCode.Conflict, "points.insufficient"), Refused(await till.PostAsync($"members/{member.Ref}/points", Asked(-51, "mistake"))));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "adjust.reason_unknown"), Refused(await till.PostAsync($"members/{member.Ref}/points", Asked(1, "friend"))));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "adjust.note_required"), Refused(await till.PostAsync($"members/{member.Ref}/points", Asked(1, "other"))));
        Assert.Equal((HttpStatusCode.BadRequest, "request.malformed"), Refused(await till.PostAsync($"members/{member.Ref}/points", Asked(0, "service"))));
        Assert.Equal((HttpStatusCode.NotFound, "member.not_found"), Refused(await till.PostAsync("members/nobody/points", Asked(1, "service"))));
        using var plain = await Till.OpenAsync(app);
        Assert.Equal((HttpStatusCode.Forbidden, "pos.scope_missing"), Refused(await plain.PostAsync($"members/{member.Ref}/points", Asked(1, "service"))));
    }

    [Fact]
    public async Task The_limits_of_once_and_of_a_day_hold_for_a_clerk_whatever_device_they_use()
    {
        var member = await till.NewMemberAsync();
        var staff = await StaffAsync();
        using var tablet = await ClerksKeyAsync(staff);
        using var counter = await ClerksKeyAsync(staff);
        var once = await tablet.PostAsync($"members/{member.Ref}/points", Asked(101, "event"));
        Assert.Equal((HttpStatusCode.Conflict, "adjust.over_limit", "once", 100L), (once.Status, once.Code, once.Text("limit"), once.Number("maximum")));

        // What no member of staff may change at once nobody can be asked for either.
        var asked = await tablet.PostAsync($"members/{member.Ref}/points", Asked(10_001, "event", ask: true));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "points.adjust_limit", 10_000L), (asked.Status, asked.Code, asked.Number("maximum")));

        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await till.NewMemberAsync()));
        var answers = await Task.WhenAll(others.Select((m, i) => (i % 2 == 0 ? tablet : counter).PostAsync($"members/{m.Ref}/points", Asked(100, "event"))));
        Assert.Equal((5, 3), (answers.Count(a => a.Status == HttpStatusCode.OK), answers.Count(a => a.Code == "adjust.over_limit" && a.Text("limit") == "day")));
        Assert.Equal(0, (await counter.GetAsync("adjustments/rules")).Number("limits.leftToday"));
        Assert.Equal(500, (await till.GetAsync("adjustments/rules")).Number("limits.leftToday"));
        app.Clock.Advance(TimeSpan.FromHours(14)); // past midnight in Taipei
        using var tomorrow = await ClerksKeyAsync(staff);
        Assert.Equal(HttpStatusCode.OK, (await tomorrow.PostAsync($"members/{member.Ref}/points", Asked(100, "event"))).Status);
    }

    [Fact]
    public async Task More_waits_for_somebody_else_who_agrees_once_within_72_hours()
    {
        var member = await till.NewMemberAsync("林美玲");
        using var manager = await BackOffice.SignedInAsync(app, StaffRole.Marketer, "manager");
        var self = await app.DbAsync(db => db.StaffAccounts.SingleAsync(s => s.UserName == "manager"));
        using var own = await ClerksKeyAsync(self);
        var mine = await own.PostAsync($"members/{member.Ref}/points", Asked(300, "service", ask: true));
        var asked = await till.PostAsync($"members/{member.Ref}/points", Asked(300, "service", "等了一小時", ask: true));
        Assert.Equal((HttpStatusCode.Accepted, "waiting"), (asked.Status, asked.Text("adjustment.state")));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
        var page = await manager.ReadAsync("/admin/adjustments");
        Assert.Contains("等了一小時", page, StringComparison.Ordinal);
        Assert.Contains("須由其他主管核可", page, StringComparison.Ordinal);

        await DecideAsync(manager, mine.Text("adjustment.id"), agree: true); // one's own: refused whatever the form says
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
        var id = asked.Text("adjustment.id");
        await Task.WhenAll(DecideAsync(manager, id, agree: true), DecideAsync(manager, id, agree: true), DecideAsync(manager, id, agree: false));
        var after = await till.GetAsync($"adjustments/{id}");
        var agreed = after.Text("state") == "approved";
        Assert.Equal(agreed ? 300 : 0, (await till.ReadAsync(member)).PointsBalance);
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "points.adjust_approved" || a.Action == "points.adjust_rejected")));

        var late = await till.PostAsync($"members/{member.Ref}/points", Asked(200, "event", ask: true));
        app.Clock.Advance(TimeSpan.FromHours(72));
        using var another = await BackOffice.SignedInAsync(app, StaffRole.Admin, "boss");
        await DecideAsync(another, late.Text("adjustment.id"), agree: true);
        Assert.Equal("expired", (await till.GetAsync($"adjustments/{late.Text("adjustment.id")}")).Text("state"));
        Assert.Equal(agreed ? 300 : 0, (await till.ReadAsync(member)).PointsBalance);
    }

    private static async Task DecideAsync(BackOffice who, string id, bool agree)
    {
        using var sent = await who.SubmitAsync("/admin/adjustments", "/admin/adjustments", ("request", id), ("agree", agree ? "true" : "false"), ("note", "看過監視器"));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
    }

    private static object Asked(long points, string reason, string? note = null, bool ask = false) => new { points, reason, store = "TPE1", note, ask };

    private static (HttpStatusCode, string?) Refused(Answer answer) => (answer.Status, answer.Code);

    private Task<StaffAccount> StaffAsync() => app.DbAsync(async db =>
    {
        var made = new StaffAccount { UserName = "clerk", DisplayName = "店員小陳", PasswordHash = "", Role = StaffRole.Clerk, SecurityStamp = "", CreatedAt = app.Clock.Now };
        db.StaffAccounts.Add(made);
        await db.SaveChangesAsync();
        return made;
    });

    private async Task<Till> ClerksKeyAsync(StaffAccount staff) => Till.WithKey(app, (await app.InScopeAsync(s =>
        s.Get<CreatePosKey>().ExecuteAsync("/till " + staff.DisplayName, Scope.Split(' '), [], TimeSpan.FromHours(12), staff.Id, default))).Value!.Text);
}

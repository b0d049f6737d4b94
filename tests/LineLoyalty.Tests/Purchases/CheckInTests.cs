using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>打卡: the code on the counter, once a day, and what it brings.</summary>
public sealed partial class CheckInTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_poster_s_code_gives_points_once_a_day_and_tells_of_tomorrow()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var till = await Till.OpenAsync(app);
        var (page, _) = await LiffPage.JoinedAsync(app, "0912200001");
        using var __ = page;
        using var office = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var code = await PosterAsync(office, "TPE1");

        Assert.Equal((HttpStatusCode.Conflict, "checkin.off"), await RefusedAsync(page, code));
        await app.DecideAsync("checkin", new EarningDefinition { Event = EarningEvent.CheckIn, Effect = new BonusEffect(5) });
        await app.DecideAsync(p => p with { CheckInNeedsCode = true });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "checkin.code_required"), await RefusedAsync(page, null));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "checkin.code_invalid"), await RefusedAsync(page, "1-1-AAAAAAAAAAAA"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "checkin.code_invalid"), await RefusedAsync(page, "2" + code[1..]));
        Assert.False(Way(await page.ReadAsync("earn")).GetProperty("done").GetBoolean());

        var first = await DoneAsync(page, code);
        Assert.Equal((true, false, 5, 5, 5, "信義店"), Of(first));
        Assert.Equal((false, true, 0, 5, 5, "信義店"), Of(await DoneAsync(page, code)));
        // Another store on the same day is the same day.
        Assert.Equal((false, true, 0, 5, 5, "中山店"), Of(await DoneAsync(page, await PosterAsync(office, "TPE2"))));
        var ways = await page.ReadAsync("earn");
        Assert.True(Way(ways).GetProperty("done").GetBoolean());
        Assert.True(ways.GetProperty("checkInNeedsCode").GetBoolean());
        var entry = (await page.ReadAsync("history")).GetProperty("entries")[0];
        Assert.Equal(("每日簽到", "信義店"), (entry.GetProperty("title").GetString(), entry.GetProperty("storeName").GetString()));

        app.Clock.Advance(TimeSpan.FromDays(1));
        using (var signed = await page.SignInAsync()) Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Equal((true, false, 5, 10, 5, "信義店"), Of(await DoneAsync(page, code)));
    }

    [Fact]
    public async Task A_replaced_code_is_worthless_and_the_new_poster_works()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("checkin", new EarningDefinition { Event = EarningEvent.CheckIn, Effect = new BonusEffect(5) });
        var (page, _) = await LiffPage.JoinedAsync(app, "0912200002");
        using var __ = page;
        using var office = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var old = await PosterAsync(office, "TPE1");
        using (var rotated = await office.SubmitAsync("/admin/stores?poster=TPE1", "/admin/stores?handler=Rotate", ("code", "TPE1"))) Assert.Equal(HttpStatusCode.Redirect, rotated.StatusCode);
        Assert.Equal("checkin.code_invalid", (await RefusedAsync(page, old)).Item2);
        Assert.True(Of(await DoneAsync(page, await PosterAsync(office, "TPE1"))).Item1);
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "store.check_in_replaced", Ct)));
    }

    [Fact]
    public async Task Ten_taps_at_once_count_once()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await app.DecideAsync("checkin", new EarningDefinition { Event = EarningEvent.CheckIn, Effect = new BonusEffect(5) });
        var member = await till.NewMemberAsync();
        var store = await app.DbAsync(db => db.Stores.FirstAsync(s => s.Code == "TPE1", Ct));
        var code = app.Services.GetRequiredService<CheckInCodes>().Of(store);
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.InScopeAsync(s => s.GetRequiredService<CheckIn>().ExecuteAsync(member.Id, code, Ct))));
        Assert.Single(all, a => a.Value!.Counted);
        Assert.Equal(5, (await till.ReadAsync(member)).PointsBalance);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    private static JsonElement Way(JsonElement ways) => ways.GetProperty("ways").EnumerateArray().Single(w => w.GetProperty("event").GetString() == "checkIn");

    private static (bool, bool, long, long, long, string?) Of(JsonElement d) => (d.GetProperty("counted").GetBoolean(), d.GetProperty("already").GetBoolean(),
        d.GetProperty("points").GetInt64(), d.GetProperty("balance").GetInt64(), d.GetProperty("tomorrow").GetInt64(), d.GetProperty("storeName").GetString());

    private static async Task<JsonElement> DoneAsync(LiffPage page, string code)
    {
        using var answer = await page.PostAsync("check-in", new { code });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private static async Task<(HttpStatusCode, string?)> RefusedAsync(LiffPage page, string? code)
    {
        using var answer = await page.PostAsync("check-in", new { code });
        return await answer.RefusalAsync();
    }

    private static async Task<string> PosterAsync(BackOffice office, string store)
    {
        var html = await office.ReadAsync("/admin/stores?poster=" + store);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        return Code().Match(html).Groups[1].Value;
    }

    [GeneratedRegex("/check-in/([A-Za-z0-9_-]+)")]
    private static partial Regex Code();
}

using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

public sealed class ExpirePointsTests
{
    [Fact]
    public async Task Points_live_ninety_days_to_the_end_of_the_brands_day()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        app.Clock.Set(new DateTimeOffset(2026, 6, 8, 15, 59, 59, TimeSpan.Zero)); // 8 June, 23:59:59 in Taipei
        Assert.Equal(100, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
        Assert.Equal(0, await ExpireAsync(app, member));

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        // Gone for the member at once, booked out by the job.
        Assert.Equal(0, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
        Assert.Equal(100, (await till.ReadAsync(member)).PointsBalance);
        Assert.Equal([member.Id], await app.InScopeAsync(s => s.Get<ExpirePoints>().DueAsync(0, 100, default)));
        Assert.Equal(100, await ExpireAsync(app, member));
        Assert.Equal(0, await ExpireAsync(app, member));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
        Assert.Empty(await app.InScopeAsync(s => s.Get<ExpirePoints>().DueAsync(0, 100, default)));
        Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == member.Id && e.Kind == MemberEvents.PointsExpired)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task Points_locked_for_some_days_count_as_pending_until_then()
    {
        await using var app = await PosApp.QuietAsync(("Points:PendingDays", "7"));
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        Assert.Equal(0, (await till.SellForAsync(member, 1000)).Number("member.points"));
        app.Clock.Set(new DateTimeOffset(2026, 3, 16, 16, 0, 0, TimeSpan.Zero)); // seven days on, midnight in Taipei
        Assert.Equal(100, (await till.PostAsync("members/lookup", new { key = member.CardNumber })).Number("member.points"));
    }

    [Fact]
    public async Task Those_about_to_lapse_are_named_once()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var (soon, later) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        await till.SellForAsync(soon, 1000);
        app.Clock.Advance(TimeSpan.FromDays(60));
        await till.SellForAsync(later, 1000);
        await till.SellForAsync(soon, 300);
        app.Clock.Advance(TimeSpan.FromDays(20));

        var before = app.Clock.Now.AddDays(14);
        var due = await app.InScopeAsync(s => s.Get<PointsAboutToExpire>().ToRemindAsync(before, 0, 100, default));
        var one = Assert.Single(due);
        Assert.Equal((soon.Id, 100, new DateTime(2026, 6, 8, 16, 0, 0, DateTimeKind.Utc)), (one.MemberId, one.Points, one.ExpiresAt));
        Assert.Equal(1, await app.InScopeAsync(s => s.Get<PointsAboutToExpire>().MarkRemindedAsync(soon.Id, before, default)));
        Assert.Empty(await app.InScopeAsync(s => s.Get<PointsAboutToExpire>().ToRemindAsync(before, 0, 100, default)));
    }

    [Theory]
    [InlineData("UPDATE \"Members\" SET \"PointsBalance\" = \"PointsBalance\" + 1", "balance = Σ entries")]
    [InlineData("UPDATE \"PointsLots\" SET \"Remaining\" = \"Remaining\" - 1", "lot remaining = Σ its moves")]
    [InlineData("UPDATE \"PointsEntries\" SET \"Points\" = \"Points\" + 1", "entry = Σ its moves")]
    [InlineData("UPDATE \"PointsEntries\" SET \"BalanceAfter\" = 7", "running balance")]
    [InlineData("DELETE FROM \"PointsMoves\"", "entry = Σ its moves")]
    public async Task Verify_finds_what_was_changed_behind_its_back(string sql, string rule)
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var clean = await PosApp.AssertLedgerHoldsAsync(app);
        Assert.Equal((1, 1, 1), (clean.Members, clean.Entries, clean.Lots));

        await app.DbAsync(db => db.Database.ExecuteSqlRawAsync(sql));

        var report = await app.InScopeAsync(s => s.Get<VerifyLedger>().ExecuteAsync(default));
        Assert.Contains(report.Violations, v => v.Rule == rule && v.MemberId == member.Id);
    }

    private static Task<long> ExpireAsync(TestApp app, Member member) => app.InScopeAsync(s => s.Get<ExpirePoints>().ExecuteAsync(member.Id, default));
}

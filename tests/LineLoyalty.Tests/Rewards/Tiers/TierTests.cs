using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Tiers;

/// <summary>Levels at 0, 5 000, 15 000 and 40 000 NT$ of the last twelve months; the clock starts on 10 March 2026, ten in the morning.</summary>
public sealed class TierTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Till till = null!;
    private Member member = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, life: TimeSpan.FromDays(365));
        member = await till.NewMemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await PosApp.AssertLedgerHoldsAsync(app);
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_sale_that_reaches_a_level_raises_the_member_at_once()
    {
        var below = await till.SellForAsync(member, 4999);
        Assert.Equal("regular", below.Text("member.tier.code"));
        var reached = await till.SellForAsync(member, 1);
        Assert.Equal(("silver", "regular", "silver"),
            (reached.Text("member.tier.code"), reached.Text("member.tierChanged.from.code"), reached.Text("member.tierChanged.to.code")));
        var jump = await till.SellForAsync(member, 35_000);
        Assert.Equal("diamond", jump.Text("member.tier.code"));
        Assert.Equal(["regular:join", "silver:upgrade", "diamond:upgrade"], await HistoryAsync());
    }

    [Fact]
    public async Task A_level_lasts_twelve_months_and_thirty_days_of_grace_and_ends_at_midnight()
    {
        await till.SellForAsync(member, 5000);
        app.Clock.Set(new DateTimeOffset(2027, 3, 9, 15, 59, 59, TimeSpan.Zero)); // 23:59:59 on 9 March 2027 in Taipei
        Assert.Equal(0, await ReviewAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await ReviewAsync());
        Assert.Equal(20, (await till.ReadAsync(member)).TierLevel);
        app.Clock.Set(new DateTimeOffset(2027, 4, 8, 15, 59, 59, TimeSpan.Zero));
        Assert.Equal(0, await ReviewAsync());
        Assert.Equal(20, (await till.ReadAsync(member)).TierLevel);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await ReviewAsync());
        Assert.Equal(10, (await till.ReadAsync(member)).TierLevel);
        Assert.Equal(0, await ReviewAsync());
        Assert.Equal(["regular:join", "silver:upgrade", "regular:downgrade"], await HistoryAsync());
    }

    [Fact]
    public async Task Spending_the_threshold_again_within_the_period_renews_it()
    {
        await till.SellForAsync(member, 5000);
        app.Clock.Advance(TimeSpan.FromDays(200));
        await till.SellForAsync(member, 5000);
        app.Clock.Set(new DateTimeOffset(2027, 3, 10, 3, 0, 0, TimeSpan.Zero));
        await ReviewAsync();
        Assert.Equal(["regular:join", "silver:upgrade", "silver:renewal"], await HistoryAsync());
        var until = await app.DbAsync(db => db.TierPeriods.Where(p => p.MemberId == member.Id && p.ToAt == null).Select(p => p.ValidUntil).SingleAsync());
        Assert.Equal(new DateTime(2028, 3, 9, 16, 0, 0, DateTimeKind.Utc), until);
    }

    [Fact]
    public async Task At_the_end_a_member_falls_to_what_the_year_justifies()
    {
        await till.SellForAsync(member, 16_000);
        app.Clock.Advance(TimeSpan.FromDays(100));
        await till.SellForAsync(member, 6000);
        app.Clock.Set(new DateTimeOffset(2027, 4, 9, 3, 0, 0, TimeSpan.Zero));
        await ReviewAsync();
        Assert.Equal(["regular:join", "gold:upgrade", "silver:downgrade"], await HistoryAsync());
    }

    [Fact]
    public async Task A_review_that_comes_years_late_does_every_year_it_missed()
    {
        await till.SellForAsync(member, 16_000);
        app.Clock.Set(new DateTimeOffset(2028, 6, 1, 3, 0, 0, TimeSpan.Zero));
        await ReviewAsync();
        Assert.Equal(["regular:join", "gold:upgrade", "regular:downgrade"], await HistoryAsync());
        Assert.Equal(new DateTime(2027, 4, 8, 16, 0, 0, DateTimeKind.Utc),
            await app.DbAsync(db => db.TierPeriods.Where(p => p.MemberId == member.Id && p.Reason == TierReasons.Downgrade).Select(p => p.FromAt).SingleAsync()));
    }

    [Fact]
    public async Task Returning_the_sale_that_brought_the_level_takes_it_back_at_once()
    {
        await till.SellForAsync(member, 5200);
        var deciding = await till.SellForAsync(member, 10_000);
        Assert.Equal("gold", deciding.Text("member.tier.code"));
        var back = await till.RefundAsync(deciding);
        Assert.Equal(("silver", "gold"), (back.Text("member.tier.code"), back.Text("member.tierChanged.from.code")));
        Assert.Equal(["regular:join", "silver:upgrade", "gold:upgrade", "silver:refund"], await HistoryAsync());
        var periods = await app.DbAsync(db => db.TierPeriods.Where(p => p.MemberId == member.Id).OrderBy(p => p.Id).ToListAsync());
        Assert.Equal(periods[1].ValidUntil, periods[3].ValidUntil); // the silver year goes on as it was
    }

    [Fact]
    public async Task Returning_the_sale_below_all_levels_takes_them_all_back()
    {
        var first = await till.SellForAsync(member, 5200);
        await till.SellForAsync(member, 10_000);
        var back = await till.RefundAsync(first);
        // 10 000 remain: silver by what was kept, not gold, not the silver of the returned sale.
        Assert.Equal("silver", back.Text("member.tier.code"));
    }

    [Fact]
    public async Task A_return_that_leaves_the_level_justified_changes_nothing()
    {
        await till.SellForAsync(member, 6000);
        var small = await till.SellForAsync(member, 500);
        var back = await till.RefundAsync(small);
        Assert.Equal("silver", back.Text("member.tier.code"));
        Assert.Equal(["regular:join", "silver:upgrade"], await HistoryAsync());
    }

    [Fact]
    public async Task Sales_older_than_twelve_months_do_not_count()
    {
        await till.SellForAsync(member, 3000);
        app.Clock.Set(new DateTimeOffset(2027, 3, 9, 2, 0, 0, TimeSpan.Zero));
        using var renewed = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        Assert.Equal(3000, await SpendAsync());
        app.Clock.Set(new DateTimeOffset(2027, 3, 10, 2, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await SpendAsync());
        Assert.Equal("regular", (await renewed.SellForAsync(member, 2500)).Text("member.tier.code"));
    }

    [Fact]
    public async Task The_card_tells_the_way_to_the_next_level()
    {
        await till.SellForAsync(member, 5600);
        var card = (await app.InScopeAsync(s => s.Get<ReadCard>().ExecuteAsync(member.Id, default)))!;
        Assert.Equal(("silver", "金卡會員", 9400, 15_000, 5600), (card.Tier.Code, card.Tier.Next!.Name, card.Tier.Next.AmountToGo, card.Tier.Next.Threshold, card.Tier.Spend12m));
        Assert.Equal(new DateTime(2027, 3, 9, 15, 59, 59, DateTimeKind.Utc), card.Tier.ValidUntil);
    }

    private async Task<long> SpendAsync() => (await app.InScopeAsync(s => s.Get<ReadCard>().ExecuteAsync(member.Id, default)))!.Tier.Spend12m;

    private Task<int> ReviewAsync() => app.InScopeAsync(async s =>
    {
        var review = s.Get<ReviewTiers>();
        var due = await review.DueAsync(0, 100, default);
        foreach (var id in due) await review.ExecuteAsync(id, default);
        return due.Count;
    });

    private Task<List<string>> HistoryAsync() => app.DbAsync(async db => (await db.TierPeriods.Where(p => p.MemberId == member.Id).OrderBy(p => p.Id)
        .Select(p => new { Tier = db.Tiers.Where(t => t.Level == p.Level).Select(t => t.Code).First(), p.Reason }).ToListAsync()).Select(p => $"{p.Tier}:{p.Reason}").ToList());
}

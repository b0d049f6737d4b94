using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.Rewards.Stamps;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Tiers;

/// <summary>What a return, or a sale that arrives late, does to a level that was reached, kept or lost on another day. The clock starts on 10 March 2026.</summary>
public sealed class TierReturnsTests : IAsyncLifetime
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
    public async Task Buying_and_returning_the_next_day_does_not_prolong_the_level_before()
    {
        await till.SellForAsync(member, 5200);
        app.Clock.Advance(TimeSpan.FromDays(200));
        var sold = await till.SellForAsync(member, 10_000);
        Assert.Equal("gold", sold.Text("member.tier.code"));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.RefundAsync(sold);
        Assert.Equal(["regular:join", "silver:upgrade", "gold:upgrade", "silver:refund"], await app.TiersOfAsync(member));
        var periods = await PeriodsAsync();
        Assert.Equal((periods[1].ValidUntil, periods[1].CountsAfter), (periods[3].ValidUntil, periods[3].CountsAfter));
    }

    [Fact]
    public async Task A_level_of_points_goes_with_the_points_of_the_returned_sale_on_whatever_day_it_comes_back()
    {
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 1000 } });
        var sold = await till.SellForAsync(member, 10_000);
        Assert.Equal("gold", sold.Text("member.tier.code"));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.RefundAsync(sold);
        Assert.Equal("regular", await app.TierOfAsync(member));
    }

    [Fact]
    public async Task Points_taken_back_for_a_sale_of_before_do_not_count_against_the_period_after_it()
    {
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 1000 }, KeepSame = false, Keep = new() { Points = 100 }, GraceDays = 0, Downgrade = TierDowngrade.OneStep });
        await till.SellForAsync(member, 10_000);
        var second = await till.SellForAsync(member, 10_000);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.RefundAsync(second);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.SellForAsync(member, 1000);
        await app.PassToAsync(new(2027, 3, 10));
        Assert.Equal(["regular:join", "gold:upgrade", "gold:renewal"], await app.TiersOfAsync(member));
    }

    [Fact]
    public async Task Points_that_had_lapsed_before_their_sale_came_back_reach_no_level_either()
    {
        await app.DecideAsync(p => p with { Expiry = new RollingDays(5) });
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 600 } });
        var sold = await till.SellAsync(member, new { name = "咖啡機", quantity = 2, amount = 10_000 });
        Assert.Equal("gold", sold.Text("member.tier.code"));
        app.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(0, (await till.RefundAsync(sold, new { line = 0, quantity = 1 })).Number("refund.pointsTakenBack"));
        // Money still reaches silver.
        Assert.Equal("silver", await app.TierOfAsync(member));
        await till.RefundAsync(sold);
        Assert.Equal("regular", await app.TierOfAsync(member));
        // Taken off once: what is bought then counts from nothing.
        await till.SellForAsync(member, 5900);
        Assert.Equal("silver", await app.TierOfAsync(member));
        Assert.Equal(1, await ForecastAsync("silver"));
        Assert.Equal("gold", (await till.SellForAsync(member, 100)).Text("member.tier.code"));
        Assert.Equal(1, await ForecastAsync("gold"));
    }

    [Fact]
    public async Task Points_of_a_stamp_prize_that_a_return_undoes_come_off_the_day_they_were_won_on()
    {
        await StampBook.PrintAsync(app, "big", StampBook.Each(5000, 2, (2, new PointsPrize(500))));
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 1000 }, KeepSame = false, Keep = new() { Points = 100 }, GraceDays = 0, Downgrade = TierDowngrade.OneStep });
        await till.SellForAsync(member, 10_000);
        var second = await till.SellForAsync(member, 10_000);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.RefundAsync(second);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.SellForAsync(member, 1000);
        await app.PassToAsync(new(2027, 3, 10));
        Assert.Equal(["regular:join", "gold:upgrade", "gold:renewal"], await app.TiersOfAsync(member));
    }

    [Fact]
    public async Task A_level_goes_with_the_stamp_prize_that_had_reached_it()
    {
        await StampBook.PrintAsync(app, "big", StampBook.Each(5000, 2, (2, new PointsPrize(500))));
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 1400 } });
        var first = await till.SellAsync(member, new { name = "咖啡機", quantity = 2, amount = 10_000 });
        Assert.Equal("gold", (await till.SellForAsync(member, 4900)).Text("member.tier.code"));
        // Without the prize it is 990 points; money reaches silver.
        Assert.Equal("silver", (await till.RefundAsync(first, new { line = 0, quantity = 1 })).Text("member.tier.code"));
    }

    [Fact]
    public async Task A_level_justified_at_the_end_of_another_goes_with_the_sale_that_justified_it()
    {
        await app.ChangeTierAsync("gold", f => f with { Months = 1, ValidFor = 60, ValidInDays = true, GraceDays = 0 });
        await app.ChangeTierAsync("silver", f => f with { Months = 1 });
        await till.SellForAsync(member, 15_000);
        app.Clock.Advance(TimeSpan.FromDays(45)); // 24 April
        var sold = await till.SellForAsync(member, 6000);
        await app.PassToAsync(new(2026, 5, 9));
        Assert.Equal("silver", await app.TierOfAsync(member));
        await app.PassToAsync(new(2026, 5, 12));
        Assert.Equal("regular", (await till.RefundAsync(sold)).Text("member.tier.code"));
        Assert.Equal(["regular:join", "gold:upgrade", "silver:downgrade", "regular:refund"], await app.TiersOfAsync(member));
    }

    [Fact]
    public async Task The_gift_of_a_level_goes_back_with_all_its_parts_its_place_and_a_word_about_what_was_used()
    {
        var bundle = await Kinds.SaveAsync(app, CouponKind.Bundle, rules: new CouponRules { Bundle = [new BundlePart("welcome", 2)] });
        await app.ChangeTierAsync("silver", f => f with { EntryCoupon = bundle.Code });
        var before = await IssuedAsync("welcome");
        var sold = await till.SellForAsync(member, 5000);
        var parts = await CouponsAsync();
        Assert.Equal([CouponState.Unpacked, CouponState.Issued, CouponState.Issued], parts.Select(c => c.State));
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(parts[1]), store = "TPE1" });
        await till.RefundAsync(sold);
        Assert.Equal([CouponState.Unpacked, CouponState.Redeemed, CouponState.Revoked], (await CouponsAsync()).Select(c => c.State));
        Assert.Equal(before + 1, await IssuedAsync("welcome"));
        Assert.Equal([MemberEvents.CouponFlagged, MemberEvents.CouponRevoked], await TakenBackAsync());
        using var office = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        Assert.Contains("贈券已使用，但帶來它的消費已退貨", await office.ReadAsync($"/admin/members/{member.Ref}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gift_of_a_level_that_another_had_interrupted_goes_back_too()
    {
        await app.ChangeTierAsync("silver", f => f with { EntryCoupon = "reactivation60" });
        var first = await till.SellForAsync(member, 5200);
        app.Clock.Advance(TimeSpan.FromDays(1));
        var second = await till.SellForAsync(member, 10_000);
        await till.RefundAsync(second);
        Assert.Equal([CouponState.Issued], (await CouponsAsync()).Select(c => c.State));
        Assert.Equal("regular", (await till.RefundAsync(first)).Text("member.tier.code"));
        Assert.Equal([CouponState.Revoked], (await CouponsAsync()).Select(c => c.State));
        Assert.Equal([MemberEvents.CouponRevoked], await TakenBackAsync());
        Assert.Equal(0, await IssuedAsync("reactivation60"));
    }

    [Fact]
    public async Task A_bought_level_is_kept_by_what_its_rules_ask_for()
    {
        await app.DbAsync(async db =>
        {
            db.Products.Add(new() { Sku = "VIP-1Y", Name = "尊榮年卡", NameEn = "VIP pass", Category = "會籍", Price = 1200 });
            return await db.SaveChangesAsync();
        });
        await app.SaveTierAsync(new TierForm
        {
            Code = "vip", Name = "尊榮會員", Above = 20, Sku = "VIP-1Y", Reach = new() { Spend = 10_000 }, KeepSame = false, Keep = new() { Spend = 3000 }, Months = 1, ValidFor = 100, ValidInDays = true, GraceDays = 0,
        }, null);
        var lazy = await till.NewMemberAsync();
        foreach (var buyer in new[] { member, lazy }) await till.SellAsync(buyer, Till.Line("VIP-1Y", 1, 1200));
        app.Clock.Advance(TimeSpan.FromDays(10));
        await till.SellForAsync(member, 3000);
        await app.PassToAsync(new(2026, 6, 18));
        Assert.Equal(["regular:join", "vip:bought", "vip:renewal"], await app.TiersOfAsync(member));
        Assert.Equal(["regular:join", "vip:bought", "regular:downgrade"], await app.TiersOfAsync(lazy));
    }

    [Theory]
    [InlineData(0, 9, "2027-03-09")]
    [InlineData(10, 19, "2027-03-19")]
    public async Task A_sale_of_the_last_day_that_arrives_after_the_nights_review_still_keeps_the_level(int grace, int lastDay, string countsAfter)
    {
        await app.ChangeTierAsync("gold", f => f with { KeepSame = false, Keep = new() { Spend = 5000 }, GraceDays = grace, Downgrade = TierDowngrade.OneStep, EntryCoupon = "reactivation60" });
        await till.SellForAsync(member, 15_000);
        await app.PassToAsync(new(2027, 3, lastDay));
        await app.PassToAsync(new(2027, 3, lastDay + 1));
        Assert.Equal("silver", await app.TierOfAsync(member));
        using var late = await Till.OpenAsync(app);
        var sale = late.Sale(member, new { name = "外帶", quantity = 1, amount = 5000 });
        sale["occurredAt"] = new DateTimeOffset(2027, 3, lastDay, 20, 0, 0, TimeSpan.FromHours(8)).ToString("O");
        var sold = await late.PostAsync("purchases", sale);
        Assert.Equal("gold", sold.Text("member.tier.code"));
        Assert.Equal(["regular:join", "gold:upgrade", "silver:downgrade", "gold:renewal"], await app.TiersOfAsync(member));
        var kept = (await PeriodsAsync())[^1];
        Assert.Equal((new DateTime(2028, 3, 9, 16, 0, 0, DateTimeKind.Utc), countsAfter), (kept.ValidUntil, kept.CountsAfter.ToString("O", null)));
        // Kept, not reached anew: no second gift.
        Assert.Single(await CouponsAsync());
        Assert.Equal("silver", (await late.RefundAsync(sold)).Text("member.tier.code"));
        // A sale of after the end keeps nothing.
        Assert.Equal("silver", (await late.SellForAsync(member, 5000)).Text("member.tier.code"));
    }

    private async Task<int> ForecastAsync(string tier) =>
        (await app.InScopeAsync(s => s.Get<ForecastTiers>().ExecuteAsync(s.Get<EvaluateTier>().RulesAsync(default).Result, default))).Single(f => f.Tier.Code == tier).Justified;

    private Task<List<TierPeriod>> PeriodsAsync() => app.DbAsync(db => db.TierPeriods.AsNoTracking().Where(p => p.MemberId == member.Id).OrderBy(p => p.Id).ToListAsync());

    private Task<List<Coupon>> CouponsAsync() => app.DbAsync(db => db.Coupons.AsNoTracking().Where(c => c.MemberId == member.Id).OrderBy(c => c.Id).ToListAsync());

    private Task<long> IssuedAsync(string kind) => app.DbAsync(db => db.CouponDefinitions.Where(d => d.Code == kind).Select(d => d.IssuedCount).SingleAsync());

    private Task<List<string>> TakenBackAsync() => app.DbAsync(db => db.MemberEvents
        .Where(e => e.MemberId == member.Id && (e.Kind == MemberEvents.CouponRevoked || e.Kind == MemberEvents.CouponFlagged)).OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync());
}

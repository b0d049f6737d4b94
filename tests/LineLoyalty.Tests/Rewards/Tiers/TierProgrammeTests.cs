using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Server.Admin;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Tiers;

/// <summary>Levels as a brand sets them; sales come through the till.</summary>
public sealed class TierProgrammeTests : IAsyncLifetime
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
    public async Task Visits_count_days_not_receipts_and_one_large_sale_can_do_as_well()
    {
        await ChangeAsync("silver", f => f with { Reach = new() { Any = true, Visits = 3, SingleSale = 2000 } });
        for (var receipt = 0; receipt < 5; receipt++) await till.SellForAsync(member, 100);
        Assert.Equal("regular", (await TierAsync()).Code);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.SellForAsync(member, 100);
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("silver", (await till.SellForAsync(member, 100)).Text("member.tier.code"));

        var other = await till.NewMemberAsync();
        Assert.Equal("silver", (await till.SellForAsync(other, 2000)).Text("member.tier.code"));
    }

    [Fact]
    public async Task Keeping_a_level_can_cost_less_than_reaching_it()
    {
        await ChangeAsync("gold", f => f with { KeepSame = false, Keep = new() { Spend = 10_000 } });
        await till.SellForAsync(member, 15_000);
        app.Clock.Advance(TimeSpan.FromDays(200));
        await till.SellForAsync(member, 10_000);
        await PassToAsync(new(2027, 3, 10));
        Assert.Equal(["regular:join", "gold:upgrade", "gold:renewal"], await HistoryAsync());
    }

    [Fact]
    public async Task What_keeps_a_level_in_its_grace_does_not_count_for_the_next_period()
    {
        await till.SellForAsync(member, 5000);
        await PassToAsync(new(2027, 3, 12));
        Assert.Equal(["regular:join", "silver:upgrade"], await HistoryAsync());
        using var late = await Till.OpenAsync(app, life: TimeSpan.FromDays(365));
        await late.SellForAsync(member, 5000);
        Assert.Equal(["regular:join", "silver:upgrade", "silver:renewal"], await HistoryAsync());
        // The new period began with the old one's end and asks for 5 000 of its own.
        await PassToAsync(new(2028, 3, 11));
        await PassToAsync(new(2028, 4, 9));
        Assert.Equal("regular", (await TierAsync()).Code);
    }

    [Fact]
    public async Task Levels_have_periods_of_their_own()
    {
        // WishMobile's example: 365, 365 and 180 days.
        await ChangeAsync("gold", f => f with { ValidFor = 180, ValidInDays = true, GraceDays = 0, KeepSame = false, Keep = new() { Spend = 8000 }, Downgrade = TierDowngrade.OneStep });
        await till.SellForAsync(member, 15_000);
        await PassToAsync(new(2026, 9, 5));
        Assert.Equal("gold", (await TierAsync()).Code);
        await PassToAsync(new(2026, 9, 6));
        Assert.Equal("silver", (await TierAsync()).Code);
        await PassToAsync(new(2027, 9, 6)); // silver lasts a year
        Assert.Equal("silver", (await TierAsync()).Code);
        await PassToAsync(new(2027, 10, 6));
        Assert.Equal("regular", (await TierAsync()).Code);
    }

    [Fact]
    public async Task One_step_down_or_never()
    {
        await ChangeAsync("gold", f => f with { Downgrade = TierDowngrade.OneStep, GraceDays = 0 });
        await ChangeAsync("diamond", f => f with { Downgrade = TierDowngrade.Never });
        await till.SellForAsync(member, 15_000);
        var loyal = await till.NewMemberAsync();
        await till.SellForAsync(loyal, 40_000);
        await PassToAsync(new(2027, 3, 10));
        Assert.Equal("silver", (await TierAsync()).Code);
        await PassToAsync(new(2029, 3, 12));
        Assert.Equal("diamond", (await TierAsync(loyal)).Code);
    }

    [Fact]
    public async Task Purchases_that_still_justify_a_level_renew_it_when_its_own_period_was_short()
    {
        await ChangeAsync("gold", f => f with { ValidFor = 180, ValidInDays = true, GraceDays = 0 });
        await till.SellForAsync(member, 15_000);
        await PassToAsync(new(2026, 9, 6));
        Assert.Equal(["regular:join", "gold:upgrade", "gold:renewal"], await HistoryAsync());
    }

    [Fact]
    public async Task Staff_set_a_level_until_a_day_and_a_sale_does_not_undo_a_level_set_lower()
    {
        await till.SellForAsync(member, 20_000);
        await SetAsync("silver", new DateOnly(2026, 6, 30));
        Assert.Equal("silver", (await till.SellForAsync(member, 100)).Text("member.tier.code"));
        await PassToAsync(new(2026, 7, 1));
        Assert.Equal("gold", (await TierAsync()).Code);
        var period = await app.DbAsync(db => db.TierPeriods.SingleAsync(p => p.MemberId == member.Id && p.Reason == TierReasons.Manual));
        Assert.Equal(("請店長確認過", new DateTime(2026, 6, 30, 16, 0, 0, DateTimeKind.Utc)), (period.Note, period.ValidUntil!.Value));
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "member.tier_set")));
    }

    [Fact]
    public async Task A_level_is_bought_lasts_its_time_and_goes_back_with_the_return()
    {
        await app.InScopeAsync(async s =>
        {
            var db = s.Get<LoyaltyDb>();
            db.Products.Add(new() { Sku = "VIP-1Y", Name = "尊榮年卡", NameEn = "VIP pass", Category = "會籍", Price = 1200 });
            return await db.SaveChangesAsync();
        });
        var problems = await SaveAsync(new TierForm { Code = "vip", Name = "尊榮會員", Above = 20, Sku = "VIP-1Y", ValidFor = 365, ValidInDays = true, GraceDays = 0 }, null);
        Assert.Empty(problems);
        var sold = await till.SellAsync(member, Till.Line("VIP-1Y", 1, 1200));
        Assert.Equal("vip", sold.Text("member.tier.code"));
        Assert.Equal(25, (await TierAsync()).Level);
        await till.RefundAsync(sold);
        Assert.Equal("regular", (await TierAsync()).Code);
        Assert.Equal(["regular:join", "vip:bought", "regular:refund"], await HistoryAsync());
    }

    [Fact]
    public async Task The_gift_of_a_level_comes_with_it_and_goes_with_the_returned_sale_unless_it_was_used()
    {
        await ChangeAsync("silver", f => f with { EntryCoupon = "reactivation60" });
        var sold = await till.SellForAsync(member, 5000);
        var gift = await app.DbAsync(db => db.Coupons.SingleAsync(c => c.MemberId == member.Id && c.Reason == "tier"));
        Assert.Equal(CouponState.Issued, gift.State);
        await till.RefundAsync(sold);
        Assert.Equal(CouponState.Revoked, await app.DbAsync(db => db.Coupons.Where(c => c.Id == gift.Id).Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task Saving_says_what_is_wrong_and_moves_nobody()
    {
        await till.SellForAsync(member, 5000);
        Assert.Equal(["Code", "Above", "Name", "Color"], (await SaveAsync(new TierForm { Code = "Bad Code", Color = "red" }, null)).Select(p => p.Field));
        Assert.Contains(await SaveAsync(new TierForm { Code = "x1", Name = "x", Above = 10, KeepSame = false, EntryCoupon = "none", GraceDays = 400 }, null), p => p.Field == "Keep");
        await ChangeAsync("silver", f => f with { Reach = new() { Spend = 9000 } });
        Assert.Equal("silver", (await TierAsync()).Code);
        var forecast = await app.InScopeAsync(s => s.Get<ForecastTiers>().ExecuteAsync(s.Get<EvaluateTier>().RulesAsync(default).Result, default));
        Assert.Equal([("regular", 0, 1), ("silver", 1, 0)], forecast.Take(2).Select(f => (f.Tier.Code, f.Now, f.Justified)));
    }

    private async Task ChangeAsync(string code, Func<TierForm, TierForm> change)
    {
        var tier = await app.DbAsync(db => db.Tiers.AsNoTracking().SingleAsync(t => t.Code == code));
        Assert.Empty(await SaveAsync(change(TierForm.Of(tier)), code));
    }

    private Task<IReadOnlyList<FormProblem>> SaveAsync(TierForm form, string? existing) => app.InScopeAsync(s => s.Get<SaveTier>().ExecuteAsync(form, existing, 1, default));

    private async Task SetAsync(string code, DateOnly until) =>
        Assert.True((await app.InScopeAsync(s => s.Get<ChangeMember>().SetTierAsync(member.Ref, code, until, "請店長確認過", 1, default))).Succeeded(out _, out _));

    /// <summary>Eight in the morning of a day at the brand, after the night's review.</summary>
    private async Task PassToAsync(DateOnly day)
    {
        app.Clock.Set(new DateTimeOffset(day.ToDateTime(new TimeOnly(0, 0)), TimeSpan.Zero));
        await app.InScopeAsync(async s =>
        {
            var review = s.Get<ReviewTiers>();
            foreach (var id in await review.DueAsync(0, 100, default)) await review.ExecuteAsync(id, default);
            return true;
        });
    }

    private Task<Tier> TierAsync(Member? of = null)
    {
        var id = (of ?? member).Id;
        return app.DbAsync(db => db.Tiers.AsNoTracking().SingleAsync(t => db.Members.Any(m => m.Id == id && m.TierLevel == t.Level)));
    }

    private Task<List<string>> HistoryAsync() => app.DbAsync(async db => (await db.TierPeriods.Where(p => p.MemberId == member.Id).OrderBy(p => p.Id)
        .Select(p => new { Tier = db.Tiers.Where(t => t.Level == p.Level).Select(t => t.Code).First(), p.Reason }).ToListAsync()).Select(p => $"{p.Tier}:{p.Reason}").ToList());
}

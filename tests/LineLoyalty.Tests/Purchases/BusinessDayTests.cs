using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.Rewards.Stamps;
using LineLoyalty.Tests.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>TPE1 is a bar whose day begins at 04:00; TPE2 goes by the calendar. 13 March 2026 is a Friday.</summary>
public sealed class BusinessDayTests
{
    private static readonly DateOnly Friday = new(2026, 3, 13);

    private static DateTimeOffset At(int day, int hour, int minute, int second = 0) => new(2026, 3, day, hour, minute, second, TimeSpan.FromHours(8));

    private static async Task BeginDayAsync(BackOffice office)
    {
        using var saved = await office.SubmitAsync("/admin/stores/edit/TPE1", "/admin/stores/edit/TPE1",
            ("Form.Name", "信義店"), ("Form.Channel", "store"), ("Form.DayStartsAt", "240"), ("Form.Active", "true"));
        Assert.Equal("/admin/stores", saved.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_sale_past_midnight_earns_and_counts_as_the_evening_before()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var office = await BackOffice.SignedInAsync(app);
        await BeginDayAsync(office);
        await app.DecideAsync("friday", new EarningDefinition { Effect = new MultiplyEffect(200), Conditions = new EarningConditions { Weekdays = [5] } });
        await app.DecideAsync("daily", new EarningDefinition { Effect = new BonusEffect(5), CapPerDay = 5 });
        var member = await till.NewMemberAsync();
        async Task<long> SellAsync(DateTimeOffset at, string store)
        {
            app.Clock.Set(at);
            var sale = till.Sale(member, new { name = "調酒", quantity = 1, amount = 200 });
            sale["store"] = store;
            var quote = await till.PostAsync("purchases/quote", new { member = member.Ref, store, lines = sale["lines"] });
            var sold = await till.PostAsync("purchases", sale);
            Assert.Equal(quote.Number("pointsEarned"), sold.Number("purchase.pointsEarned"));
            return sold.Number("purchase.pointsEarned");
        }
        Assert.Equal(45, await SellAsync(At(13, 23, 30), "TPE1"));
        Assert.Equal(40, await SellAsync(At(14, 1, 30), "TPE1")); // Friday's still, and Friday's five have been given
        Assert.Equal(25, await SellAsync(At(14, 1, 31), "TPE2"));
        Assert.Equal(40, await SellAsync(At(14, 3, 59, 59), "TPE1"));
        Assert.Equal(20, await SellAsync(At(14, 4, 0), "TPE1"));

        var days = await app.DbAsync(db => db.Purchases.OrderBy(p => p.Id).Select(p => new { p.SoldOn, p.Weekday, p.Hour }).ToListAsync());
        Assert.Equal([(Friday, 5, 23), (Friday, 5, 1), (Friday.AddDays(1), 6, 1), (Friday, 5, 3), (Friday.AddDays(1), 6, 4)], days.Select(d => (d.SoldOn, d.Weekday, d.Hour)));
        var numbers = await app.DbAsync(db => db.BuyerStats.SingleAsync(b => b.MemberId == member.Id));
        Assert.Equal((2, 5), (numbers.SaleDays, numbers.Receipts));

        // Days that are over stay what they were.
        await app.DbAsync(async db =>
        {
            (await db.Stores.SingleAsync(s => s.Code == "TPE1")).DayStartsAt = 0;
            return await db.SaveChangesAsync();
        });
        Assert.Equal(Friday, await app.DbAsync(db => db.Purchases.OrderBy(p => p.Id).Select(p => p.SoldOn).FirstAsync()));
        Assert.Equal(20, await SellAsync(At(15, 1, 30), "TPE1") - 5);
        Assert.Equal(Friday.AddDays(2), await app.DbAsync(db => db.Purchases.OrderByDescending(p => p.Id).Select(p => p.SoldOn).FirstAsync()));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_coupon_for_one_use_a_day_is_used_up_until_the_bars_day_ends()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var office = await BackOffice.SignedInAsync(app);
        await BeginDayAsync(office);
        var kind = await Kinds.SaveAsync(app, CouponKind.Pass, 30, new CouponRules { Uses = 9, UsesPerDay = 1, Weekdays = [DayOfWeek.Friday, DayOfWeek.Saturday] });
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, kind.Code);
        var code = await till.CodeOfAsync(coupon);
        async Task<string?> UseAsync(DateTimeOffset at, string store)
        {
            app.Clock.Set(at);
            return (await till.PostAsync("coupons/redeem", new { code, store })).Code;
        }
        Assert.Equal("coupon.wrong_time", await UseAsync(At(13, 1, 30), "TPE1")); // Thursday's night
        Assert.Null(await UseAsync(At(13, 23, 30), "TPE1"));
        Assert.Equal("coupon.daily_limit", await UseAsync(At(14, 1, 30), "TPE1"));
        // With a sale as well.
        var sale = till.Sale(member, new { name = "調酒", quantity = 1, amount = 200 });
        sale["coupons"] = new[] { new { @ref = coupon.Ref } };
        Assert.Equal("coupon.daily_limit", (await till.PostAsync("purchases", sale)).Code);
        sale["store"] = "TPE2";
        Assert.Equal(30, (await till.PostAsync("purchases", sale)).Number("purchase.discount"));
        Assert.Equal("coupon.daily_limit", await UseAsync(At(14, 4, 0), "TPE1")); // used on Saturday, at the other store
        Assert.Null(await UseAsync(At(15, 3, 59), "TPE2") is "coupon.wrong_time" ? null : "Sunday at the other store");
        Assert.Equal("coupon.daily_limit", await UseAsync(At(15, 3, 59), "TPE1"));
    }

    [Fact]
    public async Task One_evening_is_one_visit_and_points_end_on_the_day_the_calendar_says()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var office = await BackOffice.SignedInAsync(app);
        await BeginDayAsync(office);
        await StampBook.PrintAsync(app, "visit", new StampDefinition { Stamps = 5, Earns = new PerVisit() });
        await app.DecideAsync(p => p with { Expiry = new Inactivity(10) });
        var member = await till.NewMemberAsync();
        async Task<long> SellAsync(DateTimeOffset at)
        {
            app.Clock.Set(at);
            return (await till.SellForAsync(member, 200)).At("stamps.0").GetProperty("stamps").GetInt64();
        }
        Assert.Equal((1, 0), (await SellAsync(At(13, 23, 30)), await SellAsync(At(14, 1, 30))));
        var ends = await app.DbAsync(db => db.PointsLots.Where(l => l.MemberId == member.Id).Select(l => l.ExpiresAt).Distinct().ToListAsync());
        Assert.Equal([At(25, 0, 0).UtcDateTime], ends); // ten days after the 14th
        Assert.Equal(1, await SellAsync(At(14, 4, 0)));
    }

    [Fact]
    public async Task Points_of_the_night_that_reached_a_level_do_not_keep_it_as_well()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var office = await BackOffice.SignedInAsync(app);
        await BeginDayAsync(office);
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 600 }, KeepSame = false, Keep = new() { Points = 100 }, GraceDays = 0, Downgrade = TierDowngrade.OneStep });
        var member = await till.NewMemberAsync();
        app.Clock.Set(At(14, 1, 30));
        Assert.Equal("gold", (await till.SellForAsync(member, 6000)).Text("member.tier.code"));
        await app.PassToAsync(new(2027, 3, 20));
        Assert.Equal(["regular:join", "gold:upgrade", "silver:downgrade"], await app.TiersOfAsync(member));
    }

    [Fact]
    public async Task A_day_cannot_begin_at_noon()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var office = await BackOffice.SignedInAsync(app);
        using var refused = await office.SubmitAsync("/admin/stores/edit/TPE1", "/admin/stores/edit/TPE1", ("Form.Name", "信義店"), ("Form.Channel", "store"), ("Form.DayStartsAt", "720"), ("Form.Active", "true"));
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("換日時間請選 00:00 到 08:00", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await app.DbAsync(db => db.Stores.Where(s => s.Code == "TPE1").Select(s => s.DayStartsAt).SingleAsync()));
    }
}

using LineLoyalty.Rewards.Coupons;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

public sealed class CouponDecisionTests
{
    // A Tuesday.
    private static readonly DateTime Noon = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Unspecified);
    private static readonly CouponOwnerFacts Silver = new("silver", Noon.AddDays(-10), 3, new Dictionary<long, long>());

    private static string? Why(CouponRules rules, DateTime? at = null, string? store = "TPE1", CouponOwnerFacts? owner = null, DateOnly? day = null) =>
        CouponDecision.Refuses(Kinds.Of(CouponKind.Amount, 10, rules), new CouponSale(at ?? Noon, day ?? DateOnly.FromDateTime(at ?? Noon), store, []), owner ?? Silver)?.Code;

    [Fact]
    public void A_plain_coupon_asks_nothing() => Assert.Null(Why(CouponRules.None));

    [Fact]
    public void Stores_are_named_or_left_out()
    {
        Assert.Null(Why(new CouponRules { Stores = ["TPE1", "TPE3"] }));
        Assert.Equal("coupon.wrong_store", Why(new CouponRules { Stores = ["TPE2"] }));
        Assert.Equal("coupon.wrong_store", Why(new CouponRules { NotStores = ["TPE1"] }));
        Assert.Null(Why(new CouponRules { Stores = ["TPE2"] }, store: null)); // the till has not said where it stands
    }

    [Theory]
    [InlineData("2026-03-10T13:59:59", null)]
    [InlineData("2026-03-10T14:00:00", "coupon.wrong_time")] // the end itself is over
    [InlineData("2026-03-10T10:59:59", "coupon.wrong_time")]
    [InlineData("2026-03-11T12:00:00", "coupon.wrong_time")] // Wednesday
    public void Weekdays_and_hours(string at, string? refusal) =>
        Assert.Equal(refusal, Why(new CouponRules { Weekdays = [DayOfWeek.Tuesday], FromTime = new TimeOnly(11, 0), ToTime = new TimeOnly(14, 0) }, DateTime.Parse(at, null)));

    [Theory]
    [InlineData("2026-03-10T22:00:00", null)]
    [InlineData("2026-03-11T01:59:59", null)] // still Tuesday's night
    [InlineData("2026-03-11T02:00:00", "coupon.wrong_time")]
    [InlineData("2026-03-11T22:30:00", "coupon.wrong_time")] // Wednesday's night
    [InlineData("2026-03-10T01:00:00", "coupon.wrong_time")] // Monday's night
    public void Hours_past_midnight_belong_to_the_evening_they_began_on(string at, string? refusal) =>
        Assert.Equal(refusal, Why(new CouponRules { Weekdays = [DayOfWeek.Tuesday], FromTime = new TimeOnly(22, 0), ToTime = new TimeOnly(2, 0) }, DateTime.Parse(at, null)));

    [Theory]
    [InlineData(DayOfWeek.Tuesday, "22:00", null)] // one o'clock on Wednesday is Tuesday's night, by the store's day as by the hours
    [InlineData(DayOfWeek.Monday, "22:00", "coupon.wrong_time")]
    [InlineData(DayOfWeek.Tuesday, "00:30", null)]
    [InlineData(DayOfWeek.Wednesday, "00:30", "coupon.wrong_time")]
    public void A_stores_own_late_night_is_not_moved_twice(DayOfWeek weekday, string from, string? refusal) =>
        Assert.Equal(refusal, Why(new CouponRules { Weekdays = [weekday], FromTime = TimeOnly.Parse(from, null), ToTime = new TimeOnly(2, 0) }, new DateTime(2026, 3, 11, 1, 0, 0, DateTimeKind.Unspecified), day: new DateOnly(2026, 3, 10)));

    [Fact]
    public void One_open_end_is_enough()
    {
        Assert.Null(Why(new CouponRules { FromTime = new TimeOnly(12, 0) }));
        Assert.Equal("coupon.wrong_time", Why(new CouponRules { ToTime = new TimeOnly(12, 0) }));
    }

    [Fact]
    public void Tiers_new_members_and_first_purchases()
    {
        Assert.Null(Why(new CouponRules { Tiers = ["gold", "silver"] }));
        Assert.Equal("coupon.wrong_tier", Why(new CouponRules { Tiers = ["gold"] }));
        Assert.Null(Why(new CouponRules { NewMemberDays = 10 })); // to the end of the tenth day
        Assert.Equal("coupon.new_members_only", Why(new CouponRules { NewMemberDays = 9 }));
        Assert.Equal("coupon.new_members_only", Why(new CouponRules { FirstPurchase = true }));
        Assert.Null(Why(new CouponRules { FirstPurchase = true }, owner: Silver with { PurchaseCount = 0 }));
    }

    [Fact]
    public void So_many_uses_a_day_and_so_much_money()
    {
        var kind = Kinds.Of(CouponKind.Amount, 10, new CouponRules { UsesPerDay = 2 });
        string? After(long uses) => CouponDecision.Refuses(kind, new CouponSale(Noon, DateOnly.FromDateTime(Noon), null, []), Silver with { UsesToday = new Dictionary<long, long> { [kind.Id] = uses } })?.Code;
        Assert.Equal((null, "coupon.daily_limit"), (After(1), After(2)));

        var budget = Kinds.Of(CouponKind.Amount, 10, also: d => (d.Budget, d.BudgetSpent) = (100, 100));
        Assert.Equal("coupon.budget_spent", CouponDecision.Refuses(budget, new CouponSale(Noon, DateOnly.FromDateTime(Noon), null, []), Silver)?.Code);
    }
}

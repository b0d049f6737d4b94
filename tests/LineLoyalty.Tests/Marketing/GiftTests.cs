using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class GiftTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_purchase_after_the_rule_began_brings_a_coupon_and_a_word_once()
    {
        await using var cafe = await CalmAsync();
        var old = await cafe.JoinAsync("老客人");
        await cafe.SellAsync(old);
        await cafe.GoToAsync(Opening.AddMinutes(2));
        await RuleAsync(cafe, GiftOccasion.FirstPurchase);
        var member = await cafe.JoinAsync("新客人");
        await cafe.SellAsync(member);
        await cafe.SellAsync(old);
        await cafe.GoToAsync(Opening.AddMinutes(4));
        await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddDays(1));
        Assert.Single(await cafe.CouponsAsync(member, "gift"));
        Assert.Contains("首購禮", Assert.Single(await cafe.HeardAsync(member)).Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.CouponsAsync(old, "gift"));
    }

    [Fact]
    public async Task The_third_visit_is_the_third_day_with_a_purchase()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.NthVisit, visit: 3);
        var member = await cafe.JoinAsync("常客");
        for (var day = 0; day < 3; day++)
        {
            await cafe.GoToAsync(Opening.AddDays(day).AddHours(1));
            Assert.Empty(await cafe.CouponsAsync(member, "gift"));
            await cafe.SellAsync(member);
            await cafe.SellAsync(member);
        }

        await cafe.GoToAsync(Opening.AddDays(2).AddHours(1).AddMinutes(2));
        Assert.Single(await cafe.CouponsAsync(member, "gift"));
    }

    [Fact]
    public async Task Each_calendar_month_gives_once_also_when_the_minutes_after_the_purchase_were_missed()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.MonthlyVisit);
        var member = await cafe.JoinAsync("每月來");
        foreach (var day in new[] { 0, 1, 20, 40, 41, 70 })
        {
            await cafe.GoToAsync(Opening.AddDays(day));
            await cafe.SellAsync(member);
            // Nobody looks within the next minutes; the next day's run finds the purchase.
            await cafe.GoToAsync(Opening.AddDays(day + 1).AddHours(-1));
        }

        Assert.Equal([3, 4, 5], (await cafe.CouponsAsync(member, "gift")).Select(c => cafe.Time.Local(c.IssuedAt).Month));
    }

    [Fact]
    public async Task A_visit_seconds_before_the_month_ends_has_that_months_gift_and_so_has_one_that_arrives_late()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.MonthlyVisit);
        var (member, late) = (await cafe.JoinAsync("最後一刻"), await cafe.JoinAsync("晚到"));
        await cafe.GoToAsync(new(2027, 3, 31, 23, 59, 30));
        await cafe.SellAsync(member);
        await cafe.GoToAsync(new(2027, 4, 1, 0, 1, 0));
        Assert.Single(await cafe.CouponsAsync(member, "gift"));
        await cafe.GoToAsync(new(2027, 4, 1, 10, 0, 0));
        await cafe.SellAsync(member);
        await cafe.SellAsync(late);
        await cafe.SellAsync(late, at: cafe.Time.At(new(2027, 3, 31), new(20, 0)));
        await cafe.GoToAsync(new(2027, 4, 1, 10, 2, 0));
        Assert.Equal(2, (await cafe.CouponsAsync(member, "gift")).Count);
        Assert.Equal(2, (await cafe.CouponsAsync(late, "gift")).Count);
    }

    [Fact]
    public async Task The_gift_of_a_purchase_goes_back_with_it_and_comes_again_with_one_that_is_kept()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.FirstPurchase);
        await RuleAsync(cafe, GiftOccasion.NthVisit, visit: 2);
        await RuleAsync(cafe, GiftOccasion.MonthlyVisit);
        var (member, minute) = (await cafe.JoinAsync("買了又退"), 0);
        var (first, next) = (new DateTime(2027, 3, 30, 12, 0, 0), new DateTime(2027, 4, 1, 12, 0, 0));
        await cafe.GoToAsync(first);
        await cafe.SellAsync(member);
        await LaterAsync(first);
        Assert.Equal([(CouponState.Issued, 2)], await StatesAsync());
        cafe.App.Clock.Set(new DateTimeOffset(next, TimeSpan.FromHours(8)));
        var returned = await cafe.SellAsync(member);
        await LaterAsync(next);
        Assert.Equal([(CouponState.Issued, 4)], await StatesAsync());
        // The second visit and this month's are undone; the first purchase and last month's still stand.
        await cafe.ReturnAsync(returned);
        await LaterAsync(next);
        await LaterAsync(next);
        Assert.Equal([(CouponState.Issued, 2), (CouponState.Revoked, 2)], await StatesAsync());
        Assert.Equal(2, await cafe.App.DbAsync(db => db.CouponDefinitions.Where(d => d.Code == "welcome").Select(d => d.IssuedCount).SingleAsync(Ct)));
        Assert.Equal(2, await cafe.App.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == member.Id && e.Kind == MemberEvents.CouponRevoked, Ct)));
        await cafe.SellAsync(member);
        await LaterAsync(next);
        await LaterAsync(next);
        Assert.Equal([(CouponState.Issued, 4), (CouponState.Revoked, 2)], await StatesAsync());
        Assert.Equal(6, (await cafe.HeardAsync(member)).Count(h => h.Text.Contains("首購禮", StringComparison.Ordinal)));

        Task LaterAsync(DateTime from) => cafe.GoToAsync(from.AddMinutes(minute += 2));
        async Task<List<(CouponState, int)>> StatesAsync() => [.. (await cafe.CouponsAsync(member, "gift")).GroupBy(c => c.State).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))];
    }

    [Fact]
    public async Task A_gift_that_was_used_is_flagged_once_when_its_purchase_is_returned_and_does_not_come_again()
    {
        await using var cafe = await CalmAsync();
        await RuleAsync(cafe, GiftOccasion.FirstPurchase);
        var member = await cafe.JoinAsync("用掉了");
        var first = await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddMinutes(2));
        await cafe.App.DbAsync(async db =>
        {
            var gift = await db.Coupons.SingleAsync(c => c.MemberId == member.Id && c.Reason == "gift", Ct);
            Assert.Null(gift.Redeem(cafe.App.Clock.Now, 1, null));
            return await db.SaveChangesAsync(Ct);
        });
        await cafe.ReturnAsync(first);
        foreach (var minute in new[] { 3, 4, 5 }) await cafe.GoToAsync(Opening.AddMinutes(minute));
        Assert.Equal(1, await cafe.App.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == member.Id && e.Kind == MemberEvents.CouponFlagged, Ct)));
        await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddMinutes(7));
        Assert.Equal([CouponState.Redeemed], (await cafe.CouponsAsync(member, "gift")).Select(c => c.State));
    }

    [Fact]
    public async Task A_gift_on_its_way_to_a_friend_goes_back_with_the_purchase_and_the_friend_finds_it_gone()
    {
        await using var cafe = await CalmAsync();
        var kind = await Kinds.SaveAsync(cafe.App, CouponKind.Amount, 50, new CouponRules { MayGive = true });
        await RuleAsync(cafe, GiftOccasion.FirstPurchase, coupon: kind.Code);
        var (member, friend) = (await cafe.JoinAsync("想轉送"), await cafe.JoinAsync("朋友"));
        var sold = await cafe.SellAsync(member);
        await cafe.GoToAsync(Opening.AddMinutes(2));
        var gift = Assert.Single(await cafe.CouponsAsync(member, "gift"));
        var offered = (await cafe.App.InScopeAsync(s => s.Get<GiveCoupon>().ExecuteAsync(member.Id, gift.Ref, null, Ct))).Value!;
        await cafe.ReturnAsync(sold);
        await cafe.GoToAsync(Opening.AddMinutes(4));
        Assert.Equal(CouponState.Revoked, Assert.Single(await cafe.CouponsAsync(member, "gift")).State);
        Assert.Equal("gift.taken_back", (await cafe.App.InScopeAsync(s => s.Get<ClaimGift>().ExecuteAsync(offered.Token, friend.Id, Ct))).Refusal?.Code);
    }

    [Fact]
    public async Task The_day_of_joining_comes_every_year_and_the_29th_of_February_on_the_28th()
    {
        // Of the years between only the last days before each stop are lived through: that is where a wrong day would show.
        await using var cafe = await Cafe.OpenAsync(new(2028, 2, 29, 12, 0, 0), [.. Quiet, ("Scheduling:LongestGapDays", "4")]);
        await RuleAsync(cafe, GiftOccasion.Anniversary);
        var member = await cafe.JoinAsync("閏日");
        foreach (var day in new DateTime[] { new(2028, 3, 1), new(2029, 2, 27), new(2029, 2, 28), new(2029, 3, 1), new(2032, 2, 28), new(2032, 2, 29) }) await cafe.GoToAsync(day.AddHours(10));
        Assert.Equal(["2029-02-28", "2032-02-29"], (await cafe.CouponsAsync(member, "gift")).Select(c => cafe.Time.DayOf(c.IssuedAt).ToString("O", null)));
    }

    private static readonly (string, string)[] Quiet =
        [("Programmes:Reactivation:Enabled", "false"), ("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false")];

    private static Task<Cafe> CalmAsync() => Cafe.OpenAsync(Opening, Quiet);

    private static Task<int> RuleAsync(Cafe cafe, GiftOccasion occasion, int visit = 0, string coupon = "welcome") => cafe.App.DbAsync(async db =>
    {
        db.GiftRules.Add(new GiftRule { Name = "首購禮", Occasion = occasion, Visit = visit, Coupon = coupon, BeganAt = cafe.App.Clock.Now });
        return await db.SaveChangesAsync(Ct);
    });
}

using System.Net;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Several coupons in one sale, and the quote that proposes them.</summary>
public sealed class StackedSaleTests(PosApp shared) : IClassFixture<PosApp>
{
    private static readonly CouponRules With = new() { Stacking = CouponStacking.WithOthers };

    private TestApp App => shared.App;

    [Fact]
    public async Task The_quote_proposes_what_the_sale_then_takes()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var ten = await till.GiveAsync(member, (await Kinds.SaveAsync(App, CouponKind.Percent, 10, With, d => d.MaximumDiscount = 100)).Code);
        var thirty = await till.GiveAsync(member, (await Kinds.SaveAsync(App, CouponKind.Amount, 30, With)).Code);
        var elsewhere = await till.GiveAsync(member, (await Kinds.SaveAsync(App, CouponKind.Amount, 90, new CouponRules { Stores = ["TPE2"] })).Code);
        var alone = await till.GiveAsync(member, "welcome");

        object lines = new[] { Till.Line("LATTE", 2, 240) };
        var quote = await till.PostAsync("purchases/quote", new { lines, member = member.Ref, store = "TPE1", suggest = true });
        Assert.Equal((54L, 0L), (quote.Number("suggestion.discount"), quote.Number("discount"))); // a proposal changes no price
        Assert.Equal([ten.Ref, thirty.Ref], quote.At("suggestion.coupons").EnumerateArray().Select(c => c.GetProperty("ref").GetString()!));
        Assert.Equal(
            new HashSet<(string, string)> { (elsewhere.Ref, "coupon.wrong_store"), (alone.Ref, "coupon.not_stackable") },
            quote.At("suggestion.others").EnumerateArray().Select(o => (o.GetProperty("ref").GetString()!, o.GetProperty("code").GetString()!)).ToHashSet());
        Assert.All(quote.At("suggestion.others").EnumerateArray(), o => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", o.GetProperty("reason").GetString()!));

        var sale = till.Sale(member, Till.Line("LATTE", 2, 240));
        sale["coupons"] = quote.At("suggestion.coupons").EnumerateArray().Select(c => new { @ref = c.GetProperty("ref").GetString() }).ToArray();
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((HttpStatusCode.Created, 54L, 186L, 2), (sold.Status, sold.Number("purchase.discount"), sold.Number("purchase.paid"), sold.At("coupons").GetArrayLength()));

        Assert.Equal([24L, 30L], await App.DbAsync(db => db.CouponUses.Where(u => u.MemberId == member.Id).OrderByDescending(u => u.CouponId == ten.Id).Select(u => u.Discount).ToListAsync()));
        var back = await till.RefundAsync(sold);
        Assert.True(back.At("refund.couponReturned").GetBoolean());
        Assert.Equal(4, await App.DbAsync(db => db.Coupons.CountAsync(c => c.MemberId == member.Id && c.State == CouponState.Issued)));
    }

    [Fact]
    public async Task Coupons_that_do_not_go_together_sell_nothing_and_stay_whole()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var (a, b) = (await till.GiveAsync(member, "welcome"), await till.GiveAsync(member, "reactivation60"));
        var sale = till.Sale(member);
        sale["coupon"] = new { @ref = a.Ref };
        sale["coupons"] = new[] { new { @ref = b.Ref } };
        var refused = await till.PostAsync("purchases", sale);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "coupon.not_stackable"), (refused.Status, refused.Code));
        Assert.Equal(2, await App.DbAsync(db => db.Coupons.CountAsync(c => c.MemberId == member.Id && c.State == CouponState.Issued)));
        sale["coupons"] = new[] { new { @ref = a.Ref } };
        Assert.Equal("coupon.not_stackable", (await till.PostAsync("purchases", sale)).Code); // twice the same one
    }

    [Fact]
    public async Task The_second_of_two_coupons_that_is_gone_undoes_the_first()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var kind = await Kinds.SaveAsync(App, CouponKind.Amount, 10, With);
        var (a, b) = (await till.GiveAsync(member, kind.Code), await till.GiveAsync(member, kind.Code));
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(b), store = "TPE1" });
        var sale = till.Sale(member);
        sale["coupons"] = new[] { new { @ref = a.Ref }, new { @ref = b.Ref } };
        Assert.Equal("coupon.already_redeemed", (await till.PostAsync("purchases", sale)).Code);
        Assert.Equal(CouponState.Issued, await App.DbAsync(db => db.Coupons.Where(c => c.Id == a.Id).Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task A_budget_pays_out_what_it_has_and_a_return_pays_back_in()
    {
        using var till = await Till.OpenAsync(App);
        var kind = await Kinds.SaveAsync(App, CouponKind.Amount, 60, also: d => d.Budget = 100);
        var (member, other) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        var (first, second) = (await till.GiveAsync(member, kind.Code), await till.GiveAsync(other, kind.Code));
        async Task<Answer> SellAsync(Member who, Coupon coupon)
        {
            var sale = till.Sale(who);
            sale["coupon"] = new { @ref = coupon.Ref };
            return await till.PostAsync("purchases", sale);
        }
        var sold = await SellAsync(member, first);
        Assert.Equal(60, sold.Number("purchase.discount"));
        Assert.Equal("coupon.budget_spent", (await SellAsync(other, second)).Code);
        await till.RefundAsync(sold);
        Assert.Equal(0, await App.DbAsync(db => db.CouponDefinitions.Where(d => d.Id == kind.Id).Select(d => d.BudgetSpent).SingleAsync()));
        Assert.Equal(60, (await SellAsync(other, second)).Number("purchase.discount"));
    }

    [Fact]
    public async Task A_coupon_that_is_not_returned_stays_used()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, (await Kinds.SaveAsync(App, CouponKind.Amount, 60, new CouponRules { NotReturned = true })).Code);
        var sale = till.Sale(member);
        sale["coupon"] = new { @ref = coupon.Ref };
        var back = await till.RefundAsync(await till.PostAsync("purchases", sale));
        Assert.False(back.At("refund.couponReturned").GetBoolean());
        Assert.Equal(CouponState.Redeemed, await App.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task A_bundle_becomes_its_parts_at_once()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var bundle = await Kinds.SaveAsync(App, CouponKind.Bundle, rules: new CouponRules { Bundle = [new BundlePart("welcome", 2), new BundlePart("birthday")] });
        var outcome = await App.InScopeAsync(s => s.Get<IssueCoupon>().ExecuteAsync(member.Id, bundle.Code, "test", $"t:{member.Id}", default));
        var again = await App.InScopeAsync(s => s.Get<IssueCoupon>().ExecuteAsync(member.Id, bundle.Code, "test", $"t:{member.Id}", default));
        Assert.Equal(outcome.Value!.Id, again.Value!.Id);
        var seen = await till.PostAsync("members/lookup", new { key = member.CardNumber });
        Assert.Equal(3, seen.At("member.coupons").GetArrayLength());
        Assert.Equal("coupon.not_found", (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(outcome.Value), store = "TPE1" })).Code);
    }

    [Fact]
    public async Task A_bundle_of_which_nothing_is_left_leaves_nothing_behind()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var part = await Kinds.SaveAsync(App, CouponKind.Amount, 30, also: d => d.IssueLimit = 0);
        var bundle = await Kinds.SaveAsync(App, CouponKind.Bundle, rules: new CouponRules { Bundle = [new BundlePart(part.Code, 2)] });
        // In a larger unit, as when a list is given out.
        var given = await App.InScopeAsync(async s =>
        {
            var db = s.Get<LoyaltyDb>();
            await using var unit = await db.BeginWriteAsync(default);
            var outcome = await s.Get<IssueCoupon>().ExecuteAsync(member.Id, bundle.Code, "test", $"gone:{member.Id}", default);
            await unit.CommitAsync(default);
            return outcome;
        });
        Assert.Equal("coupon.sold_out", given.Refusal?.Code);
        Assert.Equal((0, 0), await App.DbAsync(async db => (await db.Coupons.CountAsync(c => c.MemberId == member.Id), await db.MemberEvents.CountAsync(e => e.MemberId == member.Id && e.Kind == MemberEvents.CouponIssued))));
        await App.DbAsync(db => db.CouponDefinitions.Where(d => d.Id == part.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.IssueLimit, 10)));
        Assert.Null((await App.InScopeAsync(s => s.Get<IssueCoupon>().ExecuteAsync(member.Id, bundle.Code, "test", $"gone:{member.Id}", default))).Refusal);
        Assert.Equal((3, 1), await App.DbAsync(async db => (await db.Coupons.CountAsync(c => c.MemberId == member.Id), await db.CouponDefinitions.Where(d => d.Id == bundle.Id).Select(d => d.IssuedCount).SingleAsync())));
    }

    [Fact]
    public async Task A_coupon_of_later_days_waits_for_them()
    {
        using var till = await Till.OpenAsync(App);
        var member = await till.NewMemberAsync();
        var kind = await Kinds.SaveAsync(App, CouponKind.Amount, 60, new CouponRules { StartsOn = new DateOnly(2026, 3, 12), EndsOn = new DateOnly(2026, 3, 14) });
        var coupon = await till.GiveAsync(member, kind.Code);
        Assert.Equal((new DateTime(2026, 3, 11, 16, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 14, 16, 0, 0, DateTimeKind.Utc)), (coupon.ValidFrom, coupon.ValidUntil));
        Assert.Equal("coupon.not_yet", (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1" })).Code);
        var over = await Kinds.SaveAsync(App, CouponKind.Amount, 60, new CouponRules { EndsOn = new DateOnly(2026, 3, 9) });
        Assert.Equal("coupon.expired", (await App.InScopeAsync(s => s.Get<IssueCoupon>().ExecuteAsync(member.Id, over.Code, "test", null, default))).Refusal!.Code);
    }

    [Fact]
    public async Task A_member_is_given_no_more_than_one_member_may_have()
    {
        using var till = await Till.OpenAsync(App);
        var kind = await Kinds.SaveAsync(App, CouponKind.Amount, 60, new CouponRules { PerMember = 2 });
        var member = await till.NewMemberAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => App.InScopeAsync(s => s.Get<IssueCoupon>().ExecuteAsync(member.Id, kind.Code, "test", null, default))));
        Assert.Equal(2, outcomes.Count(o => o.Refusal is null));
        Assert.All(outcomes.Where(o => o.Refusal is not null), o => Assert.Equal("coupon.per_member", o.Refusal!.Code));
    }
}

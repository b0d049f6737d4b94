using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Money that was paid for a voucher comes back once: with its sale, as cash for its rest, or as value in the wallet, never twice and never not at all.</summary>
public sealed class PaidVoucherReturnTests
{
    private static readonly PaidTerms Terms = new(500, "信託專戶", "某銀行");

    private static Task<CouponDefinition> MoneyAsync(TestApp app, bool mayGive = false) => Kinds.SaveAsync(app, CouponKind.Amount, 500,
        new CouponRules { Paid = Terms, Stacking = CouponStacking.WithOthers, MayGive = mayGive }, d => d.SoldSku = "GIFT500");

    private static Task<CouponDefinition> CupsAsync(TestApp app, string? soldSku = "GIFT500") => Kinds.SaveAsync(app, CouponKind.Deposit,
        rules: new CouponRules { Uses = 10, Paid = Terms, Stacking = CouponStacking.WithOthers }, also: d => (d.ProductSku, d.SoldSku) = ("LATTE", soldSku));

    private static Task<List<Coupon>> WalletAsync(TestApp app, Member member) =>
        app.DbAsync(db => db.Coupons.AsNoTracking().Where(c => c.MemberId == member.Id).OrderBy(c => c.Id).ToListAsync());

    private static async Task<Answer> UseAsync(Till till, Coupon coupon, long units) =>
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1", units });

    [Fact]
    public async Task A_voucher_that_was_begun_is_not_returned_with_its_sale_but_cashed_out_for_its_rest()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MoneyAsync(app);
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("GIFT500", 1, 500), Till.Line("CAKE", 1, 90));
        var voucher = Assert.Single(await WalletAsync(app, member));
        await UseAsync(till, voucher, 1);

        var refused = await till.RefundAsync(sold);
        Assert.Equal((HttpStatusCode.Conflict, "refund.voucher_used", 0L, voucher.Ref, 499L), (refused.Status, refused.Code, refused.Number("line"), refused.Text("coupon"), refused.Number("left")));
        Assert.Equal(90, (await till.RefundAsync(sold, new { line = 1, quantity = 1 })).Number("refund.amount"));
        var cash = await till.PostAsync("coupons/refund", new { code = await till.CodeOfAsync(voucher), store = "TPE1", reason = "客人退券" });
        Assert.Equal(499, cash.Number("refund.amount"));
        Assert.Equal("refund.voucher_refunded", (await till.RefundAsync(sold)).Code);
        Assert.Equal(1, await app.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.LifetimeSpend).SingleAsync()));
    }

    [Fact]
    public async Task A_voucher_a_friend_has_is_the_friends_and_one_still_on_offer_is_taken_back()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MoneyAsync(app, mayGive: true);
        var (member, friend) = (await till.NewMemberAsync(), await till.NewMemberAsync("陳好友"));
        var sold = await till.SellAsync(member, Till.Line("GIFT500", 2, 1000));
        var bought = await WalletAsync(app, member);
        var given = await app.InScopeAsync(s => s.Get<GiveCoupon>().ExecuteAsync(member.Id, bought[0].Ref, null, default));
        Assert.Null(given.Refusal);
        Assert.Null((await app.InScopeAsync(s => s.Get<ClaimGift>().ExecuteAsync(given.Value!.Token, friend.Id, default))).Refusal);
        var open = await app.InScopeAsync(s => s.Get<GiveCoupon>().ExecuteAsync(member.Id, bought[1].Ref, null, default));
        Assert.Null(open.Refusal);

        Assert.Equal("refund.voucher_used", (await till.RefundAsync(sold)).Code);
        Assert.Equal(500, (await till.RefundAsync(sold, new { line = 0, quantity = 1 })).Number("refund.amount"));
        Assert.Equal([CouponState.Given, CouponState.Revoked], (await WalletAsync(app, member)).ConvertAll(c => c.State));
        Assert.NotNull((await app.InScopeAsync(s => s.Get<ClaimGift>().ExecuteAsync(open.Value!.Token, friend.Id, default))).Refusal);
        // The friend's own is money as before.
        var friends = Assert.Single(await WalletAsync(app, friend));
        Assert.Equal(500, (await till.PostAsync("coupons/refund", new { code = await till.CodeOfAsync(friends), store = "TPE1", reason = "朋友退券" })).Number("refund.amount"));
        Assert.Equal("refund.voucher_refunded", (await till.RefundAsync(sold)).Code);
    }

    [Fact]
    public async Task Of_several_pieces_the_untouched_ones_come_back_first()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await CupsAsync(app);
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("GIFT500", 2, 1000));
        var bought = await WalletAsync(app, member);
        await UseAsync(till, bought[1], 1);
        Assert.Equal(500, (await till.RefundAsync(sold, new { line = 0, quantity = 1 })).Number("refund.amount"));
        Assert.Equal([CouponState.Revoked, CouponState.Issued], (await WalletAsync(app, member)).ConvertAll(c => c.State));
        // What came back can be sold again.
        Assert.Equal(1, await app.DbAsync(db => db.CouponDefinitions.Where(d => d.SoldSku == "GIFT500").Select(d => d.IssuedCount).SingleAsync()));
        Assert.Equal("refund.voucher_used", (await till.RefundAsync(sold)).Code);
    }

    [Fact]
    public async Task A_sold_bundle_comes_back_with_all_its_parts()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var part = await Kinds.SaveAsync(app, CouponKind.Amount, 100);
        await Kinds.SaveAsync(app, CouponKind.Bundle, rules: new CouponRules { Bundle = [new BundlePart(part.Code, 5)] }, also: d => d.SoldSku = "GIFT500");
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("GIFT500", 1, 500));
        var parts = (await WalletAsync(app, member)).FindAll(c => c.State != CouponState.Unpacked);
        Assert.Equal(5, parts.Count);
        await UseAsync(till, parts[0], 1);
        Assert.Equal(500, (await till.RefundAsync(sold)).Number("refund.amount"));
        // Not paid for one by one: what was used is put before the staff, the rest ends.
        Assert.Equal((1, 5), ((await WalletAsync(app, member)).Count(c => c.State == CouponState.Redeemed), (await WalletAsync(app, member)).Count(c => c.State == CouponState.Revoked)));
        Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == member.Id && e.Kind == MemberEvents.CouponFlagged)));
    }

    [Fact]
    public async Task A_line_paid_by_voucher_comes_back_as_voucher_line_by_line()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var money = await MoneyAsync(app);
        var cups = await CupsAsync(app, soldSku: null);
        var member = await till.NewMemberAsync();
        var (voucher, ten) = (await till.GiveAsync(member, money.Code), await till.GiveAsync(member, cups.Code));
        var sale = till.Sale(member, Till.Line("CAKE", 3, 200), new { name = "豆", quantity = 1, amount = 150L }, Till.Line("LATTE", 2, 240));
        sale["coupons"] = new object[] { new { @ref = voucher.Ref }, new { @ref = ten.Ref } };
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal(0, sold.Number("purchase.paid"));
        Assert.Equal((150L, 8L), (await LeftAsync(voucher), await LeftAsync(ten)));

        async Task<long> LeftAsync(Coupon of) => await app.DbAsync(db => db.Coupons.Where(c => c.Id == of.Id).Select(c => c.UsesLeft).SingleAsync());
        async Task ReturnAsync(int line, int quantity, long money, long cup)
        {
            var back = await till.RefundAsync(sold, new { line, quantity });
            Assert.Equal((0L, true), (back.Number("refund.amount"), back.At("refund.couponReturned").GetBoolean()));
            Assert.Equal((money, cup), (await LeftAsync(voucher), await LeftAsync(ten)));
            await SeveralUsesTests.AssertUsesHoldAsync(app);
        }
        await ReturnAsync(2, 1, 150, 9);
        await ReturnAsync(0, 1, 150 + 66, 9);
        await ReturnAsync(1, 1, 366, 9);
        await ReturnAsync(0, 2, 500, 9);
        await ReturnAsync(2, 1, 500, 10);
        Assert.All(await app.DbAsync(db => db.CouponUses.ToListAsync()), u => Assert.Equal(CouponUseState.Returned, u.State));
    }

    [Fact]
    public async Task What_comes_back_of_a_sale_whose_voucher_was_cashed_out_since_is_money_again()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MoneyAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("GIFT500", 1, 500));
        var voucher = Assert.Single(await WalletAsync(app, member));
        var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount = 300L });
        sale["coupons"] = new[] { new { @ref = voucher.Ref } };
        var spent = await till.PostAsync("purchases", sale);
        var code = await till.CodeOfAsync(voucher);
        Assert.Equal(200, (await till.PostAsync("coupons/refund", new { code, store = "TPE1", reason = "退" })).Number("refund.amount"));

        Assert.True((await till.RefundAsync(spent)).At("refund.couponReturned").GetBoolean());
        Assert.Equal((CouponState.Issued, 300L), (await app.DbAsync(db => db.Coupons.Where(c => c.Id == voucher.Id).Select(c => new { c.State, c.UsesLeft }).SingleAsync())) is var now ? (now.State, now.UsesLeft) : default);
        Assert.Equal(300, (await till.PostAsync("coupons/refund", new { code, store = "TPE1", reason = "退" })).Number("refund.amount"));
        Assert.Equal("coupon.revoked", (await till.PostAsync("coupons/refund", new { code, store = "TPE1", reason = "退" })).Code);
        Assert.Equal(0, await app.DbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.LifetimeSpend).SingleAsync()));
    }
}

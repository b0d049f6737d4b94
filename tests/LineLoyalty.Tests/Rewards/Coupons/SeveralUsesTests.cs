using System.Net;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Passes, 寄杯 and money vouchers: coupons with more than one use.</summary>
public sealed class SeveralUsesTests
{
    private const int Tills = 40;

    private static Task<CouponDefinition> TenLattesAsync(TestApp app) =>
        Kinds.SaveAsync(app, CouponKind.Deposit, rules: new CouponRules { Uses = 10, Paid = new PaidTerms(1000, "信託專戶", "某銀行") }, also: d => d.ProductSku = "LATTE");

    [Fact]
    public async Task Ten_cups_are_collected_anywhere_and_the_eleventh_is_refused()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await TenLattesAsync(app);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, kind.Code);
        var code = await till.CodeOfAsync(coupon);

        var three = await till.PostAsync("coupons/redeem", new { code, store = "TPE1", units = 3 });
        Assert.Equal(("usable", 7L, 10L), (three.Text("coupon.state"), three.Number("coupon.usesLeft"), three.Number("coupon.uses")));
        var sale = till.Sale(member, Till.Line("LATTE", 5, 600), Till.Line("CAKE", 1, 90));
        sale["coupon"] = new { @ref = coupon.Ref };
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((600L, 90L, 5L), (sold.Number("purchase.discount"), sold.Number("purchase.paid"), sold.Number("coupon.units")));
        var many = await till.PostAsync("coupons/redeem", new { code, store = "TPE2", units = 3 });
        Assert.Equal(("coupon.uses_left", 2L), (many.Code, many.Number("left")));
        Assert.Equal("redeemed", (await till.PostAsync("coupons/redeem", new { code, store = "TPE2", units = 2 })).Text("coupon.state"));
        Assert.Equal("coupon.already_redeemed", (await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Code);

        // The sale comes back, and with it its five cups.
        Assert.True((await till.RefundAsync(sold)).At("refund.couponReturned").GetBoolean());
        Assert.Equal(5, await app.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.UsesLeft).SingleAsync()));
        await AssertUsesHoldAsync(app);
    }

    [Fact]
    public async Task The_burst_catches_an_endpoint_that_counts_what_it_read()
    {
        await using var app = await TestApp.StartAsync(map: MapNaive);
        using var till = await Till.OpenAsync(app);
        var kind = await TenLattesAsync(app);
        using var http = new HttpClient { BaseAddress = app.Url };
        var caught = 0;
        for (var burst = -1; burst < 4; burst++)
        {
            var coupon = await till.GiveAsync(await till.NewMemberAsync(), kind.Code);
            await app.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.UsesLeft, 1)));
            HttpResponseMessage[] answers = [];
            await WriteLock.AmplifyAsync(app, async () =>
                answers = await Task.WhenAll(Enumerable.Range(0, Tills).Select(_ => http.PostAsync(new Uri($"/naive-use/{coupon.Id}", UriKind.Relative), null))));
            if (burst >= 0 && answers.Count(a => a.StatusCode == HttpStatusCode.OK) > 1) caught++;
        }
        Assert.Equal(4, caught);
    }

    [Fact]
    public async Task The_last_cup_in_two_stores_is_one_cup()
    {
        await using var app = await TestApp.StartAsync();
        using var here = await Till.OpenAsync(app);
        using var there = await Till.OpenAsync(app);
        var kind = await TenLattesAsync(app);
        for (var burst = 0; burst < 4; burst++)
        {
            var member = await here.NewMemberAsync();
            var coupon = await here.GiveAsync(member, kind.Code);
            var code = await here.CodeOfAsync(coupon);
            Assert.Equal(HttpStatusCode.OK, (await here.PostAsync("coupons/redeem", new { code, store = "TPE1", units = 9 })).Status);
            Answer[] answers = [];
            // Alone, reserved, and in a sale: three doors to one cup.
            await WriteLock.AmplifyAsync(app, async () => answers = await Task.WhenAll(Enumerable.Range(0, Tills).Select(i => (i % 4) switch
            {
                0 => here.PostAsync("coupons/redeem", new { code, store = "TPE1" }),
                1 => there.PostAsync("coupons/redeem", new { code, store = "TPE2" }),
                2 => there.PostAsync("coupons/reserve", new { code, store = "TPE2" }),
                _ => here.PostAsync("purchases", new Dictionary<string, object?>(here.Sale(member)) { ["coupon"] = new { code } }),
            })));
            Assert.Single(answers, a => a.Status is HttpStatusCode.OK or HttpStatusCode.Created);
            Assert.All(answers.Where(a => a.Status is not (HttpStatusCode.OK or HttpStatusCode.Created)), a =>
                Assert.Contains(a.Code, new[] { "coupon.already_redeemed", "coupon.reserved", "coupon.uses_left" }));
        }
        await AssertUsesHoldAsync(app);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task One_QR_code_of_a_pass_counts_once_however_often_it_is_scanned()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await Kinds.SaveAsync(app, CouponKind.Pass, 30, new CouponRules { Uses = 5 });
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), kind.Code);
        var shown = till.Mint(CodePurpose.Coupon, coupon.Id);
        Assert.Equal(4, (await till.PostAsync("coupons/redeem", new { code = shown, store = "TPE1" })).Number("coupon.usesLeft"));
        Assert.Equal("coupon.token_used", (await till.PostAsync("coupons/redeem", new { code = shown, store = "TPE1" })).Code);
        Assert.Equal(3, (await till.PostAsync("coupons/redeem", new { code = till.Mint(CodePurpose.Coupon, coupon.Id), store = "TPE1" })).Number("coupon.usesLeft"));
    }

    [Fact]
    public async Task A_pass_good_for_one_use_a_day_is_good_again_tomorrow()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await Kinds.SaveAsync(app, CouponKind.Pass, 30, new CouponRules { Uses = 5, UsesPerDay = 1 });
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), kind.Code);
        var code = await till.CodeOfAsync(coupon);
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Status);
        Assert.Equal("coupon.daily_limit", (await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Code);
        app.Clock.Set(new DateTimeOffset(2026, 3, 10, 16, 0, 0, TimeSpan.Zero)); // midnight in Taipei
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Status);
    }

    [Fact]
    public async Task Cups_of_one_line_are_free_to_the_last_dollar()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), (await TenLattesAsync(app)).Code);
        var sale = till.Sale(await app.DbAsync(db => db.Members.SingleAsync(m => m.Id == coupon.MemberId)), Till.Line("LATTE", 3, 250));
        sale["coupons"] = new[] { new { @ref = coupon.Ref } };
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((0L, 250L), (sold.Number("purchase.paid"), sold.Number("purchase.discount")));
    }

    [Fact]
    public async Task Several_uses_of_a_pass_that_takes_money_off_take_off_so_much_and_no_use_is_burnt()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, (await Kinds.SaveAsync(app, CouponKind.Pass, 50, new CouponRules { Uses = 10 })).Code);
        async Task<(long Discount, long Left)> SellAsync(long amount, object with)
        {
            var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
            sale["coupons"] = new[] { with };
            var sold = await till.PostAsync("purchases", sale);
            return (sold.Number("purchase.discount"), await app.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.UsesLeft).SingleAsync()));
        }
        async Task<object> HoldAsync(long units) =>
            new { hold = (await till.PostAsync("coupons/reserve", new { code = await till.CodeOfAsync(coupon), store = "TPE1", units })).Text("hold.ref") };
        Assert.Equal((150L, 7L), await SellAsync(400, await HoldAsync(3)));
        // Two are enough for NT$60; the third goes back.
        Assert.Equal((60L, 5L), await SellAsync(60, await HoldAsync(3)));
        Assert.Equal((100L, 3L), await SellAsync(400, new { @ref = coupon.Ref, units = 2 }));
        Assert.Equal((50L, 2L), await SellAsync(400, new { @ref = coupon.Ref }));
        await AssertUsesHoldAsync(app);
    }

    [Fact]
    public async Task A_money_voucher_never_lapses_and_its_rest_stays()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行"), Stacking = CouponStacking.WithOthers }, d => d.ValidDays = 1);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, kind.Code);
        Assert.Equal(new DateOnly(2027, 3, 9), coupon.GuaranteedUntil);
        app.Clock.Advance(TimeSpan.FromDays(200));
        Assert.Equal(0, await app.InScopeAsync(s => s.Get<ExpireCoupons>().ExecuteAsync(100, default)));
        foreach (var (amount, paid, left) in new[] { (120L, 0L, 380L), (600L, 220L, 0L) })
        {
            var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
            sale["coupons"] = new[] { new { @ref = coupon.Ref } };
            var sold = await till.PostAsync("purchases", sale);
            Assert.Equal(paid, sold.Number("purchase.paid"));
            Assert.Equal(left, await app.DbAsync(db => db.Coupons.Where(c => c.Id == coupon.Id).Select(c => c.UsesLeft).SingleAsync()));
        }
        await AssertUsesHoldAsync(app);
    }

    [Fact]
    public async Task Selling_the_product_puts_the_cups_into_the_wallet_and_returning_it_takes_them_out()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await Kinds.SaveAsync(app, CouponKind.Deposit, rules: new CouponRules { Uses = 10, Paid = new PaidTerms(500, "信託專戶", "某銀行") },
            also: d => (d.ProductSku, d.SoldSku) = ("LATTE", "GIFT500"));
        var member = await till.NewMemberAsync();
        Assert.Equal("purchase.buyer_required", (await till.SellAsync(null, Till.Line("GIFT500", 1, 500))).Code);
        var sold = await till.SellAsync(member, Till.Line("GIFT500", 2, 1000));
        var bought = await app.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id).OrderBy(c => c.Id).ToListAsync());
        Assert.Equal((2, 10L), (bought.Count, bought[0].UsesLeft));

        // One is begun; the other comes back whole.
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(bought[0]), store = "TPE1" });
        Assert.Equal(HttpStatusCode.Created, (await till.RefundAsync(sold, new { line = 0, quantity = 1 })).Status);
        Assert.Equal([CouponState.Issued, CouponState.Revoked], await app.DbAsync(db => db.Coupons.Where(c => c.MemberId == member.Id).OrderBy(c => c.Id).Select(c => c.State).ToListAsync()));
        Assert.Equal("refund.voucher_used", (await till.RefundAsync(sold, new { line = 0, quantity = 1 })).Code);
    }

    /// <summary>No use is lost or made: what a coupon has left is what its uses left over.</summary>
    internal static async Task AssertUsesHoldAsync(TestApp app)
    {
        var coupons = await app.DbAsync(db => db.Coupons.AsNoTracking()
            .Select(c => new { c.Id, c.Uses, c.UsesLeft, Taken = db.CouponUses.Where(u => u.CouponId == c.Id && (u.State == CouponUseState.Used || u.State == CouponUseState.Held)).Sum(u => u.Units) }).ToListAsync());
        Assert.All(coupons, c => Assert.Equal(c.Uses, c.UsesLeft + c.Taken));
        Assert.All(coupons, c => Assert.True(c.UsesLeft >= 0));
    }

    /// <summary>The mistake this class is for: reads what is left, believes it, writes one less.</summary>
    private static void MapNaive(WebApplication app) => app.MapPost("/naive-use/{id:long}", async (long id, LoyaltyDb db, CancellationToken ct) =>
    {
        var left = await db.Coupons.Where(c => c.Id == id).Select(c => c.UsesLeft).SingleAsync(ct);
        if (left < 1) return Results.Conflict();
        await db.Coupons.Where(c => c.Id == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.UsesLeft, left - 1), ct);
        return Results.Ok();
    });
}

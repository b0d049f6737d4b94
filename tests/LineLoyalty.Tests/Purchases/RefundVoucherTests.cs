using System.Net;
using LineLoyalty.Analytics;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server.Admin.Marketing;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>What is left of a paid voucher is paid back in cash, less three percent at most, and brings nobody anything.</summary>
public sealed class RefundVoucherTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Till till = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app);
        await Kinds.SaveAsync(app, CouponKind.Deposit, rules: new CouponRules { Uses = 10, Paid = new PaidTerms(1000, "信託專戶", "某銀行", FeePercent: 3) },
            also: d => (d.ProductSku, d.SoldSku, d.Title) = ("LATTE", "TENCUPS", "拿鐵寄杯"));
        await app.DbAsync(async db =>
        {
            db.Products.Add(new LineLoyalty.Purchases.Product { Sku = "TENCUPS", Name = "拿鐵寄杯 10 杯", Category = "寄杯", Price = 1000 });
            return await db.SaveChangesAsync();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await PosApp.AssertLedgerHoldsAsync(app);
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task The_unused_part_is_paid_back_once_less_its_fee_with_its_points_and_its_spend()
    {
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("TENCUPS", 1, 999));
        Assert.Equal(90, sold.Number("purchase.pointsEarned"));
        var voucher = await VoucherAsync(member);
        var code = await till.CodeOfAsync(voucher);
        await till.PostAsync("coupons/redeem", new { code, store = "TPE1", units = 3 });

        var quote = await till.PostAsync("coupons/refund/quote", new { code });
        Assert.Equal((7L, 699L, 20L, 679L), (quote.Number("units"), quote.Number("principal"), quote.Number("fee"), quote.Number("amount"))); // ⌊999·7/10⌋, ⌊3 %⌋
        var key = Guid.NewGuid().ToString();
        var body = new { code, store = "TPE1", reason = "要搬家了" };
        var back = await till.PostAsync("coupons/refund", body, key);
        Assert.Equal((HttpStatusCode.OK, 679L, 62L), (back.Status, back.Number("refund.amount"), back.Number("pointsTakenBack"))); // ⌊90·699/999⌋
        Assert.Equal(back.Body, (await till.PostAsync("coupons/refund", body, key)).Body);
        Assert.Equal("coupon.revoked", (await till.PostAsync("coupons/refund", body)).Code);
        Assert.Equal("coupon.revoked", (await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Code);
        var now = await till.ReadAsync(member);
        Assert.Equal((300, 28L), (now.LifetimeSpend, now.PointsBalance));
        Assert.Equal((HttpStatusCode.Conflict, "refund.voucher_refunded"), ((await till.RefundAsync(sold)).Status, (await till.RefundAsync(sold)).Code));
    }

    [Fact]
    public async Task Of_many_tills_one_pays_back_and_a_reserved_or_free_coupon_is_not_paid_back()
    {
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("TENCUPS", 1, 1000));
        var code = await till.CodeOfAsync(await VoucherAsync(member));
        var hold = await till.PostAsync("coupons/reserve", new { code, store = "TPE1" });
        Assert.Equal("coupon.reserved", (await till.PostAsync("coupons/refund/quote", new { code })).Code);
        await till.PostAsync($"coupons/holds/{hold.Text("hold.ref")}/cancel", new { });
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => till.PostAsync("coupons/refund", new { code, store = "TPE1", reason = "退費" })));
        Assert.Equal(1, tries.Count(t => t.Status == HttpStatusCode.OK));
        Assert.Equal(970, await app.DbAsync(db => db.VoucherRefunds.SumAsync(r => r.Principal - r.Fee)));

        var free = await till.CodeOfAsync(await till.GiveAsync(member, "welcome"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "voucher.not_paid"), ((await till.PostAsync("coupons/refund/quote", new { code = free })).Status, (await till.PostAsync("coupons/refund/quote", new { code = free })).Code));
        var kind = await app.DbAsync(db => db.CouponDefinitions.SingleAsync(d => d.SoldSku == "TENCUPS"));
        var given = await till.CodeOfAsync(await till.GiveAsync(member, kind.Code));
        Assert.Equal("voucher.not_bought", (await till.PostAsync("coupons/refund/quote", new { code = given })).Code);
    }

    [Fact]
    public async Task Buying_and_returning_vouchers_buys_no_level()
    {
        var member = await till.NewMemberAsync();
        Assert.Equal("gold", (await till.SellAsync(member, Till.Line("TENCUPS", 15, 15_000))).Text("member.tier.code"));
        foreach (var voucher in await app.DbAsync(db => db.Coupons.AsNoTracking().Where(c => c.MemberId == member.Id).ToListAsync()))
        {
            Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/refund", new { code = await till.CodeOfAsync(voucher), store = "TPE1", reason = "退費" })).Status);
        }
        var now = await till.ReadAsync(member);
        Assert.Equal((0L, 0L, Member.FirstTierLevel), (now.LifetimeSpend, now.PointsBalance, now.TierLevel));
    }

    [Fact]
    public async Task Vouchers_paid_back_are_not_spent_for_tags_and_forecasts_either()
    {
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("TENCUPS", 15, 15_000));
        foreach (var voucher in await app.DbAsync(db => db.Coupons.AsNoTracking().Where(c => c.MemberId == member.Id).ToListAsync()))
        {
            await till.PostAsync("coupons/refund", new { code = await till.CodeOfAsync(voucher), store = "TPE1", reason = "退費" });
        }
        var forecast = await app.InScopeAsync(s => s.Get<ForecastTiers>().ExecuteAsync(s.Get<EvaluateTier>().RulesAsync(default).Result, default));
        Assert.Equal([("regular", 1), ("silver", 0), ("gold", 0), ("diamond", 0)], forecast.Select(f => (f.Tier.Code, f.Justified)));

        await app.ChangeTierAsync("silver", f => f with { Reach = new() { Visits = 1 } });
        var outlook = await app.InScopeAsync(s => s.Get<ForecastMember>().ExecuteAsync(member, null, new PlannedSale(new(2026, 3, 10), 100, 10), default));
        Assert.Equal("silver", outlook.Reached.Code);

        Assert.Empty((await app.InScopeAsync(s => s.Get<SaveTagRule>().ExecuteAsync(new TagRuleForm { Tag = "大戶", Kind = "spent", Amount = 5000, Days = 30 }, null, 1, default))).Problems);
        await app.InScopeAsync(async s =>
        {
            await s.Get<ApplyTagRules>().NightlyAsync(default);
            return 0;
        });
        Assert.Empty(await app.DbAsync(db => db.MemberTags.Where(t => t.MemberId == member.Id).Select(t => t.Name).ToListAsync()));
    }

    [Fact]
    public async Task Vouchers_paid_back_are_not_spent_for_scores_and_segments()
    {
        var member = await till.NewMemberAsync();
        await till.SellAsync(member, Till.Line("TENCUPS", 1, 1000), Till.Line("LATTE", 1, 100));
        var voucher = await till.CodeOfAsync(await VoucherAsync(member));
        await till.PostAsync("coupons/redeem", new { code = voucher, store = "TPE1", units = 3 });
        await till.PostAsync("coupons/refund", new { code = voucher, store = "TPE1", reason = "退費" });

        Assert.Equal(400, await app.DbAsync(db => db.BuyerStats.Where(b => b.MemberId == member.Id).Select(b => b.Net).SingleAsync()));
        foreach (var (goods, spent) in new (string[]? Goods, long Spent)[] { (null, 400), (["寄杯"], 300), (["寄杯", "咖啡"], 400) })
        {
            var count = await app.InScopeAsync(s => s.Get<AskSegment>().CountAsync(new BoughtCondition(BoughtMeasure.Spend, NumberOperator.Exactly, spent) { Categories = goods }, default));
            Assert.Equal((goods, 1), (goods, count.Total));
        }
        // Counted anew, as every night does for whose sales leave the look-back.
        await app.DbAsync(db => db.BuyerStats.ExecuteUpdateAsync(u => u.SetProperty(b => b.Net, 0L)));
        await app.InScopeAsync(s => s.Get<ScoreBuyers>().ExecuteAsync(default));
        Assert.Equal(400, await app.DbAsync(db => db.BuyerStats.Where(b => b.MemberId == member.Id).Select(b => b.Net).SingleAsync()));
    }

    [Fact]
    public async Task Points_of_a_voucher_that_had_lapsed_before_it_was_paid_back_reach_no_level_either()
    {
        await app.DecideAsync(p => p with { Expiry = new RollingDays(5) });
        await app.ChangeTierAsync("gold", f => f with { Reach = new() { Points = 1000 } });
        var member = await till.NewMemberAsync();
        Assert.Equal("gold", (await till.SellAsync(member, Till.Line("TENCUPS", 1, 10_000))).Text("member.tier.code"));
        app.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(0, (await till.PostAsync("coupons/refund", new { code = await till.CodeOfAsync(await VoucherAsync(member)), store = "TPE1", reason = "退費" })).Number("pointsTakenBack"));
        Assert.Equal("regular", await app.TierOfAsync(member));
    }

    [Fact]
    public async Task A_return_of_the_rest_takes_its_points_back_beside_those_of_the_voucher()
    {
        var member = await till.NewMemberAsync();
        var sold = await till.SellAsync(member, Till.Line("TENCUPS", 1, 1000), Till.Line("LATTE", 1, 500));
        await till.PostAsync("coupons/refund", new { code = await till.CodeOfAsync(await VoucherAsync(member)), store = "TPE1", reason = "退費" });
        Assert.Equal(50, (await till.ReadAsync(member)).PointsBalance);
        Assert.Equal(50, (await till.RefundAsync(sold, new { line = 1, quantity = 1 })).Number("refund.pointsTakenBack"));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
    }

    [Fact]
    public async Task The_back_office_shows_a_vouchers_history_and_pays_back_with_a_reason()
    {
        var member = await till.NewMemberAsync("黃小姐");
        await till.SellAsync(member, Till.Line("TENCUPS", 1, 1000));
        var voucher = await VoucherAsync(member);
        await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(voucher), store = "TPE2" });
        using var office = await BackOffice.SignedInAsync(app, StaffRole.Marketer);
        var path = "/admin/vouchers/" + voucher.Ref;
        Assert.Contains(path, await office.ReadAsync($"/admin/members/{member.Ref}?tab=coupons"), StringComparison.Ordinal);
        var page = await office.ReadAsync(path);
        foreach (var text in new[] { "售出，收據", "中山店", "無使用期限", "NT$900", "NT$873" }) Assert.Contains(text, page, StringComparison.Ordinal);
        using var silent = await office.SubmitAsync(path, path, ("reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.StatusCode);
        using var paid = await office.SubmitAsync(path, path, ("reason", "客人來電退費"));
        Assert.Equal(HttpStatusCode.Redirect, paid.StatusCode);
        Assert.Contains("客人來電退費", await office.ReadAsync(path), StringComparison.Ordinal);
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "voucher.refunded")));
    }

    private Task<Coupon> VoucherAsync(Member member) => app.DbAsync(db => db.Coupons.AsNoTracking().SingleAsync(c => c.MemberId == member.Id && c.SoldInPurchaseId != null));
}

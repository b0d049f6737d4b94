using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

public sealed class TillCouponTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_coupon_can_be_looked_at_and_then_used_once()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync("陳美麗");
        var coupon = await till.GiveAsync(member, "welcome");
        var code = await till.CodeOfAsync(coupon);

        var check = await till.PostAsync("coupons/check", new { code = code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal) });
        Assert.Equal(("usable", "amount", 50, "陳○麗"), (check.Text("coupon.state"), check.Text("coupon.kind"), check.Number("coupon.value"), check.Text("member.name")));
        Assert.Equal("usable", (await till.PostAsync("coupons/check", new { code })).Text("coupon.state"));

        var used = await till.PostAsync("coupons/redeem", new { code, store = "TPE2" });
        Assert.Equal((HttpStatusCode.OK, "redeemed", "中山店"), (used.Status, used.Text("coupon.state"), used.Text("coupon.storeName")));
        var again = await till.PostAsync("coupons/redeem", new { code, store = "TPE1" });
        Assert.Equal((HttpStatusCode.Conflict, "coupon.already_redeemed", "中山店"), (again.Status, again.Code, again.Text("storeName")));
    }

    [Fact]
    public async Task A_wrong_code_and_no_code_look_the_same()
    {
        using var till = await Till.OpenAsync(shared.App);
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
        var token = till.Mint(CodePurpose.Coupon, coupon.Id);
        string[] wrong =
        [
            CouponCodes.New(), "0000", "nonsense", till.Mint(CodePurpose.Coupon, coupon.Id + 1_000_000), till.Mint(CodePurpose.Spend, coupon.Id),
            till.Mint(CodePurpose.Identify, coupon.Id), token[..^1] + (token[^1] == 'A' ? 'B' : 'A'),
        ];
        var answers = new List<string>();
        foreach (var code in wrong) answers.Add((await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Body);
        Assert.All(answers, a => Assert.Contains("coupon.not_found", a, StringComparison.Ordinal));
        Assert.Single(answers.Select(Without).Distinct());

        static string Without(string body) => System.Text.RegularExpressions.Regex.Replace(body, "\"traceId\":\"[^\"]*\"", "");
    }

    [Theory]
    [InlineData("welcome", 99, null, "coupon.minimum_spend")]
    [InlineData("welcome", 100, 50L, null)]
    [InlineData("reactivation90", 199, 39L, null)]
    [InlineData("reactivation90", 5000, 300L, null)]
    [InlineData("birthday", 100, 100L, null)]
    [InlineData("birthday", 400, 150L, null)]
    public async Task Each_kind_takes_off_what_it_says(string definition, long amount, long? off, string? refusal)
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, definition);
        var sale = till.Sale(member, new { name = "外帶", quantity = 1, amount });
        sale["coupon"] = new { @ref = coupon.Ref };
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal(refusal, sold.Code);
        if (off is { } discount) Assert.Equal((discount, amount - discount), (sold.Number("purchase.discount"), sold.Number("purchase.paid")));
    }

    [Fact]
    public async Task A_product_coupon_frees_one_of_its_product_and_leaves_the_other_lines_alone()
    {
        using var till = await Till.OpenAsync(shared.App);
        await shared.App.DbAsync(async db =>
        {
            db.CouponDefinitions.Add(new CouponDefinition { Code = "freelatte", Title = "拿鐵一杯", Kind = CouponKind.Product, Value = 0, ProductSku = "LATTE", CreatedAt = shared.App.Clock.Now });
            return await db.SaveChangesAsync();
        });
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, "freelatte");
        var without = till.Sale(member, Till.Line("CAKE", 1, 90));
        without["coupon"] = new { @ref = coupon.Ref };
        Assert.Equal("coupon.product_missing", (await till.PostAsync("purchases", without)).Code);

        var sale = till.Sale(member, Till.Line("CAKE", 1, 90), Till.Line("LATTE", 2, 240));
        sale["coupon"] = new { code = await till.CodeOfAsync(coupon) };
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((120, 90, 120), (sold.Number("purchase.discount"), sold.Number("purchase.lines.0.paid"), sold.Number("purchase.lines.1.paid")));
    }

    [Fact]
    public async Task Nothing_leaves_a_card_that_has_just_moved_to_another_account()
    {
        using var till = await Till.OpenAsync(shared.App);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 1000);
        var coupon = await till.GiveAsync(member, "welcome");
        await shared.App.DbAsync(db => db.Members.Where(m => m.Id == member.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.SpendHeldUntil, shared.App.Clock.Now.AddHours(1))));

        var alone = await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1" });
        Assert.Equal("member.spend_held", alone.Code);
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 5;
        sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        Assert.Equal("member.spend_held", (await till.PostAsync("purchases", sale)).Code);
        Assert.Equal(HttpStatusCode.Created, (await till.SellAsync(member)).Status);
        var seen = await till.PostAsync("members/lookup", new { key = member.CardNumber });
        Assert.True(seen.At("member.heldUntil").ValueKind == System.Text.Json.JsonValueKind.String);
    }
}

public sealed class TillCouponTimeTests
{
    [Fact]
    public async Task A_coupon_shown_as_QR_is_good_for_a_minute()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
        var token = till.Mint(CodePurpose.Coupon, coupon.Id);
        app.Clock.Advance(TimeSpan.FromSeconds(60));
        var late = await till.PostAsync("coupons/redeem", new { code = token, store = "TPE1" });
        Assert.Equal((HttpStatusCode.Gone, "coupon.token_expired"), (late.Status, late.Code));
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = till.Mint(CodePurpose.Coupon, coupon.Id), store = "TPE1" })).Status);
    }

    [Fact]
    public async Task A_coupon_is_good_to_the_last_second_of_its_last_day()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var (used, missed) = (await till.GiveAsync(await till.NewMemberAsync(), "welcome"), await till.GiveAsync(await till.NewMemberAsync(), "welcome"));
        app.Clock.Set(new DateTimeOffset(2026, 4, 9, 15, 59, 59, TimeSpan.Zero)); // 30 days on, 23:59:59 in Taipei
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(used), store = "TPE1" })).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("coupon.expired", (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(missed), store = "TPE1" })).Code);

        Assert.Equal(1, await app.InScopeAsync(s => s.Get<ExpireCoupons>().ExecuteAsync(100, default)));
        Assert.Equal(0, await app.InScopeAsync(s => s.Get<ExpireCoupons>().ExecuteAsync(100, default)));
        Assert.Equal(CouponState.Expired, await app.DbAsync(db => db.Coupons.Where(c => c.Id == missed.Id).Select(c => c.State).SingleAsync()));
        Assert.Equal(CouponState.Redeemed, await app.DbAsync(db => db.Coupons.Where(c => c.Id == used.Id).Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task A_key_that_guesses_codes_is_paused_and_others_are_not()
    {
        await using var app = await PosApp.QuietAsync();
        using var guesser = await Till.OpenAsync(app);
        using var honest = await Till.OpenAsync(app);
        var coupon = await honest.GiveAsync(await honest.NewMemberAsync(), "welcome");
        for (var i = 0; i < 30; i++) Assert.Equal("coupon.not_found", (await guesser.PostAsync("coupons/redeem", new { code = CouponCodes.New(), store = "TPE1" })).Code);
        var code = await honest.CodeOfAsync(coupon);
        var paused = await guesser.PostAsync("coupons/redeem", new { code, store = "TPE1" }, "paused");
        Assert.Equal((HttpStatusCode.TooManyRequests, "attempts.too_many"), (paused.Status, paused.Code));
        Assert.InRange(paused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);
        Assert.Equal("attempts.too_many", (await guesser.PostAsync("coupons/check", new { code })).Code);
        Assert.Equal("usable", (await honest.PostAsync("coupons/check", new { code })).Text("coupon.state"));
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        // A pause is no answer to keep: the same key may try again.
        Assert.Equal(HttpStatusCode.OK, (await guesser.PostAsync("coupons/redeem", new { code, store = "TPE1" }, "paused")).Status);
    }
}

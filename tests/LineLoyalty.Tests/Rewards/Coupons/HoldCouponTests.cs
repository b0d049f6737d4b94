using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Reserving at one till, and what others see meanwhile.</summary>
public sealed class HoldCouponTests
{
    [Fact]
    public async Task A_reserved_coupon_is_one_tills_for_ten_minutes_and_nobody_elses()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, "welcome");
        var code = await till.CodeOfAsync(coupon);
        var held = await till.PostAsync("coupons/reserve", new { code, store = "TPE1" });
        Assert.Equal((HttpStatusCode.OK, "held", "reserved"), (held.Status, held.Text("hold.state"), held.Text("coupon.state")));
        Assert.Equal(app.Clock.Now.AddMinutes(10), held.At("hold.until").GetDateTime());

        var other = await till.PostAsync("coupons/redeem", new { code, store = "TPE2" });
        Assert.Equal((HttpStatusCode.Conflict, "coupon.reserved"), (other.Status, other.Code));
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        // Nothing swept it up: its time alone is enough.
        Assert.Equal("coupon.hold_over", (await till.PostAsync($"coupons/holds/{held.Text("hold.ref")}/commit", new { })).Code);
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code, store = "TPE2" })).Status);
        Assert.Equal("coupon.hold_over", (await till.PostAsync($"coupons/holds/{held.Text("hold.ref")}/commit", new { })).Code);
    }

    [Fact]
    public async Task A_commit_repeated_answers_what_it_answered_first()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
        var hold = (await till.PostAsync("coupons/reserve", new { code = await till.CodeOfAsync(coupon), store = "TPE1" })).Text("hold.ref");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var first = await till.PostAsync($"coupons/holds/{hold}/commit", new { });
        Assert.Equal("redeemed", first.Text("coupon.state"));
        app.Clock.Advance(TimeSpan.FromMinutes(20));
        var again = await till.PostAsync($"coupons/holds/{hold}/commit", new { });
        Assert.Equal(first.Body, again.Body);
        Assert.Equal("coupon.already_redeemed", (await till.PostAsync($"coupons/holds/{hold}/cancel", new { })).Code);
        Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == coupon.MemberId && e.Kind == MemberEvents.CouponRedeemed)));
    }

    [Fact]
    public async Task A_cancelled_reservation_frees_the_coupon_at_once_and_a_forgotten_one_by_itself()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
        var code = await till.CodeOfAsync(coupon);
        var hold = (await till.PostAsync("coupons/reserve", new { code, store = "TPE1" })).Text("hold.ref");
        Assert.Equal("usable", (await till.PostAsync($"coupons/holds/{hold}/cancel", new { })).Text("coupon.state"));
        Assert.Equal("released", (await till.PostAsync($"coupons/holds/{hold}/cancel", new { })).Text("hold.state"));

        await till.PostAsync("coupons/reserve", new { code, store = "TPE1" });
        app.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await app.InScopeAsync(s => s.Get<RedeemCoupon>().ReleaseLapsedAsync(100, default)));
        var row = await app.DbAsync(db => db.Coupons.SingleAsync(c => c.Id == coupon.Id));
        Assert.Equal((CouponState.Issued, 1L, null), (row.State, row.UsesLeft, row.ReservedUntil));
    }

    [Fact]
    public async Task A_reservation_is_no_use_of_the_day_against_its_own_sale()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, (await Kinds.SaveAsync(app, CouponKind.Pass, 30, new CouponRules { Uses = 5, UsesPerDay = 1 })).Code);
        var code = await till.CodeOfAsync(coupon);
        var hold = (await till.PostAsync("coupons/reserve", new { code, store = "TPE1" })).Text("hold.ref");
        Assert.Equal("coupon.daily_limit", (await till.PostAsync("coupons/redeem", new { code, store = "TPE1" })).Code);
        var sale = till.Sale(member);
        sale["coupons"] = new[] { new { hold } };
        Assert.Equal(90, (await till.PostAsync("purchases", sale)).Number("purchase.paid"));
    }

    [Fact]
    public async Task A_reservation_holds_its_part_of_the_budget_and_a_use_without_a_sale_takes_it()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var kind = await Kinds.SaveAsync(app, CouponKind.Amount, 100, also: d => d.Budget = 250);
        var members = new List<Member>();
        var coupons = new List<Coupon>();
        for (var i = 0; i < 4; i++)
        {
            members.Add(await till.NewMemberAsync());
            coupons.Add(await till.GiveAsync(members[i], kind.Code));
        }
        Task<long> SpentAsync() => app.DbAsync(db => db.CouponDefinitions.Where(d => d.Id == kind.Id).Select(d => d.BudgetSpent).SingleAsync());
        async Task<Answer> SellAsync(int i, object with)
        {
            var sale = till.Sale(members[i], new { name = "外帶", quantity = 1, amount = 80L });
            sale["coupons"] = new[] { with };
            return await till.PostAsync("purchases", sale);
        }
        var first = (await till.PostAsync("coupons/reserve", new { code = await till.CodeOfAsync(coupons[0]), store = "TPE1" })).Text("hold.ref");
        var second = (await till.PostAsync("coupons/reserve", new { code = await till.CodeOfAsync(coupons[1]), store = "TPE1" })).Text("hold.ref");
        Assert.Equal("coupon.budget_spent", (await SellAsync(2, new { @ref = coupons[2].Ref })).Code);
        Assert.Equal(80, (await SellAsync(0, new { hold = first })).Number("purchase.discount"));
        Assert.Equal(180, await SpentAsync());
        await till.PostAsync($"coupons/holds/{second}/cancel", new { });
        Assert.Equal(80, await SpentAsync());

        // Nobody knows what it took off where no sale is recorded: its face value counts.
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupons[2]), store = "TPE1" })).Status);
        Assert.Equal(180, await SpentAsync());
        Assert.Equal("coupon.budget_spent", (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupons[3]), store = "TPE1" })).Code);
    }

    [Fact]
    public async Task A_sale_uses_up_its_reservation_even_after_the_coupons_last_second()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        var member = await till.NewMemberAsync();
        var coupon = await till.GiveAsync(member, "welcome");
        app.Clock.Set(new DateTimeOffset(2026, 4, 9, 15, 58, 0, TimeSpan.Zero)); // two minutes before the day ends in Taipei
        var hold = (await till.PostAsync("coupons/reserve", new { code = await till.CodeOfAsync(coupon), store = "TPE1" })).Text("hold.ref");
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await app.InScopeAsync(s => s.Get<ExpireCoupons>().ExecuteAsync(100, default)));
        var sale = till.Sale(member);
        sale["coupons"] = new[] { new { hold } };
        var sold = await till.PostAsync("purchases", sale);
        Assert.Equal((HttpStatusCode.Created, 50L), (sold.Status, sold.Number("purchase.discount")));
        Assert.Equal("coupon.already_redeemed", (await till.PostAsync($"coupons/holds/{hold}/cancel", new { })).Code);
        sale["receiptNumber"] = Till.NewReceipt();
        Assert.Equal("coupon.already_redeemed", (await till.PostAsync("purchases", sale)).Code);
    }

    [Fact]
    public async Task Another_stores_reservation_does_not_exist()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var other = await Till.OpenAsync(app, stores: "TPE2");
        var coupon = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
        var hold = (await till.PostAsync("coupons/reserve", new { code = await till.CodeOfAsync(coupon), store = "TPE1" })).Text("hold.ref");
        Assert.Equal((HttpStatusCode.NotFound, "coupon.hold_unknown"), await CodeOfAsync(other.PostAsync($"coupons/holds/{hold}/commit", new { })));
        Assert.Equal((HttpStatusCode.NotFound, "coupon.hold_unknown"), await CodeOfAsync(other.PostAsync("coupons/holds/nothing/cancel", new { })));

        static async Task<(HttpStatusCode, string?)> CodeOfAsync(Task<Answer> asked) => await asked is var answer ? (answer.Status, answer.Code) : default;
    }
}

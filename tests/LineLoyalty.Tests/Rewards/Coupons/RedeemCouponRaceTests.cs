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

/// <summary>Forty tills, one coupon. A naive endpoint kept here is caught first, so that a pass means something.</summary>
public sealed class RedeemCouponRaceTests
{
    private const int Tills = 40;
    private const int Bursts = 4;

    [Fact]
    public async Task The_burst_catches_an_endpoint_that_reads_and_then_writes()
    {
        await using var app = await TestApp.StartAsync(map: MapNaive);
        using var till = await Till.OpenAsync(app);
        using var http = new HttpClient { BaseAddress = app.Url };
        var caught = 0;
        for (var burst = -1; burst < Bursts; burst++)
        {
            var coupon = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
            HttpResponseMessage[] answers = [];
            await WriteLock.AmplifyAsync(app, async () =>
                answers = await Task.WhenAll(Enumerable.Range(0, Tills).Select(_ => http.PostAsync(new Uri($"/naive/{coupon.Id}", UriKind.Relative), null))));
            // The first one only warms up: code that is being compiled arrives too late for the lock.
            if (burst >= 0 && answers.Count(a => a.StatusCode == HttpStatusCode.OK) > 1) caught++;
        }
        Assert.Equal(Bursts, caught);
    }

    [Fact]
    public async Task Forty_tills_at_once_redeem_a_coupon_exactly_once()
    {
        await using var app = await TestApp.StartAsync();
        using var first = await Till.OpenAsync(app);
        using var second = await Till.OpenAsync(app);
        for (var burst = 0; burst < Bursts; burst++)
        {
            var coupon = await first.GiveAsync(await first.NewMemberAsync(), "welcome");
            // Half by the typed code, half by the QR on the phone.
            var (typed, shown) = (await first.CodeOfAsync(coupon), first.Mint(CodePurpose.Coupon, coupon.Id));
            Answer[] answers = [];
            await WriteLock.AmplifyAsync(app, async () => answers = await Task.WhenAll(Enumerable.Range(0, Tills).Select(i =>
                (i % 2 == 0 ? first : second).PostAsync("coupons/redeem", new { code = i % 4 < 2 ? typed : shown, store = "TPE1" }))));

            Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
            Assert.All(answers.Where(a => a.Status != HttpStatusCode.OK), a =>
            {
                Assert.Equal((HttpStatusCode.Conflict, "coupon.already_redeemed", "信義店"), (a.Status, a.Code, a.Text("storeName")));
                Assert.Equal(app.Clock.Now, a.At("redeemedAt").GetDateTime());
            });
            Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == coupon.MemberId && e.Kind == MemberEvents.CouponRedeemed)));
        }
    }

    [Fact]
    public async Task Forty_sales_at_once_use_one_coupon_one_spend_code_and_the_last_points_once()
    {
        await using var app = await TestApp.StartAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        await till.SellForAsync(member, 100);
        var coupon = await till.GiveAsync(member, "welcome");
        var code = till.Mint(CodePurpose.Spend, member.Id);

        var coupons = await BurstAsync(app, till, _ =>
        {
            var sale = till.Sale(member);
            sale["coupon"] = new { @ref = coupon.Ref };
            return sale;
        });
        Assert.All(coupons, a => Assert.Equal("coupon.already_redeemed", a.Code));

        var before = (await till.ReadAsync(member)).PointsBalance;
        var codes = await BurstAsync(app, till, _ => Spending(till.Sale(member, Free), 1, code));
        Assert.All(codes, a => Assert.Equal("code.already_used", a.Code));
        Assert.Equal(before - 1, (await till.ReadAsync(member)).PointsBalance);

        var rest = (await till.ReadAsync(member)).PointsBalance;
        var points = await BurstAsync(app, till, _ => Spending(till.Sale(member, new { name = "外帶", quantity = 1, amount = 99 }), rest, till.Mint(CodePurpose.Spend, member.Id)));
        Assert.All(points, a => Assert.Equal("points.insufficient", a.Code));
        Assert.Equal(0, (await till.ReadAsync(member)).PointsBalance);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    [Fact]
    public async Task A_limited_coupon_is_issued_up_to_its_limit_and_not_once_more()
    {
        await using var app = await TestApp.StartAsync();
        using var till = await Till.OpenAsync(app);
        await app.DbAsync(db => db.CouponDefinitions.Where(d => d.Code == "welcome").ExecuteUpdateAsync(s => s.SetProperty(d => d.IssueLimit, 7)));
        var members = new List<Member>();
        for (var i = 0; i < 20; i++) members.Add(await till.NewMemberAsync());

        Outcome<Coupon>[] outcomes = [];
        await WriteLock.AmplifyAsync(app, async () => outcomes = await Task.WhenAll(members.Select(m => app.InScopeAsync(s =>
            s.Get<IssueCoupon>().ExecuteAsync(m.Id, "welcome", "test", null, default)))));

        Assert.Equal(7, outcomes.Count(o => o.Refusal is null));
        Assert.All(outcomes.Where(o => o.Refusal is not null), o => Assert.Equal("coupon.sold_out", o.Refusal!.Code));
        Assert.Equal((7L, 7), await app.DbAsync(async db => (await db.CouponDefinitions.Where(d => d.Code == "welcome").Select(d => d.IssuedCount).SingleAsync(), await db.Coupons.CountAsync())));
    }

    [Fact]
    public async Task One_cause_issues_one_coupon_however_often_it_is_asked()
    {
        await using var app = await TestApp.StartAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        Outcome<Coupon>[] outcomes = [];
        await WriteLock.AmplifyAsync(app, async () => outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.InScopeAsync(s =>
            s.Get<IssueCoupon>().ExecuteAsync(member.Id, "birthday", "birthday", $"birthday:{member.Id}:2026", default)))));
        Assert.Single(outcomes.Select(o => o.Value!.Id).Distinct());
        Assert.Equal(1, await app.DbAsync(db => db.CouponDefinitions.Where(d => d.Code == "birthday").Select(d => d.IssuedCount).SingleAsync()));
    }

    private static readonly object Free = new { name = "外帶", quantity = 1, amount = 50 };

    private static Dictionary<string, object?> Spending(Dictionary<string, object?> sale, long points, string code)
    {
        sale["pointsRedeemed"] = points;
        sale["spendCode"] = code;
        return sale;
    }

    /// <summary>Sends forty sales at once, demands that exactly one is made, and answers the losers.</summary>
    private static async Task<List<Answer>> BurstAsync(TestApp app, Till till, Func<int, Dictionary<string, object?>> sale)
    {
        Answer[] answers = [];
        var sales = Enumerable.Range(0, Tills).Select(sale).ToList();
        await WriteLock.AmplifyAsync(app, async () => answers = await Task.WhenAll(sales.Select(s => till.PostAsync("purchases", s))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        return [.. answers.Where(a => a.Status != HttpStatusCode.Created)];
    }

    /// <summary>The mistake this class is for: reads the state, believes it, writes.</summary>
    private static void MapNaive(WebApplication app) => app.MapPost("/naive/{id:long}", async (long id, LoyaltyDb db, CancellationToken ct) =>
    {
        var state = await db.Coupons.Where(c => c.Id == id).Select(c => c.State).SingleAsync(ct);
        if (state != CouponState.Issued) return Results.Conflict();
        await db.Coupons.Where(c => c.Id == id).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CouponState.Redeemed), ct);
        return Results.Ok();
    });
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Gifts;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Coupons;

/// <summary>Coupons from friend to friend, through the doors of LIFF.</summary>
public sealed class GiftTests : IAsyncLifetime
{
    private static int phones;
    private TestApp app = null!;
    private Till till = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
    }

    public async ValueTask DisposeAsync()
    {
        await SeveralUsesTests.AssertUsesHoldAsync(app);
        Assert.All(await app.DbAsync(db => db.CouponGifts.AsNoTracking().Where(g => g.State == CouponGiftState.Claimed).Select(g => g.NewCouponId).ToListAsync()), id => Assert.NotNull(id));
        till.Dispose();
        await app.DisposeAsync();
    }

    private async Task<(LiffPage Page, Member Member)> JoinAsync(string name)
    {
        var phone = string.Create(CultureInfo.InvariantCulture, $"0977{Interlocked.Increment(ref phones):D6}");
        var (page, state) = await LiffPage.JoinedAsync(app, phone, name);
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString();
        return (page, await app.DbAsync(db => db.Members.SingleAsync(m => m.CardNumber == card)));
    }

    private Task<CouponDefinition> GivableAsync(CouponRules? rules = null) => Kinds.SaveAsync(app, CouponKind.Amount, 50, (rules ?? CouponRules.None) with { MayGive = true });

    private static async Task<string> OfferAsync(LiffPage page, Coupon coupon) =>
        (await (await page.PostAsync($"coupons/{coupon.Ref}/gift", new { message = "請你喝咖啡" })).JsonAsync()).GetProperty("token").GetString()!;

    [Fact]
    public async Task The_parts_of_a_bundle_may_be_given_as_the_bundle_itself_might()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var part = await GivableAsync();
        var bundle = await Kinds.SaveAsync(app, CouponKind.Bundle, rules: new CouponRules { Bundle = [new BundlePart(part.Code, 1)] });
        await app.ChangeTierAsync("silver", f => f with { EntryCoupon = bundle.Code });
        await till.SellForAsync(from, 5200);
        var mine = await PartAsync();
        Assert.False((await giver.ReadAsync($"coupons/{mine.Ref}")).GetProperty("mayGive").GetBoolean());
        Assert.Equal((HttpStatusCode.Conflict, "gift.may_not_be_given"), await (await giver.PostAsync($"coupons/{mine.Ref}/gift", new { })).RefusalAsync());
        using var office = await BackOffice.SignedInAsync(app);
        Assert.Contains("等級禮（組合券）", await office.ReadAsync("/admin/coupons/" + part.Code), StringComparison.Ordinal);

        await till.GiveAsync(from, bundle.Code);
        await OfferAsync(giver, await PartAsync());

        Task<Coupon> PartAsync() => app.DbAsync(db => db.Coupons.AsNoTracking().Where(c => c.DefinitionId == part.Id && c.MemberId == from.Id).OrderByDescending(c => c.Id).FirstAsync());
    }

    [Fact]
    public async Task A_gift_goes_from_wallet_to_wallet_with_a_code_of_its_own()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var (friend, to) = await JoinAsync("林好友");
        var coupon = await till.GiveAsync(from, (await GivableAsync()).Code);
        var oldCode = await till.CodeOfAsync(coupon);
        var token = await OfferAsync(giver, coupon);
        Assert.Equal("offered", (await giver.ReadAsync($"coupons/{coupon.Ref}")).GetProperty("state").GetString());
        Assert.Equal("coupon.offered", (await till.PostAsync("coupons/redeem", new { code = oldCode, store = "TPE1" })).Code);
        Assert.Equal(token, await OfferAsync(giver, coupon)); // the share sheet was closed and opened again

        for (var look = 0; look < 3; look++)
        {
            var seen = await friend.ReadAsync($"gifts/{token}");
            Assert.Equal(("open", "陳○方", "請你喝咖啡"), (seen.GetProperty("state").GetString(), seen.GetProperty("from").GetString(), seen.GetProperty("message").GetString()));
        }
        Assert.Equal((HttpStatusCode.Conflict, "gift.own"), await (await giver.PostAsync($"gifts/{token}/claim", new { })).RefusalAsync());
        var mine = await (await friend.PostAsync($"gifts/{token}/claim", new { })).JsonAsync();
        var again = await (await friend.PostAsync($"gifts/{token}/claim", new { })).JsonAsync();
        Assert.Equal(("usable", mine.GetProperty("id").GetString()), (mine.GetProperty("state").GetString(), again.GetProperty("id").GetString()));
        Assert.False(mine.GetProperty("mayGive").GetBoolean());
        Assert.Equal((HttpStatusCode.Conflict, "gift.one_hop"), await (await friend.PostAsync($"coupons/{mine.GetProperty("id").GetString()}/gift", new { })).RefusalAsync());

        var (stranger, _) = await JoinAsync("路人甲");
        Assert.Equal((HttpStatusCode.Conflict, "gift.claimed"), await (await stranger.PostAsync($"gifts/{token}/claim", new { })).RefusalAsync());
        Assert.Equal("gift.claimed", (await (await giver.PostAsync($"coupons/{coupon.Ref}/gift/end", new { })).CodeAsync()));
        Assert.Equal("coupon.given", (await till.PostAsync("coupons/redeem", new { code = oldCode, store = "TPE1" })).Code);
        var received = await app.DbAsync(db => db.Coupons.SingleAsync(c => c.MemberId == to.Id && c.GivenFromId == coupon.Id));
        Assert.Equal((coupon.ValidUntil, coupon.Id), (received.ValidUntil, received.GivenFromId));
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(received), store = "TPE1" })).Status);
        foreach (var page in new[] { giver, friend, stranger }) page.Dispose();
    }

    [Fact]
    public async Task Whoever_has_not_joined_looks_and_takes_after_joining()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var token = await OfferAsync(giver, await till.GiveAsync(from, (await GivableAsync()).Code));
        using var guest = await LiffPage.OpenAsync(app, "還沒加入");
        Assert.Equal("open", (await guest.ReadAsync($"gifts/{token}")).GetProperty("state").GetString());
        Assert.Equal((HttpStatusCode.Forbidden, "liff.not_member"), await (await guest.PostAsync($"gifts/{token}/claim", new { })).RefusalAsync());
        Assert.Equal(HttpStatusCode.OK, (await guest.JoinAsync("0966000001", "還沒加入")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await guest.PostAsync($"gifts/{token}/claim", new { })).StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "gift.not_found"), await (await guest.GetAsync("gifts/nonsense")).RefusalAsync());
        giver.Dispose();
    }

    [Fact]
    public async Task Taken_back_or_left_for_72_hours_it_is_the_givers_again()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var (friend, _) = await JoinAsync("林好友");
        var coupon = await till.GiveAsync(from, (await GivableAsync()).Code);
        var token = await OfferAsync(giver, coupon);
        Assert.Equal("usable", (await (await giver.PostAsync($"coupons/{coupon.Ref}/gift/end", new { })).JsonAsync()).GetProperty("state").GetString());
        Assert.Equal((HttpStatusCode.Gone, "gift.taken_back"), await (await friend.PostAsync($"gifts/{token}/claim", new { })).RefusalAsync());

        var second = await OfferAsync(giver, coupon);
        Assert.NotEqual(token, second);
        app.Clock.Advance(TimeSpan.FromHours(72));
        await giver.SignInAsync();
        await friend.SignInAsync();
        // Nothing swept it up: its time alone is enough.
        Assert.Equal((HttpStatusCode.Gone, "gift.over"), await (await friend.PostAsync($"gifts/{second}/claim", new { })).RefusalAsync());
        Assert.Equal(1, await app.InScopeAsync(s => s.Get<GiveCoupon>().EndLapsedAsync(100, default)));
        Assert.Equal(0, await app.InScopeAsync(s => s.Get<GiveCoupon>().EndLapsedAsync(100, default)));
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = await till.CodeOfAsync(coupon), store = "TPE1" })).Status);
        giver.Dispose();
        friend.Dispose();
    }

    [Fact]
    public async Task A_gift_never_outlives_its_coupon()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var coupon = await till.GiveAsync(from, (await GivableAsync(new CouponRules { EndsOn = new DateOnly(2026, 3, 11) })).Code);
        await OfferAsync(giver, coupon);
        var gift = await app.DbAsync(db => db.CouponGifts.SingleAsync(g => g.CouponId == coupon.Id));
        Assert.Equal(coupon.ValidUntil, gift.Until);
        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.InScopeAsync(s => s.Get<GiveCoupon>().EndLapsedAsync(100, default));
        Assert.Equal(1, await app.InScopeAsync(s => s.Get<ExpireCoupons>().ExecuteAsync(100, default)));
        giver.Dispose();
    }

    [Theory]
    [InlineData("birthday", "gift.may_not_be_given")]
    [InlineData("tier:gold", "gift.may_not_be_given")]
    [InlineData("compensation", "gift.may_not_be_given")]
    [InlineData("campaign", null)]
    public async Task Personal_coupons_stay_with_their_person(string reason, string? refusal)
    {
        var (giver, from) = await JoinAsync("陳大方");
        var kind = await GivableAsync();
        var coupon = (await app.InScopeAsync(s => s.Get<IssueCoupon>().ExecuteAsync(from.Id, kind.Code, reason, null, default))).Value!;
        var answer = await giver.PostAsync($"coupons/{coupon.Ref}/gift", new { });
        Assert.Equal(refusal, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
        giver.Dispose();
    }

    [Fact]
    public async Task Ten_a_month_and_no_more()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var kind = await GivableAsync();
        var coupons = new List<Coupon>();
        for (var i = 0; i < 12; i++) coupons.Add(await till.GiveAsync(from, kind.Code));
        for (var i = 0; i < 10; i++) await OfferAsync(giver, coupons[i]);
        Assert.Equal((HttpStatusCode.Conflict, "gift.too_many"), await (await giver.PostAsync($"coupons/{coupons[10].Ref}/gift", new { })).RefusalAsync());
        await giver.PostAsync($"coupons/{coupons[0].Ref}/gift/end", new { });
        await OfferAsync(giver, coupons[10]); // one came back
        app.Clock.Set(new DateTimeOffset(2026, 3, 31, 16, 0, 0, TimeSpan.Zero)); // 1 April in Taipei
        await app.InScopeAsync(s => s.Get<GiveCoupon>().EndLapsedAsync(100, default));
        await giver.SignInAsync();
        await OfferAsync(giver, coupons[11]);
        giver.Dispose();
    }

    [Fact]
    public async Task Of_giver_till_two_friends_and_the_clock_exactly_one_gets_it()
    {
        var (giver, from) = await JoinAsync("陳大方");
        var (friendA, a) = await JoinAsync("好友甲");
        var (friendB, b) = await JoinAsync("好友乙");
        var kind = await GivableAsync();
        var results = new HashSet<string>();
        for (var round = 0; round < 12; round++)
        {
            var coupon = await till.GiveAsync(from, kind.Code);
            var code = await till.CodeOfAsync(coupon);
            await app.DbAsync(db => db.CouponGifts.Where(g => g.GiverId == from.Id).ExecuteUpdateAsync(s => s.SetProperty(g => g.OfferedAt, app.Clock.Now.AddDays(-60))));
            var token = await OfferAsync(giver, coupon);
            if (round % 4 == 3) await app.DbAsync(db => db.CouponGifts.Where(g => g.CouponId == coupon.Id).ExecuteUpdateAsync(s => s.SetProperty(g => g.Until, app.Clock.Now)));
            await WriteLock.AmplifyAsync(app, async () =>
            {
                Func<Task>[] all =
                [
                    () => giver.PostAsync($"coupons/{coupon.Ref}/gift/end", new { }), () => friendA.PostAsync($"gifts/{token}/claim", new { }),
                    () => friendB.PostAsync($"gifts/{token}/claim", new { }), () => app.InScopeAsync(s => s.Get<GiveCoupon>().EndLapsedAsync(100, default)),
                    () => till.PostAsync("coupons/redeem", new { code, store = "TPE1" }), () => friendA.GetAsync($"gifts/{token}"),
                ];
                // Another one leads each time, so that not every round ends alike.
                var first = all[round % 4]();
                await Task.Delay(60);
                await Task.WhenAll([first, .. all.Where((_, i) => i != round % 4).Select(start => start())]);
            });
            var rows = await app.DbAsync(db => db.Coupons.AsNoTracking().Where(c => c.Id == coupon.Id || c.GivenFromId == coupon.Id).ToListAsync());
            var owners = rows.Where(c => c.State is CouponState.Issued or CouponState.Redeemed).ToList();
            Assert.Single(owners);
            Assert.Equal(rows.Count == 2, rows.Any(c => c.State == CouponState.Given));
            results.Add(owners[0].MemberId == from.Id ? owners[0].State.ToString() : "friend");
        }
        Assert.True(results.Count > 1, "The rounds should not all end alike.");
        foreach (var page in new[] { giver, friendA, friendB }) page.Dispose();
    }

    [Fact]
    public async Task A_code_typed_on_the_phone_lands_in_the_wallet_and_guessing_is_slowed()
    {
        var (page, _) = await JoinAsync("陳大方");
        var kind = await GivableAsync();
        await app.DbAsync(async db =>
        {
            db.PromoWords.Add(new() { Word = "HELLO50", DefinitionId = kind.Id, PerMember = 1, ValidFrom = app.Clock.Now, ValidUntil = app.Clock.Now.AddDays(1) });
            return await db.SaveChangesAsync();
        });
        var got = await (await page.PostAsync("coupons/claim", new { code = "hello50" })).JsonAsync();
        Assert.Equal("usable", got.GetProperty("state").GetString());
        Assert.Contains(await Wallet(page), id => id == got.GetProperty("id").GetString());
        for (var i = 0; i < 10; i++) Assert.Equal("promo.unknown", await (await page.PostAsync("coupons/claim", new { code = $"GUESS{i}" })).CodeAsync());
        Assert.Equal((HttpStatusCode.TooManyRequests, "attempts.too_many"), await (await page.PostAsync("coupons/claim", new { code = "HELLO50" })).RefusalAsync());
        page.Dispose();

        static async Task<IEnumerable<string?>> Wallet(LiffPage page) =>
            (await page.ReadAsync("coupons")).GetProperty("coupons").EnumerateArray().Select(c => c.GetProperty("id").GetString()).ToList();
    }
}

using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Card;

/// <summary>What the member sees of points, coupons and history, at the LIFF door.</summary>
public sealed class CardEndpointsTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Till till = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
    }

    public async ValueTask DisposeAsync()
    {
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_session_there_is_nothing_to_show_and_nothing_to_read()
    {
        using var page = new LiffPage(app);
        Assert.Equal(HttpStatusCode.NoContent, (await page.GetAsync("card")).StatusCode);
        foreach (var path in new[] { "card/version", "points", "coupons", "coupons/x", "history" })
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "liff.session_required"), await (await page.GetAsync(path)).RefusalAsync());
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await page.PostAsync("codes", new { purpose = "spend" })).StatusCode);
        using var guest = await LiffPage.OpenAsync(app, "小美");
        Assert.Equal(("guest", "小美"), ((await guest.ReadAsync("card")).GetProperty("state").GetString(), (await guest.ReadAsync("card")).GetProperty("displayName").GetString()));
        Assert.Equal((HttpStatusCode.Forbidden, "liff.not_member"), await (await guest.GetAsync("coupons")).RefusalAsync());
    }

    [Fact]
    public async Task Whatever_the_till_books_changes_the_cards_version_and_nothing_else_does()
    {
        var (page, member) = await JoinAsync();
        var seen = await VersionsAsync();
        Assert.Equal(seen, await VersionsAsync());
        await till.SellForAsync(member, 1000);
        var sold = await VersionsAsync();
        Assert.NotEqual(seen, sold);
        await page.ReadAsync("points");
        await page.ReadAsync("history");
        Assert.Equal(sold, await VersionsAsync());
        page.Dispose();

        async Task<long> VersionsAsync()
        {
            var version = (await page.ReadAsync("card/version")).GetProperty("version").GetInt64();
            Assert.Equal(version, (await page.ReadAsync("card")).GetProperty("version").GetInt64());
            return version;
        }
    }

    [Fact]
    public async Task The_card_shows_points_their_next_expiry_and_codes_the_till_reads()
    {
        var (page, member) = await JoinAsync();
        await till.SellForAsync(member, 1000);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await till.SellForAsync(member, 500);
        await page.SignInAsync(); // the session of yesterday has ended

        var state = await page.ReadAsync("card");
        var card = state.GetProperty("card");
        Assert.Equal(150, card.GetProperty("points").GetProperty("balance").GetInt64());
        var next = card.GetProperty("points").GetProperty("expiringNext");
        Assert.Equal((100, "2026-06-08T15:59:59Z"), (next.GetProperty("points").GetInt64(), next.GetProperty("at").GetString()));
        Assert.Equal("一般會員", card.GetProperty("tier").GetProperty("name").GetString());
        Assert.Equal(3500, card.GetProperty("tier").GetProperty("next").GetProperty("amountToGo").GetInt64());
        var codes = card.GetProperty("codes");
        Assert.Equal(20, codes.GetArrayLength());
        var found = await till.PostAsync("members/lookup", new { key = codes[0].GetProperty("identify").GetString() });
        Assert.Equal((member.Ref, 150), (found.Text("member.ref"), found.Number("member.points")));

        var points = await page.ReadAsync("points");
        Assert.Equal([(100L, "2026-06-08T15:59:59Z"), (50L, "2026-06-09T15:59:59Z")],
            points.GetProperty("lots").EnumerateArray().Select(l => (l.GetProperty("remaining").GetInt64(), l.GetProperty("expiresAt").GetString()!)));
        page.Dispose();
    }

    [Fact]
    public async Task A_spend_code_from_the_phone_pays_at_the_till()
    {
        var (page, member) = await JoinAsync();
        await till.SellForAsync(member, 1000);
        var code = await (await page.PostAsync("codes", new { purpose = "spend" })).JsonAsync();
        var sale = till.Sale(member);
        sale["pointsRedeemed"] = 30;
        sale["spendCode"] = code.GetProperty("code").GetString();
        Assert.Equal(90, (await till.PostAsync("purchases", sale)).Number("purchase.paid"));
        Assert.Equal((HttpStatusCode.BadRequest, "code.purpose_unknown"), await (await page.PostAsync("codes", new { purpose = "identify" })).RefusalAsync());
        page.Dispose();
    }

    [Fact]
    public async Task A_coupon_is_shown_used_and_then_seen_as_used()
    {
        var (page, member) = await JoinAsync();
        var coupon = await till.GiveAsync(member, "birthday");
        var mine = (await page.ReadAsync("coupons")).GetProperty("coupons").EnumerateArray().Single(c => c.GetProperty("id").GetString() == coupon.Ref);
        Assert.Equal(("usable", "生日招待飲品一杯", "product"), (mine.GetProperty("state").GetString(), mine.GetProperty("title").GetString(), mine.GetProperty("kind").GetString()));

        var shown = await (await page.PostAsync($"coupons/{coupon.Ref}/code", new { })).JsonAsync();
        Assert.Equal(60, (shown.GetProperty("to").GetDateTime() - shown.GetProperty("from").GetDateTime()).TotalSeconds);
        Assert.Equal(await till.CodeOfAsync(coupon), shown.GetProperty("display").GetString());
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync("coupons/redeem", new { code = shown.GetProperty("code").GetString(), store = "TPE1" })).Status);

        var after = await page.ReadAsync($"coupons/{coupon.Ref}");
        Assert.Equal(("redeemed", "信義店"), (after.GetProperty("state").GetString(), after.GetProperty("storeName").GetString()));
        Assert.Equal((HttpStatusCode.Conflict, "coupon.already_redeemed"), await (await page.PostAsync($"coupons/{coupon.Ref}/code", new { })).RefusalAsync());
        page.Dispose();
    }

    [Fact]
    public async Task Nobody_sees_or_shows_a_strangers_coupon()
    {
        var (page, _) = await JoinAsync();
        var stranger = await till.GiveAsync(await till.NewMemberAsync(), "welcome");
        Assert.Equal((HttpStatusCode.NotFound, "coupon.not_found"), await (await page.GetAsync($"coupons/{stranger.Ref}")).RefusalAsync());
        Assert.Equal((HttpStatusCode.NotFound, "coupon.not_found"), await (await page.PostAsync($"coupons/{stranger.Ref}/code", new { })).RefusalAsync());
        page.Dispose();
    }

    [Fact]
    public async Task History_tells_sales_returns_coupons_and_expiry_newest_first_page_by_page()
    {
        var (page, member) = await JoinAsync();
        var first = await till.SellAsync(member, Till.Line("LATTE", 2, 240), Till.Line("CAKE", 1, 90));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await till.RefundAsync(first, new { line = 1, quantity = 1 });
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++) await till.SellForAsync(member, 100 + i); // all at the same instant
        app.Clock.Advance(TimeSpan.FromDays(100));
        await app.InScopeAsync(s => s.Get<LineLoyalty.Rewards.Points.ExpirePoints>().ExecuteAsync(member.Id, default));
        await page.SignInAsync();

        var seen = new List<System.Text.Json.JsonElement>();
        string? before = null;
        do
        {
            var part = await page.ReadAsync($"history?limit=3{(before is null ? "" : "&before=" + before)}");
            seen.AddRange(part.GetProperty("entries").EnumerateArray());
            before = part.GetProperty("next").GetString();
        }
        while (before is not null);

        var own = seen.Where(e => e.GetProperty("kind").GetString() != "coupon").ToList();
        Assert.Equal(["expire", "purchase", "purchase", "purchase", "purchase", "purchase", "refund", "purchase"], own.Select(e => e.GetProperty("kind").GetString()!));
        Assert.Equal(seen.Count, seen.Select(e => e.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(["104", "103", "102", "101", "100"], own[1..6].Select(e => e.GetProperty("amount").ToString()));
        Assert.Equal((-90L, "戚風蛋糕", "客人退貨"),
            (own[6].GetProperty("amount").GetInt64(), own[6].GetProperty("lines")[0].GetProperty("name").GetString()!, own[6].GetProperty("reason").GetString()!));
        Assert.Equal(("信義店", 330L, 30L, 2), (own[7].GetProperty("storeName").GetString()!, own[7].GetProperty("amount").GetInt64(),
            own[7].GetProperty("points").GetInt64(), own[7].GetProperty("lines").GetArrayLength()));
        Assert.Equal(0, own.Sum(e => e.GetProperty("points").GetInt64()));
        page.Dispose();
    }

    [Theory]
    [InlineData("history?before=garbage!")]
    [InlineData("history?before=AAAA")]
    [InlineData("history?before=OTk5OTk5OTk5OTk5OTk5OTk5OS4x")]
    [InlineData("history?limit=x")]
    public async Task A_cursor_that_is_none_is_refused(string path)
    {
        var (page, _) = await JoinAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await page.GetAsync(path)).StatusCode);
        page.Dispose();
    }

    private async Task<(LiffPage, Member)> JoinAsync()
    {
        var phone = Till.NewPhone();
        var (page, state) = await LiffPage.JoinedAsync(app, phone.Replace("+886", "0", StringComparison.Ordinal));
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString();
        return (page, await app.DbAsync(db => db.Members.AsNoTracking().SingleAsync(m => m.CardNumber == card)));
    }
}

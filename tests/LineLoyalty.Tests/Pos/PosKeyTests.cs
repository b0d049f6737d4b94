using System.Net;
using LineLoyalty.Pos;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Pos;

public sealed class PosKeyTests(PosApp shared) : IClassFixture<PosApp>
{
    [Fact]
    public async Task A_key_tells_its_own_name_scopes_and_stores()
    {
        using var till = await Till.OpenAsync(shared.App, "members coupons", "TPE1");
        var me = await till.GetAsync("me");
        Assert.Equal("測試收銀機", me.Text("name"));
        Assert.Equal(["members", "coupons"], me.At("scopes").EnumerateArray().Select(s => s.GetString()!));
        Assert.Equal("信義店", me.Text("stores.0.name"));
        Assert.Equal(1, me.At("stores").GetArrayLength());
        Assert.Equal(10, me.Number("points.earnPoints"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pos_")]
    [InlineData("pos_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("garbage")]
    public async Task Without_a_live_key_nobody_gets_in(string key)
    {
        using var http = new HttpClient { BaseAddress = shared.App.Url };
        if (key.Length > 0) http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        var answer = await http.GetAsync("/api/pos/v1/me", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("pos.key_invalid", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_one_changed_character_is_refused()
    {
        using var till = await Till.OpenAsync(shared.App);
        for (var i = 4; i < till.Key.Length; i += 5)
        {
            var changed = till.Key[..i] + (till.Key[i] == 'A' ? 'B' : 'A') + till.Key[(i + 1)..];
            using var forged = Till.WithKey(shared.App, changed);
            Assert.Equal(HttpStatusCode.Unauthorized, (await forged.GetAsync("me")).Status);
        }
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_the_next_request()
    {
        using var till = await Till.OpenAsync(shared.App);
        Assert.Equal(HttpStatusCode.OK, (await till.GetAsync("me")).Status);
        var revoked = await shared.App.InScopeAsync(s => s.GetRequiredService<RevokePosKey>().ExecuteAsync(till.Key, null, default));
        Assert.Null(revoked.Refusal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await till.GetAsync("me")).Status);
        var again = await shared.App.InScopeAsync(s => s.GetRequiredService<RevokePosKey>().ExecuteAsync(till.Key, null, default));
        Assert.Equal(PosRefusals.KeyUnknown, again.Refusal);
    }

    [Fact]
    public async Task A_clerks_key_ends_with_the_clerks_account()
    {
        var clerk = new StaffAccount
        {
            UserName = "clerk." + Guid.NewGuid().ToString("N"), DisplayName = "店員", PasswordHash = "-", Role = StaffRole.Clerk, SecurityStamp = "-", CreatedAt = shared.App.Clock.Now,
        };
        await shared.App.DbAsync(db =>
        {
            db.StaffAccounts.Add(clerk);
            return db.SaveChangesAsync();
        });
        var key = await shared.App.InScopeAsync(s => s.GetRequiredService<CreatePosKey>()
            .ExecuteAsync("店員的瀏覽器", PosScopes.All.ToList(), [], TimeSpan.FromHours(12), clerk.Id, default));
        using var till = Till.WithKey(shared.App, key.Value!.Text);
        Assert.Equal(HttpStatusCode.OK, (await till.GetAsync("me")).Status);

        await shared.App.DbAsync(db => db.StaffAccounts.Where(s => s.Id == clerk.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.DisabledAt, shared.App.Clock.Now)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await till.GetAsync("me")).Status);
    }

    [Fact]
    public async Task Each_scope_opens_its_own_calls_and_no_others()
    {
        (string Method, string Path, string Scope)[] calls =
        [
            ("POST", "members/lookup", "members"), ("POST", "purchases", "purchases"), ("POST", "purchases/quote", "purchases"), ("GET", "purchases/x", "purchases"),
            ("GET", "purchases?store=TPE1&receiptNumber=x", "purchases"), ("POST", "purchases/x/refunds", "refunds"),
            ("POST", "coupons/check", "coupons"), ("POST", "coupons/redeem", "coupons"),
        ];
        foreach (var scope in PosScopes.All)
        {
            using var till = await Till.OpenAsync(shared.App, scope);
            foreach (var call in calls)
            {
                var answer = call.Method == "GET" ? await till.GetAsync(call.Path) : await till.PostAsync(call.Path, "{}");
                if (call.Scope == scope) Assert.NotEqual(HttpStatusCode.Forbidden, answer.Status);
                else Assert.Equal((HttpStatusCode.Forbidden, "pos.scope_missing", call.Scope), (answer.Status, answer.Code, answer.Text("scope")));
            }
        }
    }

    [Fact]
    public async Task A_key_of_one_store_cannot_act_for_another()
    {
        using var anywhere = await Till.OpenAsync(shared.App);
        using var here = await Till.OpenAsync(shared.App, stores: "TPE2");
        var member = await anywhere.NewMemberAsync();
        var sold = await anywhere.SellAsync(member);

        var sale = await here.PostAsync("purchases", anywhere.Sale(member));
        Assert.Equal((HttpStatusCode.Forbidden, "pos.store_forbidden"), (sale.Status, sale.Code));
        Assert.Equal("purchase.not_found", (await here.GetAsync($"purchases/{sold.Text("purchase.id")}")).Code);
        Assert.Equal("purchase.not_found", (await here.RefundAsync(sold)).Code);
        var coupon = await anywhere.GiveAsync(member, "welcome");
        var redeemed = await here.PostAsync("coupons/redeem", new { code = await anywhere.CodeOfAsync(coupon), store = "TPE1" });
        Assert.Equal("pos.store_forbidden", redeemed.Code);
    }

    [Fact]
    public async Task The_secret_is_not_in_the_database()
    {
        using var till = await Till.OpenAsync(shared.App);
        var secret = till.Key.Split('_', 3)[2];
        var rows = await shared.App.DbAsync(db => db.PosKeys.AsNoTracking().ToListAsync());
        Assert.DoesNotContain(rows, r => r.SecretHash.Contains(secret, StringComparison.Ordinal) || r.KeyId.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "members", "", 1, "pos_key.name_invalid")]
    [InlineData("x", "everything", "", 1, "pos_key.scopes_invalid")]
    [InlineData("x", "members", "NOWHERE", 1, "pos_key.stores_invalid")]
    [InlineData("x", "members", "", 366, "pos_key.life_invalid")]
    public async Task A_key_that_makes_no_sense_is_not_made(string name, string scopes, string stores, int days, string code)
    {
        var made = await shared.App.InScopeAsync(s => s.GetRequiredService<CreatePosKey>().ExecuteAsync(
            name, scopes.Split(' '), stores.Split(' ', StringSplitOptions.RemoveEmptyEntries), TimeSpan.FromDays(days), null, default));
        Assert.Equal(code, made.Refusal?.Code);
    }
}

public sealed class PosKeyTimeTests
{
    [Fact]
    public async Task A_key_ends_with_its_time()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(2));
        app.Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await till.GetAsync("me")).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await till.GetAsync("me")).Status);
    }

    [Fact]
    public async Task An_address_that_tries_keys_is_paused()
    {
        await using var app = await PosApp.QuietAsync();
        using var good = await Till.OpenAsync(app);
        using var guesser = Till.WithKey(app, "pos_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        for (var i = 0; i < 60; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.GetAsync("me")).Status);
        var paused = await guesser.GetAsync("me");
        Assert.Equal((HttpStatusCode.TooManyRequests, "attempts.too_many"), (paused.Status, paused.Code));
        Assert.True(paused.Headers.RetryAfter is not null);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, (await good.GetAsync("me")).Status);
    }
}

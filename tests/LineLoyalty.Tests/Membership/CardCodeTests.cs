using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Membership;

/// <summary>From the card on the phone to the till that reads it.</summary>
public sealed class CardCodeTests
{
    private const string Phone = "0912345678";

    /// <summary>A till with a key of its own.</summary>
    private static async Task<HttpClient> TillAsync(TestApp app)
    {
        var key = await app.InScopeAsync(async s => (await s.GetRequiredService<CreatePosKey>().ExecuteAsync("櫃台", ["members"], [], TimeSpan.FromDays(30), null, default)).Value!);
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Url, "/api/pos/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Text);
        return http;
    }

    private static async Task<(HttpStatusCode Status, string? Said)> LookUpAsync(HttpClient till, string key)
    {
        using var answer = await till.PostAsJsonAsync("members/lookup", new { key });
        var json = await answer.JsonAsync();
        return (answer.StatusCode, json.TryGetProperty("identifiedBy", out var by) ? by.GetString() : json.GetProperty("code").GetString());
    }

    private static List<JsonElement> CodesOf(JsonElement state) => [.. state.GetProperty("card").GetProperty("codes").EnumerateArray()];

    private static DateTime At(JsonElement code, string name) => DateTime.Parse(code.GetProperty(name).GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    [Fact]
    public async Task The_card_brings_ten_minutes_of_codes_each_good_from_its_step_on_for_60_seconds()
    {
        await using var app = await TestApp.StartAsync(now: TestApp.Start.AddSeconds(17));
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);
        var codes = CodesOf(state);

        Assert.Equal(20, codes.Count);
        Assert.Equal(TestApp.Start.UtcDateTime, At(codes[0], "from"));
        for (var i = 0; i < codes.Count; i++)
        {
            Assert.Equal(TestApp.Start.UtcDateTime.AddSeconds(30 * i), At(codes[i], "from"));
            Assert.Equal(At(codes[i], "from").AddSeconds(30), At(codes[i], "to"));
        }
        Assert.Equal((HttpStatusCode.OK, "code"), await LookUpAsync(till, codes[0].GetProperty("identify").GetString()!));
        Assert.Equal((HttpStatusCode.Gone, "code.expired"), await LookUpAsync(till, codes[1].GetProperty("identify").GetString()!));
        Assert.Equal((HttpStatusCode.NotFound, "member.not_found"), await LookUpAsync(till, codes[1].GetProperty("barcode").GetString()!));

        app.Clock.Set(TestApp.Start.AddSeconds(30 * 19 + 59.9));
        Assert.Equal((HttpStatusCode.OK, "code"), await LookUpAsync(till, codes[19].GetProperty("identify").GetString()!));
        app.Clock.Set(TestApp.Start.AddSeconds(30 * 19 + 60));
        using var otherTill = await TillAsync(app);
        Assert.Equal((HttpStatusCode.Gone, "code.expired"), await LookUpAsync(otherTill, codes[19].GetProperty("identify").GetString()!));
        Assert.Equal((HttpStatusCode.Gone, "code.expired"), await LookUpAsync(otherTill, codes[19].GetProperty("barcode").GetString()!));
        page.Dispose();
    }

    [Fact]
    public async Task A_till_reads_whatever_the_member_shows()
    {
        await using var app = await TestApp.StartAsync();
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);
        var code = CodesOf(state)[0];
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString()!;
        using var minted = await page.PostAsync("codes", new { purpose = "spend" });
        var spend = (await minted.JsonAsync()).GetProperty("code").GetString()!;

        Assert.Equal((HttpStatusCode.OK, "code"), await LookUpAsync(till, code.GetProperty("identify").GetString()!.ToLowerInvariant()));
        Assert.Equal((HttpStatusCode.OK, "barcode"), await LookUpAsync(till, code.GetProperty("barcode").GetString()!));
        Assert.Equal((HttpStatusCode.OK, "spendCode"), await LookUpAsync(till, $" {spend}\r\n"));
        Assert.Equal((HttpStatusCode.OK, "cardNumber"), await LookUpAsync(till, card));
        Assert.Equal((HttpStatusCode.OK, "cardNumber"), await LookUpAsync(till, string.Join(' ', card.Chunk(4).Select(c => new string(c)))));
        Assert.Equal((HttpStatusCode.OK, "phone"), await LookUpAsync(till, "+886 912-345-678"));
        page.Dispose();
    }

    [Fact]
    public async Task A_code_identifies_once_per_till()
    {
        await using var app = await TestApp.StartAsync();
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);
        using var other = await TillAsync(app);
        var code = CodesOf(state)[0].GetProperty("identify").GetString()!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => LookUpAsync(till, code)));

        Assert.Single(answers, (HttpStatusCode.OK, "code"));
        Assert.Equal(11, answers.Count(a => a == (HttpStatusCode.Conflict, "code.already_used")));
        Assert.Equal((HttpStatusCode.OK, "code"), await LookUpAsync(other, code));
        page.Dispose();
    }

    [Fact]
    public async Task A_spend_code_is_used_up_by_exactly_one_of_many()
    {
        await using var app = await TestApp.StartAsync();
        var (page, _) = await LiffPage.JoinedAsync(app, Phone);
        var id = await app.DbAsync(db => db.Members.Select(m => m.Id).SingleAsync());
        using var minted = await page.PostAsync("codes", new { purpose = "spend" });
        var code = (await minted.JsonAsync()).GetProperty("code").GetString()!;

        Task<Refusal?> SpendAsync(long member) => app.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<LoyaltyDb>();
            await using var unit = await db.BeginWriteAsync(default);
            var outcome = await services.GetRequiredService<SpendMemberCode>().ExecuteAsync(code, member, default);
            if (outcome.Refusal is null) await unit.CommitAsync(default);
            return outcome.Refusal;
        });
        Assert.Equal(MemberRefusals.CodeInvalid, await SpendAsync(id + 1));
        // All wait for the write lock, then rush.
        Task<Refusal?[]> rush;
        await using (var holder = app.Services.CreateAsyncScope())
        {
            var db = holder.ServiceProvider.GetRequiredService<LoyaltyDb>();
            await using var hold = await db.BeginWriteAsync(default);
            rush = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => SpendAsync(id))));
            await Task.Delay(250);
        }
        var refusals = await rush;

        Assert.Equal(1, refusals.Count(r => r is null));
        Assert.Equal(39, refusals.Count(r => r == MemberRefusals.CodeUsed));
        page.Dispose();
    }

    [Fact]
    public async Task Opening_the_card_again_makes_no_new_barcodes()
    {
        await using var app = await TestApp.StartAsync();
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        var rows = await app.DbAsync(db => db.Barcodes.CountAsync());

        app.Clock.Advance(TimeSpan.FromMinutes(4));
        var again = await page.ReadAsync("card");

        Assert.Equal(rows, await app.DbAsync(db => db.Barcodes.CountAsync()));
        Assert.Equal(CodesOf(state)[8].GetProperty("barcode").GetString(), CodesOf(again)[0].GetProperty("barcode").GetString());
        Assert.NotEqual(CodesOf(state)[8].GetProperty("identify").GetString(), CodesOf(again)[0].GetProperty("identify").GetString());
        app.Clock.Advance(TimeSpan.FromMinutes(20));
        await page.ReadAsync("card");
        Assert.InRange(await app.DbAsync(db => db.Barcodes.CountAsync()), 40, 80); // an offline till may still send the old ones
        app.Clock.Advance(TimeSpan.FromDays(5));
        var member = await app.DbAsync(db => db.Members.Select(m => m.Id).SingleAsync());
        await app.InScopeAsync(s => s.GetRequiredService<MintCardCodes>().ExecuteAsync(member, default));
        Assert.InRange(await app.DbAsync(db => db.Barcodes.CountAsync()), 20, 40);
        page.Dispose();
    }

    [Fact]
    public async Task Thirty_wrong_codes_pause_a_till_for_five_minutes_and_no_other()
    {
        await using var app = await TestApp.StartAsync();
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);
        using var other = await TillAsync(app);
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString()!;

        for (var i = 0; i < 30; i++) Assert.Equal((HttpStatusCode.NotFound, "member.not_found"), await LookUpAsync(till, $"09{i:00000000}"));

        Assert.Equal((HttpStatusCode.TooManyRequests, "attempts.too_many"), await LookUpAsync(till, card));
        Assert.Equal((HttpStatusCode.OK, "cardNumber"), await LookUpAsync(other, card));
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((HttpStatusCode.OK, "cardNumber"), await LookUpAsync(till, card));
        page.Dispose();
    }

    [Fact]
    public async Task Wrong_codes_spread_over_time_pause_nobody()
    {
        await using var app = await TestApp.StartAsync();
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);

        for (var i = 0; i < 60; i++)
        {
            Assert.Equal((HttpStatusCode.NotFound, "member.not_found"), await LookUpAsync(till, "0900000000"));
            app.Clock.Advance(TimeSpan.FromSeconds(3));
        }
        page.Dispose();
    }

    [Fact]
    public async Task Rubbish_finds_nobody()
    {
        await using var app = await TestApp.StartAsync();
        var (page, _) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);

        foreach (var key in new[] { "", "  ", "hello", "0000000000000000", "4539578763621486", "%", "' OR 1=1 --", new string('2', 61), new string('9', 5000) })
        {
            var (status, _) = await LookUpAsync(till, key);
            Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{key}: {(int)status}");
        }
        page.Dispose();
    }

    [Fact]
    public async Task What_time_made_worthless_is_swept_away_and_nothing_else()
    {
        await using var app = await TestApp.StartAsync();
        var (page, state) = await LiffPage.JoinedAsync(app, Phone);
        using var till = await TillAsync(app);
        await LookUpAsync(till, CodesOf(state)[0].GetProperty("identify").GetString()!);
        await LookUpAsync(till, "0900000000");

        Task<int> SweepAsync() => app.InScopeAsync(s => s.GetRequiredService<SweepExpired>().ExecuteAsync(default));
        Assert.Equal(0, await SweepAsync());
        app.Clock.Advance(TimeSpan.FromDays(32));
        Assert.True(await SweepAsync() >= 33); // 30 barcodes, a use, a session, a counter
        Assert.Equal(0, await app.DbAsync(db => db.Barcodes.CountAsync()) + await app.DbAsync(db => db.MemberCodeUses.CountAsync())
            + await app.DbAsync(db => db.MemberSessions.CountAsync()) + await app.DbAsync(db => db.AttemptCounters.CountAsync()));
        Assert.Equal(1, await app.DbAsync(db => db.Members.CountAsync()));
        page.Dispose();
    }
}

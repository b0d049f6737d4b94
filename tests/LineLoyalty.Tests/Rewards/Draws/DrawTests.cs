using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Scheduling;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Catalogue;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Draws;

public sealed class DrawTests
{
    private const string Seed = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_published_formula_gives_these_winners_and_always_the_same()
    {
        var tickets = Enumerable.Range(1, 12).Select(n => new DrawTicket(n, $"ref{n}", n <= 6 ? 1 : n)).ToList();
        // Written out once more, as a stranger would.
        var order = tickets.OrderBy(t => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes($"{Seed}:summer:{t.Number}:{t.Ref}"))).ToLowerInvariant(), StringComparer.Ordinal);
        List<(int, int)> expected = [];
        HashSet<long> people = [];
        foreach (var ticket in order.Where(t => people.Add(t.Member)).Take(3)) expected.Add((ticket.Number, expected.Count == 0 ? 0 : 1));
        var won = DecideDraw.Winners(Seed, "summer", tickets, [1, 2]);
        Assert.Equal(expected.Order(), won.Select(w => (w.Key, w.Value)).Order());
        Assert.Equal(won, DecideDraw.Winners(Seed, "summer", [.. tickets.AsEnumerable().Reverse()], [1, 2]));
        Assert.NotEqual(won, DecideDraw.Winners(Seed.Replace('0', 'e'), "summer", tickets, [1, 2]));
        // More prizes than people: each wins once.
        Assert.Equal(7, DecideDraw.Winners(Seed, "summer", tickets, [50]).Count);
    }

    [Fact]
    public async Task Entries_come_free_for_points_or_from_the_catalogue_each_once_and_only_while_it_is_open()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var (page, member) = await Shelf.MemberAsync(app, "0912000301");
        using var mine = page;
        await till.SellForAsync(member, 1000);
        var draw = await HoldAsync(app, d => (d.Free, d.EntryPoints, d.MaxPerMember, d.OpensAt) = (FreeEntry.Daily, 30L, 4, app.Clock.Now.AddMinutes(1)));
        Task<HttpResponseMessage> EnterAsync(long? points = null, Guid? key = null) => page.PostAsync("draws/summer/enter", new { key = key ?? Guid.NewGuid(), points });
        using var early = await EnterAsync();
        Assert.Equal("draw.not_begun", await early.CodeAsync());
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var free = await EnterAsync();
        using var again = await EnterAsync();
        Assert.Equal(1, Mine(await again.JsonAsync()));
        var key = Guid.NewGuid();
        using var bought = await EnterAsync(30, key);
        using var twice = await EnterAsync(30, key);
        using var dearer = await EnterAsync(31);
        Assert.Equal((2, "draw.price_changed"), (Mine(await twice.JsonAsync()), await dearer.CodeAsync()));
        await Shelf.PutAsync(app, "chance", 20, i => i.Stock = 5, new EntryPrize("summer"));
        using var redeemed = await page.RedeemAsync("chance", 20);
        Assert.Equal(HttpStatusCode.OK, redeemed.StatusCode);
        app.Clock.Advance(TimeSpan.FromDays(1));
        using var next = await page.SignInAsync();
        using var tomorrow = await EnterAsync();
        var state = await tomorrow.JsonAsync();
        Assert.Equal((4, 50L, false), (Mine(state), state.GetProperty("balance").GetInt64(), state.GetProperty("draws")[0].GetProperty("freeLeft").GetBoolean()));
        using var full = await EnterAsync(30);
        using var fullToo = await page.RedeemAsync("chance", 20);
        Assert.Equal(("draw.limit_reached", "draw.limit_reached"), (await full.CodeAsync(), await fullToo.CodeAsync()));
        // What was refused took nothing.
        Assert.Equal((50L, 1L, 4L), await app.DbAsync(async db => (await db.Members.Where(m => m.Id == member.Id).Select(m => m.PointsBalance).SingleAsync(), await db.RewardItems.Select(i => i.Taken).SingleAsync(), await db.Draws.Select(d => d.EntryCount).SingleAsync())));
        using var hidden = await page.GetAsync("draws/summer/proof");
        Assert.Equal("draw.not_found", await hidden.CodeAsync());
        app.Clock.Set(new DateTimeOffset(draw.ClosesAt));
        using var there = await page.SignInAsync();
        using var late = await EnterAsync();
        Assert.Equal("draw.closed", await late.CodeAsync());
        await PosApp.AssertLedgerHoldsAsync(app);

        static int Mine(JsonElement answer) => answer.GetProperty("draws")[0].GetProperty("mine").GetInt32();
    }

    [Fact]
    public async Task An_entry_from_the_catalogue_goes_when_it_is_taken_back_in_time()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        using var set = await browser.SubmitAsync("/admin/rewards", "/admin/rewards", ("CancelHours", "100"));
        var (page, member) = await Shelf.MemberAsync(app, "0912000302");
        using var mine = page;
        await till.SellForAsync(member, 500);
        await HoldAsync(app);
        await Shelf.PutAsync(app, "chance", 20, null, new EntryPrize("summer"));
        async Task<string> RedeemAsync()
        {
            using var answer = await page.RedeemAsync("chance", 20);
            return (await answer.JsonAsync()).GetProperty("redemption").GetProperty("id").GetString()!;
        }
        var (one, two) = (await RedeemAsync(), await RedeemAsync());
        using var back = await page.PostAsync($"redemptions/{one}/cancel", new { });
        Assert.Equal((HttpStatusCode.OK, 1L), (back.StatusCode, await app.DbAsync(db => db.Draws.Select(d => d.EntryCount).SingleAsync())));
        await CloseAsync(app);
        using var there = await page.SignInAsync();
        using var late = await page.PostAsync($"redemptions/{two}/cancel", new { });
        Assert.Equal("reward.used", await late.CodeAsync());
        await app.InScopeAsync(s => s.GetRequiredService<RunDraw>().DrawAsync(1, Ct));
        Assert.Equal(1, await app.DbAsync(db => db.DrawEntries.CountAsync(e => e.Number != null)));
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    /// <summary>The server dies between drawing and giving, and in the middle of giving; others start it anew at the same time.</summary>
    [Fact]
    public async Task A_draw_happens_once_gives_each_prize_once_and_proves_itself_whatever_was_interrupted()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var draw = await HoldAsync(app);
        for (var i = 0; i < 12; i++)
        {
            var member = await till.NewMemberAsync();
            await app.InScopeAsync(s => s.GetRequiredService<EnterDraw>().FreeAsync(member.Id, "summer", Ct));
        }
        Assert.Equal("draw.still_open", (await DrawAsync()).Refusal!.Code);
        await CloseAsync(app);
        var first = (await DrawAsync()).Value!;
        Assert.Equal(draw.Commitment, DecideDraw.CommitmentTo(first.Seed!));
        var winners = await WinnersAsync();
        Assert.Equal(4, winners.Count);
        // Here it was killed: winners stand, nobody has anything. Everybody tries again, by hand and by timetable.
        Assert.Equal((0, 0L), await GivenAsync());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => DrawAsync()));
        Assert.All(outcomes, o => Assert.Equal("draw.not_open", o.Refusal!.Code));
        // Killed again after one prize.
        await app.InScopeAsync(s => s.GetRequiredService<RunDraw>().GiveAsync(draw.Id, 1, Ct));
        Assert.Equal(1, await app.DbAsync(db => db.DrawEntries.CountAsync(e => e.GivenAt != null)));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.InScopeAsync(async s => { await s.GetRequiredService<RunDraw>().DueAsync(Ct); return 0; })));
        Assert.Equal(winners, await WinnersAsync());
        // One coupon, and 50 points for three.
        Assert.Equal((1, 150L), await GivenAsync());
        Assert.Equal((DrawState.Done, first.Seed), await app.DbAsync(async db => { var d = await db.Draws.SingleAsync(); return (d.State, d.Seed); }));
        await PosApp.AssertLedgerHoldsAsync(app);

        // A stranger draws again from what is published.
        var (page, _) = await Shelf.MemberAsync(app, "0912000303");
        using var reader = page;
        var proof = await page.ReadAsync("draws/summer/proof");
        var entries = proof.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(proof.GetProperty("entriesHash").GetString(), DecideDraw.HashOf(entries.Select(e => e.GetProperty("ref").GetString()!)));
        var again = DecideDraw.Winners(proof.GetProperty("seed").GetString()!, "summer",
            [.. entries.Select(e => new DrawTicket(e.GetProperty("number").GetInt32(), e.GetProperty("ref").GetString()!, e.GetProperty("number").GetInt32()))], [.. proof.GetProperty("prizes").EnumerateArray().Select(p => p.GetInt32())]);
        Assert.Equal(again.Select(w => (w.Key, w.Value + 1)).Order(), entries.Where(e => e.GetProperty("won").ValueKind == JsonValueKind.Number).Select(e => (e.GetProperty("number").GetInt32(), e.GetProperty("won").GetInt32())));

        Task<Outcome<Draw>> DrawAsync() => app.InScopeAsync(s => s.GetRequiredService<RunDraw>().DrawAsync(draw.Id, Ct));
        Task<List<(int?, long?)>> WinnersAsync() => app.DbAsync(async db => (await db.DrawEntries.Where(e => e.PrizeId != null).OrderBy(e => e.Number).Select(e => new { e.Number, e.PrizeId }).ToListAsync()).ConvertAll(e => (e.Number, e.PrizeId)));
        Task<(int, long)> GivenAsync() => app.DbAsync(async db => (await db.Coupons.CountAsync(), await db.Members.SumAsync(m => m.PointsBalance)));
    }

    [Fact]
    public async Task The_timetable_draws_and_winners_and_losers_hear_of_it_once()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false"), ("Deliveries:Poll", "00:00:00.05")]);
        var user = await BackOffice.FriendAsync(app, "0912000304", "陳小美");
        var other = await BackOffice.FriendAsync(app, "0912000305", "林小方");
        await HoldAsync(app, d => (d.TellLosers, d.DrawAt) = (true, d.ClosesAt), d => d.Prizes.RemoveRange(1, 1));
        foreach (var id in await app.DbAsync(db => db.Members.Select(m => m.Id).ToListAsync()))
        {
            await app.InScopeAsync(s => s.GetRequiredService<EnterDraw>().FreeAsync(id, "summer", Ct));
        }
        await CloseAsync(app);
        for (var round = 0; round < 3; round++)
        {
            await app.Services.GetRequiredService<RunDueSchedules>().ExecuteAsync(Ct);
            app.Clock.Advance(TimeSpan.FromMinutes(2));
        }
        var winner = await app.DbAsync(db => db.DrawEntries.Where(e => e.PrizeId != null).Join(db.LineAccounts, e => e.MemberId, a => a.MemberId, (e, a) => a.LineUserId).SingleAsync());
        await app.Line.HearsAsync(winner, "恭喜中獎：生日飲品");
        await app.Line.HearsAsync(winner == user ? other : user, "開獎了");
        Assert.Equal((2, 0), await app.DbAsync(async db => (await db.Deliveries.CountAsync(d => d.Cause == "draw"), await db.Deliveries.CountAsync(d => d.Cause.StartsWith("announcement") && d.CreatedAt >= app.Clock.Now.AddHours(-1)))));
    }

    [Fact]
    public async Task A_marketer_makes_opens_and_draws_and_what_was_promised_stands()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        using var browser = await BackOffice.SignedInAsync(app);
        const string edit = "/admin/draws/edit";
        using var wrong = await browser.SubmitAsync(edit, edit, ("Form.Code", "X"), ("Form.Name", ""), ("Form.OpensAt", "2026-03-10T10:00"), ("Form.ClosesAt", "2026-03-10T09:00"), ("Form.DrawAt", "2026-03-09T09:00"));
        var told = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(Ct));
        foreach (var text in new[] { "代碼請用", "請填寫名稱", "截止時間要在開始之後", "請至少設定一個獎項" }) Assert.Contains(text, told, StringComparison.Ordinal);
        (string, string)[] good =
        [
            ("Form.Code", "summer"), ("Form.Name", "夏日抽好禮"), ("Form.OpensAt", "2026-03-10T10:00"), ("Form.ClosesAt", "2026-03-12T00:00"), ("Form.Free", "Once"), ("Form.EntryPoints", "30"),
            ("Form.Prizes[0].Name", "生日飲品"), ("Form.Prizes[0].Count", "1"), ("Form.Prizes[0].Gives", "coupon:birthday"), ("Form.Prizes[1].Name", "50 點"), ("Form.Prizes[1].Count", "2"), ("Form.Prizes[1].Gives", "points"), ("Form.Prizes[1].Points", "50"),
        ];
        using var preview = await browser.SubmitAsync(edit, edit + "?handler=Preview", good);
        var says = WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync(Ct));
        foreach (var text in new[] { "每位會員免費參加一次。", "用 30 點可以多參加一次。", "生日飲品 1 名：生日招待飲品一杯。", "50 點 2 名：50 點。", "截止後由人員按下開獎。", "任何人都能驗證" }) Assert.Contains(text, says, StringComparison.Ordinal);
        using var made = await browser.SubmitAsync(edit, edit, good);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        var member = await till.NewMemberAsync();
        Assert.Equal("draw.not_found", (await app.InScopeAsync(s => s.GetRequiredService<EnterDraw>().FreeAsync(member.Id, "summer", Ct))).Refusal!.Code);
        using var opened = await browser.SubmitAsync("/admin/draws/summer", "/admin/draws/summer?handler=Open");
        var commitment = await app.DbAsync(db => db.Draws.Select(d => d.Commitment).SingleAsync());
        Assert.Contains(commitment!, await browser.ReadAsync("/admin/draws/summer"), StringComparison.Ordinal);
        Assert.True((await app.InScopeAsync(s => s.GetRequiredService<EnterDraw>().FreeAsync(member.Id, "summer", Ct))).Succeeded(out _, out _));
        // Open: the words may change, times and prizes may not.
        using var changed = await browser.SubmitAsync(edit + "/summer", edit + "/summer", ("Form.Name", "夏日大抽獎"), ("Form.ClosesAt", "2027-01-01T00:00"));
        Assert.Equal(("夏日大抽獎", new DateTime(2026, 3, 11, 16, 0, 0, DateTimeKind.Utc), 2), await app.DbAsync(async db => { var d = await db.Draws.Include(x => x.Prizes).SingleAsync(); return (d.Name, d.ClosesAt, d.Prizes.Count); }));
        using var tooSoon = await browser.SubmitAsync("/admin/draws/summer", "/admin/draws/summer?handler=Draw");
        Assert.Contains("還在參加期間", await browser.ReadAsync("/admin/draws/summer"), StringComparison.Ordinal);
        await CloseAsync(app);
        using var there = await browser.SignInAsync("lin", BackOffice.Password);
        using var drawn = await browser.SubmitAsync("/admin/draws", "/admin/draws/summer?handler=Draw");
        var page = await browser.ReadAsync("/admin/draws/summer");
        Assert.Contains("王小明", page, StringComparison.Ordinal);
        Assert.Contains(await app.DbAsync(db => db.Draws.Select(d => d.Seed!).SingleAsync()), page, StringComparison.Ordinal);
        Assert.Equal(["draw.created", "draw.opened", "draw.changed", "draw.drawn"], await app.DbAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("draw.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()));
    }

    /// <summary>An open draw of one coupon and three times 50 points.</summary>
    private static async Task<Draw> HoldAsync(TestApp app, Action<Draw>? also = null, Action<Draw>? prizes = null)
    {
        var draw = new Draw { Code = "summer", Name = "夏日抽好禮", OpensAt = app.Clock.Now, ClosesAt = app.Clock.Now.AddDays(3), Free = FreeEntry.Once, CreatedAt = app.Clock.Now };
        draw.Prizes.Add(new DrawPrize { Position = 1, Name = "生日飲品", Count = 1, Prize = new CouponPrize("birthday") });
        draw.Prizes.Add(new DrawPrize { Position = 2, Name = "50 點", Count = 3, Prize = new PointsPrize(50) });
        also?.Invoke(draw);
        prizes?.Invoke(draw);
        await app.DbAsync(async db =>
        {
            db.Draws.Add(draw);
            return await db.SaveChangesAsync();
        });
        Assert.True((await app.InScopeAsync(s => s.GetRequiredService<RunDraw>().OpenAsync(draw.Id, Ct))).Succeeded(out _, out _));
        return await app.DbAsync(db => db.Draws.AsNoTracking().SingleAsync());
    }

    private static async Task CloseAsync(TestApp app) => app.Clock.Set(new DateTimeOffset(await app.DbAsync(db => db.Draws.Select(d => d.ClosesAt).SingleAsync())));
}

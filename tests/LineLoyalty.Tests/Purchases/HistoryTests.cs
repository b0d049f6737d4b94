using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Catalogue;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.Rewards.Stamps;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

public sealed class HistoryTests
{
    [Fact]
    public async Task Every_point_that_came_or_went_is_in_the_member_s_history_by_name()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var (page, member) = await Shelf.MemberAsync(app, "0912000951");
        using var mine = page;
        await StampBook.PrintAsync(app, "coffee", StampBook.Each(1000, 4, (1, new PointsPrize(50))));
        await Kinds.SaveAsync(app, CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行", FeePercent: 3) }, d => d.SoldSku = "CAKE");
        var sold = await till.SellForAsync(member, 1000);
        Assert.Equal(["集點卡獎勵 50"], await TitlesAsync("earn"));

        var draw = new Draw { Code = "summer", Name = "夏日抽好禮", OpensAt = app.Clock.Now, ClosesAt = app.Clock.Now.AddDays(3), Free = FreeEntry.Once, EntryPoints = 30, CreatedAt = app.Clock.Now };
        draw.Prizes.Add(new DrawPrize { Position = 1, Name = "生日飲品", Count = 1, Prize = new CouponPrize("birthday") });
        await app.DbAsync(async db =>
        {
            db.Draws.Add(draw);
            return await db.SaveChangesAsync();
        });
        Assert.True((await app.InScopeAsync(s => s.Get<RunDraw>().OpenAsync(draw.Id, default))).Succeeded(out _, out _));
        using var free = await page.PostAsync("draws/summer/enter", new { key = Guid.NewGuid() });
        using var bought = await page.PostAsync("draws/summer/enter", new { key = Guid.NewGuid(), points = 30 });
        bought.EnsureSuccessStatusCode();
        Assert.Equal(["參加抽獎：夏日抽好禮 -30"], await TitlesAsync("spend"));

        Assert.Equal(-1L, (await till.RefundAsync(sold)).Number("stamps.0.stamps"));
        Assert.Contains("收回集點卡獎勵 -50", await TitlesAsync("earn"));

        await till.SellAsync(member, Till.Line("CAKE", 1, 500));
        var code = await till.CodeOfAsync(await app.DbAsync(db => db.Coupons.SingleAsync(c => c.SoldInPurchaseId != null)));
        var taken = (await till.PostAsync("coupons/refund", new { code, store = "TPE1", reason = "不需要了" })).Number("pointsTakenBack");
        Assert.Equal(50L, taken);
        Assert.Contains("禮券退費，收回點數 -50", await TitlesAsync("earn"));

        Assert.Equal((await till.ReadAsync(member)).PointsBalance, (await EntriesAsync()).Sum(e => e.Points));
        await PosApp.AssertLedgerHoldsAsync(app);

        async Task<List<(string Kind, string Title, long Points)>> EntriesAsync() => [.. (await page.ReadAsync("history")).GetProperty("entries").EnumerateArray()
            .Select(e => (e.GetProperty("kind").GetString()!, e.GetProperty("title").GetString()!, e.TryGetProperty("points", out var p) && p.ValueKind == System.Text.Json.JsonValueKind.Number ? p.GetInt64() : 0L))];
        async Task<List<string>> TitlesAsync(string kind) => [.. (await EntriesAsync()).Where(e => e.Kind == kind).Select(e => $"{e.Title} {e.Points}")];
    }
}

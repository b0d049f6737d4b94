using LineLoyalty.Analytics;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Analytics;

public sealed class ScoreBuyersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_of_the_125_cells_belongs_to_one_group_and_every_group_has_some()
    {
        var cells = from r in Enumerable.Range(1, 5) from f in Enumerable.Range(1, 5) from m in Enumerable.Range(1, 5) select Rfm.Segment(r, f, m);
        Assert.Equal(Enum.GetValues<RfmSegment>(), cells.Distinct().Order());
        Assert.Equal((RfmSegment.Champions, RfmSegment.Potential, RfmSegment.New), (Rfm.Segment(4, 3, 4), Rfm.Segment(5, 1, 2), Rfm.Segment(5, 1, 1)));
        Assert.Equal((RfmSegment.Loyal, RfmSegment.NeedAttention, RfmSegment.AtRisk), (Rfm.Segment(3, 4, 4), Rfm.Segment(3, 3, 3), Rfm.Segment(2, 2, 3)));
        Assert.Equal((RfmSegment.CannotLose, RfmSegment.Sleeping, RfmSegment.Lost), (Rfm.Segment(1, 5, 3), Rfm.Segment(1, 2, 2), Rfm.Segment(1, 1, 1)));
    }

    [Fact]
    public void Equal_values_score_alike_and_a_bound_belongs_to_the_lower_part()
    {
        // 100 buyers, 70 of them came once: fifths by rows would split them.
        long[] days = [.. Enumerable.Repeat(1L, 70), .. Enumerable.Range(2, 30).Select(n => (long)n)];
        long[] away = [.. Enumerable.Range(1, 100).Select(n => (long)n)];
        var bounds = RfmBounds.Of(away, days, [.. away], averageOrder: 100, new RfmSettings());
        Assert.Equal([20, 40, 60, 80], bounds.Recency);
        Assert.Equal((5, 4, 1), (bounds.ScoreRecency(20), bounds.ScoreRecency(21), bounds.ScoreRecency(81)));
        Assert.Equal([1, 1, 1, 11], bounds.Frequency);
        Assert.Equal((1, 4, 5), (bounds.ScoreFrequency(1), bounds.ScoreFrequency(2), bounds.ScoreFrequency(12)));
    }

    [Fact]
    public void Few_buyers_are_cut_at_fixed_bounds_by_the_average_order()
    {
        var bounds = RfmBounds.Of([1, 2], [1, 2], [100, 300], averageOrder: 200, new RfmSettings());
        Assert.Equal([30, 60, 90, 180], bounds.Recency);
        Assert.Equal([200, 400, 800, 1600], bounds.Monetary);
    }

    [Theory]
    [InlineData(30, 1, NesState.N)]
    [InlineData(31, 1, NesState.S1)]
    [InlineData(61, 1, NesState.S2)]
    [InlineData(91, 1, NesState.S3)]
    [InlineData(20, 3, NesState.E0)]
    [InlineData(21, 3, NesState.S1)]
    [InlineData(40, 3, NesState.S1)]
    [InlineData(41, 3, NesState.S2)]
    [InlineData(60, 3, NesState.S2)]
    [InlineData(61, 3, NesState.S3)]
    public void A_day_on_a_boundary_still_counts_as_awake(int recency, int saleDays, NesState state) => Assert.Equal(state, Nes.State(recency, saleDays, cycle: 20, brandCycle: 30));

    [Fact]
    public void A_cycle_is_drawn_to_the_brands_the_less_a_member_has_bought()
    {
        Assert.Equal(30, Nes.Cycle(0, 0, 1, 30)); // nothing of one's own
        Assert.Equal((10 + 90) / 4.0, Nes.Cycle(0, 10, 2, 30)); // w = 1/4
        Assert.Equal(7, Nes.Cycle(0, 20, 40, 5));
        Assert.Equal(365, Nes.Cycle(0, 4000, 3, 300));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Every_buyer_is_scored_by_their_own_numbers_however_many_read_them(int worthSlicing)
    {
        await using var app = await PosApp.QuietAsync();
        var today = app.Services.GetRequiredService<BrandTime>().Today.DayNumber;
        await app.DbAsync(async db =>
        {
            var members = Enumerable.Range(1, 61).Select(i => new Member { Ref = i.ToString("x16", null), CardNumber = i.ToString("d16", null), Name = "會員", JoinedAt = TestApp.Start.UtcDateTime }).ToList();
            db.Members.AddRange(members);
            await db.SaveChangesAsync(Ct);
            db.BuyerStats.AddRange(members.Select((m, i) => new BuyerStats
            {
                MemberId = m.Id, FirstDay = today - 700 + i, LastDay = today - (i * 7 % 61), SaleDays = 1 + (i * 11 % 61), Receipts = 1 + (i * 12_345), Net = 10_000_000_000L * (i * 5 % 61),
            }));
            return await db.SaveChangesAsync(Ct);
        });
        var scoring = await ScoreAsync();

        Assert.Equal((61, 61, 61), (scoring.Buyers, scoring.Rfm.Values.Sum(), scoring.Nes.Values.Sum()));
        var rows = await app.DbAsync(db => db.BuyerStats.AsNoTracking().ToListAsync(Ct));
        Assert.All(rows, b =>
        {
            var (r, f, m) = (scoring.Bounds.ScoreRecency(today - b.LastDay), scoring.Bounds.ScoreFrequency(b.SaleDays), scoring.Bounds.ScoreMonetary(b.Net));
            Assert.Equal((r, f, m, Rfm.Segment(r, f, m), Nes.State(today - b.LastDay, b.SaleDays, Nes.Cycle(b.FirstDay, b.LastDay, b.SaleDays, scoring.Cycle), scoring.Cycle)), (b.Recency, b.Frequency, b.Monetary, b.Rfm!.Value, b.Nes!.Value));
        });
        Assert.True(rows.Select(b => b.Rfm).Distinct().Count() > 3);
        // Read back, they are what they were: nobody has moved.
        await ScoreAsync();
        Assert.Equal(0, await app.DbAsync(db => db.BuyerMoves.CountAsync(Ct)));

        Task<BuyerScoring> ScoreAsync() => app.InScopeAsync(s =>
        {
            var score = s.GetRequiredService<ScoreBuyers>();
            score.WorthSlicing = worthSlicing;
            return score.ExecuteAsync(Ct);
        });
    }

    [Fact]
    public async Task Sales_and_returns_keep_the_numbers_up_and_the_night_scores_and_tells_who_moved()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(365));
        var member = await till.NewMemberAsync();
        var start = app.Services.GetRequiredService<BrandTime>().Today.DayNumber;

        await till.SellAsync(member, Till.Line("LATTE", 1, 100));
        await till.SellAsync(member, Till.Line("LATTE", 1, 50));
        Assert.Equal((start, start, 1, 2, 150L), await StatsAsync());
        app.Clock.Advance(TimeSpan.FromDays(10));
        var sold = await till.SellAsync(member, Till.Line("LATTE", 2, 400));
        Assert.Equal((start, start + 10, 2, 3, 550L), await StatsAsync());

        Assert.Equal(NesState.E0, (await ScoreAsync()).Nes.Single(n => n.Value > 0).Key);
        Assert.Equal(0, await app.DbAsync(db => db.BuyerMoves.CountAsync(Ct)));
        await ScoreAsync();
        Assert.Equal(0, await app.DbAsync(db => db.BuyerMoves.CountAsync(Ct)));

        await till.RefundAsync(sold);
        Assert.Equal((start, start, 1, 2, 150L), await StatsAsync());
        app.Clock.Advance(TimeSpan.FromDays(60));
        var scoring = await ScoreAsync();
        Assert.Equal((30, NesState.S2), (scoring.Cycle, scoring.Nes.Single(n => n.Value > 0).Key)); // alone and once: the guess counts
        Assert.Equal(["E0>S2"], await app.DbAsync(db => db.BuyerMoves.Where(m => m.Score == BuyerScore.Nes).Select(m => m.From + ">" + m.To).ToListAsync(Ct)));

        // What leaves the look-back is forgotten, by the same night's run.
        app.Clock.Advance(TimeSpan.FromDays(800));
        Assert.Equal(0, (await ScoreAsync()).Buyers);
        Assert.Equal(0, await app.DbAsync(db => db.BuyerStats.CountAsync(Ct)));

        Task<BuyerScoring> ScoreAsync() => app.InScopeAsync(s => s.GetRequiredService<ScoreBuyers>().ExecuteAsync(Ct));
        Task<(int, int, int, int, long)> StatsAsync() => app.DbAsync(async db =>
        {
            var b = await db.BuyerStats.AsNoTracking().SingleAsync(Ct);
            return (b.FirstDay, b.LastDay, b.SaleDays, b.Receipts, b.Net);
        });
    }
}

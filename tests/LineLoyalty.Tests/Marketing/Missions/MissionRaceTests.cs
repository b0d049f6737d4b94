using LineLoyalty.Marketing.Missions;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Tests.Pos;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Missions;

/// <summary>Sales and returns in any order, settled by two servers that are cut off in the middle: in the end all is as a plain reckoning says.</summary>
public sealed class MissionRaceTests
{
    private const int People = 8, Days = 16;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doubled_and_cut_off_at_any_moment_each_reward_is_there_exactly_as_often_as_earned()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        await MissionPaper.WriteAsync(app, "weekly", new MissionDefinition { Goals = [new SpendGoal(500)], Repeat = MissionRepeat.Weekly, Prizes = [new(new PointsPrize(10), 200), new(new PointsPrize(30))] });
        await MissionPaper.WriteAsync(app, "three", new MissionDefinition { Goals = [new PurchasesGoal(3) { Of = new SaleFilter { AtLeast = 100 } }], Prizes = [new(new CouponPrize("welcome")), new(new PointsPrize(5))], Tag = "三次" });
        List<Member> members = [];
        for (var i = 0; i < People; i++) members.Add(await till.NewMemberAsync());
        // Plain reckoning: what each member has kept, by sale.
        var sales = new List<(long Member, DateTime At, long Amount, Answer Sold)>();
        using var first = MissionPaper.Another(app);
        using var second = MissionPaper.Another(app);
        for (var day = 0; day < Days; day++)
        {
            foreach (var member in members.Where(_ => random.Next(3) > 0))
            {
                var amount = random.Next(5, 35) * 10L;
                sales.Add((member.Id, app.Clock.Now, amount, await till.SellForAsync(member, amount)));
            }
            if (sales.Count > 0 && random.Next(2) == 0)
            {
                var back = random.Next(sales.Count);
                await till.RefundAsync(sales[back].Sold);
                sales.RemoveAt(back);
            }
            await Task.WhenAll(CutOffAsync(first, random.Next(1, 60)), CutOffAsync(second, random.Next(1, 60)));
            app.Clock.Advance(TimeSpan.FromDays(1));
        }
        await MissionPaper.SettleAsync(app);

        foreach (var member in members)
        {
            var own = sales.Where(s => s.Member == member.Id).ToList();
            var weeks = own.GroupBy(s => DateOnly.FromDateTime(s.At.AddHours(8)) is var d ? d.AddDays(-(((int)d.DayOfWeek + 6) % 7)) : default).Select(g => g.Sum(s => s.Amount)).ToList();
            var three = own.Count(s => s.Amount >= 100) >= 3;
            var points = weeks.Sum(w => (w >= 200 ? 10 : 0) + (w >= 500 ? 30 : 0)) + (three ? 5 : 0);
            var booked = await app.DbAsync(db => db.PointsEntries.Where(e => e.MemberId == member.Id && e.Rule != null && e.Rule.StartsWith("mission:")).SumAsync(e => e.Points, Ct));
            Assert.Equal(points, booked);
            Assert.Equal(three ? 1 : 0, await app.DbAsync(db => db.Coupons.CountAsync(c => c.MemberId == member.Id && c.State == LineLoyalty.Rewards.Coupons.CouponState.Issued, Ct)));
            Assert.Equal(three, await app.DbAsync(db => db.MemberTags.AnyAsync(t => t.MemberId == member.Id && t.Name == "三次", Ct)));
        }
        await MissionPaper.AssertHoldsAsync(app);
        await PosApp.AssertLedgerHoldsAsync(app);
    }

    private static async Task CutOffAsync(RunMissions run, int after)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        stop.CancelAfter(after);
        try
        {
            await run.ExecuteAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            // Cut off in the middle: the next run goes on.
        }
    }
}

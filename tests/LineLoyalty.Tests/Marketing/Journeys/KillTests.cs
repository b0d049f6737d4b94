using System.Globalization;
using Line.Emulator;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static LineLoyalty.Tests.Marketing.Journeys.Trips;

namespace LineLoyalty.Tests.Marketing.Journeys;

/// <summary>Two workers at the same rows, each cut off again and again in the middle of what it does.</summary>
public sealed class KillTests
{
    private const int Members = 150;
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doubled_and_cut_off_at_any_moment_nothing_happens_twice_and_nothing_is_lost()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var cafe = await Cafe.OpenAsync(Opening, ("Programmes:Reactivation:Enabled", "false"));
        await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("進入")), "p1",
        [
            new GivePointsStep("p1", 5) { Next = "c1" },
            new GiveCoupon("c1", "welcome") { Next = "m1" },
            Say("m1", "{name}，第一則", "w1", always: true),
            new WaitTime("w1") { Hours = 1, Next = "m2" },
            Say("m2", "第二則", "k1", always: true),
            new AskClerk("k1", "打電話"),
        ], Once));
        await JoinAsync(cafe);

        var cuts = await RunAsync(Opening);
        cuts += await RunAsync(Opening.AddHours(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"{cuts} times cut off");
        await cafe.SentAsync();

        var heard = (await cafe.App.Line.JournalAsync()).SelectMany(e => e.GetProperty("to").EnumerateArray().Select(t => t.GetString()!)).GroupBy(u => u).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(Members, heard.Count);
        Assert.All(heard, h => Assert.Equal(2, h.Value));
        Assert.Equal(Members, await cafe.App.DbAsync(db => db.Coupons.CountAsync(c => c.Reason == "journey", Ct)));
        Assert.Equal(5L * Members, await cafe.App.DbAsync(db => db.Members.SumAsync(m => m.PointsBalance, Ct)));
        Assert.Equal(Members, await cafe.App.DbAsync(db => db.JourneyTasks.CountAsync(Ct)));
        Assert.Equal(6 * Members, await cafe.App.DbAsync(db => db.JourneySteps.CountAsync(Ct)));
        Assert.Equal(Members, await cafe.App.DbAsync(db => db.Enrolments.CountAsync(e => e.State == EnrolmentState.Finished, Ct)));

        async Task<int> RunAsync(DateTime now)
        {
            cafe.App.Clock.Set(new DateTimeOffset(now, TimeSpan.FromHours(8)));
            var cut = await Task.WhenAll(WorkAsync(random.Next()), WorkAsync(random.Next()));
            await cafe.RunAsync();
            return cut.Sum();
        }

        async Task<int> WorkAsync(int own)
        {
            var dice = new Random(own);
            using var run = new RunJourneys(cafe.App.Services.GetRequiredService<IServiceScopeFactory>(), cafe.App.Clock, NullLogger<RunJourneys>.Instance);
            var cut = 0;
            for (var i = 0; i < 12; i++)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                stop.CancelAfter(dice.Next(5, 150));
                try
                {
                    await run.ExecuteAsync(stop.Token);
                }
                catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
                {
                    cut++;
                }
            }
            return cut;
        }
    }

    private static async Task JoinAsync(Cafe cafe)
    {
        cafe.App.Emulator.Seed(Enumerable.Range(1, Members).Select(i => new EmulatorUser(Cafe.UserOf(i), $"會員{i}") { Friend = true }));
        await cafe.App.DbAsync(async db =>
        {
            await using var unit = await db.BeginWriteAsync(Ct);
            var rows = Enumerable.Range(1, Members).Select(i => new Member { Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = $"會員{i}", MarketingOptIn = true, JoinedAt = cafe.App.Clock.Now }).ToList();
            db.Members.AddRange(rows);
            db.LineAccounts.AddRange(rows.Select((m, i) => new LineAccount { LineUserId = Cafe.UserOf(i + 1), Member = m, BoundAt = m.JoinedAt, DisplayName = m.Name, Friend = true, FirstSeenAt = m.JoinedAt }));
            await db.SaveChangesAsync(Ct);
            db.MemberEvents.AddRange(rows.Select(m => WearTag.TagEvent(m.Id, MemberEvents.TagAdded, cafe.App.Clock.Now, "進入", "test")));
            await unit.CommitAsync(Ct);
            return 0;
        });
    }
}

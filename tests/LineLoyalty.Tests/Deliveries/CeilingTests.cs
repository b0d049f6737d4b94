using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>RT-14: the ceiling of one channel, kept by all copies of the server together, and what happens when LINE says no for a while.</summary>
[Collection(nameof(PaceTests))]
public sealed class CeilingTests
{
    private static readonly bool Large = Environment.GetEnvironmentVariable("LOYALTY_TEST_SIZE") == "T2";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_second_passes_the_ceiling_storms_are_waited_out_and_everything_arrives()
    {
        const int Ceiling = 20;
        var (messages, storm) = Large ? (2000, 60) : (160, 6);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}; {messages} requests at {Ceiling} a second, a storm of {storm} s, ten minutes without messages left");
        await using var judge = await SendJudge.StartAsync(seed);
        await using var rig = await SendingRig.StartAsync(lineUrl: judge.Url, settings: new()
        {
            ["Deliveries:Rates:Push"] = $"{Ceiling}", ["Deliveries:Poll"] = "00:00:00.1", ["Deliveries:FirstRetry"] = "00:00:00.05", ["Deliveries:LongestRetry"] = "00:00:00.5",
        });
        var members = await rig.AddMembersAsync(messages);
        await rig.PushAsync(members);
        // One server where only one may run, else two that share the ceiling.
        var servers = new SendingServers(rig);
        await servers.StartAsync();
        if (TestDatabase.Provider != DatabaseProvider.Sqlite) await servers.StartAsync();
        await SentAsync(messages / 3);

        judge.Storm = true;
        var began = judge.Arrivals.Count;
        await Task.Delay(TimeSpan.FromSeconds(storm), Ct);
        var inStorm = judge.Arrivals.Count - began;
        judge.Storm = false;
        await SentAsync(messages * 2 / 3);

        judge.QuotaUsedUp = true;
        await rig.UntilAsync(db => db.Settings.AnyAsync(s => s.Key == "deliveries.quota.marketing", Ct));
        // Those under way when the first was refused have all come back.
        await rig.UntilAsync(db => db.Deliveries.AllAsync(d => d.LeaseOwner == null, Ct));
        began = judge.Arrivals.Count;
        for (var minute = 0; minute < 10; minute++)
        {
            rig.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(300, Ct);
        }
        var withoutQuota = judge.Arrivals.Count - began;
        judge.QuotaUsedUp = false;
        rig.Clock.Advance(TimeSpan.FromMinutes(6));
        await rig.UntilDoneAsync(Large ? 600 : 60);
        await servers.StopAsync();

        var busiest = SendJudge.Busiest(judge.Arrivals);
        TestContext.Current.TestOutputHelper?.WriteLine($"busiest second {busiest}, {inStorm} requests in the storm, {withoutQuota} without messages left");
        Assert.InRange(busiest, 1, Ceiling);
        // What was under way when it began, then one try at a time.
        Assert.InRange(inStorm, 1, storm + Ceiling);
        Assert.InRange(withoutQuota, 0, 2);
        Assert.Equal(members.Select(m => m.LineUserId).Order(), judge.AcceptedPerPerson().Keys.Order());
        Assert.All(judge.AcceptedPerPerson().Values, n => Assert.Equal(1, n));

        Task SentAsync(int count) => rig.UntilAsync(async db => await db.Deliveries.CountAsync(d => d.State == DeliveryState.Sent, Ct) >= count, Large ? 600 : 120);
    }

    [Fact]
    public async Task A_slow_pace_claims_no_more_than_it_lets_out_before_the_claims_end()
    {
        const int PerSecond = 4, Lease = 15, Messages = PerSecond * Lease * 3 / 2;
        await using var rig = await SendingRig.StartAsync(settings: new()
        {
            ["Deliveries:Rates:Push"] = $"{PerSecond}", ["Deliveries:Lease"] = $"00:00:{Lease}", ["Deliveries:RequestTimeout"] = "00:00:05", ["Deliveries:Poll"] = "00:00:00.1",
        });
        await rig.PushAsync(await rig.AddMembersAsync(Messages));
        await rig.StartWorkerAsync();

        var mostHeld = 0;
        await rig.UntilAsync(async db =>
        {
            mostHeld = Math.Max(mostHeld, await db.Deliveries.CountAsync(d => d.LeaseOwner != null, Ct));
            return await db.Deliveries.AllAsync(d => d.State == DeliveryState.Sent, Ct);
        }, Messages / PerSecond * 2);

        Assert.InRange(mostHeld, 1, PerSecond * Lease / 2);
        Assert.Equal(Messages, (await rig.JournalAsync()).Accepted);
    }

    [Fact]
    public async Task Two_copies_divide_the_ceiling_by_need_one_that_leaves_gives_its_part_back_and_a_lone_one_has_it_all()
    {
        await using var rig = await SendingRig.StartAsync(settings: new() { ["Deliveries:Rates:Push"] = "100", ["Deliveries:Rates:Multicast"] = "10" });
        await using var other = rig.Build();
        var (a, b) = (rig.Services.GetRequiredService<RateShares>(), other.GetRequiredService<RateShares>());
        var (mine, theirs) = (Push(rig.Services), Push(other));
        if (TestDatabase.Provider == DatabaseProvider.Sqlite)
        {
            // One server at most: it has it all from the start, and asks for nothing.
            a.Begin();
            Assert.Equal(100, mine.Rate, 0.1);
            await a.RunAsync(Ct);
            Assert.Equal(0, await rig.WithAsync(db => db.RateShares.CountAsync(Ct)));
            return;
        }
        a.Begin();
        b.Begin();
        Assert.Equal((0, 0), (mine.Rate, theirs.Rate));

        await a.RenewAsync(Ct);
        Assert.Equal(100, mine.Rate, 0.1);
        await b.RenewAsync(Ct);
        // The first has it all and lets go at its next beat; until then there is nothing for the second.
        Assert.Equal(0, theirs.Rate, 0.1);
        await a.RenewAsync(Ct);
        await b.RenewAsync(Ct);
        Assert.Equal((50, 50), (Math.Round(mine.Rate), Math.Round(theirs.Rate)));

        // The second has much to send: the first keeps enough for answers to people.
        for (var i = 0; i < 10; i++) await theirs.EnterAsync(first: false, Ct);
        for (var i = 0; i < 3; i++)
        {
            await b.RenewAsync(Ct);
            await a.RenewAsync(Ct);
        }
        await b.RenewAsync(Ct);
        Assert.InRange(mine.Rate, 4, 6);
        Assert.InRange(theirs.Rate, 90, 96);
        Assert.InRange(await rig.WithAsync(db => db.RateShares.Where(s => s.Endpoint == "push").SumAsync(s => s.PerSecond, Ct)), 99, 100);

        // What is under way holds back what it stands for.
        for (var i = 0; i < 10; i++) theirs.Leave();
        await b.ReturnAsync(Ct);
        await a.RenewAsync(Ct);
        Assert.Equal(100, mine.Rate, 0.1);
    }

    private static Throttle Push(IServiceProvider services) => services.GetRequiredService<LineGates>().Throttles.Single(t => t.Endpoint == "push").Throttle;
}

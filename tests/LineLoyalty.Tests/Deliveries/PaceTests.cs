using System.Diagnostics;
using LineLoyalty.Deliveries;
using Microsoft.Extensions.Options;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>The ceiling, the halving and the way back, counted on real time, hence while no other test runs.</summary>
[Collection(nameof(PaceTests))]
public sealed class PaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_second_ever_has_more_requests_than_the_ceiling_and_nearly_as_many()
    {
        using var throttle = new Throttle(50);
        var starts = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 20; i++)
            {
                await throttle.EnterAsync(first: false, Ct);
                lock (starts) starts.Add(Stopwatch.GetTimestamp());
                throttle.Leave();
            }
        }));
        Assert.InRange(Busiest(starts), 30, 50);
    }

    [Fact]
    public async Task A_slow_network_cannot_push_two_seconds_requests_into_one()
    {
        using var throttle = new Throttle(20);
        var arrivals = new List<long>();
        var random = new Random(7);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            await throttle.EnterAsync(first: false, Ct);
            // On its way for up to three quarters of a second, then answered.
            await Task.Delay(random.Next(750), Ct);
            lock (arrivals) arrivals.Add(Stopwatch.GetTimestamp());
            throttle.Leave();
        }));
        Assert.InRange(Busiest(arrivals), 10, 20);
    }

    [Fact]
    public async Task An_answer_to_a_person_takes_the_next_place_before_all_who_wait()
    {
        using var throttle = new Throttle(5);
        for (var i = 0; i < 5; i++)
        {
            await throttle.EnterAsync(first: false, Ct);
            throttle.Leave();
        }
        var waiting = Enumerable.Range(0, 5).Select(_ => throttle.EnterAsync(first: false, Ct)).ToList();
        await throttle.EnterAsync(first: true, Ct);
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
    }

    [Fact]
    public async Task A_share_that_shrinks_is_handed_on_only_when_nothing_above_it_is_under_way()
    {
        using var throttle = new Throttle(10);
        for (var i = 0; i < 10; i++) await throttle.EnterAsync(first: false, Ct);
        Assert.False(throttle.Limit(5, long.MaxValue));
        for (var i = 0; i < 6; i++) throttle.GiveBack();
        Assert.True(throttle.Limit(5, long.MaxValue));
        // A share that was not renewed in time lets nobody in.
        throttle.Limit(5, Stopwatch.GetTimestamp());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => throttle.EnterAsync(first: true, patience.Token));
    }

    [Fact]
    public async Task A_place_given_back_costs_the_next_no_time()
    {
        using var throttle = new Throttle(2);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            await throttle.EnterAsync(first: false, Ct);
            throttle.GiveBack();
        }
        // Twenty requests would have taken nine and a half seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 5);
    }

    private static int Busiest(List<long> times)
    {
        times.Sort();
        return times.Max(from => times.Count(t => t >= from && t < from + Stopwatch.Frequency));
    }

    [Fact]
    public void Too_fast_halves_the_pace_once_per_burst_of_answers()
    {
        var gates = Gates();
        var burst = Enumerable.Range(0, 10).Select(_ => gates.EnterAsync(false, false, TimeSpan.Zero, Ct).Result!).ToList();
        var changes = burst.ConvertAll(p => gates.Report(p, new LineAnswer(AnswerKind.RateLimited)));
        Assert.Equal(1, changes.Count(c => c == GateChange.Slowed));
        Assert.InRange(gates.Rate(false), 999, 1020);
        Assert.Equal(200, gates.Rate(true));
    }

    [Fact]
    public async Task In_a_storm_of_429_at_most_one_request_a_second_starts_and_the_wait_doubles()
    {
        var gates = Gates();
        var until = Environment.TickCount64 + 4500;
        var requests = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            while (Environment.TickCount64 < until)
            {
                if (await gates.EnterAsync(false, false, TimeSpan.FromMilliseconds(200), Ct) is not { } permit) continue;
                Interlocked.Increment(ref requests);
                await Task.Delay(5, Ct);
                gates.Report(permit, new LineAnswer(AnswerKind.RateLimited));
            }
        }));
        // The first burst of six, then after 1 s and after 2 s more.
        Assert.InRange(requests, 7, 9);
    }

    [Fact]
    public async Task A_401_lets_one_request_try_again_and_a_success_opens_the_channel_for_all()
    {
        var gates = Gates();
        var first = (await gates.EnterAsync(false, false, TimeSpan.Zero, Ct))!;
        Assert.Equal(GateChange.ChannelStopped, gates.Report(first, new LineAnswer(AnswerKind.ChannelRefused, 401)));
        Assert.True(gates.ChannelStopped);
        Assert.Null(await gates.EnterAsync(true, false, TimeSpan.Zero, Ct));
        var probe = (await gates.EnterAsync(false, false, TimeSpan.FromSeconds(3), Ct))!;
        Assert.Null(await gates.EnterAsync(false, false, TimeSpan.Zero, Ct));
        Assert.Equal(GateChange.ChannelBack, gates.Report(probe, new LineAnswer(AnswerKind.Accepted, 200)));
        Assert.NotNull(await gates.EnterAsync(true, false, TimeSpan.Zero, Ct));
    }

    [Fact]
    public async Task Ten_failures_in_a_row_mean_an_outage_which_one_success_ends()
    {
        var gates = Gates();
        for (var i = 0; i < 10; i++) gates.Report((await gates.EnterAsync(false, false, TimeSpan.Zero, Ct))!, new LineAnswer(AnswerKind.Uncertain, 503));
        Assert.True(gates.Cautious(false));
        Assert.False(gates.ChannelStopped);
        var probe = (await gates.EnterAsync(false, false, TimeSpan.FromSeconds(3), Ct))!;
        gates.Report(probe, new LineAnswer(AnswerKind.Accepted, 200));
        Assert.False(gates.Cautious(false));
    }

    [Theory]
    [InlineData(1, false, 1, 1)]
    [InlineData(100_001, false, 201, 2)]
    [InlineData(100_000, true, 100_000, 50)]
    public void A_push_to_many_is_forecast_by_requests_and_time_and_costs_the_same_either_way(int people, bool personal, int requests, int seconds)
    {
        var way = new ForecastSending(Options.Create(new DeliveryOptions())).Of(people, personal);
        Assert.Equal(new SendingWay(!personal, people, requests, TimeSpan.FromSeconds(seconds)), way);
    }

    private static LineGates Gates() => new(Options.Create(new DeliveryOptions()));
}

[CollectionDefinition(nameof(PaceTests), DisableParallelization = true)]
public sealed class AloneWithTheClock;

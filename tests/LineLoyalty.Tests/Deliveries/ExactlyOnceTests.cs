using System.Globalization;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Databases;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>
/// RT-13 and RT-15: two servers send to a LINE that misbehaves in four of ten requests, while they are killed and frozen, the month's
/// messages run out, campaigns are stopped and people turn away. The judge's list of what it accepted says who got what.
/// Seed: <c>LOYALTY_TEST_SEED</c>; size: <c>LOYALTY_TEST_SIZE=T2</c> (docs/operations.md).
/// </summary>
public sealed class ExactlyOnceTests
{
    private static readonly bool Large = Environment.GetEnvironmentVariable("LOYALTY_TEST_SIZE") == "T2";

    private static readonly Dictionary<string, string?> Patience = new()
    {
        ["Deliveries:Poll"] = "00:00:00.05",
        ["Deliveries:Lease"] = "00:00:15",
        ["Deliveries:RequestTimeout"] = "00:00:02",
        ["Deliveries:FirstRetry"] = "00:00:00.05",
        ["Deliveries:LongestRetry"] = "00:00:00.5",
        ["Deliveries:QuotaProbe"] = "00:00:01",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_LINE_answers_and_whoever_dies_each_target_gets_exactly_one()
    {
        var (people, perMulticast, pushes, kills, pauses, quotas, leavers) = Large ? (200_000, 500, 2_000, 30, 10, 3, 500) : (20_000, 250, 300, 6, 2, 1, 200);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        Say($"seed {seed}; {people} people in multicasts of {perMulticast}, {pushes} pushes, {kills} kills, {pauses} pauses, {quotas} times out of messages, {leavers} people turn away");
        var random = new Random(seed);
        await using var judge = await SendJudge.StartAsync(seed);
        judge.Good = 0.6;
        await using var rig = await SendingRig.StartAsync(settings: new(Patience), lineUrl: judge.Url);
        var members = await rig.AddMembersAsync(people);
        foreach (var group in members.Chunk(perMulticast)) await rig.MulticastAsync(group);
        await rig.PushAsync(members.Take(pushes));

        var servers = new SendingServers(rig);
        await servers.StartAsync();
        await servers.StartAsync();
        var turnedAway = LeaveAsync(rig, [.. members.OrderBy(_ => random.Next()).Take(leavers)], random.Next());
        foreach (var what in Enumerable.Repeat("kill", kills).Concat(Enumerable.Repeat("freeze", pauses)).Concat(Enumerable.Repeat("quota", quotas)).OrderBy(_ => random.Next()))
        {
            await Task.Delay(random.Next(100, 1500), Ct);
            switch (what)
            {
                case "kill":
                    servers.KillOne(random.Next(2));
                    await servers.StartAsync();
                    break;
                case "freeze":
                    await servers.FreezeOneAsync(random.Next(2), Large ? TimeSpan.FromSeconds(random.Next(60, 90)) : TimeSpan.FromSeconds(2.5), clockToo: !Large);
                    break;
                default:
                    judge.QuotaUsedUp = true;
                    await Task.Delay(Large ? 10_000 : 2500, Ct);
                    judge.QuotaUsedUp = false;
                    break;
            }
        }
        var left = await turnedAway;
        await rig.UntilAsync(async db => !await db.Deliveries.AnyAsync(d => d.State == DeliveryState.Pending, Ct) && !await db.UnbookedDeliveries.AnyAsync(Ct), Large ? 3600 : 180);
        await servers.StopAsync();

        await AssertAsync(rig, judge, people + pushes);
        await AssertLeaversAsync(rig, left);
        Say($"{judge.Arrivals.Count} requests, {judge.Arrivals.Count(a => a.Accepted)} accepted; answers {string.Join(", ", judge.Arrivals.GroupBy(a => a.Status).OrderBy(g => g.Key).Select(g => $"{g.Key}={g.Count()}"))}");
    }

    [Fact]
    public async Task A_stop_is_felt_within_five_seconds_and_nobody_gets_it_afterwards()
    {
        const int Each = 150;
        var stops = Large ? 20 : 4;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        Say($"seed {seed}; {stops} campaigns of {Each}, each stopped on its way");
        var random = new Random(seed);
        await using var judge = await SendJudge.StartAsync(seed);
        judge.Good = 0.85;
        await using var rig = await SendingRig.StartAsync(settings: new(Patience) { ["Deliveries:Rates:Push"] = "60" }, lineUrl: judge.Url);
        var members = await rig.AddMembersAsync(Each);
        var servers = new SendingServers(rig);
        await servers.StartAsync();
        await servers.StartAsync();
        for (var campaign = 1; campaign <= stops; campaign++)
        {
            await PlanAsync(rig, members, campaign);
            await rig.UntilAsync(db => db.Deliveries.AnyAsync(d => d.CampaignId == campaign && d.State == DeliveryState.Sent, Ct));
            await Task.Delay(random.Next(20, 700), Ct);
            var open = await rig.WithAsync((_, s) => s.GetRequiredService<StopDeliveries>().ExecuteAsync(campaign, Ct));
            var stoppedAt = System.Diagnostics.Stopwatch.GetTimestamp();
            Assert.True(open > 0, "The campaign was over before it could be stopped.");
            await rig.UntilAsync(db => db.Deliveries.AllAsync(d => d.State != DeliveryState.Pending, Ct));
            var late = judge.Arrivals.Where(a => a.Messages.StartsWith($"推播{campaign} ", StringComparison.Ordinal))
                .Select(a => System.Diagnostics.Stopwatch.GetElapsedTime(stoppedAt, a.At).TotalSeconds).DefaultIfEmpty(-1).Max();
            Assert.InRange(late, double.MinValue, 5);
        }
        await servers.StopAsync();

        await AssertAsync(rig, judge, stops * Each);
        var states = (await rig.RecipientsAsync()).GroupBy(r => (r.State, r.Reason)).ToDictionary(g => g.Key, g => g.Count());
        Assert.True(states.GetValueOrDefault((RecipientState.Suppressed, "stopped")) > 0);
        Say(string.Join(", ", states.Select(s => $"{s.Key.State} {s.Key.Reason}={s.Value}")));
    }

    /// <summary>Opt out, block or be erased, one after the other while messages go out.</summary>
    private static async Task<Dictionary<long, DateTime>> LeaveAsync(SendingRig rig, List<LineAccount> people, int seed)
    {
        var random = new Random(seed);
        var left = new Dictionary<long, DateTime>();
        foreach (var person in people)
        {
            await rig.WithAsync(async db =>
            {
                await using var unit = await db.BeginWriteAsync(Ct);
                var (account, member, now) = (person.Id, person.MemberId, rig.Now);
                _ = random.Next(3) switch
                {
                    0 => await db.Members.Where(m => m.Id == member).ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct),
                    1 => await db.LineAccounts.Where(a => a.Id == account).ExecuteUpdateAsync(s => s.SetProperty(a => a.Friend, false), Ct),
                    _ => await db.Members.Where(m => m.Id == member).ExecuteUpdateAsync(s => s.SetProperty(m => m.ErasedAt, now), Ct),
                };
                await unit.CommitAsync(Ct);
                return 0;
            });
            left[person.Id] = rig.Now;
            await Task.Delay(random.Next(1, 40), Ct);
        }
        return left;
    }

    private static Task<int> PlanAsync(SendingRig rig, IReadOnlyList<LineAccount> members, long campaign) => rig.WithAsync(async (db, s) =>
    {
        await using var unit = await db.BeginWriteAsync(Ct);
        var outbox = s.GetRequiredService<Outbox>();
        foreach (var m in members)
        {
            outbox.Add([(m.Id, m.MemberId)], multicast: false, DeliveryPurpose.Marketing, "campaign", null, $$"""[{"type":"text","text":"推播{{campaign}} 您好"}]""", null, campaign);
        }
        await unit.CommitAsync(Ct);
        return 0;
    });

    /// <summary>What must hold of every run: the judge's list and the product's books agree, person by person.</summary>
    private static async Task AssertAsync(SendingRig rig, SendJudge judge, int planned)
    {
        var requests = judge.Arrivals;
        Assert.All(requests, a => Assert.NotNull(a.Key));
        Assert.All(requests.GroupBy(a => a.Key), g => Assert.Single(g.Select(a => a.BodyHash).Distinct()));
        Assert.Equal(0, judge.RedirectsFollowed);
        foreach (var refused in requests.Where(a => a.Status == 401).GroupBy(a => a.Token))
        {
            // Requests that were under way with it do not count.
            var first = refused.Min(a => a.At);
            Assert.InRange(refused.Count(a => System.Diagnostics.Stopwatch.GetElapsedTime(first, a.At).TotalSeconds > 1), 0, 1);
        }

        var accounts = await rig.WithAsync(db => db.LineAccounts.AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.LineUserId, Ct));
        var rows = await rig.WithAsync(db => db.DeliveryRecipients.AsNoTracking().Select(r => new { r.LineAccountId, r.State, r.Delivery.Messages }).ToListAsync(Ct));
        Assert.Equal(planned, rows.Count);
        Assert.DoesNotContain(rows, r => r.State == RecipientState.Planned);
        var accepted = requests.Where(a => a.Accepted).SelectMany(a => a.To.Select(to => (to, a.Messages))).GroupBy(x => x).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(accepted, a => Assert.Equal(1, a.Value));
        foreach (var row in rows)
        {
            var text = System.Text.Json.JsonDocument.Parse(row.Messages).RootElement[0].GetProperty("text").GetString()!;
            var got = accepted.GetValueOrDefault((accounts[row.LineAccountId], text));
            if (row.State == RecipientState.Accepted) Assert.Equal(1, got);
            else if (row.State != RecipientState.Unknown) Assert.Equal(0, got);
        }
        Assert.Equal(rows.Count(r => r.State == RecipientState.Accepted), await rig.WithAsync(db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MessageSent, Ct)));
    }

    /// <summary>A body that was frozen after somebody had turned away does not name that person.</summary>
    private static async Task AssertLeaversAsync(SendingRig rig, Dictionary<long, DateTime> left)
    {
        var ids = left.Keys.ToList();
        var rows = await rig.WithAsync(db => db.DeliveryRecipients.AsNoTracking().Where(r => ids.Contains(r.LineAccountId)).Select(r => new { r.LineAccountId, r.State, r.Delivery.FirstTriedAt }).ToListAsync(Ct));
        Assert.All(rows.Where(r => r.State == RecipientState.Accepted), r => Assert.True(r.FirstTriedAt < left[r.LineAccountId], $"{r.LineAccountId} left at {left[r.LineAccountId]:O} and was sent to at {r.FirstTriedAt:O}"));
        Assert.Contains(rows, r => r.State == RecipientState.Suppressed);
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}

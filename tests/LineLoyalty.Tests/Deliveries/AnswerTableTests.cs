using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>What the worker makes of each of LINE's answers, judged by the emulator's own journal.</summary>
public sealed class AnswerTableTests
{
    private static readonly Dictionary<string, string?> Quick = new()
    {
        ["Deliveries:FirstRetry"] = "00:00:00.05",
        ["Deliveries:LongestRetry"] = "00:00:00.4",
        ["Deliveries:RequestTimeout"] = "00:00:00.6",
        ["Deliveries:Poll"] = "00:00:00.05",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_member_gets_one_push_and_the_timeline_tells_so()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(20);
        await rig.StartWorkerAsync();
        await rig.PushAsync(members);
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
        var rows = await rig.DeliveriesAsync();
        Assert.All(rows, d => Assert.Equal((DeliveryState.Sent, 200, 0), (d.State, d.LineStatus, d.Attempts)));
        Assert.All(rows, d => Assert.NotNull(d.LineRequestId));
        Assert.Equal(20, await rig.WithAsync(db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MessageSent, Ct)));
    }

    [Theory]
    [InlineData("error500Before")]
    [InlineData("error500After")]
    [InlineData("timeout")]
    [InlineData("timeoutAfter")]
    [InlineData("reset")]
    [InlineData("resetAfter")]
    public async Task An_unknown_outcome_is_asked_again_under_the_same_key(string fault)
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(5);
        await rig.FaultAsync(fault, "push", count: 8);
        var ids = await rig.PushAsync(members);
        var keys = (await rig.DeliveriesAsync()).ToDictionary(d => d.Id, d => d.RetryKey);
        await rig.StartWorkerAsync();
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
        var rows = await rig.DeliveriesAsync();
        Assert.All(rows, d => Assert.Equal(DeliveryState.Sent, d.State));
        Assert.All(rows, d => Assert.Equal(keys[d.Id], d.RetryKey));
        // A machine that is busy makes LINE look slow now and then as well.
        Assert.InRange(rows.Sum(d => d.Attempts), 8, int.MaxValue);
        if (fault.EndsWith("After", StringComparison.Ordinal)) Assert.Contains(rows, d => d.LineStatus == 409);
    }

    [Theory]
    [InlineData("error500After")]
    [InlineData("resetAfter")]
    public async Task A_multicast_with_an_unknown_outcome_reaches_nobody_twice(string fault)
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(30);
        await rig.FaultAsync(fault, "multicast", count: 3);
        await rig.MulticastAsync(members);
        await rig.StartWorkerAsync();
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
        Assert.Equal(1, (await rig.JournalAsync()).Accepted);
    }

    [Fact]
    public async Task A_rate_429_slows_down_and_loses_nothing()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(12);
        await rig.FaultAsync("rate429", "push", count: 2);
        await rig.StartWorkerAsync();
        await rig.PushAsync(members);
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
    }

    [Fact]
    public async Task The_monthly_429_pauses_marketing_asks_rarely_and_goes_on_when_there_is_room()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick), monthlyQuota: 5);
        var members = await rig.AddMembersAsync(9);
        await rig.StartWorkerAsync();
        await rig.PushAsync(members);
        await rig.UntilAsync(async db => await db.Settings.AnyAsync(s => s.Key == "deliveries.quota.marketing", Ct)
            && await db.Deliveries.CountAsync(d => d.State == DeliveryState.Sent, Ct) == 5);

        // Ten minutes of waiting, in steps: not more than one try in five minutes, so at most two.
        var before = rig.Answers("QuotaUsedUp");
        for (var minute = 0; minute < 10; minute++)
        {
            rig.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(150, Ct);
        }
        Assert.InRange(rig.Answers("QuotaUsedUp") - before, 1, 2);
        // The last try may still be under way; then they wait again, with no attempt counted.
        await rig.UntilAsync(async db => await db.Deliveries.CountAsync(d => d.State == DeliveryState.Pending && d.Attempts == 0, Ct) == 4);

        using (await rig.Control.PostAsync("/emulator/quota", System.Net.Http.Json.JsonContent.Create(new { type = "none", value = 0 }), Ct))
        {
            rig.Clock.Advance(TimeSpan.FromMinutes(6));
            await rig.UntilDoneAsync();
        }
        await AssertEachOnceAsync(rig, members);
        Assert.False(await rig.WithAsync(db => db.Settings.AnyAsync(s => s.Key == "deliveries.quota.marketing", Ct)));
    }

    [Fact]
    public async Task A_401_stops_the_channel_renews_the_token_and_counts_no_attempt()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(6);
        await rig.FaultAsync("unauthorized401", "push", count: 1);
        await rig.StartWorkerAsync();
        await rig.PushAsync(members);
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
        Assert.All(await rig.DeliveriesAsync(), d => Assert.Equal(0, d.Attempts));
    }

    [Fact]
    public async Task A_push_line_calls_wrong_is_refused_with_its_words_and_never_repeated()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(2);
        var stranger = await rig.WithAsync(async db =>
        {
            var account = new LineAccount { LineUserId = "U" + new string('f', 32), Friend = true, FirstSeenAt = rig.Now, Member = new Member { Ref = "x", CardNumber = "x", Name = "x", JoinedAt = rig.Now, MarketingOptIn = true } };
            db.Add(account);
            await db.SaveChangesAsync(Ct);
            return account;
        });
        await rig.StartWorkerAsync();
        await rig.PushAsync([.. members, stranger]);
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
        var refused = Assert.Single(await rig.RecipientsAsync(), r => r.State == RecipientState.Refused);
        Assert.Equal((stranger.Id, "Failed to send messages"), (refused.LineAccountId, refused.Reason));
    }

    [Fact]
    public async Task A_multicast_refused_for_one_bad_id_is_split_until_only_that_one_is_left()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(40);
        // An id of another shape than LINE's makes it refuse the whole call.
        var bad = await rig.WithAsync(async db =>
        {
            var account = new LineAccount { LineUserId = "not-a-line-id", Friend = true, FirstSeenAt = rig.Now, Member = new Member { Ref = "x", CardNumber = "x", Name = "x", JoinedAt = rig.Now, MarketingOptIn = true } };
            db.Add(account);
            await db.SaveChangesAsync(Ct);
            return account;
        });
        await rig.StartWorkerAsync();
        await rig.MulticastAsync([.. members.Take(17), bad, .. members.Skip(17)]);
        await rig.UntilDoneAsync();

        await AssertEachOnceAsync(rig, members);
        var recipients = await rig.RecipientsAsync();
        Assert.Equal(bad.Id, Assert.Single(recipients, r => r.State == RecipientState.Refused).LineAccountId);
        Assert.Equal(40, recipients.Count(r => r.State == RecipientState.Accepted));
        var rows = await rig.DeliveriesAsync();
        Assert.Equal(rows.Count, rows.Select(d => d.RetryKey).Distinct().Count());
    }

    [Fact]
    public async Task After_23_hours_without_an_answer_it_is_unknown_and_left_alone()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(1);
        await rig.FaultAsync("error500Before", "push");
        await rig.StartWorkerAsync();
        await rig.PushAsync(members);
        await rig.UntilAsync(db => db.Deliveries.AnyAsync(d => d.Attempts > 1, Ct));
        rig.Clock.Advance(TimeSpan.FromHours(23));
        await rig.UntilDoneAsync();

        Assert.Equal(DeliveryState.Unknown, Assert.Single(await rig.DeliveriesAsync()).State);
        Assert.Equal((RecipientState.Unknown, "no_answer"), (await rig.RecipientsAsync()).Select(r => (r.State, r.Reason)).Single());
        await rig.ClearFaultsAsync();
        await Task.Delay(500, Ct);
        Assert.Empty((await rig.JournalAsync()).PerUser);
    }

    [Fact]
    public async Task A_storm_of_every_fault_leaves_each_target_with_exactly_one_message()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(400);
        foreach (var (kind, share, seed) in new[] { ("error500After", 0.08, 1), ("resetAfter", 0.06, 2), ("timeoutAfter", 0.04, 3), ("error500Before", 0.05, 4), ("reset", 0.05, 5), ("rate429", 0.01, 6), ("unauthorized401", 0.005, 7) })
        {
            await rig.FaultAsync(kind, probability: share, seed: seed);
        }
        await rig.StartWorkerAsync();
        await rig.PushAsync(members.Take(200));
        await rig.MulticastAsync(members.Skip(200).Take(100));
        await rig.MulticastAsync(members.Skip(300));
        await rig.UntilDoneAsync(120);

        await AssertEachOnceAsync(rig, members);
        var keys = (await rig.JournalAsync()).Entries.Select(e => e.GetProperty("retryKey").GetString()).ToList();
        Assert.All(keys, Assert.NotNull);
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    private static async Task AssertEachOnceAsync(SendingRig rig, IReadOnlyCollection<LineAccount> members)
    {
        var journal = await rig.JournalAsync();
        Assert.Equal(members.ToDictionary(m => m.LineUserId, _ => 1), journal.PerUser);
        var recipients = (await rig.RecipientsAsync()).ToLookup(r => r.LineAccountId);
        Assert.All(members, m => Assert.Equal(RecipientState.Accepted, Assert.Single(recipients[m.Id]).State));
    }
}

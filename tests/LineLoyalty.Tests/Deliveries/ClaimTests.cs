using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Deliveries;

/// <summary>Who still gets a message is decided when its first try is claimed, and by one worker only.</summary>
public sealed class ClaimTests
{
    private static readonly Dictionary<string, string?> Quick = new() { ["Deliveries:Poll"] = "00:00:00.05", ["Deliveries:Lease"] = "00:00:15", ["Deliveries:RequestTimeout"] = "00:00:05" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_opted_out_blocked_was_erased_or_unbound_before_the_claim_gets_nothing(bool multicast)
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(6);
        if (multicast) await rig.MulticastAsync(members);
        else await rig.PushAsync(members);
        await rig.WithAsync(async db =>
        {
            var (optedOut, blocked, erased, unbound) = (members[0].MemberId, members[1].Id, members[2].MemberId, members[3].Id);
            await db.Members.Where(m => m.Id == optedOut).ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct);
            await db.LineAccounts.Where(a => a.Id == blocked).ExecuteUpdateAsync(s => s.SetProperty(a => a.Friend, false), Ct);
            await db.Members.Where(m => m.Id == erased).ExecuteUpdateAsync(s => s.SetProperty(m => m.ErasedAt, rig.Now), Ct);
            return await db.LineAccounts.Where(a => a.Id == unbound).ExecuteUpdateAsync(s => s.SetProperty(a => a.MemberId, (long?)null), Ct);
        });
        await rig.StartWorkerAsync();
        await rig.UntilDoneAsync();

        Assert.Equal([members[4].LineUserId, members[5].LineUserId], (await rig.JournalAsync()).PerUser.Keys.Order());
        var reasons = (await rig.RecipientsAsync()).ToDictionary(r => r.LineAccountId, r => (r.State, r.Reason));
        Assert.Equal((RecipientState.Suppressed, "opted_out"), reasons[members[0].Id]);
        Assert.Equal((RecipientState.Suppressed, "blocked"), reasons[members[1].Id]);
        Assert.Equal((RecipientState.Suppressed, "erased"), reasons[members[2].Id]);
        Assert.Equal((RecipientState.Suppressed, "unbound"), reasons[members[3].Id]);
        Assert.Equal((RecipientState.Accepted, null), reasons[members[4].Id]);
        if (!multicast) Assert.Equal(4, (await rig.DeliveriesAsync()).Count(d => d.State == DeliveryState.Suppressed));
    }

    [Fact]
    public async Task A_service_message_goes_out_whatever_the_marketing_choice()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(1);
        await rig.WithAsync(db => db.Members.ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct));
        await rig.PushAsync(members, DeliveryPurpose.Service);
        await rig.StartWorkerAsync();
        await rig.UntilDoneAsync();

        Assert.Equal([members[0].LineUserId], (await rig.JournalAsync()).PerUser.Keys);
    }

    [Fact]
    public async Task An_opt_out_while_LINE_was_refusing_for_its_own_reasons_still_counts()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick), monthlyQuota: 0);
        var members = await rig.AddMembersAsync(2);
        await rig.StartWorkerAsync();
        await rig.PushAsync(members);
        await rig.UntilAsync(db => db.Settings.AnyAsync(s => s.Key == "deliveries.quota.marketing", Ct));
        // A stopped worker gives back all it holds: none of its claims can be older than the choice.
        await SendingRig.WorkerOf(rig.Services).StopAsync(Ct);
        Assert.True(await rig.WithAsync(db => db.Deliveries.AllAsync(d => d.LeaseOwner == null, Ct)));
        await rig.WithAsync(db => db.Members.Where(m => m.Id == members[0].MemberId).ExecuteUpdateAsync(s => s.SetProperty(m => m.MarketingOptIn, false), Ct));
        await using var next = rig.Build();
        await SendingRig.WorkerOf(next).StartAsync(Ct);
        using (await rig.Control.PostAsync("/emulator/quota", System.Net.Http.Json.JsonContent.Create(new { type = "none", value = 0 }), Ct))
        {
            rig.Clock.Advance(TimeSpan.FromMinutes(6));
            await rig.UntilDoneAsync();
        }

        Assert.Equal([members[1].LineUserId], (await rig.JournalAsync()).PerUser.Keys);
    }

    [Fact]
    public async Task Two_workers_on_one_database_never_send_the_same_row_twice()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        await using var second = rig.Build();
        var members = await rig.AddMembersAsync(300);
        await rig.PushAsync(members);
        await rig.StartWorkerAsync();
        await SendingRig.WorkerOf(second).StartAsync(Ct);
        await rig.UntilDoneAsync();
        await SendingRig.WorkerOf(second).StopAsync(Ct);

        var journal = await rig.JournalAsync();
        Assert.Equal(300, journal.Accepted);
        Assert.All(journal.PerUser.Values, n => Assert.Equal(1, n));
        Assert.Equal(300, await rig.WithAsync(db => db.MemberEvents.CountAsync(e => e.Kind == MemberEvents.MessageSent, Ct)));
        Assert.Equal(0, rig.Answers("Uncertain"));
    }

    [Fact]
    public async Task A_worker_that_slept_through_its_lease_sends_nothing_when_it_wakes()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(1);
        await rig.PushAsync(members);
        var sleeping = await rig.WithAsync((_, s) => s.GetRequiredService<ClaimDeliveries>().ExecuteAsync(Lane.Personal, 10, "sleeper", quotaProbe: false, Ct));
        var held = Assert.Single(sleeping.Rows);
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await rig.StartWorkerAsync();
        await rig.UntilDoneAsync();
        var asked = rig.Answers("Accepted");

        held.SeenAt -= 10_000;
        var result = await rig.Services.GetRequiredService<SendDelivery>().ExecuteAsync(held, Ct, Ct);
        Assert.Equal(Fate.GivenBack, result.Fate);
        Assert.Equal(asked, rig.Answers("Accepted"));
        await rig.WithAsync(async (_, s) =>
        {
            await s.GetRequiredService<RecordResults>().ExecuteAsync([result], Ct);
            return 0;
        });
        Assert.Equal(DeliveryState.Sent, Assert.Single(await rig.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task A_worker_that_died_after_LINE_accepted_is_followed_by_one_that_learns_so()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(1);
        await rig.PushAsync(members);
        var dying = await rig.WithAsync((_, s) => s.GetRequiredService<ClaimDeliveries>().ExecuteAsync(Lane.Personal, 10, "dying", quotaProbe: false, Ct));
        await rig.Services.GetRequiredService<SendDelivery>().ExecuteAsync(dying.Rows[0], Ct, Ct);
        // Its result is never recorded.
        rig.Clock.Advance(TimeSpan.FromMinutes(2));
        await rig.StartWorkerAsync();
        await rig.UntilDoneAsync();

        Assert.Equal((DeliveryState.Sent, 409), (await rig.DeliveriesAsync()).Select(d => (d.State, d.LineStatus ?? 0)).Single());
        Assert.Equal(1, (await rig.JournalAsync()).Accepted);
    }

    [Fact]
    public async Task A_message_due_later_waits_until_then()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick));
        var members = await rig.AddMembersAsync(1);
        await rig.StartWorkerAsync();
        await rig.PushAsync(members, dueAt: rig.Now.AddHours(3));
        await Task.Delay(400, Ct);
        Assert.Empty((await rig.JournalAsync()).PerUser);
        rig.Clock.Advance(TimeSpan.FromHours(3));
        await rig.UntilDoneAsync();
        Assert.Single((await rig.JournalAsync()).PerUser);
    }

    [Fact]
    public async Task Answers_to_people_do_not_queue_behind_a_campaign()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick) { ["Deliveries:Rates:Push"] = "40" });
        var members = await rig.AddMembersAsync(200);
        await rig.PushAsync(members);
        await rig.StartWorkerAsync();
        await rig.UntilAsync(db => db.Deliveries.AnyAsync(d => d.State == DeliveryState.Sent, Ct));
        await rig.PushAsync(members.Take(1), DeliveryPurpose.Service);
        await rig.UntilAsync(db => db.Deliveries.AnyAsync(d => d.Purpose == DeliveryPurpose.Service && d.State == DeliveryState.Sent, Ct), 5);
        Assert.True(await rig.WithAsync(db => db.Deliveries.AnyAsync(d => d.State == DeliveryState.Pending, Ct)));
        await rig.UntilDoneAsync();
    }

    [Fact]
    public async Task A_graceful_stop_ends_quickly_and_leaves_untried_rows_as_if_untouched()
    {
        await using var rig = await SendingRig.StartAsync(settings: new(Quick) { ["Deliveries:Rates:Push"] = "20" });
        var members = await rig.AddMembersAsync(100);
        await rig.PushAsync(members);
        await rig.StartWorkerAsync();
        await rig.UntilAsync(db => db.Deliveries.AnyAsync(d => d.State == DeliveryState.Sent, Ct));
        var began = Environment.TickCount64;
        await SendingRig.WorkerOf(rig.Services).StopAsync(Ct);
        Assert.InRange(Environment.TickCount64 - began, 0, 10_000);

        var rows = await rig.DeliveriesAsync();
        Assert.Contains(rows, d => d.State == DeliveryState.Pending);
        Assert.All(rows.Where(d => d.State == DeliveryState.Pending), d => Assert.Equal((null, null, null), (d.LeaseOwner, d.FrozenBody, d.FirstTriedAt)));
        Assert.Equal(rows.Count(d => d.State == DeliveryState.Sent), (await rig.JournalAsync()).Accepted);
    }
}

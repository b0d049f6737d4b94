using System.Net;
using LineLoyalty.Conversation;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

public sealed class EventOrderTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly TestApp app = shared.App;
    private DateTimeOffset Now => app.Clock.GetUtcNow();

    /// <summary>The order in which a follow, an unfollow and another follow arrive; true: each waits until the one before was worked off.</summary>
    public static TheoryData<string, bool> Arrivals()
    {
        var data = new TheoryData<string, bool>();
        foreach (var order in new[] { "012", "021", "102", "120", "201", "210" })
        {
            data.Add(order, true);
            data.Add(order, false);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Arrivals))]
    public async Task The_newest_by_event_time_decides_in_whatever_order_they_arrive(string order, bool oneByOne)
    {
        foreach (var endsAsFriend in new[] { true, false })
        {
            var user = LineWebhook.NewUser();
            var events = endsAsFriend
                ? new[] { LineWebhook.Follow(user, Now.AddSeconds(-30)), LineWebhook.Unfollow(user, Now.AddSeconds(-20)), LineWebhook.Follow(user, Now.AddSeconds(-10)) }
                : [LineWebhook.Unfollow(user, Now.AddSeconds(-30)), LineWebhook.Follow(user, Now.AddSeconds(-20)), LineWebhook.Unfollow(user, Now.AddSeconds(-10))];
            foreach (var index in order.Select(c => c - '0'))
            {
                Assert.Equal(HttpStatusCode.OK, await LineWebhook.SendAsync(app, events[index]));
                if (oneByOne) await Chat.QuietAsync(app);
            }
            await Chat.QuietAsync(app);

            var account = await app.DbAsync(db => db.LineAccounts.SingleAsync(a => a.LineUserId == user));
            Assert.Equal(endsAsFriend, account.Friend);
            Assert.Equal(Now.AddSeconds(-10).UtcDateTime, account.FriendChangedAt);
            var times = await app.DbAsync(db => db.MemberEvents.Where(e => e.LineAccountId == account.Id).OrderBy(e => e.At).Select(e => e.Kind).ToListAsync());
            Assert.Equal(endsAsFriend
                ? [MemberEvents.Followed, MemberEvents.Unfollowed, MemberEvents.Followed]
                : [MemberEvents.Unfollowed, MemberEvents.Followed, MemberEvents.Unfollowed], times);
        }
    }

    [Fact]
    public async Task Events_older_than_a_week_are_kept_and_change_nothing()
    {
        var user = LineWebhook.NewUser();

        await LineWebhook.SendAsync(app, LineWebhook.Follow(user, Now.AddDays(-7).AddMinutes(-1)));
        await Chat.QuietAsync(app);

        Assert.Equal(InboxState.Ignored, await app.DbAsync(db => db.InboxEvents.Where(e => e.LineUserId == user).Select(e => e.State).SingleAsync()));
        Assert.False(await app.DbAsync(db => db.LineAccounts.AnyAsync(a => a.LineUserId == user)));
    }

    [Fact]
    public async Task While_another_channel_is_in_control_facts_are_noted_and_nothing_is_sent()
    {
        var person = await app.Line.NewPersonAsync();
        var follow = LineWebhook.Event("follow", person, Now, mode: "standby");
        var text = LineWebhook.Text(person, Now.AddSeconds(1), "說明");
        text["mode"] = "standby";
        follow.Remove("replyToken");
        text.Remove("replyToken");

        await LineWebhook.SendAsync(app, follow, text);
        await Chat.QuietAsync(app);

        Assert.True(await app.DbAsync(db => db.LineAccounts.Where(a => a.LineUserId == person).Select(a => a.Friend).SingleAsync()));
        Assert.Equal([InboxState.Done, InboxState.Done], await app.DbAsync(db => db.InboxEvents.Where(e => e.LineUserId == person).Select(e => e.State).ToListAsync()));
        Assert.Empty(await app.Line.FromBotAsync(person));
        Assert.Empty(await app.DbAsync(db => db.DeliveryRecipients.Where(r => db.LineAccounts.Any(a => a.Id == r.LineAccountId && a.LineUserId == person)).ToListAsync()));
    }
}

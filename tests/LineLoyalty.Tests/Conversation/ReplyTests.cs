using LineLoyalty.Conversation;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Conversation;

/// <summary>Every answer reaches the person once, whatever LINE says to the reply. Judged by the chat and by LINE's journal.</summary>
public sealed class ReplyTests : IAsyncLifetime
{
    private TestApp app = null!;

    public async ValueTask InitializeAsync() => app = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("error500Before")]
    [InlineData("error500After")]
    [InlineData("reset")]
    [InlineData("resetAfter")]
    [InlineData("rate429")]
    [InlineData("unauthorized401")]
    public async Task A_reply_LINE_stumbles_over_arrives_once(string fault)
    {
        var chat = await Chat.WithGuestAsync(app);
        await app.Line.FaultAsync(new { endpoint = "reply", kind = fault, count = 1 });

        Assert.Contains("我可以幫您", await chat.AskAsync("說明"), StringComparison.Ordinal);
        await SettledAsync();

        var heard = await chat.HeardNowAsync();
        Assert.Equal(2, heard.Count);
        Assert.Contains("\"via\":\"reply\"", heard[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_came_too_late_goes_out_as_a_push()
    {
        var person = await app.Line.NewPersonAsync();
        await app.Line.FollowAsync(person);
        await app.Line.HearsAsync(person, "晨光咖啡");

        // A token the platform does not know is refused like one that ran out.
        await LineWebhook.SendAsync(app, LineWebhook.Text(person, app.Clock.GetUtcNow(), "說明"));

        Assert.Contains("\"via\":\"push\"", await app.Line.HearsAsync(person, "我可以幫您"), StringComparison.Ordinal);
        await SettledAsync();
        Assert.Equal(2, (await app.Line.FromBotAsync(person)).Count);
    }

    [Fact]
    public async Task After_a_reply_in_doubt_nothing_is_ever_pushed()
    {
        var chat = await Chat.WithGuestAsync(app);
        await app.Line.FaultAsync(new { endpoint = "reply", kind = "error500After", count = 3 });

        await chat.AskAsync("說明");
        await SettledAsync();

        Assert.Equal(2, (await chat.HeardNowAsync()).Count);
        Assert.Empty(await app.DbAsync(db => db.Deliveries.ToListAsync()));
    }

    [Fact]
    public async Task A_reply_whose_sending_was_cut_off_by_a_crash_is_tried_with_its_token_only()
    {
        var chat = await Chat.WithGuestAsync(app);
        await chat.AskAsync("說明");
        await SettledAsync();
        var tried = LineWebhook.NewId();
        var untried = LineWebhook.NewId();

        // What a crash after the effect leaves behind: decided replies, one of them perhaps already sent.
        await app.DbAsync(async db =>
        {
            db.InboxEvents.Add(Left(tried, chat.UserId, app.Clock.Now, triedAt: app.Clock.Now));
            db.InboxEvents.Add(Left(untried, chat.UserId, app.Clock.Now, triedAt: null));
            return await db.SaveChangesAsync();
        });
        await app.Line.HearsAsync(chat.UserId, "左" + untried);
        await SettledAsync();

        var heard = await chat.HeardNowAsync();
        Assert.DoesNotContain(heard, h => h.Contains("左" + tried, StringComparison.Ordinal));
        Assert.Single(heard, h => h.Contains("左" + untried, StringComparison.Ordinal) && h.Contains("\"via\":\"push\"", StringComparison.Ordinal));
        Assert.All(await app.DbAsync(db => db.InboxEvents.Where(e => e.LineUserId == chat.UserId).ToListAsync(TestContext.Current.CancellationToken)), e => Assert.NotNull(e.ReplyFinishedAt));
    }

    [Fact]
    public async Task An_event_that_always_fails_is_put_aside_and_nobody_waits_for_it()
    {
        var other = await Chat.WithGuestAsync(app);
        var chat = await Chat.WithGuestAsync(app);
        var poison = LineWebhook.NewId();
        await app.DbAsync(async db =>
        {
            db.InboxEvents.Add(new InboxEvent { WebhookEventId = poison, LineUserId = chat.UserId, Type = "message", EventTime = app.Clock.GetUtcNow().ToUnixTimeMilliseconds(), ReceivedAt = app.Clock.Now, Payload = "{broken" });
            return await db.SaveChangesAsync();
        });
        await TestApp.EventuallyAsync(async () => (await EventAsync(poison)).Attempts > 0 ? "tried" : null, "the first try");

        Assert.Contains("我可以幫您", await other.AskAsync("說明"), StringComparison.Ordinal);
        await app.Line.SayAsync(chat.UserId, "說明");
        for (var attempt = 1; attempt < 5; attempt++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(40));
            var reached = attempt;
            await TestApp.EventuallyAsync(async () => (await EventAsync(poison)).Attempts > reached ? "tried" : null, $"try {attempt + 1}");
        }

        Assert.Equal(InboxState.Failed, (await EventAsync(poison)).State);
        await app.Line.HearsAsync(chat.UserId, "我可以幫您");
    }

    private static InboxEvent Left(string id, string userId, DateTime now, DateTime? triedAt) => new()
    {
        WebhookEventId = id, LineUserId = userId, Type = "message", EventTime = new DateTimeOffset(now).ToUnixTimeMilliseconds(), ReceivedAt = now, Payload = "",
        State = InboxState.Done, FinishedAt = now, ReplyTriedAt = triedAt, ReplyBody = $$"""{"replyToken":"{{id}}","messages":[{"type":"text","text":"左{{id}}"}]}""",
    };

    private Task<InboxEvent> EventAsync(string id) => app.DbAsync(db => db.InboxEvents.SingleAsync(e => e.WebhookEventId == id));

    private async Task SettledAsync()
    {
        await Chat.QuietAsync(app);
        await TestApp.EventuallyAsync(async () => await app.DbAsync(db => db.Deliveries.AnyAsync(d => d.State == LineLoyalty.Deliveries.DeliveryState.Pending)) ? null : "sent", "nothing left to send");
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Journal;
using Line.Emulator.Messages;
using Line.Emulator.Users;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Chats;

/// <summary>What a person does in the LINE app; each deed becomes chat lines and webhook events.</summary>
internal sealed class Person(World world, MessageIds ids)
{
    /// <summary>Adds the bot as a friend, or unblocks it. False: there is no such person.</summary>
    public async Task<bool> FollowAsync(string userId)
    {
        Task kept;
        lock (world.Gate)
        {
            if (world.Users.Find(userId) is not { } user)
                return false;
            if (user is { Friend: true, Blocked: false })
                return true;
            var payload = new JsonObject { ["follow"] = new JsonObject { ["isUnblocked"] = user.Blocked } };
            kept = Raise(user, "follow", payload, withReplyToken: true,
                changed: user.Snapshot() with { Friend = true, Blocked = false }, item: Line("system") with { Event = "follow" });
        }

        await kept;
        return true;
    }

    /// <summary>Blocks the bot.</summary>
    public async Task<bool> UnfollowAsync(string userId)
    {
        Task kept;
        lock (world.Gate)
        {
            if (world.Users.Find(userId) is not { } user)
                return false;
            if (user.Blocked)
                return true;
            kept = Raise(user, "unfollow", null, withReplyToken: false,
                changed: user.Snapshot() with { Friend = false, Blocked = true }, item: Line("system") with { Event = "unfollow" });
        }

        await kept;
        return true;
    }

    /// <summary>Sends a message; templates and Flex (from LIFF) show in the chat but raise no event.</summary>
    public ChatItem Write(LineUser user, UserMessage message, out Task kept)
    {
        var shown = JsonSerializer.SerializeToElement(message.Shown);
        var item = Line("user") with { Message = shown, MessageId = message.Id };
        if (shown.GetProperty("type").GetString() is "flex" or "template")
        {
            kept = world.Record(new EventRaised(null, user.UserId, null, null) { Item = item, Wrote = true });
            return item;
        }

        var content = (JsonObject)message.InEvent.DeepClone();
        content["markAsReadToken"] = ids.ReadToken(message.Id);
        if (QuoteTokens.CanQuote(shown))
            content["quoteToken"] = ids.QuoteToken(message.Id, user.UserId);
        kept = Raise(user, "message", new JsonObject { ["message"] = content }, withReplyToken: true, null, item, wrote: true);
        return item;
    }

    public Task Postback(LineUser user, JsonObject postback, string? displayText)
    {
        var item = Line("user") with { Event = "postback" };
        if (displayText is not null)
        {
            item = item with
            {
                Message = JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "text", ["text"] = displayText }),
                MessageId = ids.Next(world.Now),
            };
        }

        return Raise(user, "postback", new JsonObject { ["postback"] = postback }, withReplyToken: true, null, item, wrote: true);
    }

    /// <summary>Takes a sent message back.</summary>
    public async Task<bool> UnsendAsync(string userId, string messageId)
    {
        Task kept;
        lock (world.Gate)
        {
            if (world.Users.Find(userId) is not { } user || user.Chat.Items.All(i => i.MessageId != messageId || i.From != "user" || i.Unsent == true))
                return false;
            _ = world.Record(new MessageUnsent(userId, messageId));
            kept = Raise(user, "unsend", new JsonObject { ["unsend"] = new JsonObject { ["messageId"] = messageId } }, false, null, null);
        }

        await kept;
        return true;
    }

    /// <summary>Any event at all: kinds this emulator has no button for, or that LINE has yet to invent.</summary>
    public Task RaiseAny(string type, string? userId, bool withReplyToken, JsonObject? payload)
    {
        var now = world.Now;
        var eventId = WebhookEvent.NewId(now);
        var token = withReplyToken ? WebhookEvent.NewReplyToken() : null;
        return world.Record(new EventRaised(eventId, userId, WebhookEvent.Compose(eventId, type, userId, now, token, payload), token) { At = now });
    }

    private Task Raise(
        LineUser user, string type, JsonObject? payload, bool withReplyToken, UserSaved? changed, ChatItem? item, bool wrote = false)
    {
        var now = world.Now;
        var eventId = WebhookEvent.NewId(now);
        var token = withReplyToken ? WebhookEvent.NewReplyToken() : null;
        var body = WebhookEvent.Compose(eventId, type, user.UserId, now, token, payload);
        return world.Record(new EventRaised(eventId, user.UserId, body, token) { At = now, User = changed, Item = item, Wrote = wrote });
    }

    private ChatItem Line(string from) => new(world.NextItemId(), world.Now, from);
}

internal sealed record MessageUnsent(string UserId, string MessageId) : JournalRecord
{
    public override void Apply(World world)
    {
        world.Unsent.Add(MessageId);
        if (world.Users.Find(UserId)?.Chat.Unsend(MessageId) is { } item)
            world.Streams.Publish(world, UserId, "item", () => item, item.Id);
    }
}

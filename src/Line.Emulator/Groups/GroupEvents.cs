using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Chats;
using Line.Emulator.Messages;
using Line.Emulator.Webhooks;

namespace Line.Emulator.Groups;

/// <summary>Events whose source is a chat of several people.</summary>
internal static class GroupEvents
{
    /// <summary>Called while holding the world's gate. The person is named on messages only, as LINE does.</summary>
    public static Task Raise(World world, LineGroup group, string type, JsonObject? payload, bool withReplyToken, string? userId, ChatItem? item = null)
    {
        var now = world.Now;
        var eventId = WebhookEvent.NewId(now);
        var token = withReplyToken ? WebhookEvent.NewReplyToken() : null;
        var kind = group.IsRoom ? "room" : "group";
        var source = new JsonObject { ["type"] = kind, [$"{kind}Id"] = group.Id };
        if (userId is not null)
            source["userId"] = userId;
        payload ??= [];
        payload["source"] = source;
        return world.Record(new EventRaised(eventId, group.Id, WebhookEvent.Compose(eventId, type, null, now, token, payload), token) { At = now, Item = item });
    }

    public static Task Write(World world, LineGroup group, string userId, UserMessage message, MessageIds ids)
    {
        var shown = JsonSerializer.SerializeToElement(message.Shown);
        var item = new ChatItem(world.NextItemId(), world.Now, "user") { Message = shown, MessageId = message.Id };
        var content = (JsonObject)message.InEvent.DeepClone();
        content["markAsReadToken"] = ids.ReadToken(message.Id);
        if (QuoteTokens.CanQuote(shown))
            content["quoteToken"] = ids.QuoteToken(message.Id, group.Id);
        return Raise(world, group, "message", new JsonObject { ["message"] = content }, withReplyToken: true, userId, item);
    }
}

using System.Text.Json;
using Line.Emulator.Chats;
using Line.Emulator.Journal;

namespace Line.Emulator.Sending;

internal sealed record SentMessage(string Id, string? QuoteToken);

/// <summary>A send the platform took: from here on it happened, whatever the caller hears.</summary>
internal sealed record SendAccepted(
    string Endpoint, string RequestId, string? RetryKey, string[] To, JsonElement[] Messages, int Status) : JournalRecord
{
    /// <summary>Those of <see cref="To"/> who will not see it: blocked, or no friends.</summary>
    public string[]? Dropped { get; init; }

    public SentMessage[]? Sent { get; init; }
    public string[]? MessageIds { get; init; }
    public string? ReplyToken { get; init; }
    public string? Unit { get; init; }

    /// <summary>How many people it counts for, where that is not the number of those in <see cref="To"/>: a group.</summary>
    public int? Recipients { get; init; }

    public bool? Silent { get; init; }

    public override void Apply(World world)
    {
        // A narrowcast's key was used up when it was taken in, not now that it goes out.
        if (RetryKey is not null && Endpoint != "narrowcast")
            world.RetryKeys.Remember(RetryKey, new AcceptedRequest(RequestId, Endpoint, At, Sent));
        if (ReplyToken is not null)
            world.ReplyTokens.Use(ReplyToken);
        var dropped = Dropped is { Length: > 0 } ? Dropped.ToHashSet() : [];
        world.Meter.Add(Endpoint, Recipients ?? To.Length - dropped.Count, Unit, At);
        world.Figures.Add(this);
        var items = new ChatItem[Messages.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new ChatItem($"{Seq}-{i}", At, "bot")
            {
                Message = Messages[i], MessageId = MessageIds?[i], Via = Endpoint, RequestId = RequestId,
            };
        }

        foreach (var userId in To)
        {
            if (world.Groups.TryGetValue(userId, out var group))
                Array.ForEach(items, group.Chat.Add);
            if (dropped.Contains(userId) || world.Users.Find(userId) is not { } user)
                continue;
            user.LastMessageAt = At;
            foreach (var item in items)
            {
                user.Chat.Add(item);
                world.Streams.Publish(world, userId, "item", () => item, item.Id);
            }
        }
    }
}

internal sealed record QuotaSet(long? Value, long? Used) : JournalRecord
{
    public override void Apply(World world)
    {
        world.Meter.Quota = Value;
        if (Used is { } used)
            world.Meter.SetUsed(used, At);
    }
}

using System.Threading.Channels;
using Line.Emulator.Chats;
using Line.Emulator.Journal;
using Line.Emulator.Users;

namespace Line.Emulator.Webhooks;

internal sealed class OutgoingEvent(string id, string? userId, string body, string? replyToken)
{
    public string Id { get; } = id;
    public string? UserId { get; } = userId;
    public string Body { get; } = body;
    public string? ReplyToken { get; } = replyToken;
    public int Attempts { get; set; }
    public bool Done { get; set; }
    public bool IsRedelivery { get; set; }
}

/// <summary>Events on their way to the bot, in lanes: one person's events keep their order, different people's do not wait for each other.</summary>
internal sealed class EventOutbox
{
    /// <summary>Delivered events are kept for a while, so that they can be delivered again on demand.</summary>
    private const int Kept = 2000;

    public const int Lanes = 4;

    private readonly Dictionary<string, OutgoingEvent> _events = [];
    private readonly Queue<OutgoingEvent> _history = [];
    private readonly Channel<OutgoingEvent>[] _lanes =
        [.. Enumerable.Range(0, Lanes).Select(_ => System.Threading.Channels.Channel.CreateUnbounded<OutgoingEvent>())];

    public string? WebhookUrl { get; set; }

    public IEnumerable<OutgoingEvent> All => _history;

    public int Pending => _events.Values.Count(e => !e.Done);

    public ChannelReader<OutgoingEvent> Lane(int index) => _lanes[index].Reader;

    public OutgoingEvent? Find(string eventId) => _events.GetValueOrDefault(eventId);

    public void Add(OutgoingEvent outgoing)
    {
        _events[outgoing.Id] = outgoing;
        _history.Enqueue(outgoing);
        while (_history.Count > Kept && _history.Peek().Done)
            _events.Remove(_history.Dequeue().Id);
        Enqueue(outgoing);
    }

    public void Enqueue(OutgoingEvent outgoing)
    {
        var lane = outgoing.UserId is null ? 0 : (int)((uint)StringComparer.Ordinal.GetHashCode(outgoing.UserId) % Lanes);
        _lanes[lane].Writer.TryWrite(outgoing);
    }
}

/// <summary>Something happened on the phone: the webhook event, the line in the chat and the changed person, together.</summary>
internal sealed record EventRaised(string? EventId, string? UserId, string? Body, string? ReplyToken) : JournalRecord
{
    public ChatItem? Item { get; init; }
    public UserSaved? User { get; init; }
    public string? LinkRichMenuId { get; init; }

    /// <summary>The person's own doing counts as writing to the bot.</summary>
    public bool Wrote { get; init; }

    public override void Apply(World world)
    {
        if (User is { } changed)
        {
            changed.At = At;
            changed.Apply(world);
        }

        if (UserId is not null && world.Users.Find(UserId) is { } user)
        {
            if (Wrote)
                user.LastWroteAt = At;
            if (Item is { } item)
            {
                user.Chat.Add(item);
                if (item.From is "user" or "friend")
                    user.LastMessageAt = At;
                world.Streams.Publish(world, UserId, "item", () => item, item.Id);
            }
        }

        if (UserId is not null && Item is not null && world.Groups.TryGetValue(UserId, out var group))
            group.Chat.Add(Item);
        if (EventId is null || Body is null)
            return;
        if (ReplyToken is not null && UserId is not null)
            world.ReplyTokens.Issue(ReplyToken, UserId, At);
        world.Events.Add(new OutgoingEvent(EventId, UserId, Body, ReplyToken));
    }
}

/// <summary>A webhook call ended.</summary>
internal sealed record EventsSent(string[] EventIds, int Attempt, bool Done) : JournalRecord
{
    public DateTime StartedAt { get; init; }

    public override void Apply(World world)
    {
        foreach (var id in EventIds)
        {
            if (world.Events.Find(id) is not { } outgoing)
                continue;
            (outgoing.Attempts, outgoing.Done, outgoing.IsRedelivery) = (Attempt, outgoing.Done || Done, true);
            if (outgoing.ReplyToken is { } token)
                world.ReplyTokens.Delivered(token, StartedAt);
        }
    }
}

internal sealed record WebhookUrlSet(string Url) : JournalRecord
{
    public override void Apply(World world) => world.Events.WebhookUrl = Url;
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Line.Emulator.Chats;

/// <summary>One line of a chat. Message is LINE's own object, as it was sent.</summary>
internal sealed record ChatItem(string Id, DateTime At, string From)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MessageId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Via { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Event { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FriendView? Friend { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Unsent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }
}

internal sealed class Chat
{
    /// <summary>Older lines leave the chat (not the journal), so that long load runs do not fill the memory.</summary>
    private const int Kept = 500;

    private readonly List<ChatItem> _items = [];

    public IReadOnlyList<ChatItem> Items => _items;

    public void Add(ChatItem item)
    {
        if (_items.Count >= Kept * 2)
            _items.RemoveRange(0, Kept);
        _items.Add(item);
    }

    public ChatItem? Unsend(string messageId)
    {
        var index = _items.FindLastIndex(i => i.MessageId == messageId);
        return index < 0 ? null : _items[index] = _items[index] with { Message = null, Unsent = true };
    }
}

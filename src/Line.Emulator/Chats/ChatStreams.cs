using System.Text.Json;
using System.Threading.Channels;
using Line.Emulator.Http;

namespace Line.Emulator.Chats;

internal readonly record struct StreamEvent(string UserId, string Name, string Json, string? Id = null);

/// <summary>The open phones. A user nobody looks at costs one dictionary look-up per message.</summary>
internal sealed class ChatStreams
{
    private readonly Dictionary<string, List<Channel<StreamEvent>>> _phones = [];

    /// <summary>Asked without the lock: a moment's delay does no harm.</summary>
    public bool AnyoneWatches => _phones.Count > 0;

    /// <summary>Whose chats are open somewhere.</summary>
    public IReadOnlyList<string> Watched => [.. _phones.Keys];

    /// <summary>One line for one or several people's chats.</summary>
    public Channel<StreamEvent> Open(IReadOnlyCollection<string> userIds)
    {
        var line = Channel.CreateBounded<StreamEvent>(new BoundedChannelOptions(1000) { SingleReader = true });
        foreach (var userId in userIds)
        {
            if (!_phones.TryGetValue(userId, out var phones))
                _phones[userId] = phones = [];
            phones.Add(line);
        }

        return line;
    }

    public void Close(IReadOnlyCollection<string> userIds, Channel<StreamEvent> line)
    {
        foreach (var userId in userIds)
        {
            if (_phones.TryGetValue(userId, out var phones) && phones.Remove(line) && phones.Count == 0)
                _phones.Remove(userId);
        }
    }

    public void Publish(World world, string userId, string name, Func<object?> data, string? id = null)
    {
        System.Diagnostics.Debug.Assert(world.Gate.IsHeldByCurrentThread || world.BaseUrl.Length == 0);
        if (!_phones.TryGetValue(userId, out var phones))
            return;
        var json = JsonSerializer.Serialize(data(), ControlJson.Options);
        foreach (var phone in phones)
        {
            // A phone that does not read is cut off; it reconnects and loads the chat again.
            if (!phone.Writer.TryWrite(new StreamEvent(userId, name, json, id)))
                phone.Writer.TryComplete();
        }
    }

    public void PublishToAll(World world, string name, object data)
    {
        foreach (var userId in Watched)
            Publish(world, userId, name, () => data);
    }
}

namespace Line.Emulator.Webhooks;

/// <summary>A reply token works once, within a minute of a delivery of its event and 20 minutes of the event itself.</summary>
internal sealed class ReplyTokens
{
    private static readonly TimeSpan AfterDelivery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterEvent = TimeSpan.FromMinutes(20);

    private readonly Dictionary<string, (string UserId, DateTime At, DateTime DeliveredAt)> _tokens = [];
    private readonly Queue<string> _oldest = [];

    public void Issue(string token, string userId, DateTime at)
    {
        while (_oldest.TryPeek(out var old) && (!_tokens.TryGetValue(old, out var known) || at - known.At > AfterEvent))
            _tokens.Remove(_oldest.Dequeue());
        _tokens[token] = (userId, at, at);
        _oldest.Enqueue(token);
    }

    public void Delivered(string token, DateTime at)
    {
        if (_tokens.TryGetValue(token, out var known) && at > known.DeliveredAt)
            _tokens[token] = known with { DeliveredAt = at };
    }

    public string? UserOf(string token, DateTime now) =>
        _tokens.TryGetValue(token, out var known) && now - known.DeliveredAt <= AfterDelivery && now - known.At <= AfterEvent
            ? known.UserId
            : null;

    public void Use(string token) => _tokens.Remove(token);
}

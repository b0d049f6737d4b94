using System.Globalization;

namespace Line.Emulator.Sending;

internal sealed record AcceptedRequest(string RequestId, string Endpoint, DateTime At, IReadOnlyList<SentMessage>? SentMessages);

/// <summary>What each retry key was used for. Only accepted requests are remembered, for 24 hours.</summary>
internal sealed class RetryKeys
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly Dictionary<string, AcceptedRequest> _accepted = [];
    private readonly Queue<(string Key, DateTime At)> _oldest = [];

    public static bool IsWellFormed(string key) => Guid.TryParseExact(key, "D", out _);

    public AcceptedRequest? Find(string key, DateTime now) =>
        _accepted.TryGetValue(Canonical(key), out var accepted) && now - accepted.At < Life ? accepted : null;

    public void Remember(string key, AcceptedRequest accepted)
    {
        while (_oldest.TryPeek(out var old) && accepted.At - old.At >= Life)
        {
            _oldest.Dequeue();
            if (_accepted.TryGetValue(old.Key, out var known) && known.At == old.At)
                _accepted.Remove(old.Key);
        }

        _accepted[Canonical(key)] = accepted;
        _oldest.Enqueue((Canonical(key), accepted.At));
    }

    private static string Canonical(string key) => key.ToLower(CultureInfo.InvariantCulture);
}

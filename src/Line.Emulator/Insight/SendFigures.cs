using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Sending;

namespace Line.Emulator.Insight;

/// <summary>One send that statistics are kept for: who got it, and what they could tap.</summary>
internal sealed class CountedSend(string requestId, DateTime at, HashSet<string> receivers, JsonElement[] messages)
{
    private const double OpenedAtLast = 0.62;
    private const double ClickedOfOpened = 0.24;
    private const double PlayedOfOpened = 0.35;
    private const double HoursToForget = 7;

    public string RequestId => requestId;
    public DateTime At => at;
    public HashSet<string> Receivers => receivers;
    public JsonElement[] Messages => messages;

    /// <summary>Links in reading order, each address once.</summary>
    public IReadOnlyList<string> Links { get; } = [.. messages.SelectMany(LinksOf).Distinct()];

    /// <summary>People look at a message soon or never: nearly all who ever will have done so after a day. LINE stops counting after 14.</summary>
    public bool Opened(string userId, DateTime now) =>
        Draw.Of("open", requestId, userId) < OpenedAtLast * (1 - Math.Exp(-Math.Min((now - at).TotalHours, 14 * 24) / HoursToForget));

    public bool Clicked(string userId, string link, DateTime now) =>
        Opened(userId, now) && Draw.Of("click", requestId, userId, link) < ClickedOfOpened;

    /// <summary>How much of a video or sound a person played, from 0 to 1.</summary>
    public double Played(string userId, int message, DateTime now) =>
        Opened(userId, now) && Draw.Of("play", requestId, userId, message.ToString(System.Globalization.CultureInfo.InvariantCulture)) is var drawn && drawn < PlayedOfOpened
            ? Math.Min(1, 1.4 * (1 - drawn / PlayedOfOpened))
            : 0;

    private static IEnumerable<string> LinksOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                if ((element.Text("type") == "uri" ? element.Text("uri") ?? element.Text("linkUri") : null) is { } uri)
                    yield return uri;
                foreach (var link in element.EnumerateObject().SelectMany(p => LinksOf(p.Value)))
                    yield return link;
                break;
            case JsonValueKind.Array:
                foreach (var link in element.EnumerateArray().SelectMany(LinksOf))
                    yield return link;
                break;
        }
    }
}

/// <summary>The sends LINE has statistics about: broadcasts and narrowcasts by request, pushes and multicasts by their unit's name.</summary>
internal sealed class SendFigures
{
    private readonly Dictionary<string, CountedSend> _requests = [];
    private readonly Dictionary<string, List<CountedSend>> _units = [];

    public void Add(SendAccepted accepted)
    {
        var wide = accepted.Endpoint is "broadcast" or "narrowcast";
        if (!wide && accepted.Unit is null)
            return;
        var counted = new CountedSend(accepted.RequestId, accepted.At, [.. accepted.To.Except(accepted.Dropped ?? [])], accepted.Messages);
        if (wide)
            _requests[accepted.RequestId] = counted;
        else if (_units.TryGetValue(accepted.Unit!, out var sends))
            sends.Add(counted);
        else
            _units[accepted.Unit!] = [counted];
    }

    public CountedSend? Find(string requestId) => _requests.GetValueOrDefault(requestId);

    public IReadOnlyList<CountedSend> OfUnit(string unit, DateOnly from, DateOnly to) =>
        [.. _units.GetValueOrDefault(unit, []).Where(s => DateOnly.FromDateTime(SendingMeter.InJapan(s.At)) is var day && day >= from && day <= to)];
}

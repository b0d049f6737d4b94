using Line.Emulator.Http;

namespace Line.Emulator.Insight;

/// <summary>How people treated one send or several: opened, tapped, played. Fewer than 20 people are not told.</summary>
internal sealed class EventFigures
{
    private const int Least = 20;

    private static readonly (string Name, double Share)[] Quarters = [("", 0.001), ("25Percent", 0.25), ("50Percent", 0.5), ("75Percent", 0.75), ("100Percent", 1)];

    private readonly HashSet<string> _openers = [], _clickers = [], _players = [], _toTheEnd = [];
    private readonly List<Bubble> _bubbles = [];
    private readonly Dictionary<string, Link> _links = [];

    private sealed class Bubble
    {
        public long Impressions { get; set; }
        public HashSet<string> Seen { get; } = [];
        public long[] Plays { get; } = new long[Quarters.Length];
        public HashSet<string>[] Players { get; } = [.. Quarters.Select(_ => new HashSet<string>())];
    }

    private sealed class Link
    {
        public long Clicks { get; set; }
        public HashSet<string> People { get; } = [];
    }

    public static EventFigures Of(IReadOnlyList<CountedSend> sends, DateTime now)
    {
        var figures = new EventFigures();
        foreach (var send in sends)
            figures.Add(send, now);
        return figures;
    }

    private void Add(CountedSend send, DateTime now)
    {
        while (_bubbles.Count < send.Messages.Length)
            _bubbles.Add(new Bubble());
        foreach (var link in send.Links.Where(l => !_links.ContainsKey(l)))
            _links[link] = new Link();
        var media = send.Messages.Select(m => m.Text("type") is "video" or "audio").ToList();
        foreach (var person in send.Receivers.Where(id => send.Opened(id, now)))
        {
            _openers.Add(person);
            for (var i = 0; i < media.Count; i++)
            {
                _bubbles[i].Impressions++;
                _bubbles[i].Seen.Add(person);
                if (media[i])
                    Play(_bubbles[i], person, send.Played(person, i, now));
            }

            foreach (var link in send.Links.Where(l => send.Clicked(person, l, now)))
            {
                _clickers.Add(person);
                _links[link].People.Add(person);
                // Some people come back to a link.
                _links[link].Clicks += Draw.Of("again", send.RequestId, person, link) < 0.15 ? 2 : 1;
            }
        }
    }

    private void Play(Bubble bubble, string person, double share)
    {
        for (var i = 0; i < Quarters.Length && share >= Quarters[i].Share; i++)
        {
            bubble.Plays[i]++;
            bubble.Players[i].Add(person);
        }

        if (share >= Quarters[0].Share)
            _players.Add(person);
        if (share >= 1)
            _toTheEnd.Add(person);
    }

    public Dictionary<string, object?> Overview() => new()
    {
        ["uniqueImpression"] = Told(_openers.Count, _openers.Count),
        ["uniqueClick"] = Told(_clickers.Count, _clickers.Count),
        ["uniqueMediaPlayed"] = Told(_players.Count, _players.Count),
        ["uniqueMediaPlayed100Percent"] = Told(_toTheEnd.Count, _toTheEnd.Count),
    };

    public List<Dictionary<string, object?>> Messages(bool withUniqueImpression)
    {
        var told = new List<Dictionary<string, object?>>();
        foreach (var bubble in _bubbles)
        {
            var one = new Dictionary<string, object?> { ["seq"] = told.Count + 1, ["impression"] = Told(bubble.Impressions, bubble.Seen.Count) };
            if (withUniqueImpression)
                one["uniqueImpression"] = Told(bubble.Seen.Count, bubble.Seen.Count);
            for (var i = 0; i < Quarters.Length; i++)
            {
                one["mediaPlayed" + Quarters[i].Name] = Told(bubble.Plays[i], bubble.Players[i].Count);
                one["uniqueMediaPlayed" + Quarters[i].Name] = Told(bubble.Players[i].Count, bubble.Players[i].Count);
            }

            told.Add(one);
        }

        return told;
    }

    public List<Dictionary<string, object?>> Clicks()
    {
        var told = new List<Dictionary<string, object?>>();
        foreach (var (url, link) in _links)
        {
            var people = Told(link.People.Count, link.People.Count);
            told.Add(new Dictionary<string, object?>
            {
                ["seq"] = told.Count + 1, ["url"] = url, ["click"] = Told(link.Clicks, link.People.Count), ["uniqueClick"] = people, ["uniqueClickOfRequest"] = people,
            });
        }

        return told;
    }

    private static long? Told(long value, int people) => people < Least ? null : value;
}

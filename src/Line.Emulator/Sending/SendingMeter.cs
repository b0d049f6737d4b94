namespace Line.Emulator.Sending;

/// <summary>What was sent this month against the plan, per unit name, and per day; months and days are Japan's.</summary>
internal sealed class SendingMeter(long? monthlyQuota)
{
    private const int UnitNamesPerMonth = 1000;

    private readonly Dictionary<(string Endpoint, DateOnly Day), long> _perDay = [];
    private readonly HashSet<string> _units = [];
    private string _month = "";
    private long _used;

    public long? Quota { get; set; } = monthlyQuota;

    public long Used(DateTime now)
    {
        Turn(now);
        return _used;
    }

    /// <summary>What running narrowcasts keep for themselves until they are done, by request id.</summary>
    public Dictionary<string, long> Reserved { get; } = [];

    public bool HasRoomFor(int recipients, DateTime now) => Remaining(now) is not { } left || recipients <= left;

    /// <summary>Null on a plan without a limit.</summary>
    public long? Remaining(DateTime now) => Quota is { } quota ? Math.Max(0, quota - Used(now) - Reserved.Values.Sum()) : null;

    public void Add(string endpoint, int recipients, string? unit, DateTime at)
    {
        Turn(at);
        if (endpoint is not ("reply" or "pnp"))
            _used += recipients;
        var day = (endpoint, DateOnly.FromDateTime(InJapan(at)));
        _perDay[day] = _perDay.GetValueOrDefault(day) + recipients;
        if (unit is not null && _units.Count < UnitNamesPerMonth)
            _units.Add(unit);
    }

    public void SetUsed(long used, DateTime now)
    {
        Turn(now);
        _used = used;
    }

    public IReadOnlyList<string> Units(DateTime now)
    {
        Turn(now);
        return [.. _units.Order(StringComparer.Ordinal)];
    }

    public long OnDay(string endpoint, DateOnly day) => _perDay.GetValueOrDefault((endpoint, day));

    public static DateTime InJapan(DateTime utc) => utc.AddHours(9);

    private void Turn(DateTime at)
    {
        var month = InJapan(at).ToString("yyyyMM", System.Globalization.CultureInfo.InvariantCulture);
        // A clock that was set back must not give the old month's numbers to the new one.
        if (string.CompareOrdinal(month, _month) <= 0)
            return;
        _month = month;
        _used = 0;
        _units.Clear();
    }
}

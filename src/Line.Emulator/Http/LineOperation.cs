namespace Line.Emulator.Http;

/// <summary>A named call of LINE's with its published rate: this many per window, per channel.</summary>
internal sealed record LineOperation(string Name, int Limit, TimeSpan Window)
{
    public static LineOperation PerSecond(string name, int limit = 2000) => new(name, limit, TimeSpan.FromSeconds(1));
    public static LineOperation PerMinute(string name, int limit) => new(name, limit, TimeSpan.FromMinutes(1));
    public static LineOperation PerHour(string name, int limit) => new(name, limit, TimeSpan.FromHours(1));

    /// <summary>Whether the channel access token must be the Messaging API channel's, the Login channel's, or is not asked for.</summary>
    public TokenNeeded Token { get; init; } = TokenNeeded.Messaging;

    public bool TakesRetryKey { get; init; }
}

internal enum TokenNeeded
{
    None,
    Messaging,
    Login,
}

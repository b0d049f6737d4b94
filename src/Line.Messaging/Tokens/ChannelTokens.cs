namespace Line.Messaging.Tokens;

/// <summary>Where a client gets its channel access token from.</summary>
/// <seealso href="https://developers.line.biz/en/docs/basics/channel-access-token/"/>
public interface IChannelTokenSource
{
    /// <summary>A token that should work now.</summary>
    ValueTask<string> GetTokenAsync(CancellationToken ct = default);

    /// <summary>LINE refused this token (401): do not hand it out again.</summary>
    void Invalidate(string token);
}

/// <summary>A token from the console that does not expire. LINE advises against it; a refused one stays refused until a person replaces it.</summary>
public sealed class LongLivedChannelToken : IChannelTokenSource
{
    private readonly string _token;

    /// <summary>A source of one token.</summary>
    public LongLivedChannelToken(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        _token = token;
    }

    /// <inheritdoc/>
    public ValueTask<string> GetTokenAsync(CancellationToken ct = default) => new(_token);

    /// <inheritdoc/>
    public void Invalidate(string token)
    {
    }
}

/// <summary>
/// Stateless tokens of 15 minutes, made from channel id and secret or from a signed assertion, kept in memory and renewed two minutes
/// early. However many callers there are, one renewal runs; while it runs or fails, the old token serves as long as it lasts.
/// </summary>
/// <remarks>LINE sets no limit on the number of stateless tokens.</remarks>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token"/>
public sealed class StatelessChannelTokens : IChannelTokenSource, IDisposable
{
    private readonly TokenCache _cache;

    /// <summary>A source for one channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="channelId">Channel id.</param>
    /// <param name="channelSecret">Channel secret.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    /// <param name="clock">Time; null for the system's.</param>
    public StatelessChannelTokens(HttpClient http, string channelId, string channelSecret, LineClientOptions? options = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelId);
        ArgumentException.ThrowIfNullOrEmpty(channelSecret);
        var client = new ChannelTokenClient(http, options);
        _cache = new(clock ?? TimeProvider.System, ct => client.IssueStatelessAsync(channelId, channelSecret, ct));
    }

    /// <summary>A source for one channel that proves itself by a key instead of the secret.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="channelId">Channel id.</param>
    /// <param name="key">The private half of a key registered in the console; stays the caller's to dispose.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    /// <param name="clock">Time; null for the system's.</param>
    public StatelessChannelTokens(HttpClient http, string channelId, ChannelAssertionKey key, LineClientOptions? options = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelId);
        ArgumentNullException.ThrowIfNull(key);
        var time = clock ?? TimeProvider.System;
        var client = new ChannelTokenClient(http, options);
        _cache = new(time, ct => client.IssueStatelessAsync(key.Sign(channelId, time.GetUtcNow()), ct));
    }

    /// <inheritdoc/>
    public ValueTask<string> GetTokenAsync(CancellationToken ct = default) => _cache.GetAsync(ct);

    /// <inheritdoc/>
    public void Invalidate(string token) => _cache.Invalidate(token);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();
}

/// <summary>
/// Tokens with a lifetime of one's own choice (v2.1), made from a signed assertion, kept in memory and renewed two minutes early, one renewal at a
/// time. LINE keeps at most 30 valid ones per channel: with many processes prefer <see cref="StatelessChannelTokens"/>.
/// </summary>
/// <seealso href="https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/"/>
public sealed class JwtChannelTokens : IChannelTokenSource, IDisposable
{
    /// <summary>The longest lifetime LINE gives.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(30);

    private readonly TokenCache _cache;

    /// <summary>A source for one channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="channelId">Channel id.</param>
    /// <param name="key">The private half of a key registered in the console; stays the caller's to dispose.</param>
    /// <param name="lifetime">Of each token, up to <see cref="MaxLifetime"/>; null for one day.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    /// <param name="clock">Time; null for the system's.</param>
    public JwtChannelTokens(
        HttpClient http, string channelId, ChannelAssertionKey key, TimeSpan? lifetime = null, LineClientOptions? options = null, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelId);
        ArgumentNullException.ThrowIfNull(key);
        var life = lifetime ?? TimeSpan.FromDays(1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, MaxLifetime, nameof(lifetime));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(lifetime));
        var time = clock ?? TimeProvider.System;
        var client = new ChannelTokenClient(http, options);
        _cache = new(time, ct => client.IssueAsync(key.Sign(channelId, time.GetUtcNow(), life), ct));
    }

    /// <inheritdoc/>
    public ValueTask<string> GetTokenAsync(CancellationToken ct = default) => _cache.GetAsync(ct);

    /// <inheritdoc/>
    public void Invalidate(string token) => _cache.Invalidate(token);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();
}

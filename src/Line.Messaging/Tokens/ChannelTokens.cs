using System.Text.Json.Serialization;
using Line.Messaging.Json;

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
/// Stateless tokens of 15 minutes, made from channel id and secret, kept in memory and renewed two minutes early. However
/// many callers there are, one renewal runs; while it runs or fails, the old token serves as long as it lasts.
/// </summary>
/// <remarks>LINE sets no limit on the number of stateless tokens.</remarks>
/// <seealso href="https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token"/>
public sealed class StatelessChannelTokens : IChannelTokenSource, IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly LineApi _api;
    private readonly TimeProvider _clock;
    private readonly KeyValuePair<string, string>[] _form;
    private readonly SemaphoreSlim _renewal = new(1, 1);
    private volatile Held? _held;
    private DateTimeOffset? _failedAt;

    /// <summary>A source for one channel.</summary>
    /// <param name="http">Must not follow redirects: <see cref="LineHttp.CreateClient"/>.</param>
    /// <param name="channelId">Channel id.</param>
    /// <param name="channelSecret">Channel secret.</param>
    /// <param name="options">Hosts and timeout; null for LINE's own.</param>
    /// <param name="clock">Time; null for the system's.</param>
    public StatelessChannelTokens(HttpClient http, string channelId, string channelSecret, LineClientOptions? options = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentException.ThrowIfNullOrEmpty(channelId);
        ArgumentException.ThrowIfNullOrEmpty(channelSecret);
        _api = new LineApi(http, options ?? new LineClientOptions());
        _clock = clock ?? TimeProvider.System;
        _form = [new("grant_type", "client_credentials"), new("client_id", channelId), new("client_secret", channelSecret)];
    }

    private sealed record Held(string Token, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
    {
        // A clock set back makes the age unknowable: such a token counts as old.
        internal bool IsFresh(DateTimeOffset now) => now >= IssuedAt && now < ExpiresAt - Margin;

        // A token shorter than LINE's 15 minutes (an emulator's) must not look old from birth.
        private TimeSpan Margin => (ExpiresAt - IssuedAt) / 4 is var quarter && quarter < Early ? quarter : Early;

        internal bool IsAlive(DateTimeOffset now) => now >= IssuedAt && now < ExpiresAt;
    }

    /// <inheritdoc/>
    public ValueTask<string> GetTokenAsync(CancellationToken ct = default) =>
        _held is { } held && held.IsFresh(_clock.GetUtcNow()) ? new(held.Token) : new(RenewAsync(ct));

    /// <inheritdoc/>
    public void Invalidate(string token)
    {
        if (_held is { } held && held.Token == token)
        {
            // Compare and swap: a token renewed in between must survive.
            Interlocked.CompareExchange(ref _held, null, held);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();

    private async Task<string> RenewAsync(CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var old = _held;
        var alive = old is not null && old.IsAlive(now);

        // With a token that still works nobody queues behind a renewal that may hang.
        if (!await _renewal.WaitAsync(alive ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false))
        {
            return old!.Token;
        }

        try
        {
            now = _clock.GetUtcNow();
            old = _held;
            alive = old is not null && old.IsAlive(now);
            if (alive && (old!.IsFresh(now) || (now - _failedAt)?.Duration() < PauseAfterFailure))
            {
                return old.Token;
            }

            try
            {
                return await IssueAsync(ct).ConfigureAwait(false);
            }
            catch (LineApiException) when (alive)
            {
                _failedAt = _clock.GetUtcNow();
                return old!.Token;
            }
        }
        finally
        {
            _renewal.Release();
        }
    }

    private async Task<string> IssueAsync(CancellationToken ct)
    {
        var asked = _clock.GetUtcNow();
        var call = new LineCall(HttpMethod.Post, _api.Api("/oauth2/v3/token"), "POST /oauth2/v3/token", new FormUrlEncodedContent(_form));
        var answer = await _api.GetAsync(call, LineJson.Context.ChannelTokenAnswer, ct).ConfigureAwait(false);
        _held = new Held(answer.AccessToken, asked, asked.AddSeconds(answer.ExpiresIn));
        _failedAt = null;
        return answer.AccessToken;
    }
}

internal sealed record ChannelTokenAnswer : LineResult
{
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("expires_in")]
    public required int ExpiresIn { get; init; }
}

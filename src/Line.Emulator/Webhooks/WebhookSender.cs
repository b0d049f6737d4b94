using System.Text;

namespace Line.Emulator.Webhooks;

internal sealed record WebhookDelivery(DateTime At, IReadOnlyList<string> EventIds, int? Status, int Attempt, string? Error);

/// <summary>How webhooks misbehave, on demand.</summary>
internal sealed record WebhookMischief
{
    public double DuplicateProbability { get; init; }
    public bool Reorder { get; init; }
    public bool Paused { get; init; }

    /// <summary>Each call starts this much later, as on a slow line.</summary>
    public int DelayMs { get; init; }

    /// <summary>A call that was answered well is made again later, as if it had not been.</summary>
    public double RedeliverProbability { get; init; }

    /// <summary>An event nobody has heard of, or an edited message, travels in the same call.</summary>
    public double UnknownProbability { get; init; }

    /// <summary>A follow event comes without its <c>follow</c>, as it does in some of LINE's samples.</summary>
    public double BareFollowProbability { get; init; }

    public int? Seed { get; init; }
}

/// <summary>Delivers events as LINE does: signed, several in a call, two seconds to answer, again when the answer is not 2xx.</summary>
internal sealed class WebhookSender(World world, TimeProvider clock) : IAsyncDisposable
{
    private const int MaxEventsPerCall = 20;
    private const int LogKept = 500;

    private readonly CancellationTokenSource _stopping = new();
    private int _disposed;
    private readonly Queue<WebhookDelivery> _log = [];
    private readonly List<Task> _lanes = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private WebhookMischief _mischief = new();
    private Random _random = new(0);

    public WebhookMischief Mischief
    {
        get => _mischief;
        set
        {
            lock (_log)
                (_mischief, _random) = (value, new Random(value.Seed ?? 0));
        }
    }

    public IReadOnlyList<WebhookDelivery> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    public void Start()
    {
        for (var lane = 0; lane < EventOutbox.Lanes; lane++)
        {
            var reader = world.Events.Lane(lane);
            _lanes.Add(Task.Run(() => RunAsync(reader, _stopping.Token)));
        }
    }

    private async Task RunAsync(System.Threading.Channels.ChannelReader<OutgoingEvent> lane, CancellationToken ct)
    {
        try
        {
            while (await lane.WaitToReadAsync(ct))
            {
                while (world.Events.WebhookUrl is null || Mischief.Paused)
                    await Task.Delay(50, ct);
                if (world.Options.WebhookGathering > TimeSpan.Zero)
                    await Task.Delay(world.Options.WebhookGathering, ct);
                var events = new List<OutgoingEvent>();
                while (events.Count < MaxEventsPerCall && lane.TryRead(out var next))
                {
                    if (!next.Done)
                        events.Add(next);
                }

                if (events.Count > 0)
                    await DeliverAsync(events, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    private async Task DeliverAsync(List<OutgoingEvent> events, CancellationToken ct)
    {
        var mischief = Mischief;
        if (mischief.DelayMs > 0)
            await Task.Delay(mischief.DelayMs, ct);
        if (mischief.Reorder)
            Shuffle(events);
        var ids = events.Select(e => e.Id).ToArray();
        var attempt = events.Max(e => e.Attempts) + 1;
        await world.WhenDurable();
        var startedAt = world.Now;
        lock (world.Gate)
        {
            foreach (var token in events.Select(e => e.ReplyToken).OfType<string>())
                world.ReplyTokens.Delivered(token, startedAt);
        }

        var body = Envelope(string.Join(',', events.Select(e => e.IsRedelivery ? WebhookEvent.AsRedelivery(e.Body) : e.Body).Select(Odd).Concat(Unknown())));
        var delivery = await PostAsync(world.Events.WebhookUrl!, body, ids, attempt, ct);
        if (delivery.Status is >= 200 and < 300 && Happens(mischief.DuplicateProbability))
            await PostAsync(world.Events.WebhookUrl!, body, ids, attempt, ct);

        var ok = delivery.Status is >= 200 and < 300 && !Happens(mischief.RedeliverProbability);
        var delays = world.Options.RedeliveryDelays;
        var givenUp = delays.Count == 0 || attempt > world.Options.RedeliveryAttempts;
        _ = world.Record(new EventsSent(ids, attempt, ok || givenUp) { StartedAt = startedAt });
        if (!ok && !givenUp)
            _ = RedeliverAsync(events, delays[Math.Min(attempt, delays.Count) - 1], ct);
    }

    private void Shuffle(List<OutgoingEvent> events)
    {
        lock (_log)
            _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events));
    }

    private bool Happens(double probability)
    {
        if (probability <= 0)
            return false;
        lock (_log)
            return _random.NextDouble() < probability;
    }

    private string Odd(string body) => body.Contains("\"follow\":{", StringComparison.Ordinal) && Happens(Mischief.BareFollowProbability)
        ? WebhookEvent.WithoutFollow(body)
        : body;

    private IEnumerable<string> Unknown()
    {
        if (Happens(Mischief.UnknownProbability))
            yield return WebhookEvent.Unheard(world.Now);
    }

    private async Task RedeliverAsync(List<OutgoingEvent> events, TimeSpan delay, CancellationToken ct)
    {
        try
        {
            await Task.Delay(delay, clock, ct);
            lock (world.Gate)
                events.ForEach(world.Events.Enqueue);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Everything not yet delivered, or also everything that was, once more.</summary>
    public int RedeliverAll(bool alsoDelivered)
    {
        lock (world.Gate)
        {
            var again = world.Events.All.Where(e => alsoDelivered || !e.Done).ToList();
            foreach (var outgoing in again)
            {
                (outgoing.Done, outgoing.IsRedelivery) = (false, true);
                world.Events.Enqueue(outgoing);
            }

            return again.Count;
        }
    }

    /// <summary>The empty call LINE makes when the webhook URL is checked.</summary>
    public Task<WebhookDelivery> VerifyAsync(string url, CancellationToken ct) => PostAsync(url, Envelope(""), [], 1, ct);

    /// <summary>Any body, for what LINE may send one day or a forger today.</summary>
    public Task<WebhookDelivery> SendRawAsync(string body, string? signature, CancellationToken ct) =>
        PostAsync(world.Events.WebhookUrl ?? "", body, [], 1, ct, signature);

    private string Envelope(string events) => $$"""{"destination":"{{world.Options.BotUserId}}","events":[{{events}}]}""";

    private async Task<WebhookDelivery> PostAsync(
        string url, string body, IReadOnlyList<string> ids, int attempt, CancellationToken ct, string? signature = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        int? status = null;
        string? error = null;
        using var timeout = new CancellationTokenSource(world.Options.WebhookTimeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, WebhookUrls.Allowed(url));
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
            request.Headers.TryAddWithoutValidation("x-line-signature", signature ?? WebhookEvent.Sign(bytes, world.Options.ChannelSecret));
            request.Headers.TryAddWithoutValidation("User-Agent", "LineBotWebhook/2.0");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            status = (int)response.StatusCode;
            error = response.IsSuccessStatusCode ? null : "error_status_code";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            error = "request_timeout";
        }
        catch (HttpRequestException)
        {
            error = "could_not_connect";
        }
        catch (InvalidOperationException)
        {
            error = "unclassified";
        }

        var delivery = new WebhookDelivery(world.Now, ids, status, attempt, error);
        if (world.Streams.AnyoneWatches)
            Show(delivery, url, bytes, System.Diagnostics.Stopwatch.GetElapsedTime(began));
        lock (_log)
        {
            _log.Enqueue(delivery);
            if (_log.Count > LogKept)
                _log.Dequeue();
        }

        return delivery;
    }

    private void Show(WebhookDelivery delivery, string url, byte[] body, TimeSpan took)
    {
        string[] users;
        lock (world.Gate)
            users = [.. delivery.EventIds.Select(id => world.Events.Find(id)?.UserId).OfType<string>().Distinct()];
        var problem = delivery.Attempt > 1 ? $"{delivery.Error} (attempt {delivery.Attempt})" : delivery.Error;
        world.Wire.Add(new Chats.WireEntry(
            0, delivery.At, "webhook", "POST", url, users, Chats.WireLog.Read(body), delivery.Status, null, null, problem, (long)took.TotalMilliseconds));
    }

    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _stopping.CancelAsync();
        await Task.WhenAll(_lanes);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stopping.Dispose();
    }
}

internal static class WebhookUrls
{
    private static readonly string[] RealHosts = ["line.me", "line.biz", "line-apps.com", "line-scdn.net", "naver.jp", "lycorp.co.jp"];

    /// <summary>This platform is made up, so it never talks to the real one.</summary>
    public static Uri Allowed(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"'{url}' is no webhook URL.");
        if (RealHosts.Any(host => uri.Host == host || uri.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException("The emulator never calls LINE.");
        return uri;
    }
}

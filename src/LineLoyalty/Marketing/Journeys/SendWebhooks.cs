using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Section <c>Journeys</c>.</summary>
public sealed class JourneyOptions
{
    /// <summary>True lets webhooks reach addresses of the own network, and plain http on this machine. Leave it off unless the receiver is there.</summary>
    public bool AllowPrivateWebhooks { get; set; }
}

/// <summary>
/// Sends waiting webhooks: signed, to public addresses only, without following redirects. A call is taken by moving its time on, so that two
/// servers do not send it at once; one that was cut off is sent again, under the same id for the receiver to know it by.
/// </summary>
internal sealed partial class SendWebhooks(LoyaltyDb db, WebhookDoor door, Vault vault, TimeProvider clock, ILogger<SendWebhooks> logger)
{
    private const int Most = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    public async Task ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var call in await db.WebhookCalls.AsNoTracking().Where(c => c.DoneAt == null && c.DueAt <= now).OrderBy(c => c.DueAt).Take(Most).ToListAsync(ct))
        {
            var taken = await ChangeAsync(db.WebhookCalls.Where(c => c.Id == call.Id && c.DueAt == call.DueAt && c.DoneAt == null), now + Lease, call.Attempts + 1, call.Result, null, ct);
            if (!taken) continue;
            var (result, final) = await door.PostAsync(call.Url, call.Key, call.Body, WebhookSignature.Sign(WebhookSignature.Secret(vault, call.JourneyId), clock.GetUtcNow(), call.Body), ct);
            var over = final || call.Attempts >= Pauses.Length;
            if (over && result is not ['2', _, _]) Log.GivenUp(logger, call.Id, call.Attempts + 1, result);
            await ChangeAsync(db.WebhookCalls.Where(c => c.Id == call.Id), over ? now : now + Pauses[call.Attempts], call.Attempts + 1, result, over ? clock.GetUtcNow().UtcDateTime : null, ct);
        }
    }

    private async Task<bool> ChangeAsync(IQueryable<WebhookCall> which, DateTime due, int attempts, string? result, DateTime? done, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var changed = await which.ExecuteUpdateAsync(s => s.SetProperty(c => c.DueAt, due).SetProperty(c => c.Attempts, attempts).SetProperty(c => c.Result, result).SetProperty(c => c.DoneAt, done), ct);
        await unit.CommitAsync(ct);
        return changed == 1;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook call {Call} was given up after {Attempts} tries: {Result}.")]
        public static partial void GivenUp(ILogger logger, long call, int attempts, string result);
    }
}

/// <summary>The way out to other systems. The address is checked when the name has become one, so that no name can lead into our own network.</summary>
internal sealed class WebhookDoor : IDisposable
{
    private readonly HttpClient http;
    private readonly bool allowPrivate;

    public WebhookDoor(Microsoft.Extensions.Options.IOptions<JourneyOptions> options)
    {
        allowPrivate = options.Value.AllowPrivateWebhooks;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <returns>The status or why there was none, and whether another try would be of no use.</returns>
    public async Task<(string Result, bool Final)> PostAsync(string url, string id, string body, string signature, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (allowPrivate && uri is { IsLoopback: true, Scheme: "http" }))) return ("not_https", true);
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(WebhookSignature.Header, signature);
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)answer.StatusCode;
            return (status.ToString(CultureInfo.InvariantCulture), status is not (408 or 429 or >= 500));
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException || e.GetBaseException() is ForbiddenAddressException)
        {
            return ("private_address", true);
        }
        catch (HttpRequestException e)
        {
            return (e.HttpRequestError.ToString(), false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ("timeout", false);
        }
    }

    public void Dispose() => http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = allowPrivate ? addresses : [.. addresses.Where(IsPublic)];
        if (allowed.Length == 0) throw new ForbiddenAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Neither this machine, nor a private or link-local network, nor anything that is not one receiver's address.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return false;
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return bytes[0] switch
            {
                0 or 10 or >= 224 => false,
                100 => bytes[1] is < 64 or > 127,
                169 => bytes[1] != 254,
                172 => bytes[1] is < 16 or > 31,
                192 => bytes[1] != 168 && !(bytes[1] == 0 && bytes[2] is 0 or 2),
                198 => bytes[1] is not (18 or 19),
                _ => true,
            };
        }
        // Only global unicast, without the ranges that carry an IPv4 address inside (6to4, Teredo).
        return (bytes[0] & 0xe0) == 0x20 && !(bytes[0] == 0x20 && bytes[1] == 0x02) && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0);
    }

    private sealed class ForbiddenAddressException : Exception;
}

using System.Buffers;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Line.Messaging.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Intake;

/// <summary>
/// What LINE calls: checks the signature over the raw bytes, then the destination, stores the events durably, and only then answers
/// 200. Anything else writes nothing.
/// </summary>
internal sealed partial class ReceiveWebhook(Inbox inbox, BotIdentity bot, IOptions<LineOptions> line, IMeterFactory meters, ILogger<ReceiveWebhook> logger)
{
    public const int MostBytes = 2 * 1024 * 1024;
    private const string RetryAfterSeconds = "2";
    private const long WarnEveryMilliseconds = 10_000;
    private readonly string secret = line.Value.ChannelSecret;
    private readonly Counter<long> refused = meters.Create("LineLoyalty").CreateCounter<long>("webhook.refused");
    private long nextWarning;

    public async Task HandleAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        if (http.Request.ContentLength > MostBytes || await ReadAsync(body) is not { } read)
        {
            // Reading on would be what the sender wants.
            http.Response.Headers.Connection = "close";
            await RefuseAsync(http, WebhookRefusals.TooLarge);
            return;
        }
        var (refusal, stored) = Take(http.Request, read.Buffer);
        body.AdvanceTo(read.Buffer.End);
        if (stored is not null && !await stored)
        {
            refusal = WebhookRefusals.NotStored;
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        if (refusal is not null)
        {
            await RefuseAsync(http, refusal);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentLength = 0;
    }

    /// <summary>The whole body, not yet given back to its reader; null when it is too large.</summary>
    internal static async ValueTask<ReadResult?> ReadAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.Buffer.Length > MostBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (read.IsCompleted) return read;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private (Refusal? Refusal, Task<bool>? Stored) Take(HttpRequest request, in ReadOnlySequence<byte> buffer)
    {
        if (Check(request, buffer, secret, out var batch) is { } refusal) return (refusal, null);
        if (!bot.IsAddressedBy(batch.Destination)) return (WebhookRefusals.NotOurs, null);
        return (null, batch.Events.Length == 0 ? null : StoreAsync(batch.Events));
    }

    /// <summary>Signature first, over the bytes as they came; only then is anything read. Null when all is well.</summary>
    internal static Refusal? Check(HttpRequest request, in ReadOnlySequence<byte> buffer, string secret, out WebhookBatch batch)
    {
        batch = default;
        var bytes = buffer.IsSingleSegment ? buffer.First : buffer.ToArray();
        if (!IsSigned(request, bytes.Span, secret)) return WebhookRefusals.NotSigned;
        try
        {
            batch = WebhookReader.Read(bytes);
            return null;
        }
        catch (WebhookFormatException)
        {
            return WebhookRefusals.Malformed;
        }
    }

    /// <summary>Exactly one signature, and it is LINE's for these bytes.</summary>
    private static bool IsSigned(HttpRequest request, ReadOnlySpan<byte> body, string secret) =>
        request.Headers.TryGetValue("x-line-signature", out var header) && header.Count == 1
        && WebhookSignature.Verify(body, header[0], secret) == WebhookSignatureResult.Valid;

    private Task<bool> StoreAsync(WebhookItem[] events)
    {
        if (events.Length == 1)
        {
            var row = Row(events[0]);
            return inbox.StoreAsync(new ReadOnlySpan<InboxRow>(in row));
        }
        return inbox.StoreAsync(Array.ConvertAll(events, Row));
    }

    private static InboxRow Row(WebhookItem e) => new(
        e.WebhookEventId is { Length: > 0 and <= 64 } id && Ascii(id) ? id : Fingerprint(e.Json.Span),
        e.UserId is { Length: 33 } user && user[0] == 'U' && Ascii(user) ? user : null,
        e.Type.Length <= 40 && Ascii(e.Type) ? e.Type : "?",
        e.Timestamp,
        e.Json);

    // LINE's old test events have no id; equal bytes are then the same event.
    private static string Fingerprint(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json));

    private static bool Ascii(string text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or > '~') return false;
        }
        return true;
    }

    private Task RefuseAsync(HttpContext http, Refusal refusal)
    {
        refused.Add(1, new KeyValuePair<string, object?>("code", refusal.Code));
        // Whoever floods us with forgeries shall not fill the log as well.
        var (now, next) = (Environment.TickCount64, Interlocked.Read(ref nextWarning));
        if (now >= next && Interlocked.CompareExchange(ref nextWarning, now + WarnEveryMilliseconds, next) == next) Log.Refused(logger, refusal.Code, refusal.English);
        return refusal.ToProblem(http).ExecuteAsync(http);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A webhook was refused: {Code}. {Reason} (Further ones are only counted for a while.)")]
        public static partial void Refused(ILogger logger, string code, string reason);
    }
}

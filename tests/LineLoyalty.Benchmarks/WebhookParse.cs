using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Line.Messaging.Webhooks;
using LineLoyalty.Conversation.Intake;
using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Benchmarks;

/// <summary>
/// Signature and parse of a webhook with one event, against the least that could do it: the HMAC and one pass of the JSON reader.
/// And a forged megabyte refused, against its HMAC alone.
/// </summary>
internal static class WebhookParse
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(3);

    // A text as LINE sends it: properties of 1:1 chats, some not first where one would look for them.
    private static readonly byte[] Text = """
        {"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{"type":"message","message":{"type":"text","id":"468789577898262530","quoteToken":"q3Plxr4AgKd8Qm1YvUo3hHJwq","markAsReadToken":"30yhdy232ZTfm2BQ1kmjPQyEd1Y","text":"請問我的點數還剩多少?"},"webhookEventId":"01H810YECXQQZ37VAXPF6H9E6T","deliveryContext":{"isRedelivery":false},"timestamp":1692251666727,"source":{"type":"user","userId":"U4af4980629000000000000000000beef"},"replyToken":"38ef843bde154d9b91c21320ffd17a0f","mode":"active"}]}
        """u8.ToArray();

    private static readonly byte[] Postback = """
        {"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{"type":"postback","postback":{"data":"action=coupon&id=7"},"webhookEventId":"01H810YECXQQZ37VAXPF6H9E6T","deliveryContext":{"isRedelivery":false},"timestamp":1692251666727,"source":{"type":"user","userId":"U4af4980629000000000000000000beef"},"replyToken":"38ef843bde154d9b91c21320ffd17a0f","mode":"active"}]}
        """u8.ToArray();

    public static void Run(Table table, int times)
    {
        foreach (var (name, body) in new[] { ("text", Text), ("postback", Postback) })
        {
            var key = Encoding.UTF8.GetBytes(Secret);
            var signature = WebhookSignature.Sign(body, Secret);
            Func<int>[] ways =
            [
                () => Bare(key, body),
                () => Verified(body, signature) + WebhookReader.Read(body).Events.Length,
                () => Verified(body, signature) + WebhookRequest.Parse(body).Events.Count,
            ];
            var found = Measure(ways, times);
            table.Add($"webhook of one {name}: HMACSHA256 and a bare Utf8JsonReader pass ({Bytes(ways[0])} B)", 1 / found[0]);
            table.Add($"signature checked and cut into events ({Bytes(ways[1])} B)", 1 / found[1], found[1] / found[0]);
            table.Add($"signature checked and read into records ({Bytes(ways[2])} B)", 1 / found[2], found[2] / found[0]);
        }
        Refuse(table, times);
    }

    private static void Refuse(Table table, int times)
    {
        var (key, body) = (Encoding.UTF8.GetBytes(Secret), new byte[1024 * 1024]);
        var forged = new DefaultHttpContext().Request;
        forged.Headers["x-line-signature"] = WebhookSignature.Sign(body, "another secret");
        Func<int>[] ways =
        [
            () => HMACSHA256.HashData(key, body)[0],
            () => ReceiveWebhook.Check(forged, new ReadOnlySequence<byte>(body), Secret, out _) is { Status: 401 } ? 1 : throw new InvalidOperationException("A forged webhook was let in."),
        ];
        var found = Measure(ways, times);
        table.Add("forged megabyte: HMACSHA256 alone", 1 / found[0]);
        table.Add($"forged megabyte refused ({Bytes(ways[1])} B)", 1 / found[1], found[1] / found[0]);
    }

    private static int Bare(byte[] key, byte[] body)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, body, hash);
        var reader = new Utf8JsonReader(body);
        var tokens = (int)hash[0];
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    private static int Verified(byte[] body, string signature) =>
        WebhookSignature.Verify(body, signature, Secret) is WebhookSignatureResult.Valid ? 1 : throw new InvalidOperationException("The signature is wrong.");

    // Seconds per call: the best of many short slices, interleaved, so that other processes disturb all ways alike and none for long.
    private static double[] Measure(Func<int>[] ways, int times)
    {
        var best = Enumerable.Repeat(double.MaxValue, ways.Length).ToArray();
        for (var round = 0; round < times * 100; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var (calls, began) = (0, Stopwatch.GetTimestamp());
                while (Stopwatch.GetElapsedTime(began) < Slice)
                {
                    for (var i = 0; i < 20; i++)
                    {
                        ways[way]();
                    }

                    calls += 20;
                }

                best[way] = Math.Min(best[way], Stopwatch.GetElapsedTime(began).TotalSeconds / calls);
            }
        }

        return best;
    }

    private static string Bytes(Func<int> way)
    {
        const int calls = 1000;
        way();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            way();
        }

        return ((GC.GetAllocatedBytesForCurrentThread() - before) / calls).ToString(CultureInfo.InvariantCulture);
    }
}

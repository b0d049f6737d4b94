using System.Text;
using Line.Messaging.Webhooks;

namespace Line.Messaging.Tests.Webhooks;

public sealed class WebhookFuzzTests
{
    private static readonly string[] Fragments =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-0", "1e400", "\\u0000", "\\ud800", "\\", "\"type\":\"message\",", "\"events\":[],",
        "\"source\":{\"type\":\"user\"},", "\"timestamp\":99999999999999999999,", "會", "\0", "[[[[[[[[", "{\"a\":",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Thirty_thousand_mutated_samples_raise_nothing_but_the_documented_exception(int seed)
    {
        var random = new Random(seed);
        var samples = WebhookSamples.Names.Select(WebhookSamples.Body).ToArray();
        var (read, refused) = (0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            var body = Mutate(samples[random.Next(samples.Length)], random);
            try
            {
                var batch = WebhookReader.Read(body);
                var request = WebhookRequest.Parse(body);
                Assert.Equal(batch.Events.Length, request.Events.Count);
                foreach (var item in batch.Events)
                {
                    // What was stored must be readable again on its own, as the bot does later.
                    Assert.Equal(item.Type, WebhookEvent.Parse(item.Json).Type);
                }

                read++;
            }
            catch (WebhookFormatException)
            {
                refused++;
            }
        }

        // Both kinds must occur, or the mutations test nothing.
        Assert.True(read > 500 && refused > 500, $"{read} read, {refused} refused");
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = sample.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(0x20, 0x7f);
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at - 1));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add((byte)'}');
                    break;
            }
        }

        return [.. bytes];
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Line.Messaging.Json;
using Line.Messaging.Tests.Specification;
using Line.Messaging.Webhooks;
using Line.Specification;

namespace Line.Messaging.Tests.Webhooks;

public sealed class WebhookFuzzTests
{
    private static readonly JsonNode?[] Values =
        [null, true, 7, -1.5, "", "message", "hologram", "會\u0000🥑", new JsonObject(), new JsonArray(null, 1), new JsonObject { ["type"] = "text", ["text"] = "a" }, new JsonObject { ["type"] = "user" }];

    private static readonly string[] Fragments =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-0", "1e400", "\\u0000", "\\ud800", "\\", "\"type\":\"message\",", "\"events\":[],",
        "\"source\":{\"type\":\"user\"},", "\"timestamp\":99999999999999999999,", "會", "\0", "[[[[[[[[", "{\"a\":",
    ];

    // The written samples, and of every kind of event in LINE's file the fullest one.
    private static readonly byte[][] Bodies =
    [
        .. WebhookSamples.Names.Select(WebhookSamples.Body),
        .. Enumerable.Range(0, 60).Select(variant => JsonSubset.Utf8(SchemaSample.Of(LineSpecification.Shared.File("webhook").Schema("CallbackRequest"), variant))),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Twenty_five_thousand_mutated_samples_raise_nothing_but_the_documented_exception(int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 25_000; i++)
        {
            var sample = Bodies[random.Next(Bodies.Length)];
            var body = random.Next(2) == 0 ? Mutate(sample, random) : Rearrange(sample, random);
            try
            {
                var batch = WebhookReader.Read(body);
                var request = WebhookRequest.Parse(body);
                Assert.Equal(batch.Events.Length, request.Events.Count);
                for (var e = 0; e < batch.Events.Length; e++)
                {
                    // What was stored must be readable again on its own, as the bot does later, and the quick way must not change the meaning.
                    var item = batch.Events[e];
                    var (whole, alone, slow) = (request.Events[e], WebhookEvent.Parse(item.Json), WebhookEvent.From(item));
                    Assert.Equal(item.Type, alone.Type);
                    Assert.Equal(Form(slow), Form(alone));
                    Assert.Equal(Form(slow), Form(whole));
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

    private static string Form(WebhookEvent e) => $"{e.GetType().Name} {e.Problem is null} {e.Json.Length} {LineJson.ToJson(e)}";

    // Still JSON, but in another order, with other values, or with more than LINE sends today.
    private static byte[] Rearrange(byte[] sample, Random random)
    {
        var body = JsonNode.Parse(sample)!;
        List<JsonObject> objects = [];
        Collect(body, objects);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var target = objects[random.Next(objects.Count)];
            var names = target.Select(pair => pair.Key).ToArray();
            switch (random.Next(4))
            {
                case 0 when names.Length > 0:
                    var moved = names[random.Next(names.Length)];
                    var value = target[moved];
                    target.Remove(moved);
                    target.Insert(random.Next(target.Count + 1), moved, value);
                    break;
                case 1 when names.Length > 0:
                    target[names[random.Next(names.Length)]] = Values[random.Next(Values.Length)]?.DeepClone();
                    break;
                case 2:
                    target[$"new{random.Next(3)}"] = Values[random.Next(Values.Length)]?.DeepClone();
                    break;
                default:
                    if (names.Length > 0)
                    {
                        target.Remove(names[random.Next(names.Length)]);
                    }

                    break;
            }
        }

        return JsonSubset.Utf8(body);
    }

    private static void Collect(JsonNode? node, List<JsonObject> objects)
    {
        if (node is JsonObject o)
        {
            objects.Add(o);
        }

        foreach (var inner in node switch { JsonObject all => all.Select(pair => pair.Value), JsonArray list => list, _ => [] })
        {
            Collect(inner, objects);
        }
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

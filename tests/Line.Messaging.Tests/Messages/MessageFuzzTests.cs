using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Messaging.Json;
using Line.Messaging.Messages;

namespace Line.Messaging.Tests.Messages;

public sealed class MessageFuzzTests
{
    private static readonly string[] Samples =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Messages", "Samples"), "*.json").Order(StringComparer.Ordinal).Select(f => File.ReadAllText(f))];

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void Ten_thousand_torn_messages_are_read_checked_and_written_or_refused_as_JSON(int seed)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            var node = JsonNode.Parse(Samples[random.Next(Samples.Length)])!;
            Tear(node, random);
            var json = node.ToJsonString();
            if (random.Next(4) == 0)
            {
                // Text damage on top: escapes, half pairs, lost brackets.
                var text = new StringBuilder(json);
                text.Insert(random.Next(text.Length), new[] { "\\ud800", "}", "\"", "null", "\\" }[random.Next(5)]);
                json = text.ToString();
            }

            try
            {
                var message = LineJson.ParseMessage(json);
                Message.Validate([message]);
                new PushRequest { To = "U", Messages = [message] }.Validate();
                using var again = JsonDocument.Parse(LineJson.ToJson(message));
                read++;
            }
            catch (JsonException)
            {
                refused++;
            }
        }

        Assert.True(read > 500 && refused > 500, $"{read} read, {refused} refused");
    }

    private static void Tear(JsonNode root, Random random)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var place = places[random.Next(places.Count)];
            JsonNode? other = random.Next(7) switch
            {
                0 => null,
                1 => 7,
                2 => "text",
                3 => new JsonArray(null, "a", 1),
                4 => new JsonObject { ["type"] = "hologram" },
                5 => true,
                _ => new JsonObject(),
            };
            switch (place)
            {
                case JsonObject o when o.Count > 0:
                    var name = o.ElementAt(random.Next(o.Count)).Key;
                    if (random.Next(3) == 0)
                    {
                        o.Remove(name);
                    }
                    else
                    {
                        o[name] = other;
                    }

                    break;
                case JsonArray a when a.Count > 0:
                    a[random.Next(a.Count)] = other;
                    break;
            }
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        switch (node)
        {
            case JsonObject o:
                places.Add(o);
                foreach (var (_, value) in o)
                {
                    Collect(value, places);
                }

                break;
            case JsonArray a:
                places.Add(a);
                foreach (var value in a)
                {
                    Collect(value, places);
                }

                break;
        }
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Line.Messaging.Messages;

/// <summary>Works on the stored body of a send (<see cref="Json.LineJson.ToBody"/>) without reading its messages into records and back.</summary>
public static class FrozenBody
{
    /// <summary>
    /// The same multicast for other recipients; everything else stays as it was, byte for byte. It is another request to LINE:
    /// give it a new retry key.
    /// </summary>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public static byte[] WithRecipients(ReadOnlyMemory<byte> body, IReadOnlyList<string> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return Rewrite(body, name => name != "to", writer =>
        {
            writer.WriteStartArray("to"u8);
            foreach (var id in to)
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>Only the messages of a send: the body of LINE's validate endpoints.</summary>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public static byte[] MessagesOnly(ReadOnlyMemory<byte> body) => Rewrite(body, name => name == "messages", _ => { });

    private static byte[] Rewrite(ReadOnlyMemory<byte> body, Func<string, bool> keep, Action<Utf8JsonWriter> first)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("The body of a send is a JSON object.");
        }

        var buffer = new ArrayBufferWriter<byte>(body.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            first(writer);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (keep(property.Name))
                {
                    writer.WritePropertyName(property.Name);
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

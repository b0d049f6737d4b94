using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Http;

namespace Line.Emulator.Content;

/// <summary>What people send besides text: kept so that the bot can fetch it by message id.</summary>
internal sealed class ContentStore(BlobStore blobs, World world)
{
    private const int MostBytes = 10 * 1024 * 1024;

    /// <summary>Bytes may come as a data URL; a LIFF page gives addresses instead.</summary>
    public static IResult? Check(JsonElement message)
    {
        if (message.Get("dataUrl") is { } given && (given.ValueKind != JsonValueKind.String || given.GetString() is not { } url || Parse(url) is not { Bytes.Length: > 0 and <= MostBytes }))
            return ControlProblem.Invalid("dataUrl", "a base64 data URL of at most 10 MB");
        return null;
    }

    /// <summary>Fills in what the event says and what the phone shows.</summary>
    public async Task ProvideAsync(JsonElement message, string messageId, JsonObject inEvent, JsonObject shown)
    {
        if (message.Text("originalContentUrl") is { } external)
        {
            var preview = message.Text("previewImageUrl") ?? external;
            inEvent["contentProvider"] = new JsonObject
            {
                ["type"] = "external", ["originalContentUrl"] = external, ["previewImageUrl"] = preview,
            };
            (shown["originalContentUrl"], shown["previewImageUrl"]) = (external, preview);
            return;
        }

        var (type, bytes) = message.Text("dataUrl") is { } dataUrl ? Parse(dataUrl)!.Value : ("image/png", SamplePicture.Png());
        await blobs.WriteAsync("content-" + messageId, Pack(type, bytes));
        inEvent["contentProvider"] = new JsonObject { ["type"] = "line" };
        var address = $"{world.BaseUrl}/emulator/content/{messageId}";
        (shown["originalContentUrl"], shown["previewImageUrl"]) = (address, address);
        if (message.Text("type") == "file")
            inEvent["fileSize"] = bytes.Length;
    }

    public (string Type, byte[] Bytes)? Find(string messageId) =>
        messageId.All(char.IsAsciiDigit) && blobs.Read("content-" + messageId) is { } packed ? Unpack(packed) : null;

    public void Forget(string messageId) => blobs.Delete("content-" + messageId);

    private static byte[] Pack(string type, byte[] bytes) => [.. System.Text.Encoding.ASCII.GetBytes(type + "\n"), .. bytes];

    private static (string, byte[]) Unpack(byte[] packed)
    {
        var end = packed.AsSpan().IndexOf((byte)'\n');
        return (System.Text.Encoding.ASCII.GetString(packed, 0, end), packed[(end + 1)..]);
    }

    private static (string Type, byte[] Bytes)? Parse(string dataUrl)
    {
        var comma = dataUrl.IndexOf(',', StringComparison.Ordinal);
        if (!dataUrl.StartsWith("data:", StringComparison.Ordinal) || comma < 0 || !dataUrl[..comma].EndsWith(";base64", StringComparison.Ordinal))
            return null;
        var type = dataUrl["data:".Length..(comma - ";base64".Length)];
        var bytes = new byte[(dataUrl.Length - comma) * 3 / 4];
        return type.All(c => char.IsAscii(c) && !char.IsControl(c)) && Convert.TryFromBase64String(dataUrl[(comma + 1)..], bytes, out var length)
            ? (type.Length == 0 ? "application/octet-stream" : type, bytes[..length])
            : null;
    }
}

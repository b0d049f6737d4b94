using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Line.Emulator.Http;

/// <summary>A request body that passed LINE's outer checks: media type, two megabytes, JSON, an object.</summary>
internal readonly record struct LineBody(JsonElement Json, LineAnswer? Refusal)
{
    private const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Deeper than any Flex message; what is written down stays readable (<see cref="ControlJson.Depth"/>).</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 128 };

    public static async Task<LineBody> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return Refused(LineAnswer.Refusal(415, $"The content type, {request.ContentType ?? "application/octet-stream"}, is not supported"));
        if (await BytesAsync(context, MaxBytes) is not { } bytes)
            return Refused(LineAnswer.Refusal(413, "The request body is larger than 2 MB"));
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new LineBody(document.RootElement.Clone(), null)
                : Refused(LineAnswer.Refusal(400, "The request body could not be parsed as JSON (line: 1, column: 1)"));
        }
        catch (JsonException e)
        {
            var (line, column) = ((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
            return Refused(LineAnswer.Refusal(400, $"The request body could not be parsed as JSON (line: {line}, column: {column})"));
        }
    }

    /// <summary>Null when the body is longer than allowed.</summary>
    public static async Task<byte[]?> BytesAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
            return null;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static LineBody Refused(LineAnswer refusal) => new(default, refusal);
}

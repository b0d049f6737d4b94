using System.Text.Encodings.Web;
using System.Text.Json;

namespace Line.Emulator.Http;

internal static class ControlJson
{
    /// <summary>A message may be 128 levels deep and is wrapped in records and lists.</summary>
    public const int Depth = 256;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = Depth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

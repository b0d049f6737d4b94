using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

internal static class QuoteTokens
{
    public static bool CanQuote(JsonElement message) =>
        message.Text("type") is "text" or "textV2" or "sticker" or "image" or "video" or "template";

    /// <summary>A quote token belongs to one chat.</summary>
    public static LineAnswer? Check(JsonElement body, string userId, MessageIds ids)
    {
        var index = 0;
        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            if (message.Text("quoteToken") is { } token && !ids.IsQuoteToken(token, userId))
                return LineAnswer.BodyErrors([new("Invalid quote token", $"messages[{index}].quoteToken")]);
            index++;
        }

        return null;
    }
}

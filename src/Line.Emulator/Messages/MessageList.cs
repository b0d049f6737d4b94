using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>The <c>messages</c> of a send or validate call.</summary>
internal static class MessageList
{
    public const int Most = 5;

    public static LineAnswer? Check(JsonElement body)
    {
        if (body.Get("messages") is not { } messages)
            return LineAnswer.BodyErrors([new("May not be empty", "messages")]);
        if (messages.ValueKind != JsonValueKind.Array)
            return LineAnswer.BadProperty("messages");
        if (messages.GetArrayLength() is < 1 or > Most)
            return LineAnswer.BodyErrors([new($"Size must be between 1 and {Most}", "messages")]);
        return null;
    }
}

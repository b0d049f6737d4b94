using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Content;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.Chats;

/// <summary>Messages a person can send, turned into what LINE puts into the event.</summary>
internal sealed class UserMessages(ContentStore content, MessageIds ids, World world)
{
    private const int LongestText = 5000;

    public static IResult? Check(JsonElement message)
    {
        switch (message.ValueKind == JsonValueKind.Object ? message.Text("type") : null)
        {
            case "text":
                return message.Text("text") is { Length: >= 1 and <= LongestText } ? null : ControlProblem.Invalid("text", $"1 to {LongestText} characters");
            case "sticker":
                return message.Text("packageId") is not null && message.Text("stickerId") is not null
                    ? null
                    : ControlProblem.Invalid("packageId, stickerId", "given");
            case "location":
                return message.Get("latitude") is { ValueKind: JsonValueKind.Number } && message.Get("longitude") is { ValueKind: JsonValueKind.Number }
                    ? null
                    : ControlProblem.Invalid("latitude, longitude", "numbers");
            case "image" or "video" or "audio" or "file":
                return ContentStore.Check(message);
            case "flex" or "template":
                return null;
            default:
                return ControlProblem.Invalid("type", "text, sticker, location, image, video, audio, file, flex or template");
        }
    }

    /// <summary>Gives the message an id and stores its bytes, so that a record may name them.</summary>
    public async Task<UserMessage> ComposeAsync(JsonElement message)
    {
        var type = message.Text("type")!;
        var shown = new JsonObject { ["type"] = type };
        string[] kept = type switch
        {
            "text" => ["text", "emojis", "mention", "quotedMessageId"],
            "sticker" => ["packageId", "stickerId", "stickerResourceType", "keywords", "text"],
            "location" => ["title", "address", "latitude", "longitude"],
            "flex" => ["altText", "contents"],
            "template" => ["altText", "template"],
            "video" or "audio" => ["duration"],
            "file" => ["fileName", "fileSize"],
            _ => [],
        };
        foreach (var name in kept)
        {
            if (message.Get(name) is { } value)
                shown[name] = JsonNode.Parse(value.GetRawText());
        }

        if (type == "sticker" && shown["stickerResourceType"] is null)
            shown["stickerResourceType"] = "STATIC";
        var inEvent = (JsonObject)shown.DeepClone();
        var id = ids.Next(world.Now);
        inEvent["id"] = id;
        if (type is "image" or "video" or "audio" or "file")
            await content.ProvideAsync(message, id, inEvent, shown);
        return new UserMessage(id, shown, inEvent);
    }
}

/// <summary>A person's message: as the phone shows it and as the event tells it.</summary>
internal sealed record UserMessage(string Id, JsonObject Shown, JsonObject InEvent);

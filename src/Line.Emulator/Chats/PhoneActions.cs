using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Emulator.Http;
using Line.Emulator.Liff;
using Line.Emulator.Messages;
using Line.Emulator.RichMenus;
using Line.Emulator.Users;

namespace Line.Emulator.Chats;

/// <summary>Does what the LINE app does when a button is tapped.</summary>
internal sealed class PhoneActions(World world, Person person, MessageIds ids)
{
    public IResult Perform(LineUser user, JsonElement action, out Task kept)
    {
        kept = Task.CompletedTask;
        switch (action.ValueKind == JsonValueKind.Object ? action.Text("type") : null)
        {
            case "message" when action.Text("text") is { } text:
                person.Write(user, TextMessage(text), out kept);
                return Done("message");
            case "postback" when action.Text("data") is { } data:
                if (action.Text("text") is { } deprecated)
                    person.Write(user, TextMessage(deprecated), out _);
                kept = person.Postback(user, new JsonObject { ["data"] = data }, action.Text("displayText"));
                return Results.Json(
                    new { performed = "postback", inputOption = action.Text("inputOption"), fillInText = action.Text("fillInText") },
                    ControlJson.Options);
            case "datetimepicker" when action.Text("data") is { } data:
                return Pick(user, action, data, out kept);
            case "richmenuswitch" when action.Text("richMenuAliasId") is { } alias:
                kept = Switch(user, alias, action.Text("data"));
                return Done("richmenuswitch");
            case "uri" when action.Text("uri") is { } uri:
                return Results.Json(new { performed = "uri", open = new { url = uri, liff = LiffUrls.View(uri, world) } }, ControlJson.Options);
            case "clipboard" when action.Text("clipboardText") is { } copied:
                return Results.Json(new { performed = "clipboard", clipboard = copied }, ControlJson.Options);
            case "camera" or "cameraRoll" or "location":
                return Results.Json(new { performed = action.Text("type"), input = action.Text("type") }, ControlJson.Options);
            default:
                return ControlProblem.Invalid("type", "an action LINE knows, with what it needs");
        }
    }

    private UserMessage TextMessage(string text)
    {
        var id = ids.Next(world.Now);
        var shown = new JsonObject { ["type"] = "text", ["text"] = text };
        var inEvent = (JsonObject)shown.DeepClone();
        inEvent["id"] = id;
        return new UserMessage(id, shown, inEvent);
    }

    private IResult Pick(LineUser user, JsonElement action, string data, out Task kept)
    {
        kept = Task.CompletedTask;
        var mode = action.Text("mode") ?? "datetime";
        var pattern = mode switch { "date" => "yyyy-MM-dd", "time" => "HH:mm", _ => "yyyy-MM-dd'T'HH:mm" };
        if (action.Get("params") is not { } picked || picked.Text(mode) is not { } value
            || !DateTime.TryParseExact(value, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return ControlProblem.Invalid("params", $"an object with '{mode}' as {pattern.Replace("'", "", StringComparison.Ordinal)}");
        kept = person.Postback(user, new JsonObject { ["data"] = data, ["params"] = new JsonObject { [mode] = value } }, null);
        return Done("datetimepicker");
    }

    /// <summary>The app switches by itself and tells the bot afterwards how it went.</summary>
    private Task Switch(LineUser user, string alias, string? data)
    {
        var parameters = new JsonObject();
        if (!world.Menus.Aliases.TryGetValue(alias, out var menuId))
        {
            parameters["status"] = "RICHMENU_ALIAS_ID_NOTFOUND";
        }
        else if (world.Menus.Find(menuId) is null)
        {
            parameters["status"] = "RICHMENU_NOTFOUND";
        }
        else
        {
            parameters["newRichMenuAliasId"] = alias;
            parameters["status"] = "SUCCESS";
            _ = world.Record(new RichMenuLinked(menuId, [user.UserId]));
        }

        return person.Postback(user, new JsonObject { ["data"] = data ?? "", ["params"] = parameters }, null);
    }

    private static IResult Done(string performed) => Results.Json(new { performed }, ControlJson.Options);
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

/// <summary>The <c>messages</c> of a send or validate call, against LINE's published limits.</summary>
internal static partial class MessageList
{
    public const int Most = 5;

    private static readonly string[] Types =
        ["text", "textV2", "sticker", "image", "video", "audio", "location", "imagemap", "template", "flex", "coupon"];

    public static LineAnswer? Check(JsonElement body)
    {
        if (body.Get("messages") is not { } messages)
            return LineAnswer.BodyErrors([new("May not be empty", "messages")]);
        if (messages.ValueKind != JsonValueKind.Array)
            return LineAnswer.BadProperty("messages");
        if (messages.GetArrayLength() is < 1 or > Most)
            return LineAnswer.BodyErrors([new($"Size must be between 1 and {Most}", "messages")]);
        var problems = new Problems();
        var index = 0;
        foreach (var message in messages.EnumerateArray())
            CheckOne(message, $"messages[{index++}]", problems);
        if (problems.Answer() is { } refusal)
            return refusal;
        index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (message.Text("type") == "flex" && FlexRules.Check(message.GetProperty("contents")) is { Count: > 0 } found)
                return LineAnswer.Refusal(400, $"A message (messages[{index}]) in the request body is invalid", found);
            index++;
        }

        return null;
    }

    /// <summary>What a send call may say beside its messages.</summary>
    public static LineAnswer? CheckOptions(JsonElement body, bool withUnits)
    {
        var problems = new Problems();
        if (body.Get("notificationDisabled") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            problems.WrongType("notificationDisabled");
        if (withUnits && problems.Array(body, "customAggregationUnits", "customAggregationUnits", 0, 1, required: false) is { } units)
        {
            foreach (var unit in units.EnumerateArray())
            {
                if (unit.ValueKind != JsonValueKind.String)
                    problems.WrongType("customAggregationUnits[0]");
                else if (!UnitName().IsMatch(unit.GetString()!))
                    problems.Add("Must match ^[a-zA-Z0-9_]{1,30}$", "customAggregationUnits[0]");
            }
        }

        return problems.Answer();
    }

    private static void CheckOne(JsonElement message, string at, Problems problems)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            problems.WrongType(at);
            return;
        }

        switch (problems.OneOf(message, "type", $"{at}.type", required: true, Types))
        {
            case "text":
                TextRules.Check(message, at, problems);
                break;
            case "textV2":
                TextRules.CheckV2(message, at, problems);
                break;
            case "sticker":
                problems.Text(message, "packageId", $"{at}.packageId", 1, 20, required: true);
                problems.Text(message, "stickerId", $"{at}.stickerId", 1, 20, required: true);
                break;
            case "image":
                MediaRules.CheckImage(message, at, problems);
                break;
            case "video":
                MediaRules.CheckVideo(message, at, problems);
                break;
            case "audio":
                MediaRules.CheckAudio(message, at, problems);
                break;
            case "location":
                MediaRules.CheckLocation(message, at, problems);
                break;
            case "imagemap":
                ImagemapRules.Check(message, at, problems);
                break;
            case "template":
                problems.Text(message, "altText", $"{at}.altText", 1, 1500, required: true);
                if (problems.Object(message, "template", $"{at}.template") is { } template)
                    TemplateRules.Check(template, $"{at}.template", problems);
                break;
            case "flex":
                problems.Text(message, "altText", $"{at}.altText", 1, 1500, required: true);
                problems.Object(message, "contents", $"{at}.contents");
                break;
            case "coupon":
                problems.Text(message, "couponId", $"{at}.couponId", 1, 100, required: true);
                problems.Text(message, "deliveryTag", $"{at}.deliveryTag", 0, 30, required: false);
                break;
        }

        if (message.Text("type") is "text" or "textV2" or "sticker")
            problems.Text(message, "quoteToken", $"{at}.quoteToken", 1, 500, required: false);
        CheckQuickReply(message, at, problems);
        CheckSender(message, at, problems);
    }

    private static void CheckQuickReply(JsonElement message, string at, Problems problems)
    {
        if (problems.Object(message, "quickReply", $"{at}.quickReply", required: false) is not { } quickReply
            || problems.Array(quickReply, "items", $"{at}.quickReply.items", 1, 13, required: true) is not { } items)
            return;
        var index = 0;
        foreach (var item in items.EnumerateArray())
        {
            var place = $"{at}.quickReply.items[{index++}]";
            problems.OneOf(item, "type", $"{place}.type", required: true, "action");
            problems.Address(item, "imageUrl", $"{place}.imageUrl", required: false);
            ActionRules.Check(item, "action", $"{place}.action", ActionPlace.QuickReply, problems);
        }
    }

    private static void CheckSender(JsonElement message, string at, Problems problems)
    {
        if (problems.Object(message, "sender", $"{at}.sender", required: false) is not { } sender)
            return;
        if (problems.Text(sender, "name", $"{at}.sender.name", 1, 20, required: false) is { } name
            && name.Contains("LINE", StringComparison.OrdinalIgnoreCase))
            problems.Add("The name contains a word that can't be used", $"{at}.sender.name");
        problems.Address(sender, "iconUrl", $"{at}.sender.iconUrl", required: false);
    }

    [GeneratedRegex("^[a-zA-Z0-9_]{1,30}$")]
    private static partial Regex UnitName();
}

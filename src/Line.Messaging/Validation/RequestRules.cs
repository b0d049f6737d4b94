using Line.Messaging.Json;
using Line.Messaging.Login;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;

namespace Line.Messaging.Validation;

internal static class RequestRules
{
    internal static IReadOnlyList<LineErrorDetail> Check(SendRequest request)
    {
        var faults = new Faults();
        switch (request)
        {
            case ReplyRequest reply:
                faults.Length(reply.ReplyToken, int.MaxValue, "replyToken", 1);
                break;
            case PushRequest push:
                if (!IsChatId(push.To, "UCR"))
                {
                    faults.Add("to", "Must be a user, group or room id");
                }

                Units(push.CustomAggregationUnits, faults);
                break;
            case MulticastRequest multicast:
                faults.Size(multicast.To.Count, 1, LineLimits.MulticastRecipients, "to");
                for (var i = 0; i < multicast.To.Count; i++)
                {
                    if (!IsChatId(multicast.To[i], "U"))
                    {
                        faults.Add($"to[{i}]", "Must be a user id");
                    }
                }

                Units(multicast.CustomAggregationUnits, faults);
                break;
        }

        Messages(request.Messages, faults);
        if (LineJson.ToBody(request).Length > LineLimits.RequestBodyBytes)
        {
            faults.Add("", $"The body has more than {LineLimits.RequestBodyBytes} bytes");
        }

        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(IReadOnlyList<Message> messages)
    {
        var faults = new Faults();
        Messages(messages, faults);
        return faults.Found;
    }

    internal static IReadOnlyList<LineErrorDetail> Check(RichMenu menu)
    {
        var faults = new Faults();
        var (width, height) = (menu.Size.Width, menu.Size.Height);
        if (width is < LineLimits.RichMenuMinWidth or > LineLimits.RichMenuMaxWidth)
        {
            faults.Add("size.width", $"Must be between {LineLimits.RichMenuMinWidth} and {LineLimits.RichMenuMaxWidth}");
        }

        if (height < LineLimits.RichMenuMinHeight)
        {
            faults.Add("size.height", $"Must be at least {LineLimits.RichMenuMinHeight}");
        }
        else if (width < height * LineLimits.RichMenuMinAspect)
        {
            faults.Add("size", "width / height must be at least 1.45");
        }

        faults.Graphemes(menu.Name, LineLimits.RichMenuNameGraphemes, "name", 1);
        faults.Graphemes(menu.ChatBarText, LineLimits.RichMenuChatBarGraphemes, "chatBarText", 1);
        faults.Size(menu.Areas.Count, 0, LineLimits.RichMenuAreas, "areas");
        faults.Each(menu.Areas, "areas", (area, place) =>
        {
            var (x, y, w, h) = area.Bounds;
            if (x < 0 || y < 0 || w < 1 || h < 1 || x + (long)w > width || y + (long)h > height)
            {
                faults.Add($"{place}.bounds", "Must lie inside the menu");
            }

            ActionRules.Check(area.Action, ActionPlace.RichMenu, faults, $"{place}.action");
        });
        return faults.Found;
    }

    private static void Messages(IReadOnlyList<Message> messages, Faults faults)
    {
        faults.Size(messages.Count, 1, LineLimits.MessagesPerRequest, "messages");
        faults.Each(messages, "messages", (message, place) => MessageRules.Check(message, faults, place));
    }

    private static void Units(IReadOnlyList<string>? units, Faults faults)
    {
        faults.Size(units?.Count ?? 0, 0, 1, "customAggregationUnits");
        foreach (var unit in units ?? [])
        {
            if (unit.Length is 0 or > LineLimits.AggregationUnit || !unit.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                faults.Add("customAggregationUnits[0]", $"Must be 1 to {LineLimits.AggregationUnit} of a-zA-Z0-9_");
            }
        }
    }

    private static bool IsChatId(string id, string kinds) =>
        id is { Length: 33 } && kinds.Contains(id[0], StringComparison.Ordinal) && LineUserId.IsHex(id.AsSpan(1));
}

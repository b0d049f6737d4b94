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
            case NarrowcastRequest narrowcast:
                NarrowcastRules.Check(narrowcast, faults);
                break;
            case NotificationRequest notification:
                if (notification.To is not { Length: 64 } || !LineUserId.IsHex(notification.To))
                {
                    faults.Add("to", "Must be the SHA-256 of a phone number in lower-case hexadecimal");
                }

                break;
        }

        Messages(request.Messages, faults);
        Places(request, faults);
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

    internal static IReadOnlyList<LineErrorDetail> Check(RichMenuBatch batch)
    {
        var faults = new Faults();
        faults.Size(batch.Operations.Count, 1, LineLimits.RichMenuBatchOperations, "operations");
        faults.Each(batch.Operations, "operations", (operation, place) =>
        {
            switch (operation)
            {
                case RichMenuReplaceOperation replace:
                    faults.Length(replace.From, int.MaxValue, $"{place}.from", 1);
                    faults.Length(replace.To, int.MaxValue, $"{place}.to", 1);
                    break;
                case RichMenuUnlinkOperation unlink:
                    faults.Length(unlink.From, int.MaxValue, $"{place}.from", 1);
                    break;
                case RichMenuUnlinkAllOperation when batch.Operations.Count > 1:
                    faults.Add(place, "unlinkAll must be the only operation");
                    break;
            }
        });
        if (batch.ResumeRequestKey is { } key && (key.Length is 0 or > LineLimits.ResumeRequestKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
        {
            faults.Add("resumeRequestKey", $"Must be 1 to {LineLimits.ResumeRequestKey} of a-zA-Z0-9_-");
        }

        return faults.Found;
    }

    // What only some ways of sending take: quotes need a chat to quote in, mentions a group to mention in.
    private static void Places(SendRequest request, Faults faults)
    {
        var quotes = request is ReplyRequest or PushRequest;
        var mentions = request is ReplyRequest || (request is PushRequest push && push.To is ['C' or 'R', ..]);
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var quote = request.Messages[i] switch
            {
                TextMessage text => text.QuoteToken,
                TextV2Message text => text.QuoteToken,
                StickerMessage sticker => sticker.QuoteToken,
                _ => null,
            };
            if (quote is not null && !quotes)
            {
                faults.Add($"messages[{i}].quoteToken", "Only in replies and pushes");
            }

            if (!mentions && request.Messages[i] is TextV2Message { Substitution: { } substitution } && substitution.Values.Any(s => s?.Type == "mention"))
            {
                faults.Add($"messages[{i}].substitution", "Mentions are for replies and pushes to groups and rooms");
            }
        }
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

using Line.Messaging.Flex;
using Line.Messaging.Messages;

namespace Line.Messaging.Validation;

internal static class MessageRules
{
    internal static void Check(Message message, Faults faults, string path)
    {
        switch (message)
        {
            case TextMessage text:
                Text(text, faults, path);
                break;
            case TextV2Message text:
                TextV2(text, faults, path);
                break;
            case StickerMessage sticker:
                faults.Length(sticker.PackageId, int.MaxValue, $"{path}.packageId", 1);
                faults.Length(sticker.StickerId, int.MaxValue, $"{path}.stickerId", 1);
                break;
            case ImageMessage image:
                faults.Https(image.OriginalContentUrl, $"{path}.originalContentUrl", required: true);
                faults.Https(image.PreviewImageUrl, $"{path}.previewImageUrl", required: true);
                break;
            case VideoMessage video:
                faults.Https(video.OriginalContentUrl, $"{path}.originalContentUrl", required: true);
                faults.Https(video.PreviewImageUrl, $"{path}.previewImageUrl", required: true);
                faults.Length(video.TrackingId, LineLimits.TrackingId, $"{path}.trackingId");
                break;
            case AudioMessage audio:
                faults.Https(audio.OriginalContentUrl, $"{path}.originalContentUrl", required: true);
                if (audio.Duration <= 0)
                {
                    faults.Add($"{path}.duration", "Must be greater than 0");
                }

                break;
            case LocationMessage location:
                Location(location, faults, path);
                break;
            case CouponMessage coupon:
                faults.Length(coupon.CouponId, int.MaxValue, $"{path}.couponId", 1);
                faults.Length(coupon.DeliveryTag, LineLimits.CouponDeliveryTag, $"{path}.deliveryTag");
                break;
            case ImagemapMessage imagemap:
                Imagemap(imagemap, faults, path);
                break;
            case TemplateMessage template:
                faults.Length(template.AltText, LineLimits.AltText, $"{path}.altText", 1);
                TemplateRules.Check(template.Template, faults, $"{path}.template");
                break;
            case FlexMessage flex:
                faults.Length(flex.AltText, LineLimits.AltText, $"{path}.altText", 1);
                FlexRules.Check(flex.Contents, faults, $"{path}.contents");
                break;
        }

        QuickReply(message.QuickReply, faults, $"{path}.quickReply");
        if (message.Sender is { } sender)
        {
            faults.Length(sender.Name, LineLimits.SenderName, $"{path}.sender.name");
            faults.Https(sender.IconUrl, $"{path}.sender.iconUrl");
        }
    }

    private static void Text(TextMessage text, Faults faults, string path)
    {
        faults.Length(text.Text, LineLimits.Text, $"{path}.text", 1);
        if (text.Emojis is not { } emojis)
        {
            return;
        }

        faults.Size(emojis.Count, 0, LineLimits.TextEmojis, $"{path}.emojis");
        faults.Each(emojis, $"{path}.emojis", (emoji, place) =>
        {
            if (emoji.Index < 0 || emoji.Index >= text.Text.Length || text.Text[emoji.Index] != '$')
            {
                faults.Add($"{place}.index", "Must point at a $ of the text");
            }
        });
    }

    private static void TextV2(TextV2Message text, Faults faults, string path)
    {
        faults.Length(text.Text, LineLimits.Text, $"{path}.text", 1);
        if (text.Substitution is not { } substitution)
        {
            return;
        }

        faults.Size(substitution.Count, 0, LineLimits.TextSubstitutions, $"{path}.substitution");
        faults.Size(substitution.Values.Count(s => s?.Type == "mention"), 0, LineLimits.TextEmojis, $"{path}.substitution");
        faults.Size(substitution.Values.Count(s => s?.Type == "emoji"), 0, LineLimits.TextEmojis, $"{path}.substitution");
        foreach (var (key, value) in substitution)
        {
            if (value is null)
            {
                faults.Add($"{path}.substitution", $"The key {key} may not be null");
            }

            if (key.Length is 0 or > LineLimits.SubstitutionKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                faults.Add($"{path}.substitution", $"The key {key} must be 1 to {LineLimits.SubstitutionKey} of 0-9A-Za-z_");
            }
        }
    }

    private static void Location(LocationMessage location, Faults faults, string path)
    {
        faults.Length(location.Title, LineLimits.LocationText, $"{path}.title", 1);
        faults.Length(location.Address, LineLimits.LocationText, $"{path}.address", 1);
        if (location.Latitude is not (>= -90 and <= 90))
        {
            faults.Add($"{path}.latitude", "Must be between -90 and 90");
        }

        if (location.Longitude is not (>= -180 and <= 180))
        {
            faults.Add($"{path}.longitude", "Must be between -180 and 180");
        }
    }

    private static void Imagemap(ImagemapMessage imagemap, Faults faults, string path)
    {
        faults.Https(imagemap.BaseUrl, $"{path}.baseUrl", required: true);
        faults.Length(imagemap.AltText, LineLimits.AltText, $"{path}.altText", 1);
        faults.Size(imagemap.Actions.Count, 0, LineLimits.ImagemapActions, $"{path}.actions");
        if (imagemap.BaseSize.Width != LineLimits.ImagemapWidth)
        {
            faults.Add($"{path}.baseSize.width", $"Must be {LineLimits.ImagemapWidth}");
        }

        faults.Each(imagemap.Actions, $"{path}.actions", (action, place) =>
        {
            switch (action)
            {
                case ImagemapMessageAction message:
                    faults.Length(message.Text, LineLimits.ImagemapActionText, $"{place}.text", 1);
                    break;
                case ImagemapUriAction uri:
                    faults.Length(uri.LinkUri, LineLimits.ActionUri, $"{place}.linkUri", 1);
                    break;
                case ImagemapClipboardAction clipboard:
                    faults.Length(clipboard.ClipboardText, LineLimits.ClipboardText, $"{place}.clipboardText", 1);
                    break;
            }
        });
    }

    private static void QuickReply(QuickReply? reply, Faults faults, string path)
    {
        if (reply is null)
        {
            return;
        }

        faults.Size(reply.Items.Count, 1, LineLimits.QuickReplyItems, $"{path}.items");
        faults.Each(reply.Items, $"{path}.items", (item, place) =>
        {
            faults.Https(item.ImageUrl, $"{place}.imageUrl");
            ActionRules.Check(item.Action, ActionPlace.QuickReply, faults, $"{place}.action");
        });
    }
}

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
                TextRules.Check(text, faults, path);
                break;
            case TextV2Message text:
                TextRules.Check(text, faults, path);
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

        if (imagemap.BaseSize.Height < 1)
        {
            faults.Add($"{path}.baseSize.height", "Must be greater than 0");
        }

        if (imagemap.Video is { } video)
        {
            faults.Https(video.OriginalContentUrl, $"{path}.video.originalContentUrl", required: true);
            faults.Https(video.PreviewImageUrl, $"{path}.video.previewImageUrl", required: true);
            Area(video.Area, imagemap.BaseSize, faults, $"{path}.video.area");
            if (video.ExternalLink is { } link)
            {
                faults.Length(link.LinkUri, LineLimits.ActionUri, $"{path}.video.externalLink.linkUri", 1);
                faults.Length(link.Label, LineLimits.ImagemapLinkLabel, $"{path}.video.externalLink.label", 1);
            }
        }

        faults.Each(imagemap.Actions, $"{path}.actions", (action, place) =>
        {
            faults.Length(action.Label, LineLimits.ImagemapLabel, $"{place}.label");
            Area(AreaOf(action), imagemap.BaseSize, faults, $"{place}.area");
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

    private static ImagemapArea? AreaOf(ImagemapAction action) => action switch
    {
        ImagemapMessageAction message => message.Area,
        ImagemapUriAction uri => uri.Area,
        ImagemapClipboardAction clipboard => clipboard.Area,
        _ => null,
    };

    private static void Area(ImagemapArea? area, ImagemapSize size, Faults faults, string path)
    {
        if (area is var (x, y, width, height)
            && (x < 0 || y < 0 || width < 1 || height < 1 || x + (long)width > size.Width || y + (long)height > size.Height))
        {
            faults.Add(path, "Must lie inside the image");
        }
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

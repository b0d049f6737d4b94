using System.Globalization;
using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Membership;
using LineLoyalty.Pictures;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing;

/// <summary>How the brand's Flex messages look, so that campaigns and programmes speak with one face.</summary>
internal sealed class MessageLook(IOptions<BrandOptions> brand, IOptions<LineOptions> line)
{
    private const string Ink = "#1F2937";
    private const string Quiet = "#6B7280";
    private const string Paper = "#F8FAFC";
    private const string Hairline = "#E5E7EB";

    public string BrandName(string language) => language == Languages.English && brand.Value.NameEn.Length > 0 ? brand.Value.NameEn : brand.Value.Name;

    /// <summary>Where a phone fetches a picture: one of ours from this server, any other where it says.</summary>
    public string Picture(string address) => PicturePath.Absolute(address, brand.Value.PublicUrl);

    /// <summary>A coloured band with the title, then text, rows of facts, a coupon and a button, each only when there is one.</summary>
    public FlexBubble Band(MessageParts parts) => new()
    {
        Header = FlexBox.Vertical(
            new FlexText(parts.Eyebrow) { Size = FlexSize.Xs, Color = OnBrand + "CC" },
            new FlexText(parts.Title) { Size = FlexSize.Xl, Weight = FlexWeight.Bold, Color = OnBrand, Wrap = true, Margin = FlexSize.Sm }) with
        { BackgroundColor = brand.Value.Color, PaddingAll = FlexSize.Px(20) },
        Hero = Picture(parts),
        Body = Body(parts, withTitle: false),
        Footer = Footer(parts),
    };

    /// <summary>A picture on top, then a quiet title and text.</summary>
    public FlexBubble Plain(MessageParts parts) => new() { Hero = Picture(parts), Body = Body(parts, withTitle: true), Footer = Footer(parts) };

    /// <summary>The title written over the picture (over the brand's colour when there is none).</summary>
    public FlexBubble Poster(MessageParts parts)
    {
        var words = FlexBox.Vertical(
            new FlexText(parts.Eyebrow) { Size = FlexSize.Xs, Color = "#FFFFFFCC" },
            new FlexText(parts.Title) { Size = FlexSize.Xxl, Weight = FlexWeight.Bold, Color = "#FFFFFF", Wrap = true, Margin = FlexSize.Sm });
        var hero = parts.ImageUrl is null
            ? words with { BackgroundColor = "#111827", PaddingAll = FlexSize.Px(24) }
            : FlexBox.Vertical(
                new FlexImage(parts.ImageUrl) { Size = FlexSize.Full, AspectRatio = "4:5", AspectMode = FlexAspectMode.Cover },
                words with
                {
                    Position = FlexPosition.Absolute,
                    OffsetBottom = FlexSize.Px(0),
                    OffsetStart = FlexSize.Px(0),
                    OffsetEnd = FlexSize.Px(0),
                    PaddingAll = FlexSize.Px(20),
                    Background = new FlexLinearGradient { Angle = "0deg", StartColor = "#000000CC", EndColor = "#00000000" },
                }) with
            { PaddingAll = FlexSize.Px(0) };
        return new FlexBubble { Hero = hero, Body = Body(parts, withTitle: false), Footer = Footer(parts) };
    }

    public static FlexMessage Message(string altText, FlexContainer bubble) => new(altText.Length <= 400 ? altText : altText[..400], bubble);

    public MessageButton WalletButton(string language) => new(language == Languages.English ? "See my coupons" : "查看優惠券", line.Value.LiffLink("coupons"));
    public MessageButton CardButton(string language) => new(language == Languages.English ? "Open my card" : "打開會員卡", line.Value.LiffLink(""));
    public MessageButton HistoryButton(string language) => new(language == Languages.English ? "See my points" : "查看點數", line.Value.LiffLink("history"));

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day, string language) => language == Languages.English
        ? day.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
        : day.ToString("yyyy/M/d", CultureInfo.InvariantCulture);

    private static FlexImage? Picture(MessageParts parts) => parts.ImageUrl is null ? null
        : new FlexImage(parts.ImageUrl) { Size = FlexSize.Full, AspectRatio = "20:13", AspectMode = FlexAspectMode.Cover };

    private FlexBox? Body(MessageParts parts, bool withTitle)
    {
        var contents = new List<FlexComponent?>
        {
            withTitle ? new FlexText(parts.Title) { Size = FlexSize.Xl, Weight = FlexWeight.Bold, Color = Ink, Wrap = true } : null,
            parts.Body.Length > 0 ? new FlexText(parts.Body) { Size = FlexSize.Md, Color = Ink, Wrap = true, LineSpacing = FlexSize.Px(6) } : null,
        };
        contents.AddRange(parts.Rows.Select(row => FlexBox.Horizontal(
            new FlexText(row.Label) { Size = FlexSize.Sm, Color = Quiet, Flex = 2 },
            new FlexText(row.Value) { Size = FlexSize.Sm, Color = Ink, Weight = FlexWeight.Bold, Align = FlexAlign.End, Wrap = true, Flex = 3 })));
        if (parts.Coupon is { } coupon) contents.Add(Ticket(coupon));
        var present = contents.FindAll(c => c is not null);
        return present.Count == 0 ? null
            : FlexBox.Vertical([.. present]) with { Spacing = FlexSize.Lg, PaddingAll = FlexSize.Px(20) };
    }

    private FlexBox Ticket(MessageCoupon coupon) => FlexBox.Horizontal(
        FlexBox.Vertical() with { Width = FlexSize.Px(4), BackgroundColor = brand.Value.Color, CornerRadius = FlexSize.Px(2) },
        FlexBox.Vertical(
            new FlexText(coupon.Label) { Size = FlexSize.Xs, Color = Quiet },
            new FlexText(coupon.Title) { Size = FlexSize.Md, Weight = FlexWeight.Bold, Color = Ink, Wrap = true, Margin = FlexSize.Xs },
            coupon.Validity is null ? null : new FlexText(coupon.Validity) { Size = FlexSize.Xs, Color = Quiet, Wrap = true, Margin = FlexSize.Sm })) with
    {
        Spacing = FlexSize.Md,
        PaddingAll = FlexSize.Px(14),
        BackgroundColor = Paper,
        CornerRadius = FlexSize.Px(10),
        BorderColor = Hairline,
        BorderWidth = FlexSize.Px(1),
    };

    private FlexBox? Footer(MessageParts parts) => parts.Button is not { } button ? null
        : FlexBox.Vertical(
        [
            new FlexButton(new UriAction(button.Label, button.Url), OnBrand == "#FFFFFF" ? FlexButtonStyle.Primary : FlexButtonStyle.Secondary) { Color = brand.Value.Color, Height = FlexButtonHeight.Sm },
            .. parts.MoreButtons.Select(b => new FlexButton(new UriAction(b.Label, b.Url), FlexButtonStyle.Link) { Color = brand.Value.Color, Height = FlexButtonHeight.Sm }),
        ]) with
        { PaddingAll = FlexSize.Px(16), PaddingTop = FlexSize.Px(0), Spacing = parts.MoreButtons.Count > 0 ? FlexSize.Sm : null };

    /// <summary>White, or near-black on a light brand colour: whichever can be read (WCAG relative luminance).</summary>
    private string OnBrand
    {
        get
        {
            var rgb = Convert.FromHexString(brand.Value.Color.AsSpan(1));
            var luminance = 0.2126 * Linear(rgb[0]) + 0.7152 * Linear(rgb[1]) + 0.0722 * Linear(rgb[2]);
            return 1.05 / (luminance + 0.05) >= 4.5 ? "#FFFFFF" : "#111827";

            static double Linear(byte part)
            {
                var share = part / 255.0;
                return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
            }
        }
    }
}

/// <summary>What a message says; the look decides how.</summary>
internal sealed record MessageParts(string Eyebrow, string Title, string Body)
{
    public string? ImageUrl { get; init; }
    public IReadOnlyList<(string Label, string Value)> Rows { get; init; } = [];
    public MessageCoupon? Coupon { get; init; }
    public MessageButton? Button { get; init; }
    /// <summary>Quieter ones below it.</summary>
    public IReadOnlyList<MessageButton> MoreButtons { get; init; } = [];
}

internal sealed record MessageCoupon(string Label, string Title, string? Validity);

internal sealed record MessageButton(string Label, string Url);

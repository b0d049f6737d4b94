using System.Globalization;
using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Membership;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>How the bot's messages look and speak to one person: the brand's name and colour, the person's language.</summary>
internal sealed record BotStyle(BrandOptions Brand, BrandTime Time, LineOptions Line, string Language)
{
    public const string Ink = "#1F2937";
    public const string Muted = "#6B7280";
    public const string Rule = "#E5E7EB";
    public const string Urgent = "#B91C1C";
    private const string White = "#FFFFFF";

    public BotWords Words { get; } = BotWords.In(Language);
    public AccountWords Account { get; } = new(Language == Languages.English);
    public string Color => Brand.Color;
    public string OnColor => On(Brand.Color);
    public bool English => Language == Languages.English;
    public string BrandName => English && Brand.NameEn.Length > 0 ? Brand.NameEn : Brand.Name;

    public string Liff(string path) => Line.LiffLink(path);
    public string Day(DateTime utc) => Words.Day(Time.DayOf(utc));
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
    public static string Money(long value) => "NT$" + Number(value);

    /// <summary>White or dark, whichever can be read on <paramref name="color"/> (W3C's relative luminance).</summary>
    public static string On(string color)
    {
        double Channel(int at)
        {
            var c = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.03928 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
        var luminance = (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
        return luminance > 0.4 ? Ink : White;
    }

    public FlexButton Button(LineAction action) => new(action, FlexButtonStyle.Primary) { Color = Color, Height = FlexButtonHeight.Sm };

    // A secondary button keeps its grey; LINE draws its label dark on it.
    public static FlexButton QuietButton(LineAction action) => new(action, FlexButtonStyle.Secondary) { Height = FlexButtonHeight.Sm };

    public static FlexText Small(string text) => new(text) { Size = FlexSize.Sm, Color = Muted, Wrap = true };

    /// <summary>The commands above the keyboard.</summary>
    public QuickReply Choices(bool member) => member
        ? QuickReply.Of(Ask(Words.Card), Ask(Words.Points), Ask(Words.Coupons), Ask(Account.Tier), Ask(Account.Expiry), Ask(Words.History), Ask(Account.Notices), Ask(Words.Help))
        : QuickReply.Of(new UriAction(Words.Join, Liff("join?src=bot")), Ask(Words.Help));

    private static MessageAction Ask(string command) => new(command, command);
}

using System.Globalization;
using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Conversation.Bot.Messages;
using LineLoyalty.Membership;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Announcements;

/// <summary>What one message tells.</summary>
/// <param name="Rows">Label and value, in order.</param>
internal sealed record Announcement(string Title, IReadOnlyList<(string Label, string Value)> Rows)
{
    /// <summary>Points won or lost, large under the title; null when points are not what it is about.</summary>
    public long? Figure { get; init; }
    /// <summary>What the phone's notification says before the balance.</summary>
    public required string Alt { get; init; }
    /// <summary>On the button that leads to the entry of the history.</summary>
    public required string Why { get; init; }
    public long Entry { get; init; }
    public bool ToWallet { get; init; }
    public bool ToMissions { get; init; }
    public long Balance { get; init; }
}

/// <summary>How an announcement looks: a small slip, the points large, what it was for, the new balance.</summary>
internal sealed class AnnouncementMessages(BrandTime time, IOptions<BrandOptions> brand, IOptions<LineOptions> line)
{
    public FlexMessage Compose(Member member, Announcement told)
    {
        var style = new BotStyle(brand.Value, time, line.Value, Languages.Nearest(member.Language));
        var w = AnnouncementWords.In(member.Language);
        List<FlexComponent> body =
        [
            new FlexText(style.BrandName) { Size = FlexSize.Xs, Color = BotStyle.Muted },
            new FlexText(told.Title) { Size = told.Figure is null ? FlexSize.Lg : FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Wrap = true, Margin = FlexSize.Md },
        ];
        if (told.Figure is { } points)
        {
            body.Add(FlexBox.Baseline(
                new FlexText(Sign(points)) { Size = FlexSize.X4l, Weight = FlexWeight.Bold, Color = points > 0 ? style.Color : BotStyle.Ink, Flex = 0 },
                new FlexText(style.Words.PointsUnit) { Size = FlexSize.Md, Color = BotStyle.Muted, Margin = FlexSize.Sm, Flex = 0 }));
        }
        if (told.Rows.Count > 0)
        {
            body.Add(new FlexSeparator { Margin = FlexSize.Lg, Color = BotStyle.Rule });
            body.AddRange(told.Rows.Select((row, i) => Row(row.Label, row.Value, i == 0 ? FlexSize.Lg : FlexSize.Sm)));
        }
        body.Add(new FlexSeparator { Margin = FlexSize.Lg, Color = BotStyle.Rule });
        body.Add(FlexBox.Horizontal(
            new FlexText(w.Balance) { Size = FlexSize.Sm, Color = BotStyle.Muted, Flex = 2 },
            new FlexText(w.Points(told.Balance)) { Size = FlexSize.Md, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Align = FlexAlign.End, Flex = 3 }) with { Margin = FlexSize.Lg });
        var path = told.ToMissions ? "missions" : told.ToWallet ? "coupons" : "history/" + told.Entry.ToString(CultureInfo.InvariantCulture);
        return new FlexMessage($"{told.Alt}{w.Then}{w.BalanceIs(told.Balance)}", new FlexBubble
        {
            Size = FlexBubbleSize.Kilo,
            Body = new FlexBox(FlexLayout.Vertical, body) { PaddingAll = FlexSize.Px(20) },
            Footer = FlexBox.Vertical(BotStyle.QuietButton(new UriAction(told.ToMissions ? w.SeeMissions : told.ToWallet ? w.OpenWallet : told.Why, style.Liff(path)))),
        });
    }

    private static FlexBox Row(string label, string value, string margin) => FlexBox.Horizontal(
        new FlexText(label) { Size = FlexSize.Sm, Color = BotStyle.Muted, Flex = 2, Wrap = true },
        new FlexText(value) { Size = FlexSize.Sm, Color = BotStyle.Ink, Align = FlexAlign.End, Flex = 3, Wrap = true }) with { Margin = margin };

    private static string Sign(long points) => (points > 0 ? "+" : "−") + BotStyle.Number(Math.Abs(points));
}

using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Conversation.Bot.Messages;

/// <summary>等級: the level and until when, how far the next one is, what keeping it takes, and what it gives.</summary>
internal static class TierMessages
{
    public static FlexMessage Level(BotStyle style, CardTier tier, TiersView tiers)
    {
        var w = style.Account;
        var on = BotStyle.On(tier.Color);
        List<FlexComponent> body = [];
        if (tier.Next is { } next) body.Add(Way(style, w.UpTo(next.Name), next.Missing, next.Progress, tier.Color));
        else body.Add(BotStyle.Small(w.TopTier));
        if (tiers.Keep is { } keep) body.Add(Way(style, w.ToKeep, keep.Missing ?? w.Kept, keep.Progress, tier.Color) with { Margin = FlexSize.Xl });
        if (tiers.Levels.FirstOrDefault(l => l.State == "current")?.Benefits is { Count: > 0 } benefits)
        {
            body.Add(new FlexSeparator { Margin = FlexSize.Xl, Color = BotStyle.Rule });
            body.Add(new FlexText(w.Benefits) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Margin = FlexSize.Lg });
            body.AddRange(benefits.Take(8).Select(b => FlexBox.Horizontal(
                new FlexText("•") { Size = FlexSize.Sm, Color = style.Color, Flex = 0 },
                new FlexText(b) { Size = FlexSize.Sm, Color = BotStyle.Ink, Wrap = true, Flex = 1 }) with { Margin = FlexSize.Sm, Spacing = FlexSize.Sm }));
        }
        return new FlexMessage(w.TierAlt(tier.Name), new FlexBubble
        {
            Header = FlexBox.Vertical(
                new FlexText(w.YourTier) { Size = FlexSize.Sm, Color = on },
                new FlexText(tier.Name) { Size = FlexSize.Xxl, Weight = FlexWeight.Bold, Color = on, Margin = FlexSize.Sm, Wrap = true },
                new FlexText(tier.ValidUntil is { } end ? w.ValidUntil(style.Day(end)) : w.NoEnd) { Size = FlexSize.Sm, Color = on, Margin = FlexSize.Xs })
                with { BackgroundColor = tier.Color, PaddingAll = FlexSize.Px(20) },
            Body = new FlexBox(FlexLayout.Vertical, body) { PaddingAll = FlexSize.Px(20) },
            Footer = FlexBox.Vertical(BotStyle.QuietButton(new UriAction(w.AllTiers, style.Liff("tier")))),
        })
        { QuickReply = style.Choices(member: true) };
    }

    private static FlexBox Way(BotStyle style, string to, string missing, int progress, string color) => FlexBox.Vertical(
        FlexBox.Horizontal(
            new FlexText(to) { Size = FlexSize.Sm, Weight = FlexWeight.Bold, Color = BotStyle.Ink, Flex = 1, Wrap = true },
            new FlexText($"{progress}%") { Size = FlexSize.Sm, Color = BotStyle.Muted, Align = FlexAlign.End, Flex = 0 }),
        Bar(progress, color),
        BotStyle.Small(missing)) with { Spacing = FlexSize.Sm };

    // At least a sliver, so that an empty bar is seen to be one.
    private static FlexBox Bar(int progress, string color) => FlexBox.Vertical(
        FlexBox.Vertical() with { Width = FlexSize.Percent(Math.Clamp(progress, 2, 100)), Height = FlexSize.Px(8), CornerRadius = FlexSize.Px(4), BackgroundColor = color })
        with { BackgroundColor = BotStyle.Rule, Height = FlexSize.Px(8), CornerRadius = FlexSize.Px(4) };
}

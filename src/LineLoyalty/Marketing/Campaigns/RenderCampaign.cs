using System.Text.Json.Nodes;
using Line.Messaging.Flex;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Turns what a marketer wrote into LINE's message objects, for one member at a time or for all at once.</summary>
public sealed class RenderCampaign
{
    private readonly LoyaltyDb db;
    private readonly MessageLook look;
    private readonly BrandTime time;

    internal RenderCampaign(LoyaltyDb db, MessageLook look, BrandTime time) => (this.db, this.look, this.time) = (db, look, time);

    /// <summary>Reads each text and each coupon kind once; what comes back renders thousands.</summary>
    /// <param name="firstLink">Number of its first counted link: those of a campaign's versions are counted on.</param>
    internal async Task<CampaignRendering> PrepareAsync(CampaignContent content, CancellationToken ct, int firstLink = 0)
    {
        var codes = content.Coupons.Select(c => c.DefinitionCode).Distinct().ToList();
        var definitions = codes.Count == 0 ? [] : await db.CouponDefinitions.AsNoTracking().Where(d => codes.Contains(d.Code)).ToDictionaryAsync(d => d.Code, ct);
        var chinese = new Preparation(look, time, definitions, Languages.Chinese, firstLink);
        var messages = content.Messages.Select(chinese.Message).ToList();
        if (content.English is not { Count: > 0 }) return new CampaignRendering(messages, null);
        var english = new Preparation(look, time, definitions, Languages.English, chinese.NextLink);
        return new CampaignRendering(messages, [.. content.English.Select(english.Message)]);
    }

    /// <summary>As one person would see it: for the preview beside the composer, test sends, and whoever writes to one member at a time.</summary>
    /// <param name="link">Address for each counted link by its number; null leaves the links as they are.</param>
    public async Task<IReadOnlyList<Message>> ForAsync(CampaignContent content, MemberValues member, CancellationToken ct, Func<int, string>? link = null) =>
        (await PrepareAsync(content, ct)).For(member, link);

    /// <summary>One language's messages on the way to be rendered; counts their links as it goes.</summary>
    private sealed class Preparation(MessageLook look, BrandTime time, Dictionary<string, CouponDefinition> definitions, string language, int firstLink)
    {
        public int NextLink { get; private set; } = firstLink;

        public PreparedMessage Message(CampaignMessage message) => message switch
        {
            CampaignText text => Text(text.Text),
            CampaignImage image => Image(image),
            CampaignCard card => Card(card),
            CampaignCarousel row => Carousel(row),
            CampaignLineCoupon coupon => new PreparedMessage(IsPersonal: false, (_, _) => new CouponMessage { CouponId = coupon.CouponId }),
            CampaignJson json => Json(json),
            _ => throw new InvalidOperationException($"No rendering for {message.GetType().Name}."),
        };

        private static PreparedMessage Text(string words)
        {
            var text = MemberText.Parse(words, out _);
            return new(text.IsPersonal, (member, _) => new TextMessage(text.For(member)));
        }

        private PreparedMessage Image(CampaignImage image)
        {
            var url = look.Picture(image.Url);
            if (image.Button is not { } button) return new(IsPersonal: false, (_, _) => new ImageMessage { OriginalContentUrl = url, PreviewImageUrl = url });
            var press = Button(button);
            return new(button.IsTracked, (_, link) =>
            {
                var to = press(link);
                var picture = new FlexImage(url) { Size = FlexSize.Full, AspectRatio = image.Ratio ?? "1:1", AspectMode = FlexAspectMode.Cover, Action = new UriAction(to.Label, to.Url) };
                return MessageLook.Message(button.Label, new FlexBubble { Hero = picture });
            });
        }

        private PreparedMessage Card(CampaignCard card)
        {
            var (title, bubble) = Bubble(card);
            return new(bubble.IsPersonal, (member, link) => MessageLook.Message(title.For(member), bubble.Render(member, link)));
        }

        private PreparedMessage Carousel(CampaignCarousel row)
        {
            var cards = row.Cards.Select(Bubble).ToList();
            return new(cards.Exists(c => c.Bubble.IsPersonal), (member, link) =>
                MessageLook.Message(cards[0].Title.For(member), new FlexCarousel([.. cards.Select(c => c.Bubble.Render(member, link))])));
        }

        private (MemberText Title, PreparedBubble Bubble) Bubble(CampaignCard card)
        {
            var (title, body) = (MemberText.Parse(card.Title, out _), MemberText.Parse(card.Body, out _));
            var coupon = card.CouponCode is not null && definitions.TryGetValue(card.CouponCode, out var definition) ? Coupon(definition) : null;
            var buttons = card.Buttons.Select(Button).ToList();
            var personal = title.IsPersonal || body.IsPersonal || card.Links.Any();
            return (title, new PreparedBubble(personal, (member, link) =>
            {
                List<MessageButton> shown = [.. buttons.Select(b => b(link))];
                if (shown.Count == 0 && coupon is not null) shown.Add(look.WalletButton(language));
                var parts = new MessageParts(look.BrandName(language), title.For(member), body.For(member))
                {
                    ImageUrl = string.IsNullOrEmpty(card.ImageUrl) ? null : look.Picture(card.ImageUrl),
                    Coupon = coupon,
                    Button = shown.FirstOrDefault(),
                    MoreButtons = [.. shown.Skip(1)],
                };
                return card.Template switch
                {
                    CardTemplates.Offer => look.Band(parts),
                    CardTemplates.Poster => look.Poster(parts),
                    _ => look.Plain(parts),
                };
            }));
        }

        private MessageCoupon Coupon(CouponDefinition definition)
        {
            var last = MessageLook.Day(time.Today.AddDays(definition.ValidDays), language);
            return language == Languages.English
                ? new MessageCoupon("Coupon", definition.TitleEn.Length > 0 ? definition.TitleEn : definition.Title, $"Valid until {last}")
                : new MessageCoupon("優惠券", definition.Title, $"使用期限至 {last}");
        }

        private Func<Func<int, string>?, MessageButton> Button(CampaignButton button)
        {
            var plain = new MessageButton(button.Label, Address(button.Url));
            if (!button.IsTracked) return _ => plain;
            var number = NextLink++;
            return link => link is null ? plain : plain with { Url = link(number) };
        }

        private PreparedMessage Json(CampaignJson json)
        {
            if (!HandWritten.TryRead(json.Json, out var root)) throw new InvalidOperationException("Unreadable JSON must not be saved.");
            var texts = HandWritten.Texts(root!).Distinct().ToDictionary(t => t, t => MemberText.Parse(t, out _));
            var first = NextLink;
            if (json.Track) NextLink += HandWritten.Links(root!).Count;
            return new(json.Track && NextLink > first || texts.Values.Any(t => t.IsPersonal), (member, link) =>
                Filled(root!, texts, member, json.Track && link is not null ? number => link(first + number) : null));
        }

        private static Message Filled(JsonObject root, Dictionary<string, MemberText> texts, MemberValues member, Func<int, string>? link) =>
            CampaignJson.Readable(HandWritten.Fill(root, t => texts[t].For(member), link)) ?? throw new InvalidOperationException("Unreadable JSON must not be saved.");

        private static string Address(string url) => new Uri(url).AbsoluteUri;

        private sealed record PreparedBubble(bool IsPersonal, Func<MemberValues, Func<int, string>?, FlexBubble> Render);
    }
}

/// <summary>The second argument gives each counted link the recipient's own address; null in previews and tests, where nobody is counted.</summary>
internal sealed record PreparedMessage(bool IsPersonal, Func<MemberValues, Func<int, string>?, Message> Render);

/// <param name="English">Null: everybody gets <paramref name="Messages"/>.</param>
internal sealed record CampaignRendering(IReadOnlyList<PreparedMessage> Messages, IReadOnlyList<PreparedMessage>? English)
{
    /// <summary>False: everybody of this language gets the same, so 500 go into one request.</summary>
    public bool IsPersonal(string language) => In(language).Any(m => m.IsPersonal);

    /// <summary>Languages that get the same words share a request.</summary>
    public string Version(string language) => English is not null && language == Languages.English ? Languages.English : Languages.Chinese;

    public IReadOnlyList<Message> For(MemberValues member, Func<int, string>? link = null) => [.. In(member.Language).Select(m => m.Render(member, link))];

    private IReadOnlyList<PreparedMessage> In(string language) => Version(language) == Languages.English ? English! : Messages;
}

using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Turns what a marketer wrote into LINE's message objects, for one member at a time or for all at once.</summary>
public sealed class RenderCampaign
{
    private readonly LoyaltyDb db;
    private readonly MessageLook look;
    private readonly BrandTime time;

    internal RenderCampaign(LoyaltyDb db, MessageLook look, BrandTime time) => (this.db, this.look, this.time) = (db, look, time);

    /// <summary>Reads each text and each coupon kind once; what comes back renders thousands.</summary>
    internal async Task<CampaignRendering> PrepareAsync(CampaignContent content, CancellationToken ct)
    {
        var codes = content.Coupons.Select(c => c.DefinitionCode).Distinct().ToList();
        var definitions = await db.CouponDefinitions.AsNoTracking().Where(d => codes.Contains(d.Code)).ToDictionaryAsync(d => d.Code, ct);
        return new CampaignRendering([.. content.Messages.Select((m, i) => Prepare(m, i))]);

        PreparedMessage Prepare(CampaignMessage message, int position) => message switch
        {
            CampaignText text => PrepareText(text.Text),
            CampaignCard card => PrepareCard(card, position),
            CampaignLineCoupon coupon => new PreparedMessage(IsPersonal: false, (_, _) => new CouponMessage { CouponId = coupon.CouponId }),
            _ => throw new InvalidOperationException($"No rendering for {message.GetType().Name}."),
        };

        static PreparedMessage PrepareText(string words)
        {
            var text = MemberText.Parse(words, out _);
            return new(text.IsPersonal, (member, _) => new TextMessage(text.For(member)));
        }

        PreparedMessage PrepareCard(CampaignCard card, int position)
        {
            var (title, body) = (MemberText.Parse(card.Title, out _), MemberText.Parse(card.Body, out _));
            MessageCoupon? coupon = null;
            if (card.CouponCode is not null && definitions.TryGetValue(card.CouponCode, out var definition))
            {
                var last = time.Today.AddDays(definition.ValidDays);
                coupon = new MessageCoupon("優惠券", definition.Title, $"使用期限至 {MessageLook.Day(last, Languages.Chinese)}");
            }
            var button = card.Button is { } b ? new MessageButton(b.Label, new Uri(b.Url).AbsoluteUri) : coupon is null ? null : look.WalletButton(Languages.Chinese);
            var tracked = card.Button is { IsTracked: true };
            return new(title.IsPersonal || body.IsPersonal || tracked, (member, link) =>
            {
                var parts = new MessageParts(look.BrandName(Languages.Chinese), title.For(member), body.For(member))
                {
                    ImageUrl = string.IsNullOrEmpty(card.ImageUrl) ? null : new Uri(card.ImageUrl).AbsoluteUri,
                    Coupon = coupon,
                    Button = tracked && link is not null ? button! with { Url = link(position) } : button,
                };
                return MessageLook.Message(parts.Title, card.Template switch
                {
                    CardTemplates.Offer => look.Band(parts),
                    CardTemplates.Poster => look.Poster(parts),
                    _ => look.Plain(parts),
                });
            });
        }
    }

    /// <summary>As one person would see it: for the preview beside the composer and for test sends.</summary>
    public async Task<IReadOnlyList<Message>> ForAsync(CampaignContent content, MemberValues member, CancellationToken ct) =>
        (await PrepareAsync(content, ct)).For(member);
}

/// <summary>The second argument gives a message's button the recipient's own address; null in previews and tests, where nobody is counted.</summary>
internal sealed record PreparedMessage(bool IsPersonal, Func<MemberValues, Func<int, string>?, Message> Render);

internal sealed record CampaignRendering(IReadOnlyList<PreparedMessage> Messages)
{
    /// <summary>False: everybody gets the same, so 500 go into one request.</summary>
    public bool IsPersonal => Messages.Any(m => m.IsPersonal);

    public IReadOnlyList<Message> For(MemberValues member, Func<int, string>? link = null) => [.. Messages.Select(m => m.Render(member, link))];
}

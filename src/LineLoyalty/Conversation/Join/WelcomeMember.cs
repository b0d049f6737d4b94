using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Join;

/// <summary>What happens when a LINE account gets its card, inside the unit that binds it: the coupon, the message, the notice to an earlier account.</summary>
public sealed class WelcomeMember(
    LoyaltyDb db, BrandTime time, IssueCoupon issue, GivePoints points, ReadCard cards, Outbox outbox, LinkRichMenu menus, IOptions<BrandOptions> brand, IOptions<LineOptions> line)
{
    private const string Reason = "welcome";

    /// <param name="returning">The member existed before; a card that only moved gets no second gift.</param>
    public async Task ExecuteAsync(Bound bound, bool returning, CancellationToken ct)
    {
        var (member, account, earlier) = bound;
        Coupon? coupon = null;
        // A brand may have retired its welcome coupon or given the last one: the card is opened all the same.
        if (earlier is null && await db.GiftRules.AsNoTracking().FirstOrDefaultAsync(r => r.Occasion == GiftOccasion.CardOpening && r.Enabled, ct) is { } rule
            && (await issue.ExecuteAsync(member.Id, rule.Coupon, Reason, $"{Reason}:{member.Id}", ct)).Succeeded(out var issued, out _)
            && issued.State == CouponState.Issued && issued.ValidUntil > time.Now)
        {
            coupon = issued;
        }
        if (earlier is null) await points.ForEventAsync(member.Id, EarningEvent.Join, "join", time.Now, ct);
        await db.SaveChangesAsync(ct);
        var card = await cards.ExecuteAsync(member.Id, ct) ?? throw new InvalidOperationException("A member who was just bound has no card.");
        outbox.Push(account.Id, member.Id, DeliveryPurpose.Service, "welcome", null,
            [JoinMessages.Welcome(brand.Value, line.Value, time, member, card, coupon, returning)]);
        menus.AfterCommit(account.Id);
        if (earlier is not null)
        {
            menus.AfterCommit(earlier.Id);
            outbox.Push(earlier.Id, null, DeliveryPurpose.Service, "card-moved", null, [JoinMessages.Moved(brand.Value, earlier.Language is { } spoken ? Languages.Nearest(spoken) : member.Language)]);
        }
    }
}

using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>The message a gift rule would send, for a person nobody is.</summary>
public sealed class PreviewGift
{
    private readonly LoyaltyDb db;
    private readonly BrandTime time;
    private readonly ProgrammeMessages messages;

    internal PreviewGift(LoyaltyDb db, BrandTime time, ProgrammeMessages messages) => (this.db, this.time, this.messages) = (db, time, messages);

    /// <returns>Empty without a coupon, and for a card opening, whose message is the welcome itself.</returns>
    public async Task<IReadOnlyList<Message>> ExecuteAsync(GiftRule rule, bool english, CancellationToken ct)
    {
        if (rule.Occasion == GiftOccasion.CardOpening || await db.CouponDefinitions.AsNoTracking().FirstOrDefaultAsync(d => d.Code == rule.Coupon, ct) is not { } kind) return [];
        var member = new Member { Ref = "", CardNumber = "", Name = "王小明", JoinedAt = time.Now, Language = english ? Languages.English : Languages.Chinese };
        var until = CouponValidity.Of(kind, time.Now, time)?.Until ?? time.Now;
        var coupon = new Coupon { Ref = "", DefinitionId = kind.Id, Definition = kind, MemberId = 0, CodeSealed = "", CodeIndex = "", IssuedAt = time.Now, ValidUntil = until, Reason = "preview" };
        return rule.Occasion == GiftOccasion.Birthday ? messages.BirthdayCoupon(member, coupon, rule) : messages.Gift(member, rule, coupon);
    }
}

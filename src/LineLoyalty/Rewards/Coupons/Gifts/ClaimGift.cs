using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons.Gifts;

/// <param name="State"><c>open</c>, <c>claimed</c>, <c>takenBack</c> or <c>lapsed</c>.</param>
/// <param name="Mine">The reader gave it.</param>
/// <param name="CouponId">The reader's coupon, when they are the one who has it.</param>
public sealed record GiftView(
    string State, string From, string? Message, string Title, string TitleEn, string Description, string DescriptionEn, string Kind, long Value,
    DateTime Until, DateTime ValidUntil, bool NeverExpires, string? ImageUrl, bool Mine, string? CouponId);

/// <summary>Looks at a gift, and takes it. Looking never takes: link previews look, too.</summary>
public sealed class ClaimGift(LoyaltyDb db, BrandTime time, Vault vault)
{
    public async Task<Outcome<GiftView>> LookAsync(string token, long? memberId, CancellationToken ct)
    {
        if (await FindAsync(token, ct) is not { } gift) return GiftRefusals.NotFound;
        var (coupon, kind, now) = (gift.Coupon, gift.Coupon.Definition, time.Now);
        var giver = await db.Members.Where(m => m.Id == gift.GiverId).Select(m => m.Name).SingleAsync(ct);
        var theirs = memberId is not null && gift.ReceiverId == memberId && gift.NewCouponId is { } id
            ? await db.Coupons.Where(c => c.Id == id).Select(c => c.Ref).SingleAsync(ct) : null;
        var state = gift.State switch
        {
            CouponGiftState.Claimed => "claimed",
            CouponGiftState.TakenBack => "takenBack",
            CouponGiftState.Open when gift.Until > now => "open",
            _ => "lapsed",
        };
        return new GiftView(state, Names.Mask(giver), gift.Message, kind.Title, kind.TitleEn, kind.Description, kind.DescriptionEn, ReadCoupons.KindOf(kind.Kind), kind.Value,
            gift.Until, LastMoment.Before(coupon.ValidUntil), coupon.ValidUntil >= Coupon.Never, kind.ImageUrl, gift.GiverId == memberId, theirs);
    }

    /// <summary>The receiver gets a coupon of their own with a new code: whoever had seen the old one has nothing.</summary>
    public async Task<Outcome<Coupon>> ExecuteAsync(string token, long receiverId, CancellationToken ct)
    {
        if (await FindAsync(token, ct) is not { } found) return GiftRefusals.NotFound;
        if (found.GiverId == receiverId) return GiftRefusals.Own;
        await using var unit = await db.BeginWriteAsync(ct);
        // Always in the same order, so that two friends who give to each other never wait for each other.
        foreach (var id in new[] { found.GiverId, receiverId }.Order()) await db.LockMemberAsync(id, ct);
        var gift = await db.CouponGifts.Include(g => g.Coupon).ThenInclude(c => c.Definition).SingleAsync(g => g.Id == found.Id, ct);
        var (old, now) = (gift.Coupon, time.Now);
        if (gift.State == CouponGiftState.Claimed)
        {
            // Asked again by the one who has it, it is the same coupon.
            return gift.ReceiverId == receiverId ? await db.Coupons.Include(c => c.Definition).SingleAsync(c => c.Id == gift.NewCouponId, ct) : GiftRefusals.Claimed;
        }
        if (gift.State == CouponGiftState.TakenBack) return GiftRefusals.TakenBack;
        if (gift.State == CouponGiftState.Lapsed || gift.Until <= now || old.State != CouponState.Offered) return GiftRefusals.Over;
        if (old.Definition.Rules.PerMember is { } most
            && await db.Coupons.CountAsync(c => c.MemberId == receiverId && c.DefinitionId == old.DefinitionId && c.GivenFromId != null, ct) >= most)
        {
            return CouponRefusals.PerMember.With(("perMember", most));
        }

        var code = CouponCodes.New();
        var coupon = new Coupon
        {
            Ref = Secret.New(16), DefinitionId = old.DefinitionId, MemberId = receiverId,
            CodeSealed = vault.Seal(FindCoupon.VaultPurpose, code), CodeIndex = vault.Index(FindCoupon.VaultPurpose, code),
            IssuedAt = now, ValidFrom = old.ValidFrom, ValidUntil = old.ValidUntil, Uses = old.Uses, UsesLeft = old.UsesLeft, Reason = "gift",
            GivenFromId = old.Id, GuaranteedUntil = old.GuaranteedUntil,
        };
        db.Coupons.Add(coupon);
        old.State = CouponState.Given;
        await db.SaveChangesAsync(ct);
        (gift.State, gift.ReceiverId, gift.NewCouponId, gift.EndedAt) = (CouponGiftState.Claimed, receiverId, coupon.Id, now);
        Tell(gift.GiverId, MemberEvents.CouponGiven, old.Id, now);
        Tell(receiverId, MemberEvents.CouponReceived, coupon.Id, now);
        await unit.CommitAsync(ct);
        return await db.Coupons.Include(c => c.Definition).SingleAsync(c => c.Id == coupon.Id, ct);
    }

    private async Task<CouponGift?> FindAsync(string token, CancellationToken ct)
    {
        if (token.Length > 40) return null;
        var index = vault.Index(GiveCoupon.VaultPurpose, token);
        return await db.CouponGifts.AsNoTracking().Include(g => g.Coupon).ThenInclude(c => c.Definition).SingleOrDefaultAsync(g => g.TokenIndex == index, ct);
    }

    private void Tell(long memberId, string kind, long couponId, DateTime now) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = memberId, Kind = kind, At = now, Data = JsonSerializer.Serialize(new { coupon = couponId }, JsonSerializerOptions.Web),
    });
}

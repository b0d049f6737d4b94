using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons.Gifts;

public static class GiftRefusals
{
    public static readonly Refusal NotFound = new("gift.not_found",
        "There is no such gift.", "找不到這份禮物，連結可能有誤。", StatusCodes.Status404NotFound);
    public static readonly Refusal MayNotBeGiven = new("gift.may_not_be_given",
        "This coupon is personal and cannot be given.", "此優惠券限本人使用，不能轉贈。");
    public static readonly Refusal OneHop = new("gift.one_hop",
        "This coupon was a gift already and cannot be given again.", "朋友轉贈的優惠券不能再次轉贈。");
    public static readonly Refusal Begun = new("gift.begun",
        "A coupon that has been used in part cannot be given.", "已使用過部分次數的券不能轉贈。");
    public static readonly Refusal TooMany = new("gift.too_many",
        "You have given as many coupons this month as allowed.", "本月轉贈次數已達上限。");
    public static readonly Refusal Own = new("gift.own",
        "This is your own gift; take it back if you want to use it.", "這是您送出的禮物，想使用請先收回。");
    public static readonly Refusal Claimed = new("gift.claimed",
        "Somebody has taken this gift already.", "這份禮物已經被領走了。");
    public static readonly Refusal TakenBack = new("gift.taken_back",
        "The gift has been taken back.", "這份禮物已被收回。", StatusCodes.Status410Gone);
    public static readonly Refusal Over = new("gift.over",
        "The gift was not taken in time and went back.", "這份禮物逾時未領取，已退回。", StatusCodes.Status410Gone);
}

/// <summary>Which coupons may be given at all.</summary>
public static class GiveRules
{
    public const int PerMonth = 10;
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(72);

    // A birthday is one person's, a tier was earned by one, and a compensation is owed to one.
    private static readonly string[] Personal = ["birthday", "tier", "compensation"];

    // Parts of a bundle are what the bundle was.
    private static bool IsPersonal(string reason) => reason.StartsWith(IssueCoupon.PartReason, StringComparison.Ordinal) ? IsPersonal(reason[IssueCoupon.PartReason.Length..])
        : Array.Exists(Personal, p => reason.StartsWith(p, StringComparison.Ordinal));

    public static Refusal? Refuses(Coupon coupon, CouponDefinition kind, DateTime now)
    {
        if (coupon.GivenFromId is not null) return GiftRefusals.OneHop;
        if (!kind.Rules.MayGive || IsPersonal(coupon.Reason)) return GiftRefusals.MayNotBeGiven;
        if (coupon.State is not (CouponState.Issued or CouponState.Reserved)) return coupon.Refuses(now) ?? GiftRefusals.MayNotBeGiven;
        // It may still be too early to use it, but not too late.
        if (coupon.ValidUntil <= now) return CouponRefusals.Expired;
        if (coupon.ReservedUntil > now) return CouponRefusals.Reserved.With(("until", coupon.ReservedUntil));
        return coupon.UsesLeft < coupon.Uses ? GiftRefusals.Begun : null;
    }
}

/// <param name="Token">Secret of the link; whoever has it and is a member may claim.</param>
public sealed record OfferedGift(CouponGift Gift, string Token);

/// <summary>Offers a coupon to a friend, takes it back, and ends offers nobody took. The coupon always has exactly one owner.</summary>
public sealed class GiveCoupon(LoyaltyDb db, BrandTime time, Vault vault)
{
    internal const string VaultPurpose = "gift";

    public async Task<Outcome<OfferedGift>> ExecuteAsync(long memberId, string couponRef, string? message, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { } giver) return MemberRefusals.NotFound;
        var now = time.Now;
        if (giver.RefuseSpend(now) is { } held) return held;
        var coupon = await db.Coupons.Include(c => c.Definition).SingleOrDefaultAsync(c => c.Ref == couponRef && c.MemberId == memberId, ct);
        if (coupon is null) return CouponRefusals.NotFound;
        // Asked twice, e.g. because the share sheet was closed, it is the same gift.
        if (coupon.State == CouponState.Offered && await OpenAsync(coupon.Id, ct) is { } open && open.Until > now)
        {
            return new OfferedGift(open, vault.Open(VaultPurpose, open.TokenSealed));
        }
        if (GiveRules.Refuses(coupon, coupon.Definition, now) is { } refusal) return refusal;
        var today = time.Today;
        var monthBegan = time.StartOf(new DateOnly(today.Year, today.Month, 1));
        if (await db.CouponGifts.CountAsync(g => g.GiverId == memberId && g.OfferedAt >= monthBegan && (g.State == CouponGiftState.Open || g.State == CouponGiftState.Claimed), ct) >= GiveRules.PerMonth)
        {
            return GiftRefusals.TooMany.With(("perMonth", GiveRules.PerMonth));
        }
        coupon.State = CouponState.Offered;
        var token = Secret.New(16);
        var gift = new CouponGift
        {
            TokenIndex = vault.Index(VaultPurpose, token), TokenSealed = vault.Seal(VaultPurpose, token), CouponId = coupon.Id, GiverId = memberId,
            OfferedAt = now, Until = now + GiveRules.OpenFor < coupon.ValidUntil ? now + GiveRules.OpenFor : coupon.ValidUntil,
            Message = string.IsNullOrWhiteSpace(message) ? null : message.Trim(),
        };
        db.CouponGifts.Add(gift);
        Tell(memberId, MemberEvents.CouponOffered, coupon.Id, null, now);
        await unit.CommitAsync(ct);
        return new OfferedGift(gift, token);
    }

    public async Task<Outcome<CouponGift>> TakeBackAsync(long memberId, string couponRef, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LockMemberAsync(memberId, ct);
        var coupon = await db.Coupons.SingleOrDefaultAsync(c => c.Ref == couponRef && c.MemberId == memberId, ct);
        if (coupon is null) return CouponRefusals.NotFound;
        if (await db.CouponGifts.Where(g => g.CouponId == coupon.Id).OrderByDescending(g => g.Id).FirstOrDefaultAsync(ct) is not { } gift) return GiftRefusals.NotFound;
        if (gift.State == CouponGiftState.Claimed) return GiftRefusals.Claimed;
        if (gift.State == CouponGiftState.Open) End(gift, coupon, CouponGiftState.TakenBack, time.Now);
        await unit.CommitAsync(ct);
        return gift;
    }

    /// <summary>Gifts whose 72 hours are over go back by themselves.</summary>
    public async Task<int> EndLapsedAsync(int count, CancellationToken ct)
    {
        var now = time.Now;
        var lapsed = await db.CouponGifts.AsNoTracking().Where(g => g.State == CouponGiftState.Open && g.Until <= now)
            .OrderBy(g => g.Until).Take(count).Select(g => new { g.Id, g.GiverId }).ToListAsync(ct);
        foreach (var one in lapsed)
        {
            await using var unit = await db.BeginWriteAsync(ct);
            await db.LockMemberAsync(one.GiverId, ct);
            var gift = await db.CouponGifts.Include(g => g.Coupon).SingleAsync(g => g.Id == one.Id, ct);
            await db.Entry(gift).ReloadAsync(ct);
            await db.Entry(gift.Coupon).ReloadAsync(ct);
            if (gift.State == CouponGiftState.Open) End(gift, gift.Coupon, CouponGiftState.Lapsed, now);
            await unit.CommitAsync(ct);
        }
        return lapsed.Count;
    }

    /// <summary>The coupon ends: nobody can take it any more.</summary>
    internal async Task EndOfferAsync(Coupon coupon, CancellationToken ct)
    {
        if (await OpenAsync(coupon.Id, ct) is { } open) End(open, coupon, CouponGiftState.TakenBack, time.Now);
    }

    internal void End(CouponGift gift, Coupon coupon, CouponGiftState how, DateTime now)
    {
        (gift.State, gift.EndedAt) = (how, now);
        if (coupon.State == CouponState.Offered) coupon.State = CouponState.Issued;
        Tell(gift.GiverId, MemberEvents.CouponTakenBack, coupon.Id, how == CouponGiftState.Lapsed ? "lapsed" : null, now);
    }

    private Task<CouponGift?> OpenAsync(long couponId, CancellationToken ct) =>
        db.CouponGifts.Where(g => g.CouponId == couponId && g.State == CouponGiftState.Open).OrderByDescending(g => g.Id).FirstOrDefaultAsync(ct);

    private void Tell(long memberId, string kind, long couponId, string? reason, DateTime now) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = memberId, Kind = kind, At = now, Data = JsonSerializer.Serialize(new { coupon = couponId, reason }, JsonSerializerOptions.Web),
    });
}

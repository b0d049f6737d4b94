using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons.Codes;

public static class CodeRefusals
{
    public static readonly Refusal Unknown = new("promo.unknown",
        "There is no such code.", "查無此優惠代碼。", StatusCodes.Status404NotFound);
    public static readonly Refusal Over = new("promo.over",
        "This code is not valid at this time.", "此優惠代碼不在使用期間內。", StatusCodes.Status410Gone);
    public static readonly Refusal Used = new("promo.used",
        "This code has been used.", "此序號已被使用。");
    public static readonly Refusal PerMember = new("promo.per_member",
        "You have used this code as often as one member may.", "您使用此優惠代碼的次數已達上限。");
}

/// <summary>Turns a promotional word, or a code from a flyer, into a coupon of a member.</summary>
public sealed class ClaimCode(LoyaltyDb db, BrandTime time, Vault vault, IssueCoupon issue)
{
    public async Task<Outcome<Coupon>> ExecuteAsync(long memberId, string text, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        // Before anything is read: one member's tries follow each other.
        await db.LockMemberAsync(memberId, ct);
        var outcome = await WordAsync(memberId, text, ct) ?? await FromPoolAsync(memberId, text, ct) ?? CodeRefusals.Unknown;
        if (outcome.Refusal is null) await unit.CommitAsync(ct);
        return outcome;
    }

    internal static string WordOf(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    private async Task<Outcome<Coupon>?> WordAsync(long memberId, string text, CancellationToken ct)
    {
        var (word, now) = (WordOf(text), time.Now);
        var promo = await db.PromoWords.AsNoTracking().SingleOrDefaultAsync(w => w.Word == word, ct);
        if (promo is null) return null;
        if (!promo.Active || now < promo.ValidFrom || now >= promo.ValidUntil) return CodeRefusals.Over;
        var prefix = string.Create(CultureInfo.InvariantCulture, $"word:{promo.Id}:{memberId}:");
        var had = await db.Coupons.CountAsync(c => c.MemberId == memberId && c.IssueKey != null && c.IssueKey.StartsWith(prefix), ct);
        if (had >= promo.PerMember) return CodeRefusals.PerMember.With(("perMember", promo.PerMember));
        var counted = await db.PromoWords.Where(w => w.Id == promo.Id && (w.Limit == null || w.Count < w.Limit))
            .ExecuteUpdateAsync(s => s.SetProperty(w => w.Count, w => w.Count + 1), ct);
        if (counted == 0) return CouponRefusals.SoldOut;
        return await issue.ExecuteAsync(memberId, await KindAsync(promo.DefinitionId, ct), "code", prefix + had.ToString(CultureInfo.InvariantCulture), ct);
    }

    private async Task<Outcome<Coupon>?> FromPoolAsync(long memberId, string text, CancellationToken ct)
    {
        if (CouponCodes.Canonical(text) is not { } code) return null;
        var index = vault.Index(FindCoupon.VaultPurpose, code);
        var entry = await db.PoolCodes.AsNoTracking().SingleOrDefaultAsync(p => p.CodeIndex == index, ct);
        if (entry is null) return null;
        if (entry.CouponId is not null) return CodeRefusals.Used;
        var issued = await issue.ExecuteAsync(memberId, await KindAsync(entry.DefinitionId, ct), "code", null, new IssueDetails(PoolCodeId: entry.Id), ct);
        // Somebody was faster: the code is gone, not the kind.
        return issued.Refusal?.Code == CouponRefusals.SoldOut.Code && await db.PoolCodes.AnyAsync(p => p.Id == entry.Id && p.CouponId != null, ct) ? CodeRefusals.Used : issued;
    }

    private Task<string> KindAsync(long id, CancellationToken ct) => db.CouponDefinitions.Where(d => d.Id == id).Select(d => d.Code).SingleAsync(ct);
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>Puts a coupon into a member's wallet, once per issue key. Joins the caller's unit when there is one.</summary>
public sealed class IssueCoupon(LoyaltyDb db, Vault vault, BrandTime time)
{
    /// <param name="reason">Kept with the coupon, e.g. <c>birthday</c>.</param>
    /// <param name="issueKey">The same key answers the coupon it issued before. Put the member's id into it.</param>
    public async Task<Outcome<Coupon>> ExecuteAsync(long memberId, string definitionCode, string reason, string? issueKey, CancellationToken ct)
    {
        // Not a savepoint when joined: leaving one without commit would forget what the caller has loaded.
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        await db.LockMemberAsync(memberId, ct);
        if (issueKey is not null
            && await db.Coupons.Include(c => c.Definition).SingleOrDefaultAsync(c => c.IssueKey == issueKey, ct) is { } issued)
        {
            return issued;
        }
        var definition = await db.CouponDefinitions.SingleOrDefaultAsync(d => d.Code == definitionCode && d.Active, ct);
        if (definition is null) return CouponRefusals.DefinitionUnknown.With(("definition", definitionCode));
        var counted = await db.CouponDefinitions
            .Where(d => d.Id == definition.Id && (d.IssueLimit == null || d.IssuedCount < d.IssueLimit))
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.IssuedCount, d => d.IssuedCount + 1), ct);
        if (counted == 0) return CouponRefusals.SoldOut.With(("definition", definitionCode));

        var now = time.Now;
        var code = CouponCodes.New();
        var coupon = new Coupon
        {
            Ref = Secret.New(16), DefinitionId = definition.Id, MemberId = memberId,
            CodeSealed = vault.Seal(FindCoupon.VaultPurpose, code), CodeIndex = vault.Index(FindCoupon.VaultPurpose, code),
            State = CouponState.Issued, IssuedAt = now, ValidUntil = time.EndOf(time.DayOf(now).AddDays(definition.ValidDays)),
            Reason = reason, IssueKey = issueKey,
        };
        db.Coupons.Add(coupon);
        await db.SaveChangesAsync(ct);
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.CouponIssued, At = now,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, definition = definition.Code, reason }, JsonSerializerOptions.Web),
        });
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return coupon;
    }
}

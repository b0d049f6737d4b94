using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons.Codes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>What an issue may carry besides its reason.</summary>
/// <param name="SoldInPurchaseId">The sale that paid for it.</param>
/// <param name="PoolCodeId">The code it was claimed with.</param>
/// <param name="LatestUntil">First instant after the last at which it may be used, whatever its kind says.</param>
public sealed record IssueDetails(long? SoldInPurchaseId = null, long? PoolCodeId = null, DateTime? LatestUntil = null);

/// <summary>Puts a coupon into a member's wallet, once per issue key. Joins the caller's unit when there is one.</summary>
public sealed class IssueCoupon(LoyaltyDb db, Vault vault, BrandTime time)
{
    /// <summary>Begins the reason of a part of a bundle; what the bundle was given for follows.</summary>
    internal const string PartReason = "bundle:";

    /// <summary>Begins the issue key of each part of a bundle.</summary>
    public static string PartKey(long bundleId) => string.Create(CultureInfo.InvariantCulture, $"{PartReason}{bundleId}:");

    /// <param name="reason">Kept with the coupon, e.g. <c>birthday</c>.</param>
    /// <param name="issueKey">The same key answers the coupon it issued before. Put the member's id into it.</param>
    public Task<Outcome<Coupon>> ExecuteAsync(long memberId, string definitionCode, string reason, string? issueKey, CancellationToken ct) =>
        ExecuteAsync(memberId, definitionCode, reason, issueKey, new IssueDetails(), ct);

    public async Task<Outcome<Coupon>> ExecuteAsync(
        long memberId, string definitionCode, string reason, string? issueKey, IssueDetails details, CancellationToken ct)
    {
        // Not a savepoint when joined: leaving one without commit would forget what the caller has loaded.
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        await db.LockMemberAsync(memberId, ct);
        if (issueKey is not null
            && await db.Coupons.Include(c => c.Definition).SingleOrDefaultAsync(c => c.IssueKey == issueKey, ct) is { } issued)
        {
            return issued;
        }
        var outcome = await IssueAsync(memberId, definitionCode, reason, issueKey, details, ct);
        if (outcome.Refusal is not null) return outcome;
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return outcome;
    }

    private async Task<Outcome<Coupon>> IssueAsync(
        long memberId, string definitionCode, string reason, string? issueKey, IssueDetails details, CancellationToken ct)
    {
        var definition = await db.CouponDefinitions.SingleOrDefaultAsync(d => d.Code == definitionCode && d.Active, ct);
        if (definition is null) return CouponRefusals.DefinitionUnknown.With(("definition", definitionCode));
        // Two bundles that name each other would never end.
        if (definition.Kind == CouponKind.Bundle && reason.StartsWith(PartReason, StringComparison.Ordinal)) return CouponRefusals.DefinitionUnknown.With(("definition", definitionCode));
        var soldOut = CouponRefusals.SoldOut.With(("definition", definitionCode));
        var now = time.Now;
        if (CouponValidity.Of(definition, now, time) is not { } valid || details.LatestUntil <= valid.From) return CouponRefusals.Expired;
        if (details.LatestUntil is { } latest && latest < valid.Until && !definition.IsPaid) valid.Until = latest;
        if (definition.Rules.PerMember is { } most
            && await db.Coupons.CountAsync(c => c.MemberId == memberId && c.DefinitionId == definition.Id && c.GivenFromId == null && c.State != CouponState.Revoked, ct) >= most)
        {
            return CouponRefusals.PerMember.With(("perMember", most));
        }
        // Also the lock behind which a pool's codes are handed out one after the other.
        var counted = await db.CouponDefinitions
            .Where(d => d.Id == definition.Id && (d.IssueLimit == null || d.IssuedCount < d.IssueLimit) && (d.Budget == null || d.BudgetSpent < d.Budget))
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.IssuedCount, d => d.IssuedCount + 1), ct);
        if (counted == 0) return soldOut;

        PoolCode? fromPool = null;
        if (details.PoolCodeId is not null || definition.Rules.FromPool)
        {
            fromPool = await PoolCodeAsync(definition.Id, details.PoolCodeId, ct);
            if (fromPool is null) return await UncountAsync(definition.Id, soldOut, ct);
        }
        var code = fromPool is null ? CouponCodes.New() : null;
        var coupon = new Coupon
        {
            Ref = Secret.New(16), DefinitionId = definition.Id, MemberId = memberId,
            CodeSealed = fromPool?.CodeSealed ?? vault.Seal(FindCoupon.VaultPurpose, code!), CodeIndex = fromPool?.CodeIndex ?? vault.Index(FindCoupon.VaultPurpose, code!),
            State = definition.Kind == CouponKind.Bundle ? CouponState.Unpacked : CouponState.Issued, IssuedAt = now, ValidFrom = valid.From, ValidUntil = valid.Until,
            Uses = definition.UsesOfOne, UsesLeft = definition.UsesOfOne, Reason = reason, IssueKey = issueKey, SoldInPurchaseId = details.SoldInPurchaseId,
            GuaranteedUntil = definition.Rules.Paid is { } paid ? time.DayOf(now).AddMonths(paid.GuaranteeMonths).AddDays(-1) : null,
        };
        db.Coupons.Add(coupon);
        await db.SaveChangesAsync(ct);
        if (fromPool is not null)
        {
            await db.PoolCodes.Where(p => p.Id == fromPool.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.CouponId, coupon.Id).SetProperty(p => p.TakenAt, now), ct);
        }
        if (definition.Kind == CouponKind.Bundle && !await UnpackAsync(definition, coupon, memberId, details, ct))
        {
            // In a caller's unit it would stay behind, and its key would answer it for ever.
            if (fromPool is not null) await db.PoolCodes.Where(p => p.Id == fromPool.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.CouponId, (long?)null).SetProperty(p => p.TakenAt, (DateTime?)null), ct);
            db.Coupons.Remove(coupon);
            await db.SaveChangesAsync(ct);
            return await UncountAsync(definition.Id, soldOut, ct);
        }
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.CouponIssued, At = now,
            Data = JsonSerializer.Serialize(new { coupon = coupon.Id, definition = definition.Code, reason }, JsonSerializerOptions.Web),
        });
        return coupon;
    }

    /// <summary>The parts of a bundle; one that is sold out leaves the others alone. False when none was left. Bundles hold no bundles.</summary>
    private async Task<bool> UnpackAsync(CouponDefinition definition, Coupon bundle, long memberId, IssueDetails details, CancellationToken ct)
    {
        var any = false;
        foreach (var (part, position) in definition.Rules.Bundle.SelectMany(p => Enumerable.Repeat(p.Coupon, p.Count)).Select((p, i) => (p, i)))
        {
            any |= (await IssueAsync(memberId, part, PartReason + bundle.Reason, $"{PartKey(bundle.Id)}{position}", details with { PoolCodeId = null }, ct)).Refusal is null;
        }
        return any;
    }

    private async Task<PoolCode?> PoolCodeAsync(long definitionId, long? wanted, CancellationToken ct)
    {
        var free = db.PoolCodes.AsNoTracking().Where(p => p.DefinitionId == definitionId && p.CouponId == null);
        return wanted is { } id ? await free.SingleOrDefaultAsync(p => p.Id == id, ct) : await free.OrderBy(p => p.Id).FirstOrDefaultAsync(ct);
    }

    private async Task<Outcome<Coupon>> UncountAsync(long definitionId, Refusal refusal, CancellationToken ct)
    {
        // In a caller's unit the count would stay behind.
        await db.CouponDefinitions.Where(d => d.Id == definitionId).ExecuteUpdateAsync(s => s.SetProperty(d => d.IssuedCount, d => d.IssuedCount - 1), ct);
        return refusal;
    }
}

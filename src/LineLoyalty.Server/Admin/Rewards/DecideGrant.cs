using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Server.Admin.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Says yes to what waits and gives it: exactly that, once, by whichever two people press at once.</summary>
public sealed class DecideGrant(LoyaltyDb db, ApproveGrant approve, GrantInBulk points, GiveCoupons coupons, ManageCodes codes, AdjustPoints adjust, ChangeMember change)
{
    public async Task<Refusal?> ApproveAsync(long requestId, long staffId, CancellationToken ct)
    {
        GrantRequest request;
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            if (await FindAsync(requestId, ct) is not { } found) return GrantRefusals.NotWaiting;
            request = found;
            // Whatever no longer reads as it did has changed since.
            if (!(await PlanAsync(request, ct)).Succeeded(out var plan, out _)) return GrantRefusals.ApprovalVoid;
            if (await approve.ClaimAsync(request, plan, staffId, ct) is { } refusal) return refusal;
            if (!InParts(request.Kind) && await GiveAsync(request, ct) is { } refused) return refused;
            await unit.CommitAsync(ct);
        }
        db.ChangeTracker.Clear();
        return InParts(request.Kind) ? await GiveAsync(request, ct) : null;
    }

    /// <summary>Goes on with what was approved and interrupted; what was given stays given once.</summary>
    public async Task<Refusal?> GoOnAsync(long requestId, CancellationToken ct)
    {
        if (await FindAsync(requestId, ct) is not { State: GrantState.Approved, DoneAt: null } request) return GrantRefusals.NotWaiting;
        if (!(await PlanAsync(request, ct)).Succeeded(out var plan, out _) || !ApproveGrant.Holds(request, plan)) return GrantRefusals.ApprovalVoid;
        return await GiveAsync(request, ct);
    }

    /// <summary>Lists are given in small units, each with its own keys; all else in one with the yes.</summary>
    private static bool InParts(GrantKind kind) => kind is GrantKind.PointsFile or GrantKind.CouponList;

    private Task<GrantRequest?> FindAsync(long requestId, CancellationToken ct) => db.GrantRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == requestId, ct);

    private Task<Outcome<GrantPlan>> PlanAsync(GrantRequest request, CancellationToken ct)
    {
        var content = approve.Open(request);
        return request.Kind switch
        {
            GrantKind.PointsFile => points.PlanAsync(content, ct),
            GrantKind.PointsOfMember => adjust.PlanAsync(request.Subject!, content, ct),
            GrantKind.CouponList => coupons.PlanAsync(request.Subject!, content, ct),
            GrantKind.CouponOfMember => change.PlanCouponAsync(request.Subject!, content, ct),
            _ => codes.PlanAsync(request.Kind, request.Subject!, content, ct),
        };
    }

    // In the name of whoever asked: the yes has its own line in the audit log.
    private async Task<Refusal?> GiveAsync(GrantRequest request, CancellationToken ct)
    {
        var (content, form, author) = (approve.Open(request), Guid.ParseExact(request.Form, "N"), request.RequestedBy);
        var refusal = request.Kind switch
        {
            GrantKind.PointsFile => (await points.GiveNowAsync(content, form, author, ct)).Refusal,
            GrantKind.PointsOfMember => (await adjust.AdjustNowAsync(request.Subject!, content, form, author, ct)).Refusal,
            GrantKind.CouponList => (await coupons.GiveNowAsync(request.Subject!, content, form, author, ct)).Refusal,
            GrantKind.CouponOfMember => (await change.GiveCouponNowAsync(request.Subject!, content, form, author, ct)).Refusal,
            _ => (await codes.ExecuteNowAsync(request.Kind, request.Subject!, content, author, ct)).Refusal,
        };
        if (refusal is null) await approve.DoneAsync(request.Id, ct);
        return refusal;
    }
}

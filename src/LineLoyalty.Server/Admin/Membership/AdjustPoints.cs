using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Grants;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>A correction of one member's points by staff: a reason, a limit, an audit row; a form sent twice counts once.</summary>
public sealed class AdjustPoints(LoyaltyDb db, BrandTime time, GivePoints give, ReadPointsProgramme programmes, ApproveGrant approve)
{
    /// <param name="typed">The points as written out again, where they are worth much and nobody else is there to ask.</param>
    /// <returns>What the member can spend now; nothing while a second person is asked.</returns>
    public async Task<Outcome<Granted<long?>>> ExecuteAsync(string memberRef, long? points, string? reason, string? form, long? typed, long staffId, CancellationToken ct)
    {
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        var content = new GrantContent(Reason: reason, Number: points);
        if (!(await PlanAsync(memberRef, content, ct)).Succeeded(out var plan, out var refusal)) return refusal;
        if (!(await approve.PassAsync(plan, number, typed, staffId, ct)).Succeeded(out var gate, out refusal)) return refusal;
        if (gate.Waits is not null) return new Granted<long?>(null);
        return (await AdjustNowAsync(memberRef, content, number, staffId, ct)).Succeeded(out var available, out refusal) ? new Granted<long?>(available) : refusal;
    }

    /// <summary>What it would change and what that can be worth.</summary>
    public async Task<Outcome<GrantPlan>> PlanAsync(string memberRef, GrantContent content, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(content.Reason, out _)) return ChangeMember.ReasonRequired;
        var policy = await programmes.PolicyAtAsync(time.Now, ct);
        if (content.Number is not { } points || points == 0 || points > policy.AdjustLimit || points < -policy.AdjustLimit) return PointsRefusals.AdjustLimit.With(("maximum", policy.AdjustLimit));
        if (!await db.Members.AnyAsync(m => m.Ref == memberRef && m.ErasedAt == null, ct)) return MemberRefusals.NotFound;
        return new GrantPlan(GrantKind.PointsOfMember, memberRef, content, points, policy.Redeem.WorthOf(points), JsonSerializer.Serialize(policy.Redeem));
    }

    /// <summary>Changes what has been decided on, once for each form.</summary>
    internal async Task<Outcome<long>> AdjustNowAsync(string memberRef, GrantContent content, Guid number, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(content.Reason, out var why)) return ChangeMember.ReasonRequired;
        var points = content.Number!.Value;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } id) return MemberRefusals.NotFound;
        if (!(await give.AdjustAsync(id, points, why, $"adjust:{id}:{number:N}", staffId, null, ct)).Succeeded(out var given, out var refusal)) return refusal;
        if (given.Counted)
        {
            db.AuditEntries.Add(new AuditEntry
            {
                At = time.Now, StaffId = staffId, Action = "points.adjusted", Subject = memberRef,
                Data = JsonSerializer.Serialize(new { points, reason = why }, JsonSerializerOptions.Web),
            });
        }
        await unit.CommitAsync(ct);
        return given.Available;
    }
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>A correction of one member's points by staff: a reason, a limit, an audit row; a form sent twice counts once.</summary>
public sealed class AdjustPoints(LoyaltyDb db, BrandTime time, GivePoints give, ReadPointsProgramme programmes)
{
    public async Task<Outcome<long>> ExecuteAsync(string memberRef, long? points, string? reason, string? form, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(reason, out var why)) return ChangeMember.ReasonRequired;
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        var most = (await programmes.PolicyAtAsync(time.Now, ct)).AdjustLimit;
        if (points is null or 0 || Math.Abs(points.Value) > most) return PointsRefusals.AdjustLimit.With(("maximum", most));
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } id) return MemberRefusals.NotFound;
        if (!(await give.AdjustAsync(id, points.Value, why, $"adjust:{id}:{number:N}", staffId, null, ct)).Succeeded(out var given, out var refusal)) return refusal;
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

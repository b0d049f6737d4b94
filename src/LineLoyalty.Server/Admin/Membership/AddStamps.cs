using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>Stamps by hand: a reason, the card's own limit, an audit row; a form sent twice counts once.</summary>
public sealed class AddStamps(LoyaltyDb db, TimeProvider clock, RecordStamps record)
{
    public async Task<Outcome<StampResult>> ExecuteAsync(string memberRef, string? card, int? stamps, string? reason, string? form, long staffId, CancellationToken ct)
    {
        if (!ChangeMember.TryReason(reason, out var why)) return ChangeMember.ReasonRequired;
        if (!Guid.TryParse(form, out var number)) return ChangeMember.FormOutdated;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Members.Where(m => m.Ref == memberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } id) return MemberRefusals.NotFound;
        if (!(await record.ByHandAsync(id, card ?? "", stamps ?? 0, why, $"hand:{id}:{number:N}", staffId, ct)).Succeeded(out var result, out var refusal)) return refusal;
        if (result.Stamps > 0)
        {
            db.AuditEntries.Add(new AuditEntry
            {
                At = clock.GetUtcNow().UtcDateTime, StaffId = staffId, Action = "stamps.added", Subject = memberRef,
                Data = JsonSerializer.Serialize(new { card, stamps = result.Stamps, reason = why }, JsonSerializerOptions.Web),
            });
        }
        await unit.CommitAsync(ct);
        return result;
    }
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

/// <summary>Agrees to, or turns down, what a clerk asked for: exactly that, once, in time, and never one's own.</summary>
public sealed class DecideAdjustment(LoyaltyDb db, BrandTime time, AdjustAtTill adjust, GivePoints give)
{
    public async Task<Outcome<PointsAdjustment>> ExecuteAsync(string requestRef, bool agree, string? note, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        var row = await db.PointsAdjustments.AsNoTracking().SingleOrDefaultAsync(a => a.Ref == requestRef, ct);
        if (row is null) return TillRefusals.RequestUnknown;
        if (row.StaffId == staffId) return TillRefusals.OwnRequest;
        var (to, why) = (agree ? AdjustmentState.Approved : AdjustmentState.Rejected, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        // The row decides between two managers, and between a manager and the hour.
        var won = await db.PointsAdjustments.Where(a => a.Id == row.Id && a.State == AdjustmentState.Waiting && a.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.State, to).SetProperty(a => a.DecidedBy, staffId).SetProperty(a => a.DecidedAt, now).SetProperty(a => a.Decision, why), ct);
        if (won == 0) return TillRefusals.RequestClosed;
        var member = await db.Members.Where(m => m.Id == row.MemberId).Select(m => m.Ref).SingleAsync(ct);
        if (agree && (await adjust.BookAsync(row, member, staffId, give, ct)).Refusal is { } refusal) return refusal;
        db.AuditEntries.Add(new AuditEntry
        {
            At = now, StaffId = staffId, PosKeyId = row.PosKeyId, Action = agree ? "points.adjust_approved" : "points.adjust_rejected", Subject = member,
            Data = JsonSerializer.Serialize(new { request = row.Ref, row.Points, row.Reason, askedBy = row.By, note = why }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return await db.PointsAdjustments.AsNoTracking().SingleAsync(a => a.Id == row.Id, ct);
    }
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Tills;

/// <summary>Who stands at the till: its key, and the clerk when the key is one's own.</summary>
public sealed record TillClerk(long PosKeyId, long? StaffId, string Name);

internal static class OwnCards
{
    /// <summary>Known where the clerk has paired a LINE account with the back office.</summary>
    public static async Task<bool> IsOwnCardAsync(this LoyaltyDb db, TillClerk clerk, long memberId, CancellationToken ct) => clerk.StaffId is { } staff
        && await db.StaffAccounts.AnyAsync(s => s.Id == staff && db.LineAccounts.Any(l => l.Id == s.TestLineAccountId && l.MemberId == memberId), ct);
}

/// <param name="Ask">Above the limit: put it before somebody who may agree, instead of refusing.</param>
public sealed record Adjustment(string MemberRef, long Points, string Reason, string? Note, string StoreCode, bool Ask = false);

/// <param name="PerTime">Most points of one correction; <paramref name="PerDay"/> of all on one day.</param>
/// <param name="LeftToday">Of the day's.</param>
public sealed record AdjustLimits(long PerTime, long PerDay, long LeftToday);

/// <param name="Available">What the member can spend now.</param>
public sealed record AdjustedPoints(PointsAdjustment Adjustment, long Available, AdjustLimits Limits);

/// <summary>A correction by a clerk: within the limits of the day at once, above them only when somebody else agrees.</summary>
public sealed class AdjustAtTill(LoyaltyDb db, BrandTime time, GivePoints give, ReadPointsProgramme programmes, ReadSendingRules said, IOptions<CampaignOptions> approvals)
{
    public static readonly TimeSpan WaitsFor = TimeSpan.FromHours(72);

    public async Task<Outcome<AdjustedPoints>> ExecuteAsync(Adjustment asked, TillClerk clerk, CancellationToken ct)
    {
        if (AdjustReasons.All.All(r => r.Code != asked.Reason)) return TillRefusals.ReasonUnknown;
        var note = string.IsNullOrWhiteSpace(asked.Note) ? null : asked.Note.Trim();
        if (asked.Reason == AdjustReasons.Other && note is null) return TillRefusals.NoteRequired;
        await using var unit = await db.BeginWriteAsync(ct);
        var store = await db.Stores.SingleOrDefaultAsync(s => s.Code == asked.StoreCode && s.Active, ct);
        if (store is null) return PurchaseRefusals.StoreUnknown;
        if (await db.Members.Where(m => m.Ref == asked.MemberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } memberId) return MemberRefusals.NotFound;
        if (await db.IsOwnCardAsync(clerk, memberId, ct)) return TillRefusals.OwnCard;
        // Nobody may change more at once, whoever agrees to it.
        var policy = await programmes.PolicyAtAsync(time.Now, ct);
        if (Math.Abs(asked.Points) > policy.AdjustLimit) return PointsRefusals.AdjustLimit.With(("maximum", policy.AdjustLimit));
        await LockAsync(clerk, ct);
        var limits = await LimitsAsync(clerk, ct);
        var size = Math.Abs(asked.Points);
        var over = size > limits.PerTime ? "once" : size > limits.LeftToday ? "day" : null;
        if (over is not null && !asked.Ask)
        {
            return TillRefusals.OverLimit.With(("limit", over), ("maximum", over == "once" ? limits.PerTime : limits.PerDay), ("left", Math.Min(limits.PerTime, limits.LeftToday)));
        }
        var row = New(asked, clerk, memberId, store.Id, note, over is null ? null : await WaitsForAsync(policy.Redeem.WorthOf(asked.Points), ct));
        db.PointsAdjustments.Add(row);
        var available = 0L;
        if (over is null)
        {
            if (!(await BookAsync(row, asked.MemberRef, clerk.StaffId, give, ct)).Succeeded(out var booked, out var refusal)) return refusal;
            (available, limits) = (booked.Available, limits with { LeftToday = limits.LeftToday - size });
        }
        else
        {
            Audit(row, asked.MemberRef, "points.adjust_asked", clerk.StaffId);
        }
        await unit.CommitAsync(ct);
        return new AdjustedPoints(row, available, limits);
    }

    /// <summary>What this clerk may still change today.</summary>
    public async Task<AdjustLimits> LimitsAsync(TillClerk clerk, CancellationToken ct)
    {
        var policy = await programmes.PolicyAtAsync(time.Now, ct);
        var may = policy.Till;
        // More than this may cost, no clerk's limit allows alone.
        var alone = policy.Redeem.PointsWorth((await said.ExecuteAsync(ct)).GrantAbove);
        var today = time.Today;
        var done = db.PointsAdjustments.Where(a => a.Day == today && a.State == AdjustmentState.Booked);
        // A clerk has a new key at each sign-in, but one limit.
        done = clerk.StaffId is { } staff ? done.Where(a => a.StaffId == staff) : done.Where(a => a.PosKeyId == clerk.PosKeyId);
        var used = await done.SumAsync(a => a.Points < 0 ? -a.Points : a.Points, ct);
        return new AdjustLimits(Math.Min(may.PerTime, alone), may.PerDay, Math.Max(0, may.PerDay - used));
    }

    /// <summary>Books a correction under a key of its own, with its audit row. Part of the caller's unit.</summary>
    internal async Task<Outcome<EventPoints>> BookAsync(PointsAdjustment row, string memberRef, long? decidedBy, GivePoints points, CancellationToken ct)
    {
        var said = AdjustReasons.Text(row.Reason, null) + (row.Note is { } note ? "：" + note : "");
        var outcome = await points.AdjustAsync(row.MemberId, row.Points, said, $"till:{row.Ref}", decidedBy ?? row.StaffId, null, ct,
            new AdjustSource(row.PosKeyId, row.By, row.Reason, decidedBy is { } by && by != row.StaffId ? by : null));
        if (outcome.Refusal is null) Audit(row, memberRef, "points.adjusted_at_till", decidedBy ?? row.StaffId);
        return outcome;
    }

    /// <summary>How long it waits: what needs a second person by its worth, as long as any such request.</summary>
    private async Task<TimeSpan> WaitsForAsync(long worth, CancellationToken ct) =>
        (await said.ExecuteAsync(ct)).AsksSecondPerson(worth) && approvals.Value.ApprovalLasts < WaitsFor ? approvals.Value.ApprovalLasts : WaitsFor;

    private PointsAdjustment New(Adjustment asked, TillClerk clerk, long memberId, long storeId, string? note, TimeSpan? waits) => new()
    {
        Ref = Secret.New(16), MemberId = memberId, Points = asked.Points, Reason = asked.Reason, Note = note, StoreId = storeId, PosKeyId = clerk.PosKeyId,
        StaffId = clerk.StaffId, By = clerk.Name, At = time.Now, Day = time.Today, State = waits is null ? AdjustmentState.Booked : AdjustmentState.Waiting,
        ExpiresAt = time.Now + waits,
    };

    /// <summary>Two devices of one clerk must not both find the day's limit untouched.</summary>
    private Task<int> LockAsync(TillClerk clerk, CancellationToken ct) => clerk.StaffId is { } staff
        ? db.LockStaffAsync(staff, ct)
        : db.PosKeys.Where(k => k.Id == clerk.PosKeyId).ExecuteUpdateAsync(s => s.SetProperty(k => k.LastUsedAt, k => k.LastUsedAt), ct);

    private void Audit(PointsAdjustment row, string memberRef, string action, long? staffId) => db.AuditEntries.Add(new AuditEntry
    {
        At = time.Now, StaffId = staffId, PosKeyId = row.PosKeyId, Action = action, Subject = memberRef,
        Data = JsonSerializer.Serialize(new { request = row.Ref, row.Points, row.Reason, row.Note, row.By }, JsonSerializerOptions.Web),
    });
}

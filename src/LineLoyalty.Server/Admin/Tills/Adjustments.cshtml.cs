using LineLoyalty.Data;
using LineLoyalty.Tills;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Tills;

public sealed record AdjustmentRow(PointsAdjustment Asked, string Member, string MemberName, string? Store, string? DecidedBy);

/// <summary>What clerks asked to give or take above their limit, and what they did within it.</summary>
public sealed class AdjustmentsModel(LoyaltyDb db, BrandTime time, DecideAdjustment decide) : AdminPage
{
    private const int Size = 100;

    public IReadOnlyList<AdjustmentRow> Waiting { get; private set; } = [];
    public IReadOnlyList<AdjustmentRow> Done { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var now = time.Now;
        Waiting = await RowsAsync(db.PointsAdjustments.Where(a => a.State == AdjustmentState.Waiting && a.ExpiresAt > now).OrderBy(a => a.At), ct);
        Done = await RowsAsync(db.PointsAdjustments.Where(a => a.State != AdjustmentState.Waiting || a.ExpiresAt <= now).OrderByDescending(a => a.At).ThenByDescending(a => a.Id), ct);
    }

    public async Task<IActionResult> OnPostAsync(string? request, bool agree, string? note, CancellationToken ct)
    {
        if (!(await decide.ExecuteAsync(request ?? "", agree, note?.Length > 200 ? note[..200] : note, Me.Id, ct)).Succeeded(out _, out var refusal)) Problem(refusal);
        else if (agree) Notice("已核可，點數已調整。", "Approved; the points are changed.");
        else Notice("已退回申請。", "The request is turned down.");
        return RedirectToPage();
    }

    public string State(PointsAdjustment a) => a.State switch
    {
        AdjustmentState.Booked => W["限額內", "within the limit"],
        AdjustmentState.Approved => W["已核可", "approved"],
        AdjustmentState.Rejected => W["已退回", "turned down"],
        _ => W["逾期未處理", "not decided in time"],
    };

    private async Task<List<AdjustmentRow>> RowsAsync(IQueryable<PointsAdjustment> which, CancellationToken ct) =>
        await which.AsNoTracking().Take(Size).Select(a => new AdjustmentRow(
            a, db.Members.Where(m => m.Id == a.MemberId).Select(m => m.Ref).First(), db.Members.Where(m => m.Id == a.MemberId).Select(m => m.Name).First(),
            db.Stores.Where(s => s.Id == a.StoreId).Select(s => s.Name).FirstOrDefault(),
            db.StaffAccounts.Where(s => s.Id == a.DecidedBy).Select(s => s.DisplayName).FirstOrDefault())).ToListAsync(ct);
}

using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Tasks;

/// <param name="MemberRef">Opaque id of the member it is about.</param>
public sealed record TaskRow(long Id, string Title, string? Note, string MemberRef, string MemberName, string CardNumber, string Journey, DateTime CreatedAt);

/// <summary>What journeys ask the shop's people to do, the oldest first. Clerks do it, so clerks see it.</summary>
public sealed class TasksModel(LoyaltyDb db, TimeProvider clock) : AdminPage
{
    private const int MostTasks = 50;

    public IReadOnlyList<TaskRow> Tasks { get; private set; } = [];
    public int Total { get; private set; }
    /// <summary>A clerk knows members by what they say at the till; the member's page is the marketer's.</summary>
    public bool MayOpenMember => Me.Role != StaffRole.Clerk;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var open = db.JourneyTasks.Where(t => t.DoneAt == null);
        Total = await open.CountAsync(ct);
        Tasks = await (from t in open join m in db.Members on t.MemberId equals m.Id join j in db.Journeys on t.JourneyId equals j.Id orderby t.CreatedAt, t.Id select new TaskRow(t.Id, t.Title, t.Note, m.Ref, m.Name, m.CardNumber, j.Name, t.CreatedAt))
            .Take(MostTasks).ToListAsync(ct);
    }

    public async Task<IActionResult> OnPostDoneAsync(long id, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.JourneyTasks.Where(t => t.Id == id && t.DoneAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.DoneAt, now).SetProperty(t => t.DoneBy, Me.Id), ct) == 1) Notice("已完成。", "Done.");
        await unit.CommitAsync(ct);
        return Redirect("/admin/tasks");
    }
}

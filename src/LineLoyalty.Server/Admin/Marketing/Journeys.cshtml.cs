using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="MemberRef">Opaque id of the member it is about.</param>
public sealed record TaskRow(long Id, string Title, string? Note, string MemberRef, string MemberName, string Journey, DateTime CreatedAt);

public sealed class JourneysModel(ReadJourneys read, SaveJourney save, LoyaltyDb db, TimeProvider clock) : AdminPage
{
    private const int MostTasks = 50;

    public IReadOnlyList<JourneyRow> Journeys { get; private set; } = [];
    public IReadOnlyList<TaskRow> Tasks { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Journeys = await read.ListAsync(ct);
        Tasks = await (from t in db.JourneyTasks where t.DoneAt == null join m in db.Members on t.MemberId equals m.Id join j in db.Journeys on t.JourneyId equals j.Id orderby t.CreatedAt select new TaskRow(t.Id, t.Title, t.Note, m.Ref, m.Name, j.Name, t.CreatedAt))
            .Take(MostTasks).ToListAsync(ct);
    }

    public async Task<IActionResult> OnPostOnAsync(long id, CancellationToken ct) =>
        Said(await save.SwitchOnAsync(id, Me.Id, ct), W["旅程已開啟。", "The journey is on."]);

    public async Task<IActionResult> OnPostOffAsync(long id, bool stop, CancellationToken ct) =>
        Said(await save.SwitchOffAsync(id, stop, Me.Id, ct), stop ? W["旅程已關閉，進行中的會員也已結束。", "The journey is off, and over for everybody inside."] : W["旅程已關閉，進行中的會員會走完。", "The journey is off; whoever is inside goes on to the end."]);

    public async Task<IActionResult> OnPostArchiveAsync(long id, CancellationToken ct) => Said(await save.ArchiveAsync(id, Me.Id, ct), W["旅程已封存。", "The journey is archived."]);

    public async Task<IActionResult> OnPostDoneAsync(long id, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.JourneyTasks.Where(t => t.Id == id && t.DoneAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.DoneAt, now).SetProperty(t => t.DoneBy, Me.Id), ct) == 1) Notice("已完成。", "Done.");
        await unit.CommitAsync(ct);
        return Redirect("/admin/journeys#tasks");
    }

    private RedirectResult Said(Outcome<Journey> outcome, string notice)
    {
        if (outcome.Refusal is { } refusal)
        {
            var faults = refusal.Facts.GetValueOrDefault("errors") as IReadOnlyList<JourneyFault> ?? [];
            Problem(faults.Count == 0 ? refusal : refusal with { Chinese = $"{refusal.Chinese}（{string.Join(" ", faults.Select(f => f.Chinese).Distinct())}）", English = $"{refusal.English} ({string.Join(" ", faults.Select(f => f.English).Distinct())})" });
        }
        else
        {
            Notice(notice, notice);
        }
        return Redirect("/admin/journeys");
    }
}

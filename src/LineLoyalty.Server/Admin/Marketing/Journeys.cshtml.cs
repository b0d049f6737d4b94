using LineLoyalty.Data;
using LineLoyalty.Marketing.Journeys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed class JourneysModel(ReadJourneys read, SaveJourney save, LoyaltyDb db) : AdminPage
{
    public IReadOnlyList<JourneyRow> Journeys { get; private set; } = [];
    /// <summary>Open tasks that journeys have given the shop's people.</summary>
    public int Tasks { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Journeys = await read.ListAsync(ct);
        Tasks = await db.JourneyTasks.CountAsync(t => t.DoneAt == null, ct);
    }

    public async Task<IActionResult> OnPostOffAsync(long id, bool stop, CancellationToken ct) =>
        Said(await save.SwitchOffAsync(id, stop, Me.Id, ct), stop ? W["旅程已關閉，進行中的會員也已結束。", "The journey is off, and over for everybody inside."] : W["旅程已關閉，進行中的會員會走完。", "The journey is off; whoever is inside goes on to the end."]);

    public async Task<IActionResult> OnPostArchiveAsync(long id, CancellationToken ct) => Said(await save.ArchiveAsync(id, Me.Id, ct), W["旅程已封存。", "The journey is archived."]);

    private RedirectResult Said(Outcome<Journey> outcome, string notice)
    {
        if (outcome.Refusal is { } refusal) Problem(refusal);
        else Notice(notice, notice);
        return Redirect("/admin/journeys");
    }
}

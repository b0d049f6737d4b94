using LineLoyalty.Data;
using LineLoyalty.Rewards.Draws;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed record WinnerRow(DrawEntry Entry, string Prize, string Member, string MemberRef);

/// <summary>One draw: what it promises, who is in it, how it went, and the buttons that move it on.</summary>
public sealed class DrawShowModel(LoyaltyDb db, SaveDraw save, Show show) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string Code { get; set; } = "";

    public Draw Draw { get; private set; } = null!;
    public IReadOnlyList<string> Says { get; private set; } = [];
    public int People { get; private set; }
    public IReadOnlyList<WinnerRow> Winners { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.Draws.AsNoTracking().Include(d => d.Prizes).SingleOrDefaultAsync(d => d.Code == Code, ct) is not { } draw) return NotFound();
        Draw = draw;
        Says = DrawSummary.Lines(draw, (await PrizeNames.ReadAsync(db, W.IsEnglish, ct)).Of, W, show);
        People = await db.DrawEntries.Where(e => e.DrawId == draw.Id && e.WithdrawnAt == null).Select(e => e.MemberId).Distinct().CountAsync(ct);
        var names = draw.Prizes.ToDictionary(p => p.Id, p => W.IsEnglish && p.NameEn != "" ? p.NameEn : p.Name);
        Winners = [.. (await db.DrawEntries.AsNoTracking().Where(e => e.DrawId == draw.Id && e.PrizeId != null)
                .Join(db.Members, e => e.MemberId, m => m.Id, (e, m) => new { Entry = e, m.Name, m.Ref }).ToListAsync(ct))
            .OrderBy(r => draw.Prizes.Find(p => p.Id == r.Entry.PrizeId)!.Position).ThenBy(r => r.Entry.Number).Select(r => new WinnerRow(r.Entry, names[r.Entry.PrizeId!.Value], r.Name, r.Ref))];
        return Page();
    }

    public async Task<IActionResult> OnPostOpenAsync(CancellationToken ct)
    {
        if (await save.OpenAsync(Code, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("抽獎已開放，承諾值已公布。", "The draw is open and its commitment published.");
        return Redirect("/admin/draws/" + Uri.EscapeDataString(Code));
    }

    public async Task<IActionResult> OnPostDrawAsync(CancellationToken ct)
    {
        if (await save.DrawNowAsync(Code, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("已開獎，獎品已發給中獎會員。", "Drawn; the winners have their prizes.");
        return Redirect("/admin/draws/" + Uri.EscapeDataString(Code));
    }
}

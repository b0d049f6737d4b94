using LineLoyalty.Marketing.Segments;
using Microsoft.AspNetCore.Mvc;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed class SegmentsModel(ReadSegments read, AskSegment ask, SaveSegment save) : AdminPage
{
    public IReadOnlyList<(Segment Segment, string Words)> Own { get; private set; } = [];
    public IReadOnlyList<(Segment Segment, string Words)> Ready { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var names = ReadSegments.Names(await read.ListsAsync(W.IsEnglish, ct));
        var all = (await read.ListAsync(ct)).ConvertAll(s => (Segment: s, Words: s.Rule.Words(names, W.IsEnglish)));
        Own = all.FindAll(s => s.Segment.Code is null);
        Ready = all.FindAll(s => s.Segment.Code is not null);
    }

    /// <summary>One row's number, fetched once the row is in view.</summary>
    public async Task<IActionResult> OnGetCountAsync(long id, CancellationToken ct)
    {
        if ((await read.ListAsync(ct)).Find(s => s.Id == id) is not { } segment) return NotFound();
        var count = await ask.CountAsync(segment.Rule, ct);
        return Content(W[$"{Show.Number(count.Total)} 位", Show.Number(count.Total)] + "<div class=\"text-secondary small\">" + W[$"可推播 {Show.Number(count.Reachable)} 位", $"{Show.Number(count.Reachable)} reachable"] + "</div>", "text/html; charset=utf-8");
    }

    public async Task<IActionResult> OnPostArchiveAsync(long id, CancellationToken ct)
    {
        if (await save.ArchiveAsync(id, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("分眾已封存。", "The segment is archived.");
        return Redirect("/admin/segments");
    }
}

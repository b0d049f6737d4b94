using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>RFM and NES at a glance: who is where, by which bounds, and what moved lately.</summary>
public sealed class ScoresModel(LoyaltyDb db, ScoreBuyers score, BrandTime time, TimeProvider clock) : AdminPage
{
    private const int MovesDays = 30;

    [BindProperty] public RfmForm Form { get; set; } = new();

    public BuyerScoring? Scoring { get; private set; }
    /// <summary>Members by recency (5 first) and by worth (1 first).</summary>
    public int[,] Cells { get; } = new int[5, 5];
    public IReadOnlyList<(NesState From, NesState To, int Count)> Moves { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Form = RfmForm.Of(await score.SettingsAsync(ct));
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostScoreAsync(CancellationToken ct)
    {
        var scoring = await score.ExecuteAsync(ct);
        Notice($"已重新計算 {scoring.Buyers:N0} 位顧客。", $"Scored {scoring.Buyers:N0} buyers anew.");
        return Redirect("/admin/scores");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var settings = Form.ToSettings();
        foreach (var fault in settings.Faults())
        {
            ModelState.AddModelError("Form." + fault, fault == "lookBackMonths" ? W["請填 1–36 個月。", "Give 1 to 36 months."] : W["四個門檻都要填，且由小到大。", "Give four bounds that grow."]);
        }
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await LoadAsync(ct);
            return Page();
        }
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            var json = settings.ToJson();
            if (await db.Settings.Where(s => s.Key == ScoreBuyers.SettingsKey).ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, json), ct) == 0) db.Settings.Add(new Setting { Key = ScoreBuyers.SettingsKey, Value = json });
            db.AuditEntries.Add(new AuditEntry { At = clock.GetUtcNow().UtcDateTime, StaffId = Me.Id, Action = "scores.changed", Subject = "rfm", Data = json });
            await unit.CommitAsync(ct);
        }
        return await OnPostScoreAsync(ct);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Scoring = await BuyerScoring.ReadAsync(db, ct);
        var cells = await db.BuyerStats.Where(b => b.Recency > 0).GroupBy(b => new { b.Recency, Worth = (b.Frequency + b.Monetary + 1) / 2 }).Select(g => new { g.Key.Recency, g.Key.Worth, Count = g.Count() }).ToListAsync(ct);
        foreach (var c in cells) Cells[5 - c.Recency, c.Worth - 1] = c.Count;
        var since = time.Today.AddDays(-MovesDays);
        var moves = await db.BuyerMoves.Where(m => m.Score == BuyerScore.Nes && m.Day > since).GroupBy(m => new { m.From, m.To }).Select(g => new { g.Key.From, g.Key.To, Count = g.Count() }).ToListAsync(ct);
        Moves = [.. moves.Where(m => m.From != null && m.To != null).Select(m => (Enum.Parse<NesState>(m.From!), Enum.Parse<NesState>(m.To!), m.Count)).OrderByDescending(m => m.Count).Take(8)];
    }
}

public sealed record RfmForm
{
    public bool AlwaysFixed { get; set; }
    public int? LookBackMonths { get; set; }
    public List<long?> Recency { get; set; } = [];
    public List<long?> Frequency { get; set; } = [];
    public List<long?> Monetary { get; set; } = [];

    public RfmSettings ToSettings() => new()
    {
        AlwaysFixed = AlwaysFixed, LookBackMonths = LookBackMonths ?? 0,
        Recency = [.. Recency.Select(v => v ?? 0)], Frequency = [.. Frequency.Select(v => v ?? 0)], Monetary = [.. Monetary.Select(v => v ?? 0)],
    };

    public static RfmForm Of(RfmSettings s) => new()
    {
        AlwaysFixed = s.AlwaysFixed, LookBackMonths = s.LookBackMonths,
        Recency = [.. s.Recency.Select(v => (long?)v)], Frequency = [.. s.Frequency.Select(v => (long?)v)], Monetary = [.. s.Monetary.Select(v => (long?)v)],
    };
}

using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Missions;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Server.Admin.Rewards;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <param name="Says">What it will do, one sentence each.</param>
/// <param name="Goals">As members read them.</param>
public sealed record MissionPreview(string Name, string? About, IReadOnlyList<string> Goals, IReadOnlyList<string> Prizes, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

/// <param name="Open">Working on it now.</param>
public sealed record MissionNumbers(int Open, int Finished, int Rewarded, int Missed, int TakenBack);

public sealed class MissionEditModel(LoyaltyDb db, ReadMissionBook read, SaveMission save, MakeUpMission makeUp, BrandTime time) : AdminPage
{
    private const int MostChoices = 500;

    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public MissionForm Form { get; set; } = new();

    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public IReadOnlyList<Segment> Segments { get; private set; } = [];
    public IReadOnlyList<Campaign> Campaigns { get; private set; } = [];
    public MissionKind? Kind { get; private set; }
    public MissionNumbers? Numbers { get; private set; }
    public MissionWaiting? Waiting { get; private set; }
    internal PrizeNames Prizes { get; private set; } = null!;
    public MissionPreview Preview { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (Kind is not null) Form = MissionForm.Of(Kind);
        Preview = await PreviewAsync([], ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        var problems = await save.ExecuteAsync(Form, Existing, Me.Id, ct);
        if (problems.Count > 0)
        {
            foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            Preview = await PreviewAsync([], ct);
            return Page();
        }
        Notice("任務已儲存；進行中的會員照他們開始時的內容完成。", "Saved; members who have begun finish it as it was when they began.");
        if (Kind is not null && (await makeUp.WaitingAsync(Kind.Id, ct)).Next > 0) return Redirect($"/admin/missions/edit/{Existing}#waiting");
        return Redirect("/admin/missions");
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        var problems = (await save.ProblemsAsync(Form, Existing ?? "", ct)).Select(p => W[p.Chinese, p.English]).Distinct().ToList();
        return Partial("_MissionPreview", await PreviewAsync(problems, ct));
    }

    public async Task<IActionResult> OnPostGiveAsync(string? who, Guid form, CancellationToken ct)
    {
        if (Existing is null) return NotFound();
        if (await save.GiveAsync(Existing, who, form, Me.Id, ct) is { } refusal) Problem(refusal);
        else Notice("已指派任務給這位會員。", "Given to this member.");
        return Redirect($"/admin/missions/edit/{Existing}");
    }

    /// <summary>Gives those who were too late for the old budget what they had earned.</summary>
    public async Task<IActionResult> OnPostMakeUpAsync(int count, CancellationToken ct)
    {
        if (Existing is null || !await LoadAsync(ct)) return NotFound();
        var given = await save.MakeUpAsync(Kind!, count, Me.Id, ct);
        Notice($"已安排補發給 {given:N0} 位會員，幾分鐘內送達。", $"{given:N0} members get it within minutes.");
        return Redirect($"/admin/missions/edit/{Existing}");
    }

    private async Task<MissionPreview> PreviewAsync(List<string> problems, CancellationToken ct)
    {
        var (says, prizes, names) = (Form.Says(), Prizes, await MissionNaming.ReadAsync(db, W.IsEnglish, ct));
        return new MissionPreview(
            W.IsEnglish && Form.NameEn is { Length: > 0 } english ? english : Form.Name ?? "", W.IsEnglish && says.AboutEn is { } about ? about : says.About,
            [.. says.Goals.Select(g => MissionWords.Goal(g, W.IsEnglish, names))], [.. says.Prizes.Select(p => prizes.Of(p.Prize))], MissionWords.Summary(says, W.IsEnglish, prizes.Of, names), problems);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Stores = await db.Stores.AsNoTracking().Where(s => s.Active).OrderBy(s => s.Code).Take(MostChoices).ToListAsync(ct);
        Products = await db.Products.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Category).ThenBy(p => p.Name).Take(MostChoices).ToListAsync(ct);
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active && d.Kind != CouponKind.Bundle).OrderBy(d => d.Id).Take(MostChoices).ToListAsync(ct);
        Segments = await db.Segments.AsNoTracking().Where(s => s.ArchivedAt == null).OrderBy(s => s.Code != null).ThenBy(s => s.Id).ToListAsync(ct);
        Campaigns = await db.Campaigns.AsNoTracking().Where(c => c.StartedAt != null).OrderByDescending(c => c.Id).Take(50).ToListAsync(ct);
        Kind = (await read.ExecuteAsync(ct)).ByCode(Existing);
        Prizes = await PrizeNames.ReadAsync(db, W.IsEnglish, ct);
        if (Kind is not null) (Numbers, Waiting) = (await NumbersAsync(Kind.Id, ct), await makeUp.WaitingAsync(Kind.Id, ct));
        return Existing is null || Kind is not null;
    }

    private async Task<MissionNumbers> NumbersAsync(long id, CancellationToken ct)
    {
        var now = time.Now;
        var rounds = db.MissionRounds.Where(r => r.MissionId == id);
        var rewards = db.MissionRewards.Where(r => db.MissionRounds.Any(x => x.Id == r.RoundId && x.MissionId == id));
        return new MissionNumbers(
            await rounds.CountAsync(r => r.BegunAt != null && r.FinishedAt == null && (r.EndsAt == null || r.EndsAt > now), ct), await rounds.CountAsync(r => r.FinishedAt != null, ct), await rounds.CountAsync(r => r.Counted, ct),
            await rewards.CountAsync(r => r.Missed != null && r.TakenBackAt == null, ct), await rewards.CountAsync(r => r.TakenBackAt != null && r.Missed == null, ct));
    }
}

using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Tiers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class PointsRuleEditModel(LoyaltyDb db, BrandTime time, SaveEarningRule save, ReplayEarning replay, ReadTrial trials, TryInEditor tryOut) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty(SupportsGet = true)] public int? Version { get; set; }
    [BindProperty] public EarningRuleForm Form { get; set; } = new();
    [BindProperty] public TryForm Try { get; set; } = new();
    [BindProperty] public int Months { get; set; } = 3;

    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public IReadOnlyList<string> Categories { get; private set; } = [];
    public WaitingBox Waiting => new(WaitingVersions.Of(all, time.Now), Form.Opened, "/admin/points/edit/" + Existing, Form.Waiting);
    private List<EarningRuleVersion> all = [];

    public IReadOnlyList<(EarningRuleVersion Version, string? By)> Versions { get; private set; } = [];
    public ReplayResult? Replayed { get; private set; }
    public TryBox Box { get; private set; } = null!;
    /// <summary>What the form now says, in words.</summary>
    public string? Summary { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct, fresh: true)) return NotFound();
        Summary = Existing is null ? null : EarningWords.Summary(Form.Says(), W.IsEnglish);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        if (!Tell(await save.ExecuteAsync(Form, Existing, Me.Id, ct))) return Page();
        Notice("規則已儲存為新版本。", "Saved as a new version.");
        return Redirect("/admin/points");
    }

    public async Task<IActionResult> OnPostReplayAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        Months = Math.Clamp(Months, 1, 24);
        if (!Tell(await save.ProblemsAsync(Form, Existing, DateTime.UnixEpoch, ct))) return Page();
        var code = Existing ?? Form.Code!.Trim();
        Replayed = await replay.ExecuteAsync(code, Form.Active ? new RuleInForce(code, 0, Form.Name!.Trim(), Form.NameEn ?? "", Form.Says()) : null, Months, ct);
        return Page();
    }

    /// <summary>This member, this basket, this time with the rule as it stands in the form; nothing is saved.</summary>
    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        ModelState.Clear();
        var right = Tell(await save.ProblemsAsync(Form, Existing, DateTime.UnixEpoch, ct));
        Response.StatusCode = StatusCodes.Status200OK;
        Box = await tryOut.ExecuteAsync(Box, right ? InForm : null, W, ct);
        return Page();
    }

    private WhatIf InForm(DateTime at)
    {
        var code = Existing ?? Form.Code!.Trim();
        var speaks = Form.Active && !(save.Instant(Form.From) > at) && !(save.Instant(Form.To) <= at);
        var version = Versions.Count == 0 ? 1 : Versions[0].Version.Version + 1;
        return new WhatIf { RuleCode = code, Rule = speaks ? new RuleInForce(code, version, Form.Name!.Trim(), Form.NameEn ?? "", Form.Says()) : null };
    }

    private bool Tell(IReadOnlyList<FormProblem> problems)
    {
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        if (problems.Count > 0) Response.StatusCode = 422;
        else Summary = EarningWords.Summary(Form.Says(), W.IsEnglish);
        return problems.Count == 0;
    }

    /// <param name="fresh">The form is filled from what is saved.</param>
    private async Task<bool> LoadAsync(CancellationToken ct, bool fresh = false)
    {
        if (Existing is not null) await ReadVersionsAsync(ct);
        if (fresh && Existing is not null && WaitingVersions.Open(all, Version, time.Now) is { } opened)
        {
            Form = EarningRuleForm.Of(Existing, opened, time) with { Waiting = WaitingVersions.Choice(all, opened, time.Now) };
        }
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Stores = await db.Stores.AsNoTracking().OrderBy(s => s.Code).ToListAsync(ct);
        (Products, Categories) = await ProductChoices.ReadAsync(db, [.. Form.Skus ?? [], .. Form.ExcludedSkus ?? []], [.. Form.Categories ?? [], .. Form.ExcludedCategories ?? []], ct, unsold: true);
        Box = await trials.BoxAsync(Try, HttpContext.Request.Path + "?handler=Try", ct);
        return Existing is null || Versions.Count > 0;
    }

    private async Task ReadVersionsAsync(CancellationToken ct)
    {
        var staff = await db.StaffAccounts.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        all = await db.EarningRuleVersions.AsNoTracking().Where(v => v.Rule.Code == Existing).OrderByDescending(v => v.Version).ToListAsync(ct);
        Versions = [.. all.Select(v => (v, v.CreatedBy is { } by ? staff.GetValueOrDefault(by) : null))];
    }
}

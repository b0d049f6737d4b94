using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class PointsPolicyEditModel(LoyaltyDb db, BrandTime time, SavePointsPolicy save, ReadTrial trials, TryInEditor tryOut) : AdminPage
{
    [BindProperty] public PointsPolicyForm Form { get; set; } = new();
    [BindProperty(SupportsGet = true)] public int? Version { get; set; }
    [BindProperty] public TryForm Try { get; set; } = new();
    public TryBox Box { get; private set; } = null!;

    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public WaitingBox Waiting => new(WaitingVersions.Of(all, time.Now), Form.Opened, "/admin/points/policy", Form.Waiting);
    private List<PointsPolicyVersion> all = [];

    public IReadOnlyList<(PointsPolicyVersion Version, string? By)> Versions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (WaitingVersions.Open(all, Version, time.Now) is not { } opened) Form = PointsPolicyForm.Of(new PointsPolicy());
        else Form = PointsPolicyForm.Of(opened, time) with { Waiting = WaitingVersions.Choice(all, opened, time.Now) };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.Clear();
        var problems = await save.ExecuteAsync(Form, Me.Id, ct);
        if (problems.Count == 0)
        {
            Notice("已儲存。既有的點數維持原本的效期。", "Saved. Points that exist keep their expiry.");
            return Redirect("/admin/points");
        }
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        Response.StatusCode = 422;
        return Page();
    }

    /// <summary>This member, this basket, this time with the policy as it stands in the form; nothing is saved.</summary>
    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.Clear();
        var says = Form.Says(save.Before(Form, all));
        var problems = await save.ProblemsAsync(Form, says, DateTime.UnixEpoch, ct);
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        Box = await tryOut.ExecuteAsync(Box, problems.Count > 0 ? null : at => save.Instant(Form.From) > at ? new WhatIf() : new WhatIf { Policy = says }, W, ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active).OrderBy(d => d.Id).ToListAsync(ct);
        var staff = await db.StaffAccounts.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        all = await db.PointsPolicyVersions.AsNoTracking().OrderByDescending(v => v.Version).ToListAsync(ct);
        Box = await trials.BoxAsync(Try, HttpContext.Request.Path + "?handler=Try", ct);
        Versions = [.. all.Take(50).Select(v => (v, v.CreatedBy is { } by ? staff.GetValueOrDefault(by) : null))];
    }
}

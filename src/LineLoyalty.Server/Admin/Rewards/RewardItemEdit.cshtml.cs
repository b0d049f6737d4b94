using LineLoyalty.Data;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Tiers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Says">What it will do, one sentence each.</param>
public sealed record RewardPreview(RewardItem Item, string? Tier, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

public sealed class RewardItemEditModel(LoyaltyDb db, SaveRewardItem save, BrandTime time, Show show) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string? Existing { get; set; }
    [BindProperty] public RewardItemForm Form { get; set; } = new();

    public RewardItem? Item { get; private set; }
    public IReadOnlyList<(string Value, string Text)> Choices { get; private set; } = [];
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];
    public RewardPreview Preview { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (Item is not null) Form = RewardItemForm.Of(Item, time);
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
        Notice("兌換商品已儲存。", "Reward saved.");
        return Redirect("/admin/rewards");
    }

    /// <summary>The card as on the phone and its summary, while the form is being written.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        var draft = Written();
        var problems = (await save.ProblemsAsync(draft, isNew: false, ct)).Select(p => W[p.Chinese, p.English]).Distinct().ToList();
        return Partial("_RewardPreview", await PreviewAsync(problems, ct));
    }

    private RewardItem Written()
    {
        var draft = save.Draft(Form);
        draft.Taken = Item?.Taken ?? 0;
        return draft;
    }

    private async Task<RewardPreview> PreviewAsync(List<string> problems, CancellationToken ct)
    {
        var draft = Written();
        var tier = Tiers.FirstOrDefault(t => t.Code == draft.MinimumTier)?.NameIn(W.Language);
        var gives = (await PrizeNames.ReadAsync(db, W.IsEnglish, ct)).Of(draft.Gives);
        return new RewardPreview(draft, tier, gives.Length == 0 ? [] : RewardSummary.Lines(draft, gives, tier, await db.CancelHoursAsync(ct), W, show), problems);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Choices = [.. (await db.CouponDefinitions.AsNoTracking().Where(d => d.Active && d.Kind != CouponKind.Bundle).OrderBy(d => d.Id).Take(500).ToListAsync(ct))
            .Select(d => ("coupon:" + d.Code, W["優惠券：", "Coupon: "] + (W.IsEnglish && d.TitleEn != "" ? d.TitleEn : d.Title)))];
        Choices = [.. Choices, .. (await db.Draws.AsNoTracking().Where(d => d.State == DrawState.Draft || d.State == DrawState.Open).OrderBy(d => d.Id).ToListAsync(ct))
            .Select(d => ("entry:" + d.Code, W["抽獎機會：", "Entry into: "] + (W.IsEnglish && d.NameEn != "" ? d.NameEn : d.Name)))];
        if (Existing is null) return true;
        Item = await db.RewardItems.AsNoTracking().SingleOrDefaultAsync(i => i.Code == Existing, ct);
        return Item is not null;
    }
}

using LineLoyalty.Data;
using LineLoyalty.Marketing.Tags;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed class TagRuleModel(LoyaltyDb db, SaveTagRule save, ApplyTagRules apply) : AdminPage
{
    [BindProperty(SupportsGet = true)] public long? Id { get; set; }
    [BindProperty] public TagRuleForm Form { get; set; } = new();

    public IReadOnlyList<string> Categories { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    /// <summary>Members the form fits as it stands.</summary>
    public int? Fits { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Id is { } id)
        {
            if (await db.TagRules.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } rule) return NotFound();
            Form = TagRuleForm.Of(rule);
        }
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var (problems, changes) = await save.ExecuteAsync(Form, Id, Me.Id, ct);
        if (problems.Count > 0) return await WrongAsync(problems, ct);
        Notice($"規則已儲存：新貼上 {changes.Added:N0} 位，移除 {changes.Removed:N0} 位。", $"Saved: {changes.Added:N0} members got the tag, {changes.Removed:N0} lost it.");
        return Redirect("/admin/tags");
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        ModelState.Clear();
        var problems = SaveTagRule.Problems(Names.Readable(Form.Tag ?? "?"), Form.ToDemand());
        if (problems.Count > 0) return await WrongAsync(problems, ct);
        Fits = await apply.CountAsync(Form.ToDemand(), ct);
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken ct)
    {
        if (Id is { } id) await save.DeleteAsync(id, Me.Id, ct);
        Notice("規則已刪除，會員身上的標籤保留。", "The rule is gone; members keep their tags.");
        return Redirect("/admin/tags");
    }

    private async Task<IActionResult> WrongAsync(IReadOnlyList<FormProblem> problems, CancellationToken ct)
    {
        foreach (var problem in problems) ModelState.AddModelError("Form." + problem.Field, W[problem.Chinese, problem.English]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        (Products, Categories) = await ProductChoices.ReadAsync(db, Form.Skus, [Form.Category], ct, unsold: true);
    }
}

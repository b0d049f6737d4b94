using LineLoyalty.Data;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Draws;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Says">What it will do, one sentence each.</param>
public sealed record DrawPreview(Draw Draw, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

public sealed class DrawEditModel(LoyaltyDb db, SaveDraw save, BrandTime time, Show show) : EditPage<DrawForm, DrawPreview>
{
    public Draw? Draw { get; private set; }
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    /// <summary>Members may be in it: only the words can change.</summary>
    public bool IsFixed => Draw is { State: not DrawState.Draft };

    private protected override string PreviewPart => "_DrawPreview";

    private protected override DrawForm? Begun() => Draw is not null ? DrawForm.Of(Draw, time) : Empty(time.Today.AddDays(1));

    private protected override async Task<IReadOnlyList<FormProblem>> SaveAsync(CancellationToken ct) => await save.ExecuteAsync(Form, Existing, Me.Id, ct);

    private protected override Task<string> SavedAsync(CancellationToken ct)
    {
        Notice("抽獎已儲存。", "Draw saved.");
        return Task.FromResult("/admin/draws/" + (Existing ?? Form.Code!.Trim()));
    }

    private protected override async Task<IReadOnlyList<FormProblem>> ProblemsAsync(CancellationToken ct) => IsFixed ? [] : await save.ProblemsAsync(save.Draft(Form), isNew: false, isDraft: true, ct);

    private protected override async Task<DrawPreview> PreviewAsync(IReadOnlyList<string> problems, CancellationToken ct)
    {
        var draft = IsFixed ? Draw! : save.Draft(Form);
        if (IsFixed) Form.WriteWords(draft);
        return new DrawPreview(draft, DrawSummary.Lines(draft, (await PrizeNames.ReadAsync(db, W.IsEnglish, ct)).Of, W, show), problems);
    }

    private static DrawForm Empty(DateOnly tomorrow) =>
        new() { OpensAt = tomorrow.ToDateTime(new TimeOnly(10, 0)), ClosesAt = tomorrow.AddDays(14).ToDateTime(new TimeOnly(23, 59)), DrawAt = tomorrow.AddDays(15).ToDateTime(new TimeOnly(12, 0)) };

    private protected override async Task<bool> LoadAsync(CancellationToken ct)
    {
        Coupons = await db.CouponDefinitions.AsNoTracking().Where(d => d.Active && d.Kind != CouponKind.Bundle).OrderBy(d => d.Id).Take(MostChoices).ToListAsync(ct);
        if (Existing is null) return true;
        Draw = await db.Draws.AsNoTracking().Include(d => d.Prizes).SingleOrDefaultAsync(d => d.Code == Existing, ct);
        return Draw is not null;
    }
}

using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Stamps;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Says">What it will do, one sentence each.</param>
public sealed record StampPreview(string Name, StampDefinition Card, IReadOnlyList<string> Says, IReadOnlyList<string> Problems);

public sealed class StampCardEditModel(LoyaltyDb db, SaveStampCard save) : EditPage<StampCardForm, StampPreview>
{
    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public IReadOnlyList<string> Categories { get; private set; } = [];
    public IReadOnlyList<CouponDefinition> Coupons { get; private set; } = [];
    public IReadOnlyList<StampKind> Others { get; private set; } = [];
    public StampKind? Kind { get; private set; }

    private protected override string PreviewPart => "_StampPreview";

    private protected override StampCardForm? Begun() => Kind is null ? null : StampCardForm.Of(Kind);

    private protected override async Task<IReadOnlyList<FormProblem>> SaveAsync(CancellationToken ct) => await save.ExecuteAsync(Form, Existing, Me.Id, ct);

    private protected override Task<string> SavedAsync(CancellationToken ct)
    {
        Notice("集點卡已儲存，從現在起的消費適用。", "Saved; it holds for sales from now on.");
        return Task.FromResult("/admin/stamps");
    }

    private protected override async Task<IReadOnlyList<FormProblem>> ProblemsAsync(CancellationToken ct) => await save.ProblemsAsync(Form, Existing ?? "", ct);

    private protected override async Task<StampPreview> PreviewAsync(IReadOnlyList<string> problems, CancellationToken ct)
    {
        var (says, names) = (Form.Says(), await PrizeNames.ReadAsync(db, W.IsEnglish, ct));
        var summary = StampWords.Summary(says, W.IsEnglish, names.Of, Others.FirstOrDefault(o => o.Code == says.Next)?.NameIn(W.IsEnglish),
            Products.ToDictionary(p => p.Sku, p => W.IsEnglish && p.NameEn != "" ? p.NameEn : p.Name), Stores.ToDictionary(s => s.Code, s => W.IsEnglish && s.NameEn != "" ? s.NameEn : s.Name));
        return new StampPreview(W.IsEnglish && Form.NameEn is { Length: > 0 } english ? english : Form.Name ?? "", says, summary, problems);
    }

    private protected override async Task<bool> LoadAsync(CancellationToken ct)
    {
        var kinds = (await StampKinds.ReadAsync(db, ct)).Newest;
        Others = [.. kinds.Where(k => k.Code != Existing)];
        Kind = kinds.FirstOrDefault(k => k.Code == Existing);
        StampCardForm[] named = Begun() is { } saved ? [Form, saved] : [Form];
        (Products, Categories) = await ProductChoices.ReadAsync(db, named.SelectMany(f => f.Skus ?? []), named.SelectMany(f => f.Categories ?? []), ct);
        Stores = await StoresAsync(db, named.SelectMany(f => f.Stores ?? []), ct);
        Coupons = await PrizesAsync(db, named.SelectMany(f => f.Prizes).Select(p => p.Gives), ct);
        return Existing is null || Kind is not null;
    }
}

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

public sealed class RewardItemEditModel(LoyaltyDb db, SaveRewardItem save, BrandTime time, Show show) : EditPage<RewardItemForm, RewardPreview>
{
    public RewardItem? Item { get; private set; }
    public IReadOnlyList<(string Value, string Text)> Choices { get; private set; } = [];
    public IReadOnlyList<Tier> Tiers { get; private set; } = [];

    private protected override string PreviewPart => "_RewardPreview";

    private protected override RewardItemForm? Begun() => Item is null ? null : RewardItemForm.Of(Item, time);

    private protected override async Task<IReadOnlyList<FormProblem>> SaveAsync(CancellationToken ct) => await save.ExecuteAsync(Form, Existing, Me.Id, ct);

    private protected override Task<string> SavedAsync(CancellationToken ct)
    {
        Notice("兌換商品已儲存。", "Reward saved.");
        return Task.FromResult("/admin/rewards");
    }

    private protected override async Task<IReadOnlyList<FormProblem>> ProblemsAsync(CancellationToken ct) => await save.ProblemsAsync(Written(), isNew: false, ct);

    private RewardItem Written()
    {
        var draft = save.Draft(Form);
        draft.Taken = Item?.Taken ?? 0;
        return draft;
    }

    private protected override async Task<RewardPreview> PreviewAsync(IReadOnlyList<string> problems, CancellationToken ct)
    {
        var draft = Written();
        var tier = Tiers.FirstOrDefault(t => t.Code == draft.MinimumTier)?.NameIn(W.Language);
        var gives = (await PrizeNames.ReadAsync(db, W.IsEnglish, ct)).Of(draft.Gives);
        return new RewardPreview(draft, tier, gives.Length == 0 ? [] : RewardSummary.Lines(draft, gives, tier, await db.CancelHoursAsync(ct), W, show), problems);
    }

    private protected override async Task<bool> LoadAsync(CancellationToken ct)
    {
        Tiers = await db.Tiers.AsNoTracking().OrderBy(t => t.Level).ToListAsync(ct);
        Choices = [.. (await db.CouponDefinitions.AsNoTracking().Where(d => d.Active && d.Kind != CouponKind.Bundle).OrderBy(d => d.Id).Take(MostChoices).ToListAsync(ct))
            .Select(d => ("coupon:" + d.Code, W["優惠券：", "Coupon: "] + (W.IsEnglish && d.TitleEn != "" ? d.TitleEn : d.Title)))];
        Choices = [.. Choices, .. (await db.Draws.AsNoTracking().Where(d => d.State == DrawState.Draft || d.State == DrawState.Open).OrderBy(d => d.Id).ToListAsync(ct))
            .Select(d => ("entry:" + d.Code, W["抽獎機會：", "Entry into: "] + (W.IsEnglish && d.NameEn != "" ? d.NameEn : d.Name)))];
        if (Existing is null) return true;
        Item = await db.RewardItems.AsNoTracking().SingleOrDefaultAsync(i => i.Code == Existing, ct);
        return Item is not null;
    }
}

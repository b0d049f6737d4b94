using LineLoyalty.Data;
using LineLoyalty.Rewards.Stamps;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Open">Members with a card begun and not full.</param>
public sealed record StampCardRow(StampKind Kind, string How, int Open, int Full, int Stamps);

/// <summary>All stamp cards with what came of them.</summary>
public sealed class StampCardsModel(LoyaltyDb db) : AdminPage
{
    public IReadOnlyList<StampCardRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var kinds = await StampKinds.ReadAsync(db, ct);
        var goods = await db.Products.AsNoTracking().ToDictionaryAsync(p => p.Sku, p => W.IsEnglish && p.NameEn != "" ? p.NameEn : p.Name, ct);
        var counts = await db.StampCards.GroupBy(c => c.ProgrammeId)
            .Select(g => new { g.Key, Open = g.Count(c => c.Count > 0 && c.Count < c.Size), Full = g.Count(c => c.Count == c.Size), Stamps = g.Sum(c => c.Count) }).ToDictionaryAsync(g => g.Key, ct);
        Rows = [.. kinds.Newest.OrderByDescending(k => k.Active).ThenBy(k => k.Id).Select(k => new StampCardRow(
            k, StampWords.How(k.Says, W.IsEnglish, goods), counts.GetValueOrDefault(k.Id)?.Open ?? 0, counts.GetValueOrDefault(k.Id)?.Full ?? 0, counts.GetValueOrDefault(k.Id)?.Stamps ?? 0))];
    }
}

using LineLoyalty.Data;
using LineLoyalty.Rewards.Draws;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="People">Different members.</param>
public sealed record DrawRow(Draw Draw, int People, int Winners);

public sealed class DrawsModel(LoyaltyDb db) : AdminPage
{
    public IReadOnlyList<DrawRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var draws = await db.Draws.AsNoTracking().Include(d => d.Prizes).OrderByDescending(d => d.OpensAt).Take(200).ToListAsync(ct);
        var counts = await db.DrawEntries.Where(e => e.WithdrawnAt == null).GroupBy(e => e.DrawId)
            .Select(g => new { g.Key, People = g.Select(e => e.MemberId).Distinct().Count(), Winners = g.Count(e => e.PrizeId != null) }).ToDictionaryAsync(g => g.Key, ct);
        Rows = [.. draws.Select(d => new DrawRow(d, counts.GetValueOrDefault(d.Id)?.People ?? 0, counts.GetValueOrDefault(d.Id)?.Winners ?? 0))];
    }

    public static (string Tone, string Text) State(Draw d, DateTime now, Words w) => d.State switch
    {
        DrawState.Draft => ("bg-secondary-lt", w["草稿", "Draft"]),
        DrawState.Open when now < d.OpensAt => ("bg-azure-lt", w["尚未開始", "Not begun"]),
        DrawState.Open when now < d.ClosesAt => ("bg-green-lt", w["開放參加", "Open"]),
        DrawState.Open => ("bg-orange-lt", w["等待開獎", "To be drawn"]),
        DrawState.Drawn => ("bg-orange-lt", w["發獎中", "Handing over"]),
        _ => ("bg-secondary-lt", w["已開獎", "Drawn"]),
    };
}

using LineLoyalty.Data;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Stamps;

/// <param name="Kind"><c>coupon</c> or <c>points</c>.</param>
/// <param name="State"><c>ahead</c>, <c>given</c> or <c>missed</c>.</param>
/// <param name="Coupon">Its id in the wallet.</param>
public sealed record CardPrizeView(int At, string Kind, string Title, string TitleEn, string State, string? Coupon);

/// <param name="Stamps">Signed.</param>
public sealed record StampLineView(DateTime At, int Stamps, string Why, string WhyEn);

/// <param name="Number">Which one of the row, from 1.</param>
/// <param name="Until">Last second on which it takes stamps.</param>
public sealed record StampCardView(string Code, string Name, string NameEn, int Size, int Count, int Number, DateTime? Until)
{
    /// <summary>How one gets a stamp, and what else to know.</summary>
    public required string How { get; init; }
    public required string HowEn { get; init; }
    public string? About { get; init; }
    public string? AboutEn { get; init; }
    /// <summary>Cards of this row that are full.</summary>
    public int Full { get; init; }
    /// <summary>Most stamps that staff may add by hand.</summary>
    public int ByHand { get; init; }
    public IReadOnlyList<CardPrizeView> Prizes { get; init; } = [];
    public IReadOnlyList<StampLineView> Lines { get; init; } = [];
}

public sealed record StampCardsView(IReadOnlyList<StampCardView> Cards);

/// <summary>A member's stamp cards as they are now.</summary>
public sealed class ReadStamps(LoyaltyDb db, BrandTime time)
{
    private const int MostLines = 20;

    public async Task<IReadOnlyList<StampCardView>> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var (now, kinds) = (time.Now, await StampKinds.ReadAsync(db, ct));
        if (kinds.IsEmpty) return [];
        var names = await db.CouponDefinitions.AsNoTracking().Select(d => new { d.Code, d.Title, d.TitleEn }).ToDictionaryAsync(d => d.Code, d => (d.Title, d.TitleEn.Length > 0 ? d.TitleEn : d.Title), ct);
        var goods = await db.Products.AsNoTracking().ToDictionaryAsync(p => p.Sku, p => (p.Name, NameEn: p.NameEn.Length > 0 ? p.NameEn : p.Name), ct);
        List<StampCardView> cards = [];
        foreach (var first in kinds.Firsts(now))
        {
            if (first.Says.LastDay < time.Today) continue;
            var row = new StampRow(memberId, first.Id,
                await db.StampCards.AsNoTracking().Include(c => c.Rewards).Where(c => c.MemberId == memberId && c.FirstId == first.Id).OrderBy(c => c.Number).ToListAsync(ct), kinds);
            // The one being filled; else the one that would begin; else the last, full one.
            var card = row.Open(now) ?? (row.KindAt(now) is null ? row.Last : null);
            var kind = card is not null ? row.KindOf(card) : row.KindAt(now) ?? first;
            var ids = (card?.Rewards ?? []).Select(r => r.CouponId).OfType<long>().ToList();
            var refs = await db.Coupons.Where(c => ids.Contains(c.Id) && c.State != CouponState.Unpacked).ToDictionaryAsync(c => c.Id, c => c.Ref, ct);
            cards.Add(new StampCardView(kind.Code, kind.Name, kind.NameEn, card?.Size ?? kind.Says.Stamps, card?.Count ?? 0, card?.Number ?? (row.Last?.Number ?? 0) + 1, Until(kind, card))
            {
                How = StampWords.How(kind.Says, false, goods.ToDictionary(g => g.Key, g => g.Value.Name)), HowEn = StampWords.How(kind.Says, true, goods.ToDictionary(g => g.Key, g => g.Value.NameEn)),
                About = kind.Says.About, AboutEn = kind.Says.AboutEn, Full = row.Cards.Count(c => c.Count == c.Size), ByHand = row.KindAt(now)?.Says.ByHand ?? 0,
                Prizes = [.. kind.Says.Prizes.OrderBy(p => p.At).Select(p => View(p, card, names, refs))],
                Lines = card is null ? [] : await LinesAsync(card.Id, ct),
            });
        }
        return cards;
    }

    /// <summary>The card nearest to a prize, for the home page.</summary>
    public async Task<CardStamps?> HomeAsync(long memberId, CancellationToken ct)
    {
        var (now, kinds) = (time.Now, await StampKinds.ReadAsync(db, ct));
        if (kinds.IsEmpty || kinds.Firsts(now).Where(k => !(k.Says.LastDay < time.Today)).ToList() is not { Count: > 0 } firsts) return null;
        var cards = (await db.StampCards.AsNoTracking().Where(c => c.MemberId == memberId).OrderBy(c => c.Number).ToListAsync(ct)).ToLookup(c => c.FirstId);
        return firsts.Select(first =>
        {
            var row = new StampRow(memberId, first.Id, [.. cards[first.Id]], kinds);
            var card = row.Open(now) ?? (row.KindAt(now) is null ? row.Last : null);
            var kind = card is not null ? row.KindOf(card) : row.KindAt(now) ?? first;
            return new CardStamps(kind.Name, kind.NameEn, card?.Count ?? 0, card?.Size ?? kind.Says.Stamps, firsts.Count);
        }).MaxBy(c => (double)c.Count / c.Size);
    }

    private DateTime? Until(StampKind kind, StampCard? card)
    {
        var ends = new[] { card?.ExpiresAt, kind.Says.LastDay is { } last ? time.EndOf(last) : null }.OfType<DateTime>().ToList();
        return ends.Count == 0 ? null : LastMoment.Before(ends.Min());
    }

    private static CardPrizeView View(StampPrize prize, StampCard? card, Dictionary<string, (string, string)> names, Dictionary<long, string> refs)
    {
        var got = card?.Rewards.FindLast(r => r.Position == prize.At && r.Prize == prize.Prize && r.TakenBackAt is null);
        var (title, english) = prize.Prize switch
        {
            PointsPrize p => ($"{p.Points} 點", $"{p.Points} points"),
            CouponPrize c => names.GetValueOrDefault(c.Coupon, (c.Coupon, c.Coupon)),
            _ => ("", ""),
        };
        return new CardPrizeView(prize.At, prize.Prize is PointsPrize ? "points" : "coupon", title, english,
            got is null ? "ahead" : got.Missed is not null ? "missed" : "given", got?.CouponId is { } id ? refs.GetValueOrDefault(id) : null);
    }

    private async Task<List<StampLineView>> LinesAsync(long cardId, CancellationToken ct) =>
        [.. (await db.StampEntries.AsNoTracking().Where(e => e.CardId == cardId).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(MostLines).ToListAsync(ct))
            .Select(e => new StampLineView(e.At, e.Stamps, Why(e, false), Why(e, true)))];

    /// <summary>From the entry alone.</summary>
    public static string Why(StampEntry e, bool english) =>
        e.RefundId is not null ? english ? "returned goods" : "退貨收回"
        : e.StaffId is not null || e.Reason is not null ? english ? "added by our staff" : "門市補點"
        : StampInputs.Parse(e.Inputs) is { } inputs ? StampWords.Why(inputs, e.Stamps, english) : "";
}

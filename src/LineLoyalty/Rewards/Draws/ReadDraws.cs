using LineLoyalty.Data;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Draws;

public sealed record DrawPrizeView(string Name, string NameEn, int Count);

/// <param name="Coupon">Its id in the wallet; null for points.</param>
public sealed record DrawWonView(string Name, string NameEn, string? Coupon, long Points);

/// <param name="State"><c>soon</c>, <c>open</c>, <c>closed</c> or <c>drawn</c>.</param>
/// <param name="ClosesAt">First instant at which nobody enters any more.</param>
/// <param name="Free"><c>none</c>, <c>once</c> or <c>daily</c>.</param>
/// <param name="FreeLeft">Whether the member can enter for nothing now.</param>
/// <param name="Mine">The member's entries.</param>
/// <param name="Entries">Everybody's.</param>
public sealed record DrawView(
    string Code, string Name, string NameEn, string Description, string DescriptionEn, string? ImageUrl, string State, DateTime OpensAt, DateTime ClosesAt, DateTime? DrawAt,
    string Free, bool FreeLeft, int Mine, long Entries)
{
    public long? EntryPoints { get; init; }
    public int? MaxPerMember { get; init; }
    public IReadOnlyList<DrawPrizeView> Prizes { get; init; } = [];
    /// <summary>What the member won; null when nothing, or not drawn yet.</summary>
    public DrawWonView? Won { get; init; }
    public string? Commitment { get; init; }
    public string? Seed { get; init; }
    public string? EntriesHash { get; init; }
    /// <summary>References of the member's own entries, with their places in the list once it is frozen.</summary>
    public IReadOnlyList<DrawTicketView> Tickets { get; init; } = [];
}

public sealed record DrawTicketView(string Ref, int? Number);

public sealed record DrawsView(long Balance, IReadOnlyList<DrawView> Draws);

/// <param name="Won">Position of the prize, from 1; null for nothing.</param>
public sealed record ProofLine(int Number, string Ref, int? Won);

/// <summary>Everything needed to draw again by oneself; the formula is that of <see cref="DecideDraw"/>.</summary>
public sealed record DrawProof(string Code, string Commitment, string Seed, string EntriesHash, IReadOnlyList<int> Prizes, IReadOnlyList<ProofLine> Entries);

/// <summary>Draws as a member sees them.</summary>
public sealed class ReadDraws(LoyaltyDb db, BrandTime time, ReadCard card)
{
    private const int ResultDays = 60;

    public async Task<DrawsView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var since = time.Now.AddDays(-ResultDays);
        var draws = await db.Draws.AsNoTracking().Include(d => d.Prizes).Where(d => d.State != DrawState.Draft && d.ClosesAt > since).OrderBy(d => d.ClosesAt).ToListAsync(ct);
        var ids = draws.ConvertAll(d => d.Id);
        var mine = (await db.DrawEntries.AsNoTracking().Where(e => e.MemberId == memberId && ids.Contains(e.DrawId) && e.WithdrawnAt == null).OrderBy(e => e.Id).ToListAsync(ct)).ToLookup(e => e.DrawId);
        var couponIds = mine.SelectMany(g => g).Select(e => e.CouponId).OfType<long>().ToList();
        var coupons = await db.Coupons.Where(c => couponIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Ref, ct);
        var views = draws.ConvertAll(d => View(d, [.. mine[d.Id]], coupons));
        return new DrawsView((await card.PointsAsync(memberId, ct)).Balance, [.. views.OrderBy(v => v.State switch { "open" => 0, "soon" => 1, "closed" => 2, _ => 3 })]);
    }

    /// <summary>Null until it is drawn: before, the list is not frozen and the seed is secret.</summary>
    public async Task<DrawProof?> ProofAsync(string code, CancellationToken ct)
    {
        if (await db.Draws.AsNoTracking().Include(d => d.Prizes).SingleOrDefaultAsync(d => d.Code == code && d.Seed != null, ct) is not { } draw) return null;
        var positions = draw.Prizes.ToDictionary(p => p.Id, p => p.Position);
        var entries = await db.DrawEntries.AsNoTracking().Where(e => e.DrawId == draw.Id && e.Number != null).OrderBy(e => e.Number).Select(e => new { e.Number, e.Ref, e.PrizeId }).ToListAsync(ct);
        return new DrawProof(draw.Code, draw.Commitment!, draw.Seed!, draw.EntriesHash!, [.. draw.Prizes.OrderBy(p => p.Position).Select(p => p.Count)],
            [.. entries.Select(e => new ProofLine(e.Number!.Value, e.Ref, e.PrizeId is { } id ? positions[id] : null))]);
    }

    private DrawView View(Draw d, List<DrawEntry> mine, Dictionary<long, string> coupons)
    {
        var now = time.Now;
        var state = d.State is DrawState.Drawn or DrawState.Done ? "drawn" : now < d.OpensAt ? "soon" : now < d.ClosesAt ? "open" : "closed";
        var room = d.MaxPerMember is not { } most || mine.Count < most;
        var freeTaken = d.Free == FreeEntry.Daily ? mine.Exists(e => e.Source == EntrySource.Free && time.DayOf(e.At) == time.Today) : mine.Exists(e => e.Source == EntrySource.Free);
        var won = mine.Find(e => e.PrizeId is not null);
        var prize = won is null ? null : d.Prizes.Find(p => p.Id == won.PrizeId);
        return new DrawView(d.Code, d.Name, d.NameEn, d.Description, d.DescriptionEn, d.ImageUrl, state, d.OpensAt, d.ClosesAt, d.DrawAt,
            d.Free.ToString().ToLowerInvariant(), state == "open" && d.Free != FreeEntry.None && !freeTaken && room, mine.Count, d.EntryCount)
        {
            EntryPoints = d.EntryPoints, MaxPerMember = d.MaxPerMember, Prizes = [.. d.Prizes.OrderBy(p => p.Position).Select(p => new DrawPrizeView(p.Name, p.NameEn, p.Count))],
            Won = prize is null ? null : new DrawWonView(prize.Name, prize.NameEn, won!.CouponId is { } id ? coupons.GetValueOrDefault(id) : null, (prize.Prize as PointsPrize)?.Points ?? 0),
            Commitment = d.Commitment, Seed = d.Seed, EntriesHash = d.EntriesHash, Tickets = [.. mine.Select(e => new DrawTicketView(e.Ref, e.Number))],
        };
    }
}

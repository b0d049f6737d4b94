using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Stamps;

/// <param name="At">When it was sold.</param>
/// <param name="Day">The store's business day of it.</param>
public sealed record StampSale(long MemberId, long? PurchaseId, DateTime At, DateOnly Day, string? Store, IReadOnlyList<StampLine> Lines);

/// <param name="Missed">Why it could not be given.</param>
public sealed record GotPrize(int At, Prize Prize, long? CouponId, string? Missed, string Title, string TitleEn);

/// <summary>What a sale, or a clerk, did to one row of cards.</summary>
/// <param name="Kind">The card the stamps belong to, or would.</param>
/// <param name="Count">Stamps on the card they fell on, or on the newest.</param>
/// <param name="Lost">Stamps for which there was no card any more.</param>
public sealed record StampResult(StampKind Kind, StampDecision Decision, int Stamps, int Count, int Size, int Filled, int Lost, IReadOnlyList<GotPrize> Prizes);

/// <summary>Puts stamps on a member's cards and hands over what they bring; part of the caller's unit, under the member's lock.</summary>
public sealed class RecordStamps(LoyaltyDb db, BrandTime time, BrandRules brand, GivePrize give)
{
    private const int LongestInterval = 24 * 31;

    /// <summary>What a sale would bring, card by card; nothing is kept.</summary>
    public async Task<IReadOnlyList<StampResult>> PreviewAsync(StampSale sale, CancellationToken ct)
    {
        List<StampResult> found = [];
        foreach (var (row, kind, decision) in await DecideAsync(sale, ct))
        {
            var card = row.Open(sale.At) ?? (row.Last is { FilledAt: not null, Count: var c, Size: var s } full && c == s && row.Kinds.After(row.KindOf(full), sale.At) is null ? full : null);
            found.Add(new StampResult(kind, decision, decision.Stamps, card?.Count ?? 0, card?.Size ?? kind.Says.Stamps, 0, 0, []));
        }
        return found;
    }

    public async Task<IReadOnlyList<StampResult>> ForSaleAsync(StampSale sale, CancellationToken ct)
    {
        List<StampResult> done = [];
        foreach (var (row, kind, decision) in await DecideAsync(sale, ct))
        {
            done.Add(decision.Stamps == 0
                ? new StampResult(kind, decision, 0, row.Newest?.Count ?? 0, row.Newest?.Size ?? kind.Says.Stamps, 0, 0, [])
                : await PlaceAsync(row, kind, decision, new Origin(sale.At, sale.PurchaseId, null, null, null), ct));
        }
        return done;
    }

    /// <summary>Stamps by hand, on the card the member is filling.</summary>
    /// <param name="key">Number of the form: sent twice, it counts once.</param>
    /// <param name="aDay">The card's limit holds for the day, not for each time.</param>
    public async Task<Outcome<StampResult>> ByHandAsync(long memberId, string code, int stamps, string reason, string key, long? staffId, CancellationToken ct, bool aDay = false)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null }) return MemberRefusals.NotFound;
        var (now, kinds) = (time.Now, await KindsAsync(ct));
        if (kinds.ByCode(code, now) is not { Active: true } named) return StampRefusals.NotFound;
        var row = await RowAsync(memberId, await FirstOfAsync(memberId, named, kinds, now, ct), kinds, ct);
        if (row.KindAt(now) is not { } kind) return StampRefusals.NoCard;
        var most = kind.Says.ByHand - (aDay ? await TodayByHandAsync(memberId, row.FirstId, ct) : 0);
        if (stamps < 1 || stamps > most) return StampRefusals.HandLimit.With(("maximum", Math.Max(0, most)));
        var decision = new StampDecision(stamps, new StampInputs { Name = kind.Name, NameEn = kind.NameEn });
        if (await db.StampEntries.AnyAsync(e => e.Key == key, ct)) return new StampResult(kind, decision, 0, row.Newest?.Count ?? 0, row.Newest?.Size ?? kind.Says.Stamps, 0, 0, []);
        var result = await PlaceAsync(row, kind, decision, new Origin(now, null, reason, staffId, key), ct);
        await unit.CommitAsync(ct);
        return result;
    }

    /// <summary>A sequel has no row of its own: its stamps belong to the row of the card it follows, rather one the member has begun.</summary>
    private async Task<long> FirstOfAsync(long memberId, StampKind named, StampKinds kinds, DateTime at, CancellationToken ct)
    {
        var firsts = kinds.FirstsOf(named, at);
        if (firsts.Count < 2) return firsts.Count == 0 ? named.Id : firsts[0].Id;
        var ids = firsts.Select(f => f.Id).ToList();
        return await db.StampCards.Where(c => c.MemberId == memberId && ids.Contains(c.FirstId)).OrderByDescending(c => c.ProgrammeId == named.Id).ThenByDescending(c => c.Id).Select(c => (long?)c.FirstId).FirstOrDefaultAsync(ct) ?? ids[0];
    }

    private async Task<int> TodayByHandAsync(long memberId, long firstId, CancellationToken ct)
    {
        var today = time.StartOf(time.Today);
        return await db.StampEntries.Where(e => e.MemberId == memberId && e.FirstId == firstId && e.RecordedAt >= today && e.Reason != null && e.PurchaseId == null).SumAsync(e => e.Stamps, ct);
    }

    private Task<StampKinds> KindsAsync(CancellationToken ct) => brand.GetAsync(c => StampKinds.ReadAsync(db, c), ct);

    private async Task<List<(StampRow Row, StampKind Kind, StampDecision Decision)>> DecideAsync(StampSale sale, CancellationToken ct)
    {
        List<(StampRow, StampKind, StampDecision)> decided = [];
        var kinds = await KindsAsync(ct);
        if (kinds.IsEmpty) return decided;
        foreach (var first in kinds.Firsts(sale.At))
        {
            var row = await RowAsync(sale.MemberId, first.Id, kinds, ct);
            if (row.KindAt(sale.At) is not { } kind)
            {
                var last = row.Last is { } full ? row.KindOf(full) : first;
                decided.Add((row, last, new StampDecision(0, new StampInputs { Name = last.Name }, NoStamp.NoNextCard)));
                continue;
            }
            var others = await OthersAsync(sale, first.Id, ct);
            decided.Add((row, kind, DecideStamps.For(new StampFacts(sale.At, sale.Day, sale.Store, sale.Lines, others), kind)));
        }
        return decided;
    }

    /// <summary>Stamps of the member's other sales around this one, each net of its returns.</summary>
    private async Task<List<OtherStamps>> OthersAsync(StampSale sale, long firstId, CancellationToken ct)
    {
        var (from, to) = (sale.At.AddHours(-LongestInterval), sale.At.AddHours(LongestInterval));
        var near = db.StampEntries.Where(e => e.MemberId == sale.MemberId && e.FirstId == firstId && e.PurchaseId != null && e.PurchaseId != sale.PurchaseId && e.RefundId == null && e.At > from && e.At < to);
        var given = await near.GroupBy(e => new { e.PurchaseId, e.At }).Select(g => new { g.Key.PurchaseId, g.Key.At, Stamps = g.Sum(e => e.Stamps) }).ToListAsync(ct);
        var ids = given.ConvertAll(g => g.PurchaseId!.Value);
        var back = await db.StampEntries.Where(e => e.FirstId == firstId && e.RefundId != null && ids.Contains(e.PurchaseId!.Value)).GroupBy(e => e.PurchaseId!.Value)
            .Select(g => new { g.Key, Sum = g.Sum(e => e.Stamps) }).ToDictionaryAsync(g => g.Key, g => g.Sum, ct);
        var days = await db.Purchases.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.SoldOn }).ToDictionaryAsync(p => p.Id, p => p.SoldOn, ct);
        return [.. given.Select(g => new OtherStamps(g.At, days[g.PurchaseId!.Value], g.Stamps + back.GetValueOrDefault(g.PurchaseId!.Value)))];
    }

    private async Task<StampRow> RowAsync(long memberId, long firstId, StampKinds kinds, CancellationToken ct) => new(
        memberId, firstId, await db.StampCards.Include(c => c.Rewards).Where(c => c.MemberId == memberId && c.FirstId == firstId).OrderBy(c => c.Number).ToListAsync(ct), kinds);

    /// <summary>Fills card after card; what a full card leaves over goes onto the next.</summary>
    private async Task<StampResult> PlaceAsync(StampRow row, StampKind kind, StampDecision decision, Origin from, CancellationToken ct)
    {
        var (left, filled, prizes, latest) = (decision.Stamps, 0, new List<GotPrize>(), row.Newest);
        while (left > 0)
        {
            var card = row.Open(from.At);
            if (card is null)
            {
                if (row.KindAt(from.At) is not { } begins) break;
                card = row.Begin(begins, from.At, Ends(begins, from.At));
                db.StampCards.Add(card);
            }
            // Emptied by a return: it begins with its first stamp again.
            else if (card.Count == 0) (card.StartedAt, card.ExpiresAt) = (from.At, Ends(row.KindOf(card), from.At));
            latest = card;
            var here = Math.Min(left, card.Size - card.Count);
            card.Count += here;
            left -= here;
            if (card.Count == card.Size) (card.FilledAt, filled) = (from.At, filled + 1);
            await db.SaveChangesAsync(ct);
            db.StampEntries.Add(new StampEntry
            {
                MemberId = row.MemberId, FirstId = row.FirstId, CardId = card.Id, Stamps = here, At = from.At, RecordedAt = time.Now, ProgrammeId = kind.Id, Version = kind.Version, PurchaseId = from.PurchaseId,
                Reason = from.Reason, StaffId = from.StaffId, Key = from.Key is { } key && row.KeyTaken ? $"{key}:{card.Number}" : from.Key, Inputs = decision.Inputs.ToJson(),
            });
            row.KeyTaken = true;
            await db.SaveChangesAsync(ct);
            prizes.AddRange(await GiveAsync(card, row.KindOf(card), from.At, ct));
        }
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = row.MemberId, Kind = MemberEvents.Stamped, At = from.At,
            Data = JsonSerializer.Serialize(new { card = kind.Id, stamps = decision.Stamps - left, purchase = from.PurchaseId, reason = from.Reason }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync(ct);
        return new StampResult(kind, decision, decision.Stamps - left, latest?.Count ?? 0, latest?.Size ?? kind.Says.Stamps, filled, left, prizes);
    }

    private async Task<List<GotPrize>> GiveAsync(StampCard card, StampKind kind, DateTime at, CancellationToken ct)
    {
        List<GotPrize> got = [];
        foreach (var (prize, index) in kind.Says.Prizes.Select((p, i) => (p, i)).Where(p => p.p.At <= card.Count).OrderBy(p => p.p.At))
        {
            var before = card.Rewards.Where(r => r.Position == prize.At && r.Prize == prize.Prize).ToList();
            if (before.Exists(r => r.TakenBackAt is null)) continue;
            var cause = new PrizeCause(PointsReasons.Stamps, $"stamps:{card.Id}:{prize.At}:{index}:{before.Count}", at, "stamps:" + kind.Code, kind.Version,
                JsonSerializer.Serialize(new { name = $"{kind.Name} {prize.At}/{card.Size}", nameEn = kind.NameEn.Length > 0 ? $"{kind.NameEn} {prize.At}/{card.Size}" : null, perPoints = (prize.Prize as PointsPrize)?.Points }, Relaxed));
            // A sale must not fail because a prize has run out: the card remembers, and staff can see it.
            var outcome = await give.ExecuteAsync(card.MemberId, prize.Prize, cause, ct);
            var reward = new StampReward
            {
                CardId = card.Id, Position = prize.At, Prize = prize.Prize, At = at, CouponId = outcome.Value?.Coupon?.Id, Points = outcome.Value?.Points ?? 0, Missed = outcome.Refusal?.Code,
            };
            card.Rewards.Add(reward);
            var (title, english) = prize.Prize is PointsPrize points ? ($"{points.Points} 點", $"{points.Points} points")
                : outcome.Value?.Coupon?.Definition is { } d ? (d.Title, d.TitleEn.Length > 0 ? d.TitleEn : d.Title) : ("", "");
            got.Add(new GotPrize(prize.At, prize.Prize, reward.CouponId, reward.Missed, title, english));
        }
        await db.SaveChangesAsync(ct);
        return got;
    }

    private DateTime? Ends(StampKind kind, DateTime at) => kind.Says.LifeDays is { } days ? time.EndOf(time.DayOf(at).AddDays(days)) : null;

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record Origin(DateTime At, long? PurchaseId, string? Reason, long? StaffId, string? Key);
}

/// <summary>A member's cards of one kind and its sequels, in order.</summary>
public sealed class StampRow(long memberId, long firstId, List<StampCard> cards, StampKinds kinds)
{
    public long MemberId => memberId;
    public long FirstId => firstId;
    public StampKinds Kinds => kinds;
    public IReadOnlyList<StampCard> Cards => cards;
    internal bool KeyTaken { get; set; }

    public StampCard? Last => cards.Count == 0 ? null : cards[^1];

    /// <summary>The one to show: the newest with a stamp on it.</summary>
    public StampCard? Newest => cards.FindLast(c => c.Count > 0) ?? Last;

    public StampKind KindOf(StampCard card) => kinds.Version(card.ProgrammeId, card.Version);

    /// <summary>The card that takes a stamp of this instant; the oldest first, so that what a return has freed is filled again.</summary>
    public StampCard? Open(DateTime at) => cards.Find(c => c.TakesAt(at));

    /// <summary>Whose rule decides at this instant: the open card's kind, or that of the card that would begin. Null when nothing takes stamps.</summary>
    public StampKind? KindAt(DateTime at)
    {
        if (Open(at) is { } open) return kinds.ActiveAt(open.ProgrammeId, at);
        if (Last is not { } last) return kinds.ActiveAt(firstId, at);
        return last.Count == last.Size ? kinds.After(KindOf(last), at) : kinds.ActiveAt(last.ProgrammeId, at);
    }

    internal StampCard Begin(StampKind kind, DateTime at, DateTime? ends)
    {
        var card = new StampCard
        {
            MemberId = memberId, FirstId = firstId, ProgrammeId = kind.Id, Version = kind.Version, Number = (Last?.Number ?? 0) + 1, Size = kind.Says.Stamps, StartedAt = at, ExpiresAt = ends,
        };
        cards.Add(card);
        return card;
    }
}

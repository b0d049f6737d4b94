using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

public sealed record ReturnedLine(int Line, int Quantity);

/// <param name="Lines">Null or empty: everything that is left.</param>
public sealed record Return(string PurchaseRef, IReadOnlyList<ReturnedLine>? Lines, string Reason, DateTime OccurredAt, string RefundNumber)
{
    /// <summary>Stores the caller may act for; null means all.</summary>
    public IReadOnlyCollection<string>? Stores { get; init; }
    public long? PosKeyId { get; init; }
}

public sealed record RecordedRefund(Refund Refund, Member? Member, Tier? Tier, TierChange? TierChange, long PointsAvailable)
{
    public IReadOnlyList<ReturnedStamps> Stamps { get; init; } = [];
}

/// <summary>Undoes a sale, whole or by line. All returns of a sale together undo exactly what it did, to the last point and dollar.</summary>
public sealed class RefundPurchase(
    LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes, PointsLedger ledger, EvaluateTier tiers, ReturnCoupon returnCoupon, SellCoupons sellCoupons, KeepBuyerStats stats, ReturnStamps returnStamps, TakeBackConverted converted)
{
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public async Task<Outcome<RecordedRefund>> ExecuteAsync(Return request, CancellationToken ct)
    {
        try
        {
            return await RecordAsync(request, time.Now, ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            if (await FindAsync(request, ct) is { } existing) return Duplicate(existing);
            throw;
        }
    }

    private async Task<Outcome<RecordedRefund>> RecordAsync(Return request, DateTime now, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await TakePurchaseAsync(request, ct) is not { } purchase) return PurchaseRefusals.NotFound;
        if (await FindAsync(request, ct) is { } existing) return Duplicate(existing);
        if (now > purchase.OccurredAt + Window) return PurchaseRefusals.RefundTooLate;
        if (request.OccurredAt > now + RecordPurchase.ClockTolerance || request.OccurredAt < purchase.OccurredAt) return PurchaseRefusals.RefundTime;
        if (!Wanted(purchase, request.Lines).Succeeded(out var wanted, out var refusal)) return refusal;

        var before = Undone.Of(purchase);
        var lines = new List<RefundLine>();
        foreach (var (line, quantity) in wanted)
        {
            var paidBack = Undone.PaidBack(line);
            line.RefundedQuantity += quantity;
            lines.Add(new RefundLine { Position = line.Position, Quantity = quantity, Amount = Undone.PaidBack(line) - paidBack });
        }
        var after = Undone.Of(purchase);
        purchase.Refunded = after.Paid;
        purchase.WhollyReturned = after.Whole;

        var member = purchase.MemberId is { } id ? await db.TakeMemberAsync(id, ct) : null;
        var account = member is null ? null : await ledger.OpenAsync(member, purchase.Id, ct);
        var takeBack = account is null ? [] : await StillToTakeAsync(purchase, wanted, account, now, ct);
        var refund = new Refund
        {
            Ref = Secret.New(16), PurchaseId = purchase.Id, RefundNumber = request.RefundNumber, OccurredAt = request.OccurredAt, RecordedAt = now,
            Reason = request.Reason, Amount = after.Paid - before.Paid, PointsTakenBack = takeBack.Sum(p => p.Points),
            PointsGivenBack = account is null ? 0 : after.PointsRedeemed - before.PointsRedeemed, PosKeyId = request.PosKeyId, Lines = lines,
        };
        db.Refunds.Add(refund);
        purchase.PointsLapsed += takeBack.Sum(p => p.Lapsed);
        await db.SaveChangesAsync(ct);

        if (purchase.MemberId is { } buyer && await TakeBackSoldAsync(purchase, wanted, buyer, ct) is { } gone) return gone;
        refund.CouponReturned = after.Whole ? await returnCoupon.ExecuteAsync(purchase.Id, ct)
            : await returnCoupon.ByLineAsync(purchase.Id, wanted.ConvertAll(w => new ReturnedPieces(w.Line.Position, w.Line.RefundedQuantity - w.Quantity, w.Line.RefundedQuantity, w.Line.Quantity)), ct);
        TierChange? change = null;
        IReadOnlyList<ReturnedStamps> stamps = [];
        if (member is not null && account is not null)
        {
            await BookPointsAsync(purchase, refund, takeBack, before.PointsRedeemed, member, account, now, ct);
            await CountAsync(purchase, refund, member, ct);
            await db.SaveChangesAsync(ct);
            await converted.ExecuteAsync(purchase, member.Id, now, ct);
            await stats.ReturnedAsync(member.Id, refund.Amount, purchase.WhollyReturned, ct);
            stamps = await returnStamps.ExecuteAsync(member, purchase.Id, refund.Id, refund.OccurredAt, StampedSale.Left(purchase), ct);
            change = await tiers.AfterRefundAsync(member, now, ct);
            if (stamps.Count > 0) account = await ledger.OpenAsync(member, null, ct);
        }
        await unit.CommitAsync(ct);
        var tier = member is null ? null : (await tiers.RulesAsync(ct)).Of(member.TierLevel);
        return new RecordedRefund(refund, member, tier, change, account?.Available(now) ?? 0) { Stamps = stamps };
    }

    /// <summary>Vouchers that the returned lines had sold.</summary>
    private async Task<Refusal?> TakeBackSoldAsync(Purchase purchase, List<(PurchaseLine Line, int Quantity)> returned, long buyer, CancellationToken ct)
    {
        if (!await db.Coupons.AnyAsync(c => c.SoldInPurchaseId == purchase.Id, ct)) return null;
        List<long> cashed = purchase.VouchersRefunded == 0 ? [] : await db.VoucherRefunds.Where(r => r.PurchaseId == purchase.Id).Select(r => r.CouponId).ToListAsync(ct);
        foreach (var (line, quantity) in returned)
        {
            if (await sellCoupons.TakeBackAsync(purchase.Id, buyer, new SoldProduct(line.Position, line.Sku, quantity), cashed, ct) is { } refusal) return refusal;
        }
        return null;
    }

    /// <summary>Finds the sale among the caller's stores and holds it, and its member, until the unit ends.</summary>
    private async Task<Purchase?> TakePurchaseAsync(Return request, CancellationToken ct)
    {
        var found = await db.Purchases.Where(p => p.Ref == request.PurchaseRef)
            .Select(p => new { p.Id, p.MemberId, Store = db.Stores.Where(s => s.Id == p.StoreId).Select(s => s.Code).First() }).SingleOrDefaultAsync(ct);
        if (found is null || (request.Stores is { } allowed && !allowed.Contains(found.Store))) return null;
        if (found.MemberId is { } memberId) await db.LockMemberAsync(memberId, ct);
        // Writes nothing new, but takes the row's lock on engines that have one.
        await db.Purchases.Where(p => p.Id == found.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.Refunded, p => p.Refunded), ct);
        return await db.Purchases.Include(p => p.Lines).SingleAsync(p => p.Id == found.Id, ct);
    }

    private async Task<Refund?> FindAsync(Return request, CancellationToken ct) =>
        await db.Refunds.AsNoTracking().SingleOrDefaultAsync(
            r => r.RefundNumber == request.RefundNumber && db.Purchases.Any(p => p.Id == r.PurchaseId && p.Ref == request.PurchaseRef), ct);

    private static Refusal Duplicate(Refund existing) => PurchaseRefusals.DuplicateRefund.With(("existing", RefundResult.Of(existing)));

    private static Outcome<List<(PurchaseLine Line, int Quantity)>> Wanted(Purchase purchase, IReadOnlyList<ReturnedLine>? asked)
    {
        var left = purchase.Lines.OrderBy(l => l.Position).Select(l => (Line: l, Quantity: l.Quantity - l.RefundedQuantity)).Where(l => l.Quantity > 0).ToList();
        if (left.Count == 0) return PurchaseRefusals.RefundNothingLeft;
        if (asked is not { Count: > 0 }) return left;
        List<(PurchaseLine, int)> wanted = [];
        foreach (var group in asked.GroupBy(a => a.Line))
        {
            if (purchase.Lines.Find(l => l.Position == group.Key) is not { } line) return PurchaseRefusals.RefundLineUnknown.With(("line", group.Key));
            var quantity = group.Sum(a => (long)a.Quantity);
            var rest = line.Quantity - line.RefundedQuantity;
            if (quantity > rest) return PurchaseRefusals.RefundTooMany.With(("line", group.Key), ("left", rest));
            wanted.Add((line, (int)quantity));
        }
        return wanted;
    }

    /// <summary>What is to be taken back now, rule by rule.</summary>
    private async Task<List<PartTaken>> StillToTakeAsync(Purchase purchase, List<(PurchaseLine Line, int Quantity)> returned, PointsAccount account, DateTime now, CancellationToken ct)
    {
        var gaveAll = await RuleGave.ReadAsync(db, purchase.Id, account, now, ct);
        var before = gaveAll.ConvertAll(gave => Undone.Earned(purchase, gave.Points, gave.Lines, l => l.RefundedQuantity - returned.Where(r => r.Line == l).Sum(r => r.Quantity)));
        return [.. gaveAll.Select((gave, i) => gave.Take(Undone.Earned(purchase, gave.Points, gave.Lines, l => l.RefundedQuantity) - before[i]))];
    }

    private async Task BookPointsAsync(
        Purchase purchase, Refund refund, List<PartTaken> takeBack, long givenBefore, Member member, PointsAccount account, DateTime now, CancellationToken ct)
    {
        var cause = new PointsCause(refund.OccurredAt, now, PointsReasons.Refund, purchase.Id, refund.Id);
        // Given back first: what the customer gets back pays before anything becomes a debt.
        if (refund.PointsGivenBack > 0)
        {
            var spent = await db.PointsMoves.Where(m => db.PointsEntries.Any(
                    e => e.Id == m.EntryId && e.PurchaseId == purchase.Id && e.Kind == PointsEntryKind.Spend))
                .OrderByDescending(m => m.Id).Include(m => m.Lot).ToListAsync(ct);
            account.Expire(now, now, PointsReasons.Expired);
            var policy = await programmes.PolicyAtAsync(now, ct);
            account.GiveBack(Backwards(spent, givenBefore, refund.PointsGivenBack), now, time.EndOf(time.Today.AddDays(policy.ReturnedDays)), cause);
        }
        foreach (var part in takeBack)
        {
            account.TakeBack(part.Points, now, purchase.OccurredAt, cause with { Rule = part.Rule, RuleVersion = part.Version, Inputs = part.Inputs });
        }
        await ledger.BookAsync(account, member, ct);
    }

    /// <summary>The next <paramref name="count"/> points of a spend, undone from its end, after the <paramref name="skip"/> that went back earlier.</summary>
    private static IEnumerable<(PointsLot Lot, long Points)> Backwards(List<PointsMove> spent, long skip, long count)
    {
        foreach (var move in spent)
        {
            var size = -move.Points;
            var skipped = Math.Min(skip, size);
            skip -= skipped;
            var part = Math.Min(size - skipped, count);
            count -= part;
            if (part > 0) yield return (move.Lot, part);
        }
    }

    private async Task CountAsync(Purchase purchase, Refund refund, Member member, CancellationToken ct)
    {
        member.LifetimeSpend -= refund.Amount;
        if (purchase.WhollyReturned)
        {
            member.PurchaseCount--;
            var last = await db.Purchases.Where(p => p.MemberId == member.Id && !p.WhollyReturned && p.Id != purchase.Id)
                .OrderByDescending(p => p.OccurredAt).ThenByDescending(p => p.Id).Select(p => new { p.Id, p.OccurredAt }).FirstOrDefaultAsync(ct);
            (member.LastPurchaseAt, member.LastPurchaseId) = (last?.OccurredAt, last?.Id);
        }
        db.MemberEvents.Add(PurchaseEvents.Refunded(refund, member.Id));
    }
}

/// <summary>Points of one rule that a return takes back, with what the rule had counted.</summary>
/// <param name="Lapsed">What it would take besides, had it not lapsed.</param>
internal sealed record PartTaken(string? Rule, int? Version, long Points, long Lapsed, string? Inputs);

/// <summary>What a rule gave for a sale.</summary>
/// <param name="Left">What of it has neither lapsed nor been taken back: points that are gone already are not asked for again.</param>
internal sealed record RuleGave(string? Rule, int? Version, long Points, long Left, string? Inputs)
{
    /// <summary>Lines the rule counted; null means all that earn points.</summary>
    public IReadOnlyList<int>? Lines => EarningInputs.Parse(Inputs)?.Lines;

    public PartTaken Take(long points)
    {
        var there = Math.Clamp(Left, 0, points);
        return new PartTaken(Rule, Version, there, points - there, Inputs);
    }

    public static async Task<List<RuleGave>> ReadAsync(LoyaltyDb db, long purchaseId, PointsAccount account, DateTime now, CancellationToken ct)
    {
        var booked = await db.PointsEntries.AsNoTracking()
            .Where(e => e.PurchaseId == purchaseId && (e.Kind == PointsEntryKind.Earn || e.Kind == PointsEntryKind.TakeBack)).OrderBy(e => e.Id)
            .Select(e => new { e.Kind, e.Rule, e.RuleVersion, e.Points, e.Inputs }).ToListAsync(ct);
        var lapsed = await db.PointsMoves
            .Where(m => m.Lot.PurchaseId == purchaseId && db.PointsEntries.Any(e => e.Id == m.EntryId && e.Kind == PointsEntryKind.Expire))
            .GroupBy(m => m.Lot.Rule).Select(g => new { g.Key, Sum = -g.Sum(m => m.Points) }).ToDictionaryAsync(g => g.Key, g => g.Sum, ct);
        return [.. booked.Where(e => e.Kind == PointsEntryKind.Earn).Select(earned =>
        {
            var rule = earned.Rule ?? PointsReasons.Purchase;
            var gone = lapsed.GetValueOrDefault(rule) + account.Lots.Where(l => l.PurchaseId == purchaseId && l.Rule == rule && l.Remaining > 0 && l.ExpiresAt <= now).Sum(l => l.Remaining);
            var taken = -booked.Where(e => e.Kind == PointsEntryKind.TakeBack && e.Rule == earned.Rule).Sum(e => e.Points);
            return new RuleGave(earned.Rule, earned.RuleVersion, earned.Points, earned.Points - gone - taken, earned.Inputs);
        })];
    }
}

/// <summary>What the returns of a sale have undone in all; each part grows by line, cut, and meets the whole exactly at the end.</summary>
internal readonly record struct Undone(long Paid, long PointsRedeemed, bool Whole)
{
    public static long PaidBack(PurchaseLine line) => PaidBack(line, line.RefundedQuantity);

    private static long PaidBack(PurchaseLine line, int quantity) => Shares.Floor(line.PaidShare, quantity, line.Quantity);

    public static Undone Of(Purchase purchase)
    {
        var whole = purchase.Lines.TrueForAll(l => l.RefundedQuantity == l.Quantity);
        // What points did not pay gives none back.
        var redeemed = purchase.Lines.Sum(l => Shares.Floor(l.PointsRedeemed, l.RefundedQuantity, l.Quantity));
        return new Undone(purchase.Lines.Sum(PaidBack), redeemed, whole);
    }

    /// <summary>How much of what a rule gave is undone once so many pieces of each line are back.</summary>
    /// <param name="positions">Lines the rule counted; null means all that earn points.</param>
    public static long Earned(Purchase purchase, long points, IReadOnlyList<int>? positions, Func<PurchaseLine, int> back)
    {
        var counted = Counted(purchase, positions);
        if (counted.Count == 0) counted = purchase.Lines;
        if (counted.TrueForAll(l => back(l) == l.Quantity)) return points;
        var paid = counted.Sum(l => l.PaidShare);
        return paid == 0 ? 0 : counted.Sum(l => Shares.Floor(points, PaidBack(l, back(l)), paid));
    }

    /// <summary>The lines that a rule counted.</summary>
    public static List<PurchaseLine> Counted(Purchase purchase, IReadOnlyList<int>? positions) => purchase.Lines.FindAll(l => positions?.Contains(l.Position) ?? l.EarnsPoints);
}

/// <summary>A return's numbers as tills see them.</summary>
public sealed record RefundResult(string Id, string RefundNumber, DateTime OccurredAt, long Amount, long PointsTakenBack, long PointsGivenBack, bool CouponReturned)
{
    public static RefundResult Of(Refund r) => new(r.Ref, r.RefundNumber, r.OccurredAt, r.Amount, r.PointsTakenBack, r.PointsGivenBack, r.CouponReturned);
}

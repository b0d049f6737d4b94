using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Purchases;

public sealed record SoldLine(string? Sku, string? Name, string? Category, int Quantity, long? UnitPrice, long Amount);

/// <summary>A sale as the till reports it. Who sells was decided by the caller's key; who buys, by a lookup or by a code.</summary>
public sealed record Sale
{
    public required string StoreCode { get; init; }
    public required string ReceiptNumber { get; init; }
    public required DateTime OccurredAt { get; init; }
    public required string Payment { get; init; }
    public required IReadOnlyList<SoldLine> Lines { get; init; }
    public string? MemberRef { get; init; }
    public long PointsRedeemed { get; init; }
    /// <summary>The member's one-time permission to spend points.</summary>
    public string? SpendCode { get; init; }
    /// <summary>QR token or typed code of the coupon used.</summary>
    public string? CouponCode { get; init; }
    /// <summary>Or the wallet id that a lookup showed.</summary>
    public string? CouponRef { get; init; }
    public long? PosKeyId { get; init; }
}

public sealed record RecordedPurchase(Purchase Purchase, Member? Member, Tier? Tier, TierChange? TierChange, Coupon? Coupon, long PointsAvailable);

/// <summary>Records a sale with everything it causes – coupon, points, tier, member's numbers, timeline – in one transaction.</summary>
public sealed class RecordPurchase(
    LoyaltyDb db, BrandTime time, IOptions<PointsOptions> points, PointsLedger ledger, EvaluateTier tiers,
    FindCoupon findCoupon, RedeemCoupon redeemCoupon, SpendMemberCode spendCode)
{
    public static readonly TimeSpan OldestSale = TimeSpan.FromHours(72);
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
    public const long LargestTotal = 100_000_000;

    public async Task<Outcome<RecordedPurchase>> ExecuteAsync(Sale sale, CancellationToken ct)
    {
        var now = time.Now;
        if (sale.OccurredAt < now - OldestSale || sale.OccurredAt > now + ClockTolerance) return PurchaseRefusals.TimeOutOfRange;
        if (sale.PointsRedeemed > 0 && sale.MemberRef is null) return PurchaseRefusals.MemberRequired;
        if (sale.PointsRedeemed > 0 && sale.SpendCode is null) return PurchaseRefusals.SpendCodeRequired;
        try
        {
            return await RecordAsync(sale, now, ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Another till, or another copy of the server, recorded the same receipt while we worked.
            if (await FindAsync(sale, ct) is { } existing) return Duplicate(existing);
            throw;
        }
    }

    private async Task<Outcome<RecordedPurchase>> RecordAsync(Sale sale, DateTime now, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await FindAsync(sale, ct) is { } existing) return Duplicate(existing);
        var store = await db.Stores.SingleOrDefaultAsync(s => s.Code == sale.StoreCode && s.Active, ct);
        if (store is null) return PurchaseRefusals.StoreUnknown;

        if (!(await BuyerAsync(sale, now, ct)).Succeeded(out var buyer, out var noBuyer)) return noBuyer;
        var member = buyer.Member;
        if (!(await ReadLinesAsync(sale.Lines, ct)).Succeeded(out var lines, out var badLine)) return badLine;
        if (!(await CouponAsync(sale, member, lines, ct)).Succeeded(out var coupon, out var noCoupon)) return noCoupon;

        var total = lines.Sum(l => l.Amount);
        if (total > LargestTotal) return PurchaseRefusals.TooLarge.With(("maximum", LargestTotal));
        var account = member is null ? null : await ledger.OpenAsync(member, null, ct);
        if (RefusePoints(sale, account, total - coupon.Discount.Total, now) is { } noPoints) return noPoints;
        var pointsDiscount = sale.PointsRedeemed * points.Value.PointValue;

        var afterCoupon = lines.Select((l, i) => l.Amount - coupon.Discount.PerLine[i]).ToList();
        var byPoints = Shares.Of(pointsDiscount, afterCoupon);
        var purchase = new Purchase
        {
            Ref = Secret.New(16), StoreId = store.Id, ReceiptNumber = sale.ReceiptNumber, MemberId = member?.Id,
            OccurredAt = sale.OccurredAt, RecordedAt = now, SoldOn = time.DayOf(sale.OccurredAt), Payment = sale.Payment,
            Total = total, CouponDiscount = coupon.Discount.Total, PointsRedeemed = sale.PointsRedeemed, PointsDiscount = pointsDiscount,
            Paid = total - coupon.Discount.Total - pointsDiscount, CouponId = coupon.Coupon?.Id, PosKeyId = sale.PosKeyId,
            Lines = [.. lines.Select((l, i) => new PurchaseLine
            {
                Position = i, Sku = l.Sku, Name = l.Name, Category = l.Category, Quantity = l.Quantity, Amount = l.Amount,
                PaidShare = afterCoupon[i] - byPoints[i], EarnsPoints = l.Earns,
            })],
        };
        if (member is not null) purchase.PointsEarned = points.Value.EarnedBy(purchase.Lines.Where(l => l.EarnsPoints).Sum(l => l.PaidShare));
        db.Purchases.Add(purchase);
        await db.SaveChangesAsync(ct);

        if (coupon.Coupon is { } used
            && !(await redeemCoupon.ExecuteAsync(used, store.Id, purchase.Id, ct)).Succeeded(out _, out var lost)) return lost;
        TierChange? change = null;
        if (member is not null && account is not null)
        {
            BookPoints(purchase, member, account, now);
            Count(purchase, member);
            await db.SaveChangesAsync(ct);
            change = await tiers.AfterPurchaseAsync(member, purchase.OccurredAt, ct);
        }
        await unit.CommitAsync(ct);
        var tier = member is null ? null : (await tiers.RulesAsync(ct)).Of(member.TierLevel);
        return new RecordedPurchase(purchase, member, tier, change, coupon.Coupon, account?.Available(now) ?? 0);
    }

    private async Task<Purchase?> FindAsync(Sale sale, CancellationToken ct) =>
        await db.Purchases.AsNoTracking().Include(p => p.Lines)
            .SingleOrDefaultAsync(p => p.ReceiptNumber == sale.ReceiptNumber && db.Stores.Any(s => s.Id == p.StoreId && s.Code == sale.StoreCode), ct);

    private static Refusal Duplicate(Purchase existing) =>
        PurchaseRefusals.DuplicateReceipt.With(("existing", PurchaseResult.Of(existing)));

    private async Task<Outcome<Buyer>> BuyerAsync(Sale sale, DateTime now, CancellationToken ct)
    {
        if (sale.MemberRef is null) return new Buyer(null);
        var id = await db.Members.Where(m => m.Ref == sale.MemberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (id is null) return MemberRefusals.NotFound;
        if (sale.PointsRedeemed > 0
            && !(await spendCode.ExecuteAsync(sale.SpendCode!, id.Value, ct)).Succeeded(out _, out var refusal)) return refusal;
        var member = await db.TakeMemberAsync(id.Value, ct);
        if (member is null) return MemberRefusals.NotFound;
        return sale.PointsRedeemed > 0 && member.RefuseSpend(now) is { } held ? held : new Buyer(member);
    }

    private async Task<Outcome<List<ReadLine>>> ReadLinesAsync(IReadOnlyList<SoldLine> sold, CancellationToken ct)
    {
        var skus = sold.Where(l => l.Sku is not null).Select(l => l.Sku!).Distinct().ToList();
        var products = await db.Products.AsNoTracking().Where(p => skus.Contains(p.Sku)).ToDictionaryAsync(p => p.Sku, ct);
        List<ReadLine> lines = [];
        foreach (var (line, position) in sold.Select((l, i) => (l, i)))
        {
            var product = line.Sku is null ? null : products.GetValueOrDefault(line.Sku);
            if ((line.Name ?? product?.Name) is not { } name) return PurchaseRefusals.LineName.With(("line", position));
            if (line.Quantity < 1 || line.Amount < 0 || (line.UnitPrice is { } price && line.Amount > price * line.Quantity))
            return PurchaseRefusals.LineAmount.With(("line", position));
            lines.Add(new ReadLine(line.Sku, name, line.Category ?? product?.Category, line.Quantity, line.Amount, product?.EarnsPoints ?? true));
        }
        return lines;
    }

    private async Task<Outcome<UsedCoupon>> CouponAsync(Sale sale, Member? member, List<ReadLine> lines, CancellationToken ct)
    {
        if (sale.CouponCode is null && sale.CouponRef is null) return new UsedCoupon(null, new CouponDiscount(0, new long[lines.Count]));
        if (sale.CouponCode is null && member is null) return PurchaseRefusals.MemberRequired;
        var found = sale.CouponCode is { } code ? await findCoupon.ByCodeAsync(code, ct) : await findCoupon.ByRefAsync(sale.CouponRef!, member!.Id, ct);
        if (!found.Succeeded(out var coupon, out var refusal)) return refusal;
        if (member is not null && coupon.MemberId != member.Id) return CouponRefusals.NotFound;
        if (coupon.Refuses(time.Now) is { } unusable) return await redeemCoupon.ExplainAsync(unusable, coupon, ct);
        var discount = CouponDiscount.Of(coupon.Definition, [.. lines.Select(l => new SaleLine(l.Sku, l.Quantity, l.Amount))]);
        return discount.Succeeded(out var off, out var notApplicable) ? new UsedCoupon(coupon, off) : notApplicable;
    }

    private Refusal? RefusePoints(Sale sale, PointsAccount? account, long due, DateTime now)
    {
        if (sale.PointsRedeemed == 0 || account is null) return null;
        if (sale.PointsRedeemed < points.Value.MinimumRedeem) return PointsRefusals.BelowMinimum.With(("minimum", points.Value.MinimumRedeem));
        var available = account.Available(now);
        if (sale.PointsRedeemed > available) return PointsRefusals.Insufficient.With(("available", available));
        var most = points.Value.RedeemableFor(due);
        return sale.PointsRedeemed > most ? PointsRefusals.OverLimit.With(("maximum", most)) : null;
    }

    private void BookPoints(Purchase purchase, Member member, PointsAccount account, DateTime now)
    {
        // Spent before earned: what a sale earns cannot pay for it. Whether a lot has lapsed is judged by our own time.
        account.Spend(purchase.PointsRedeemed, now, new PointsCause(purchase.OccurredAt, now, PointsReasons.Redeemed, purchase.Id));
        account.Earn(purchase.PointsEarned, purchase.OccurredAt, points.Value.AvailabilityOf(purchase.OccurredAt, time),
            points.Value.ExpiryOf(purchase.OccurredAt, time), PointsReasons.Purchase,
            new PointsCause(purchase.OccurredAt, now, PointsReasons.Purchase, purchase.Id));
        ledger.Book(account, member);
    }

    private void Count(Purchase purchase, Member member)
    {
        member.PurchaseCount++;
        member.LifetimeSpend += purchase.Paid;
        if (member.LastPurchaseAt is null || purchase.OccurredAt >= member.LastPurchaseAt)
        {
            (member.LastPurchaseAt, member.LastPurchaseId) = (purchase.OccurredAt, purchase.Id);
        }
        db.MemberEvents.Add(PurchaseEvents.Recorded(purchase));
    }

    private sealed record Buyer(Member? Member);

    private sealed record ReadLine(string? Sku, string Name, string? Category, int Quantity, long Amount, bool Earns);

    private sealed record UsedCoupon(Coupon? Coupon, CouponDiscount Discount);
}

/// <summary>What a sale leaves on the member's timeline.</summary>
public static class PurchaseEvents
{
    public static MemberEvent Recorded(Purchase purchase) => new()
    {
        MemberId = purchase.MemberId, Kind = MemberEvents.Purchased, At = purchase.OccurredAt,
        Data = JsonSerializer.Serialize(
            new { purchase = purchase.Id, store = purchase.StoreId, paid = purchase.Paid, points = purchase.PointsEarned }, JsonSerializerOptions.Web),
    };

    public static MemberEvent Refunded(Refund refund, long? memberId) => new()
    {
        MemberId = memberId, Kind = MemberEvents.Refunded, At = refund.OccurredAt,
        Data = JsonSerializer.Serialize(
            new { refund = refund.Id, purchase = refund.PurchaseId, amount = refund.Amount, points = refund.PointsGivenBack - refund.PointsTakenBack },
            JsonSerializerOptions.Web),
    };
}

/// <summary>A sale's numbers as tills see them.</summary>
public sealed record PurchaseResult(
    string Id, string ReceiptNumber, DateTime OccurredAt, long Total, long Discount, long PointsRedeemed, long PointsDiscount, long Paid,
    long PointsEarned, long Refunded, IReadOnlyList<PurchaseResultLine> Lines)
{
    public static PurchaseResult Of(Purchase p) => new(
        p.Ref, p.ReceiptNumber, p.OccurredAt, p.Total, p.CouponDiscount, p.PointsRedeemed, p.PointsDiscount, p.Paid, p.PointsEarned, p.Refunded,
        [.. p.Lines.OrderBy(l => l.Position).Select(l => new PurchaseResultLine(l.Position, l.Sku, l.Name, l.Quantity, l.Amount, l.PaidShare, l.RefundedQuantity))]);
}

public sealed record PurchaseResultLine(int Line, string? Sku, string Name, int Quantity, long Amount, long Paid, int RefundedQuantity);

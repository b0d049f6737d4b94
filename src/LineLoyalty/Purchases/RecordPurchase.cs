using System.Text.Json;
using LineLoyalty.Analytics;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Families;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Purchases;

/// <summary>A sale as the till reports it. Who sells was decided by the caller's key; who buys, by a lookup or by a code.</summary>
public sealed record Sale
{
    public required string StoreCode { get; init; }
    public required string ReceiptNumber { get; init; }
    public required DateTime OccurredAt { get; init; }
    public required string Payment { get; init; }
    public required IReadOnlyList<SoldLine> Lines { get; init; }
    /// <summary><c>store</c> or <c>web</c>; null means as the store usually sells.</summary>
    public string? Channel { get; init; }
    /// <summary>The store's business day it belongs to; set by <see cref="In"/>.</summary>
    public DateOnly Day { get; private init; }
    public string? MemberRef { get; init; }
    public long PointsRedeemed { get; init; }
    /// <summary>The member's one-time permission to spend points.</summary>
    public string? SpendCode { get; init; }
    public IReadOnlyList<SaleCoupon> Coupons { get; init; } = [];
    /// <summary>False when the till did not give the discount of the buyer's level.</summary>
    public bool TierDiscount { get; init; } = true;
    /// <summary>What the till took; null when it does not say. Another amount than ours is refused.</summary>
    public long? Paid { get; init; }
    /// <summary>Sent after the till was offline: its codes are judged by its own time.</summary>
    public bool Late { get; init; }
    /// <summary>A person has decided to take it, however old.</summary>
    public bool AnyAge { get; init; }
    public long? PosKeyId { get; init; }

    /// <param name="store">Null for a quote without one: it sells over the counter, on the brand's own days.</param>
    public Sale In(Store? store, BrandTime time) => this with
    {
        Channel = Channel ?? store?.Channel ?? SalesChannels.Store, Day = store?.DayOf(OccurredAt, time) ?? time.DayOf(OccurredAt),
    };
}

public sealed record RecordedPurchase(
    Purchase Purchase, Member? Member, Tier? Tier, TierChange? TierChange, Coupon? Coupon, long PointsAvailable, Earning Earning)
{
    public IReadOnlyList<AppliedCoupon> Coupons { get; init; } = [];
    /// <summary>What it did to each of the member's stamp cards.</summary>
    public IReadOnlyList<StampResult> Stamps { get; init; } = [];
    public LevelDiscount? Level { get; init; }
}

/// <summary>Records a sale with everything it causes – coupon, points, tier, member's numbers, timeline – in one transaction.</summary>
public sealed class RecordPurchase(
    LoyaltyDb db, BrandTime time, ReadStore stores, PointsLedger ledger, SharePoints family, EvaluateTier tiers,
    PriceSale price, RedeemCoupon redeemCoupon, SellCoupons sellCoupons, SpendMemberCode spendCode, KeepBuyerStats stats, RecordStamps recordStamps, IOptions<SaleOptions> options)
{
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public async Task<Outcome<RecordedPurchase>> ExecuteAsync(Sale sale, CancellationToken ct)
    {
        var now = time.Now;
        if ((!sale.AnyAge && sale.OccurredAt < now - options.Value.Late) || sale.OccurredAt > now + ClockTolerance) return PurchaseRefusals.TimeOutOfRange;
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
        if (await stores.ByCodeAsync(sale.StoreCode, ct) is not { } store) return PurchaseRefusals.StoreUnknown;
        if (await Sold.On(db)(db, store.Id, sale.ReceiptNumber, ct) && await FindAsync(sale, ct) is { } existing) return Duplicate(existing);
        if (!store.Active) return PurchaseRefusals.StoreUnknown;
        sale = sale.In(store, time);

        if (!(await BuyerAsync(sale, now, ct)).Succeeded(out var buyer, out var noBuyer)) return noBuyer;
        var member = buyer.Member;
        var account = member is null ? null : await ledger.OpenAsync(member, null, ct);
        if (sale.PointsRedeemed > 0 && account is not null) await family.BringAsync(member!, account, sale.PointsRedeemed, ct);
        if (!(await price.ExecuteAsync(sale, member, account, ct)).Succeeded(out var priced, out var notPriced)) return notPriced;
        if (sale.Paid is { } took && took != priced.Paid) return PurchaseRefusals.PaidDiffers.With(("paid", priced.Paid), ("taken", took));

        var purchase = New(sale, priced, store.Id, member?.Id, now);
        db.Purchases.Add(purchase);
        await db.SaveChangesAsync(ct);

        if (await UseCouponsAsync(sale, priced, purchase, store, ct) is { } lost) return lost;
        TierChange? change = null;
        IReadOnlyList<StampResult> stamps = [];
        if (member is not null && account is not null)
        {
            await BookPointsAsync(purchase, priced, member, account, now, ct);
            Count(purchase, member);
            // Levels that ask for points sum the ledger.
            if ((await tiers.RulesAsync(ct)).AsksForPoints) await db.SaveChangesAsync(ct);
            await stats.SoldAsync(member.Id, purchase.SoldOn, purchase.Paid, () => SoldThatDayAsync(purchase, ct), ct);
            change = await tiers.AfterPurchaseAsync(member, new PurchaseFacts(purchase.Id, purchase.OccurredAt, purchase.SoldOn, [.. purchase.Lines.Select(l => l.Sku).OfType<string>()]), ct);
            stamps = await recordStamps.ForSaleAsync(StampedSale.Of(purchase, member.Id, sale.StoreCode), ct);
            if (stamps.Any(s => s.Prizes.Count > 0)) account = await ledger.OpenAsync(member, null, ct);
        }
        await unit.CommitAsync(ct);
        var tier = member is null ? null : (await tiers.RulesAsync(ct)).Of(member.TierLevel);
        return new RecordedPurchase(purchase, member, tier, change, priced.Coupon, account?.Available(now) ?? 0, priced.Earning) { Coupons = priced.Coupons, Stamps = stamps, Level = priced.Level };
    }

    private static readonly KnownQuery<Func<LoyaltyDb, long, string, CancellationToken, Task<bool>>> Sold = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, long storeId, string receipt, CancellationToken ct) => db.Purchases.Any(p => p.StoreId == storeId && p.ReceiptNumber == receipt)));

    /// <summary>Uses the sale's coupons, and puts those that it sells into the buyer's wallet.</summary>
    private async Task<Refusal?> UseCouponsAsync(Sale sale, PricedSale priced, Purchase purchase, Store store, CancellationToken ct)
    {
        foreach (var one in priced.Coupons)
        {
            var take = new CouponTake(store.Id, store.Code, one.Discount.Units, one.Discount.Total, purchase.Id, purchase.OccurredAt, purchase.SoldOn, one.Wanted.Nonce, one.Wanted.UseRef, purchase.PosKeyId)
            {
                Late = sale.Late, UnitsByLine = one.ComesBackByLine ? string.Join(',', one.Discount.UnitsPerLine!) : null,
            };
            if (!(await redeemCoupon.ExecuteAsync(one.Coupon, take, ct)).Succeeded(out _, out var lost)) return lost;
        }
        var sold = priced.Lines.Select((l, i) => new SoldProduct(i, l.Sku, l.Quantity)).Where(l => l.Sku is not null).ToList();
        if (purchase.MemberId is { } buyer) return (await sellCoupons.IssueAsync(purchase.Id, buyer, sold, ct)).Refusal;
        return (await sellCoupons.KindsAsync(sold.Select(l => l.Sku), ct)).Count > 0 ? PurchaseRefusals.BuyerRequired : null;
    }

    private async Task<Purchase?> FindAsync(Sale sale, CancellationToken ct) =>
        await db.Purchases.AsNoTracking().Include(p => p.Lines)
            .SingleOrDefaultAsync(p => p.ReceiptNumber == sale.ReceiptNumber && db.Stores.Any(s => s.Id == p.StoreId && s.Code == sale.StoreCode), ct);

    private static Refusal Duplicate(Purchase existing) =>
        PurchaseRefusals.DuplicateReceipt.With(("existing", PurchaseResult.Of(existing)));

    private async Task<Outcome<Buyer>> BuyerAsync(Sale sale, DateTime now, CancellationToken ct)
    {
        if (sale.MemberRef is null) return new Buyer(null);
        if (sale.PointsRedeemed == 0) return await db.TakeMemberAsync(sale.MemberRef, ct) is { } earner ? new Buyer(earner) : MemberRefusals.NotFound;
        var id = await db.Members.Where(m => m.Ref == sale.MemberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (id is null) return MemberRefusals.NotFound;
        if (!(await spendCode.ExecuteAsync(sale.SpendCode!, id.Value, ct, sale.Late ? sale.OccurredAt : null)).Succeeded(out _, out var refusal)) return refusal;
        await family.LockAsync(id.Value, ct);
        if (await db.TakeMemberAsync(id.Value, ct) is not { } member) return MemberRefusals.NotFound;
        return member.RefuseSpend(now) is { } held ? held : new Buyer(member);
    }

    private Purchase New(Sale sale, PricedSale priced, long storeId, long? memberId, DateTime now) => new()
    {
        Ref = Secret.New(16), StoreId = storeId, ReceiptNumber = sale.ReceiptNumber, MemberId = memberId,
        OccurredAt = sale.OccurredAt, RecordedAt = now, SoldOn = sale.Day,
        Weekday = BrandTime.Weekday(sale.Day), Hour = time.Local(sale.OccurredAt).Hour, Payment = sale.Payment,
        Channel = sale.Channel ?? SalesChannels.Store,
        Total = priced.Total, CouponDiscount = priced.CouponDiscount, TierDiscount = priced.TierDiscount, PointsRedeemed = sale.PointsRedeemed, PointsDiscount = priced.PointsDiscount,
        Paid = priced.Paid, PointsEarned = priced.PointsEarned, CouponId = priced.Coupon?.Id, PosKeyId = sale.PosKeyId,
        Lines = [.. priced.Lines.Select((l, i) => new PurchaseLine
        {
            Position = i, Sku = l.Sku, Name = l.Name, Category = l.Category, Quantity = l.Quantity, Amount = l.Amount,
            PaidShare = l.Paid, TierDiscount = l.TierDiscount, PointsRedeemed = l.PointsRedeemed, EarnsPoints = l.EarnsPoints, Delivery = l.Delivery,
        })],
    };

    private async Task BookPointsAsync(Purchase purchase, PricedSale priced, Member member, PointsAccount account, DateTime now, CancellationToken ct)
    {
        var policy = priced.Programme.Policy;
        // Spent before earned: what a sale earns cannot pay for it. Whether a lot has lapsed is judged by our own time.
        account.Spend(purchase.PointsRedeemed, now, new PointsCause(purchase.OccurredAt, now, PointsReasons.Redeemed, purchase.Id)
        {
            Inputs = JsonSerializer.Serialize(new { amount = purchase.PointsDiscount, perPoints = policy.Redeem.Points, perAmount = policy.Redeem.Amount }, JsonSerializerOptions.Web),
        });
        var facts = new ExpiryFacts(member.JoinedAt, policy.Expiry is TierAnniversary
            ? await db.TierPeriods.Where(p => p.MemberId == member.Id && p.ToAt == null).Select(p => p.ValidUntil).FirstOrDefaultAsync(ct) : null);
        var available = policy.AvailabilityOf(purchase.OccurredAt, purchase.Channel == SalesChannels.Web, time);
        foreach (var part in priced.Earning.Parts)
        {
            var expiry = part.Rule.ExpiryUnder(policy);
            account.Earn(part.Points, purchase.OccurredAt, available, expiry.Of(purchase.OccurredAt, facts, time), part.Rule.Code,
                new PointsCause(purchase.OccurredAt, now, PointsReasons.Purchase, purchase.Id)
                {
                    Rule = part.Rule.Code, RuleVersion = part.Rule.Version, Inputs = part.Inputs.ToJson(),
                },
                (expiry as Inactivity)?.Days);
        }
        account.Prolong(now, days => time.EndOf(time.DayOf(purchase.OccurredAt).AddDays(days)));
        await ledger.BookAsync(account, member, ct);
    }

    private Task<bool> SoldThatDayAsync(Purchase purchase, CancellationToken ct) =>
        db.Purchases.AnyAsync(p => p.MemberId == purchase.MemberId && p.SoldOn == purchase.SoldOn && !p.WhollyReturned && p.Id != purchase.Id, ct);

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
    /// <summary>What the member's level took off; not part of discount.</summary>
    public long TierDiscount { get; init; }

    public static PurchaseResult Of(Purchase p) => new(
        p.Ref, p.ReceiptNumber, p.OccurredAt, p.Total, p.CouponDiscount, p.PointsRedeemed, p.PointsDiscount, p.Paid, p.PointsEarned, p.Refunded,
        [.. p.Lines.OrderBy(l => l.Position).Select(l => new PurchaseResultLine(l.Position, l.Sku, l.Name, l.Quantity, l.Amount, l.PaidShare, l.RefundedQuantity))])
    {
        TierDiscount = p.TierDiscount,
    };
}

public sealed record PurchaseResultLine(int Line, string? Sku, string Name, int Quantity, long Amount, long Paid, int RefundedQuantity);

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

/// <summary>How a till uses a coupon.</summary>
/// <param name="SoldAt">The moment its rules are judged by; null means now.</param>
/// <param name="Day">The store's business day of that moment; null means the brand's.</param>
/// <param name="Nonce">Of the QR code it was shown with.</param>
/// <param name="UseRef">The reservation that is used up.</param>
public sealed record CouponTake(
    long StoreId, string StoreCode, long Units = 1, long Discount = 0, long? PurchaseId = null, DateTime? SoldAt = null, DateOnly? Day = null, string? Nonce = null,
    string? UseRef = null, long? PosKeyId = null)
{
    /// <summary>Sent after the till was offline: whether the coupon was good is asked of the moment of the sale.</summary>
    public bool Late { get; init; }

    /// <summary>See <see cref="CouponUse.UnitsByLine"/>.</summary>
    public string? UnitsByLine { get; init; }
}

public sealed record TakenCoupon(Coupon Coupon, CouponUse Use);

/// <summary>Uses a coupon at a store, exactly once whatever races: the member's lock orders the tries, the version column decides.</summary>
public sealed class RedeemCoupon(LoyaltyDb db, BrandTime time, ReadCouponFacts facts)
{
    public static readonly TimeSpan HoldsFor = TimeSpan.FromMinutes(10);

    /// <summary>Joins the caller's unit when there is one, so that a sale and its coupon are one.</summary>
    /// <param name="found">As <see cref="FindCoupon"/> gave it; read again under the lock.</param>
    public Task<Outcome<TakenCoupon>> ExecuteAsync(Coupon found, CouponTake take, CancellationToken ct) => UnderLockAsync<TakenCoupon>(found, async now =>
    {
        if (take.UseRef is { } held) return await SettleAsync(found, held, take, now, ct);
        if (await JudgeAsync(found, take, now, ct) is { } no) return no;
        // Nobody says what it took off outside a sale: the budget gives what it may take.
        if (take.PurchaseId is null) take = take with { Discount = BudgetOf(found.Definition, take.Units) };
        if (await SpendAsync(found.DefinitionId, take.Discount, ct) is { } broke) return broke;
        if (found.Redeem(now, take.StoreId, take.PurchaseId, take.Units, JudgedAt(take, now)) is { } refusal) return await ExplainAsync(refusal, found, ct);
        var use = New(found, take, now, null);
        (use.State, use.UsedAt) = (CouponUseState.Used, now);
        db.CouponUses.Add(use);
        Tell(found, take, MemberEvents.CouponRedeemed, now);
        return new TakenCoupon(found, use);
    }, ct);

    /// <summary>Puts uses aside for ten minutes, and their part of the budget; no other till can take them meanwhile.</summary>
    public Task<Outcome<TakenCoupon>> HoldAsync(Coupon found, CouponTake take, CancellationToken ct) => UnderLockAsync<TakenCoupon>(found, async now =>
    {
        if (await JudgeAsync(found, take, now, ct) is { } no) return no;
        var until = now + HoldsFor;
        take = take with { Discount = BudgetOf(found.Definition, take.Units) };
        if (await SpendAsync(found.DefinitionId, take.Discount, ct) is { } broke) return broke;
        if (found.Reserve(now, until, take.Units) is { } refusal) return await ExplainAsync(refusal, found, ct);
        var use = New(found, take, now, until);
        db.CouponUses.Add(use);
        return new TakenCoupon(found, use);
    }, ct);

    /// <summary>Uses what was put aside. Asked again it answers what it answered first.</summary>
    public async Task<Outcome<TakenCoupon>> CommitAsync(string useRef, CancellationToken ct)
    {
        if (await FindUseAsync(useRef, ct) is not { } use) return CouponRefusals.HoldUnknown;
        return await UnderLockAsync(use.Coupon, now => SettleAsync(use.Coupon, useRef, new CouponTake(use.StoreId, ""), now, ct), ct);
    }

    /// <summary>Lets go what was put aside. Asked again it answers the same.</summary>
    public async Task<Outcome<TakenCoupon>> CancelAsync(string useRef, CancellationToken ct)
    {
        if (await FindUseAsync(useRef, ct) is not { } found) return CouponRefusals.HoldUnknown;
        return await UnderLockAsync<TakenCoupon>(found.Coupon, async _ =>
        {
            var use = await db.CouponUses.SingleAsync(u => u.Ref == useRef, ct);
            if (use.State is CouponUseState.Used or CouponUseState.Returned) return await ExplainAsync(CouponRefusals.AlreadyRedeemed, found.Coupon, ct);
            if (use.State == CouponUseState.Held) await LetGoAsync(found.Coupon, use, ct);
            return new TakenCoupon(found.Coupon, use);
        }, ct, spends: false);
    }

    /// <summary>Lets go what tills reserved and forgot. One pass over those whose time is over.</summary>
    public async Task<int> ReleaseLapsedAsync(int count, CancellationToken ct)
    {
        var now = time.Now;
        var lapsed = await db.CouponUses.AsNoTracking().Where(u => u.State == CouponUseState.Held && u.HeldUntil <= now)
            .OrderBy(u => u.HeldUntil).Take(count).Select(u => u.Coupon).ToListAsync(ct);
        foreach (var coupon in lapsed.DistinctBy(c => c.Id))
        {
            var tracked = await db.Coupons.SingleAsync(c => c.Id == coupon.Id, ct);
            await UnderLockAsync<TakenCoupon>(tracked, _ => Task.FromResult<Outcome<TakenCoupon>>(new TakenCoupon(tracked, null!)), ct, spends: false);
        }
        return lapsed.Count;
    }

    private async Task<Outcome<T>> UnderLockAsync<T>(Coupon found, Func<DateTime, Task<Outcome<T>>> act, CancellationToken ct, bool spends = true)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        if (await db.TakeMemberAsync(found.MemberId, ct) is not { } owner) return CouponRefusals.NotFound;
        if (spends && owner.RefuseSpend(now) is { } held) return held;
        await db.Entry(found).ReloadAsync(ct);
        foreach (var use in await db.CouponUses.Where(u => u.CouponId == found.Id && u.State == CouponUseState.Held && u.HeldUntil <= now).ToListAsync(ct))
        {
            await LetGoAsync(found, use, ct);
        }
        try
        {
            var outcome = await act(now);
            if (outcome.Refusal is not null) return outcome;
            await unit.CommitAsync(ct);
            return outcome;
        }
        catch (DbUpdateConcurrencyException)
        {
            // The nightly job, which locks no member, ended the coupon in this very moment.
            return CouponRefusals.Expired.With(("validUntil", found.ValidUntil));
        }
    }

    private async Task<Refusal?> JudgeAsync(Coupon coupon, CouponTake take, DateTime now, CancellationToken ct)
    {
        // Asked first: a used coupon is told to be used, whatever its rules say about the hour.
        if (coupon.Refuses(JudgedAt(take, now)) is { } state) return await ExplainAsync(state, coupon, ct);
        // Experiences and passes are shown without a sale: a code scanned twice must not count twice.
        if (take.Nonce is { } nonce && coupon.Uses > 1 && !await db.TryUseCodeAsync($"coupon:{nonce}", now, ct)) return CouponRefusals.TokenUsed;
        var (at, day) = (take.SoldAt ?? now, DayOf(take, now));
        return CouponDecision.Refuses(coupon.Definition, new CouponSale(time.Local(at), day, take.StoreCode, []), await facts.ExecuteAsync(coupon.MemberId, at, day, take.Late, [], ct));
    }

    private DateOnly DayOf(CouponTake take, DateTime now) => take.Day ?? time.DayOf(take.SoldAt ?? now);

    private static DateTime JudgedAt(CouponTake take, DateTime now) => take is { Late: true, SoldAt: { } sold } && sold < now ? sold : now;

    private async Task<Outcome<TakenCoupon>> SettleAsync(Coupon coupon, string useRef, CouponTake take, DateTime now, CancellationToken ct)
    {
        var use = await db.CouponUses.SingleAsync(u => u.Ref == useRef, ct);
        if (use.State == CouponUseState.Used && (take.PurchaseId is null || take.PurchaseId == use.PurchaseId)) return new TakenCoupon(coupon, use);
        if (use.State is CouponUseState.Used or CouponUseState.Returned) return await ExplainAsync(CouponRefusals.AlreadyRedeemed, coupon, ct);
        if (!use.Holds(now)) return use.HeldUntil <= now ? CouponRefusals.HoldOver : CouponRefusals.HoldReleased;
        if (take.PurchaseId is null) take = take with { Discount = use.Discount };
        if (await SpendAsync(coupon.DefinitionId, take.Discount - use.Discount, ct) is { } broke) return broke;
        (use.State, use.UsedAt, use.PurchaseId, use.Discount, use.UnitsByLine) = (CouponUseState.Used, now, take.PurchaseId, take.Discount, take.UnitsByLine);
        // Reserved with more than the sale took.
        if (take.PurchaseId is not null && take.Units < use.Units)
        {
            coupon.UsesLeft += use.Units - take.Units;
            use.Units = take.Units;
        }
        coupon.Settle(now, use.StoreId, take.PurchaseId, await OthersHeldAsync(use, ct));
        if (coupon is { UsesLeft: > 0, State: CouponState.Reserved }) coupon.State = CouponState.Issued;
        Tell(coupon, take with { StoreId = use.StoreId, Units = use.Units }, MemberEvents.CouponRedeemed, now);
        return new TakenCoupon(coupon, use);
    }

    private async Task LetGoAsync(Coupon coupon, CouponUse use, CancellationToken ct)
    {
        await SpendAsync(use.DefinitionId, -use.Discount, ct);
        (use.State, use.Discount) = (CouponUseState.Released, 0);
        coupon.Release(use.Units, await OthersHeldAsync(use, ct));
    }

    private Task<bool> OthersHeldAsync(CouponUse use, CancellationToken ct)
    {
        var now = time.Now;
        return db.CouponUses.AnyAsync(u => u.CouponId == use.CouponId && u.Id != use.Id && u.State == CouponUseState.Held && u.HeldUntil > now, ct);
    }

    /// <summary>What uses may take off a sale at most, where the kind has a budget.</summary>
    private static long BudgetOf(CouponDefinition d, long units) => d.Budget is null ? 0 : d switch
    {
        { HoldsMoney: true } => units,
        { Kind: CouponKind.Amount or CouponKind.Pass } => d.Value * units,
        _ => (d.MaximumDiscount ?? 0) * units,
    };

    /// <summary>Takes the discount out of the kind's budget, if it has one; a negative one goes back into it.</summary>
    private async Task<Refusal?> SpendAsync(long definitionId, long discount, CancellationToken ct)
    {
        if (discount == 0) return null;
        var taken = await db.CouponDefinitions.Where(d => d.Id == definitionId && d.Budget != null && d.BudgetSpent + discount <= d.Budget)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.BudgetSpent, d => d.BudgetSpent + discount), ct);
        return taken == 1 || await db.CouponDefinitions.AnyAsync(d => d.Id == definitionId && d.Budget == null, ct) ? null : CouponRefusals.BudgetSpent;
    }

    private Task<CouponUse?> FindUseAsync(string useRef, CancellationToken ct) =>
        db.CouponUses.Include(u => u.Coupon).ThenInclude(c => c.Definition).SingleOrDefaultAsync(u => u.Ref == useRef, ct);

    private CouponUse New(Coupon coupon, CouponTake take, DateTime now, DateTime? heldUntil) => new()
    {
        Ref = Secret.New(16), CouponId = coupon.Id, MemberId = coupon.MemberId, DefinitionId = coupon.DefinitionId, Units = take.Units, CreatedAt = now,
        HeldUntil = heldUntil, Day = DayOf(take, now), StoreId = take.StoreId, PurchaseId = take.PurchaseId, Discount = take.Discount,
        UnitsByLine = take.UnitsByLine, PosKeyId = take.PosKeyId,
    };

    private void Tell(Coupon coupon, CouponTake take, string kind, DateTime now) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = coupon.MemberId, Kind = kind, At = now,
        Data = JsonSerializer.Serialize(
            new { coupon = coupon.Id, store = take.StoreId, purchase = take.PurchaseId, units = take.Units, left = coupon.UsesLeft, discount = take.Discount },
            JsonSerializerOptions.Web),
    });

    /// <summary>Adds to a refusal what a clerk can tell the customer: when and where.</summary>
    public async Task<Refusal> ExplainAsync(Refusal refusal, Coupon coupon, CancellationToken ct)
    {
        if (refusal.Code == CouponRefusals.Expired.Code) return refusal.With(("validUntil", coupon.ValidUntil));
        if (refusal.Code != CouponRefusals.AlreadyRedeemed.Code) return refusal;
        var store = await db.Stores.Where(s => s.Id == coupon.RedeemedStoreId).Select(s => s.Name).SingleOrDefaultAsync(ct);
        return refusal.With(("redeemedAt", coupon.RedeemedAt), ("storeName", store));
    }
}

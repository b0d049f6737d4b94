using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Coupons.Codes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons;

public sealed record CheckCouponRequest(
    [property: Required, StringLength(100, MinimumLength = 1), Description("QR text or typed code.")] string Code);

public sealed record RedeemCouponRequest(
    [property: Required, StringLength(100, MinimumLength = 1), Description("QR text or typed code.")] string Code,
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: RegularExpression("^[\\x21-\\x7E]{1,40}$"), Description("For the till's own logs; not stored.")] string? ReceiptNumber = null,
    [property: Range(1, 10_000_000), Description("Uses of a pass or 寄杯, NT$ of a money voucher.")] long Units = 1);

public sealed record ReserveCouponRequest(
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: StringLength(100, MinimumLength = 1), Description("QR text or typed code. Either this, or ref and member.")] string? Code = null,
    [property: StringLength(40, MinimumLength = 1), Description("Wallet id from a lookup.")] string? Ref = null,
    [property: StringLength(40, MinimumLength = 1), Description("The member's ref from the same lookup.")] string? Member = null,
    [property: Range(1, 10_000_000), Description("Uses of a pass or 寄杯, NT$ of a money voucher.")] long Units = 1) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Code is null != (Ref is not null && Member is not null)) yield return new ValidationResult("Send either code, or ref and member.", [nameof(Code), nameof(Ref)]);
    }
}

public sealed record ClaimCouponRequest(
    [property: Required, StringLength(40, MinimumLength = 1), Description("The member's ref from a lookup.")] string Member,
    [property: Required, StringLength(80, MinimumLength = 1), Description("A promotional word, or the code of a flyer.")] string Code);

/// <param name="State"><c>usable</c>, <c>reserved</c>, <c>redeemed</c>, <c>expired</c>, <c>revoked</c>, <c>offered</c> or <c>given</c>.</param>
/// <param name="ValidUntil">Last second on which it can be used.</param>
public sealed record CheckedCoupon(
    string Ref, string Title, string Kind, long Value, long? MaximumDiscount, long MinimumSpend, string? ProductSku, DateTime ValidUntil, string State,
    DateTime? RedeemedAt, string? StoreName)
{
    public long Uses { get; init; } = 1;
    public long UsesLeft { get; init; } = 1;
    /// <summary>Its uses are NT$.</summary>
    public bool HoldsMoney { get; init; }
    public DateTime ValidFrom { get; init; }
    public DateTime? ReservedUntil { get; init; }
    /// <summary>The customer paid for it: what is left of it can be paid back.</summary>
    public bool Paid { get; init; }
    /// <summary>Its conditions in words, one sentence each.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

public sealed record CouponOwner(string Name);

public sealed record CouponAnswer(CheckedCoupon Coupon, CouponOwner Member);

/// <param name="Coupon">The first of them.</param>
/// <param name="Coupons">All that came into the wallet: the parts of a bundle, otherwise the one coupon.</param>
public sealed record ClaimAnswer(CheckedCoupon Coupon, CouponOwner Member, IReadOnlyList<CheckedCoupon> Coupons);

/// <param name="Ref">Names the reservation when it is committed, cancelled or used in a sale.</param>
/// <param name="Until">First instant at which it no longer holds.</param>
/// <param name="State"><c>held</c>, <c>used</c> or <c>released</c>.</param>
public sealed record CouponHold(string Ref, long Units, DateTime? Until, string State);

public sealed record HoldAnswer(CouponHold Hold, CheckedCoupon Coupon, CouponOwner Member);

/// <summary>What tills do with a coupon alone; used in a sale it is part of the sale's request.</summary>
public static class TillCouponEndpoints
{
    public static void MapTillCoupons(this RouteGroupBuilder pos)
    {
        pos.MapPost("/coupons/check", CheckAsync).NeedsScope(PosScopes.Coupons).WithName("checkCoupon")
            .WithSummary("What a coupon is and whether it can be used, without using it.").ProducesProblem(404).ProducesProblem(410).ProducesProblem(429);
        pos.MapPost("/coupons/redeem", RedeemAsync).NeedsScope(PosScopes.Coupons).OncePerKey("coupon").WithName("redeemCoupon")
            .WithSummary("Use a coupon outside a sale, or some uses of it.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422).ProducesProblem(429);
        pos.MapPost("/coupons/reserve", ReserveAsync).NeedsScope(PosScopes.Coupons).OncePerKey("coupon-hold").WithName("reserveCoupon")
            .WithSummary("Put a coupon, or some uses of it, aside for ten minutes.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422).ProducesProblem(429);
        pos.MapPost("/coupons/holds/{hold}/commit", CommitAsync).NeedsScope(PosScopes.Coupons).WithName("commitCoupon")
            .WithSummary("Use what was reserved. Asked again it answers what it answered first.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410);
        pos.MapPost("/coupons/holds/{hold}/cancel", CancelAsync).NeedsScope(PosScopes.Coupons).WithName("cancelCoupon")
            .WithSummary("Let go what was reserved.").ProducesProblem(404).ProducesProblem(409);
        pos.MapPost("/coupons/claim", ClaimAsync).NeedsScope(PosScopes.Coupons).OncePerKey("coupon-claim").WithName("claimCoupon")
            .WithSummary("Turn a promotional word or the code of a flyer into a coupon of a member.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(429);
    }

    private static async Task<Results<Ok<CouponAnswer>, ProblemHttpResult>> CheckAsync(
        CheckCouponRequest request, PosCaller caller, FindCoupon find, LoyaltyDb db, TimeProvider clock, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        if ((await find.ByCodeAsync(request.Code, ct)).Succeeded(out var coupon, out var refusal))
        {
            return TypedResults.Ok(await AnswerAsync(coupon, db, clock, http, ct));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<CouponAnswer>, ProblemHttpResult>> RedeemAsync(
        RedeemCouponRequest request, PosCaller caller, FindCoupon find, RedeemCoupon redeem, LoyaltyDb db, ReadStore stores, BrandTime time, TimeProvider clock,
        WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (!(await TakeAsync(request.Store, request.Units, caller, stores, time, wrongCodes, ct)).Succeeded(out var take, out var refusal)) return refusal.ToProblem(http);
        if ((await find.WithTokenAsync(request.Code, ct)).Succeeded(out var found, out refusal)
            && (await redeem.ExecuteAsync(found.Coupon, take with { Nonce = found.Nonce }, ct)).Succeeded(out _, out refusal))
        {
            return TypedResults.Ok(await AnswerAsync(found.Coupon, db, clock, http, ct));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<HoldAnswer>, ProblemHttpResult>> ReserveAsync(
        ReserveCouponRequest request, PosCaller caller, FindCoupon find, RedeemCoupon redeem, LoyaltyDb db, ReadStore stores, BrandTime time, TimeProvider clock,
        WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (!(await TakeAsync(request.Store, request.Units, caller, stores, time, wrongCodes, ct)).Succeeded(out var take, out var refusal)) return refusal.ToProblem(http);
        if ((await FindAsync(request, find, db, ct)).Succeeded(out var found, out refusal)
            && (await redeem.HoldAsync(found.Coupon, take with { Nonce = found.Nonce }, ct)).Succeeded(out var taken, out refusal))
        {
            return TypedResults.Ok(await AnswerAsync(taken, db, clock, http, ct));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static Task<Results<Ok<HoldAnswer>, ProblemHttpResult>> CommitAsync(
        string hold, PosCaller caller, RedeemCoupon redeem, LoyaltyDb db, TimeProvider clock, HttpContext http, CancellationToken ct) =>
        EndAsync(hold, caller, () => redeem.CommitAsync(hold, ct), db, clock, http, ct);

    private static Task<Results<Ok<HoldAnswer>, ProblemHttpResult>> CancelAsync(
        string hold, PosCaller caller, RedeemCoupon redeem, LoyaltyDb db, TimeProvider clock, HttpContext http, CancellationToken ct) =>
        EndAsync(hold, caller, () => redeem.CancelAsync(hold, ct), db, clock, http, ct);

    private static async Task<Results<Ok<HoldAnswer>, ProblemHttpResult>> EndAsync(
        string hold, PosCaller caller, Func<Task<Outcome<TakenCoupon>>> end, LoyaltyDb db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        // Another store's reservation is as unknown as one that never was.
        var store = await db.CouponUses.Where(u => u.Ref == hold).Select(u => db.Stores.Where(s => s.Id == u.StoreId).Select(s => s.Code).FirstOrDefault()).FirstOrDefaultAsync(ct);
        if (store is null || !caller.MayActFor(store)) return CouponRefusals.HoldUnknown.ToProblem(http);
        return (await end()).Succeeded(out var taken, out var refusal) ? TypedResults.Ok(await AnswerAsync(taken, db, clock, http, ct)) : refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<ClaimAnswer>, ProblemHttpResult>> ClaimAsync(
        ClaimCouponRequest request, PosCaller caller, ClaimCode claim, LoyaltyDb db, TimeProvider clock, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        var member = await db.Members.Where(m => m.Ref == request.Member && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (member is null) return MemberRefusals.NotFound.ToProblem(http);
        if ((await claim.ExecuteAsync(member.Value, request.Code, ct)).Succeeded(out var coupon, out var refusal))
        {
            var answers = new List<CouponAnswer>();
            foreach (var one in await OpenedAsync(coupon, db, ct)) answers.Add(await AnswerAsync(one, db, clock, http, ct));
            return TypedResults.Ok(new ClaimAnswer(answers[0].Coupon, answers[0].Member, [.. answers.Select(a => a.Coupon)]));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    /// <summary>What a claimed coupon puts into the wallet: a bundle is its parts.</summary>
    private static async Task<List<Coupon>> OpenedAsync(Coupon coupon, LoyaltyDb db, CancellationToken ct)
    {
        if (coupon.State != CouponState.Unpacked) return [coupon];
        var prefix = IssueCoupon.PartKey(coupon.Id);
        return await db.Coupons.Include(c => c.Definition).Where(c => c.IssueKey != null && c.IssueKey.StartsWith(prefix)).OrderBy(c => c.Id).ToListAsync(ct);
    }

    private static async Task<Outcome<CouponTake>> TakeAsync(string storeCode, long units, PosCaller caller, ReadStore stores, BrandTime time, WrongCodes wrongCodes, CancellationToken ct)
    {
        if (!caller.MayActFor(storeCode)) return PosRefusals.StoreForbidden.With(("store", storeCode));
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused;
        return await stores.ByCodeAsync(storeCode, ct) is { Active: true } store
            ? new CouponTake(store.Id, storeCode, units, Day: store.DayOf(time.Now, time), PosKeyId: caller.Id) : CouponRefusals.StoreUnknown;
    }

    private static async Task<Outcome<FoundCoupon>> FindAsync(ReserveCouponRequest request, FindCoupon find, LoyaltyDb db, CancellationToken ct)
    {
        if (request.Code is { } code) return await find.WithTokenAsync(code, ct);
        var member = await db.Members.Where(m => m.Ref == request.Member && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct);
        if (member is null) return MemberRefusals.NotFound;
        return (await find.ByRefAsync(request.Ref!, member.Value, ct)).Succeeded(out var coupon, out var refusal) ? new FoundCoupon(coupon, null) : refusal;
    }

    private static async Task<HoldAnswer> AnswerAsync(TakenCoupon taken, LoyaltyDb db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var (use, seen) = (taken.Use, await AnswerAsync(taken.Coupon, db, clock, http, ct));
        var state = use.State switch { CouponUseState.Held => "held", CouponUseState.Used or CouponUseState.Returned => "used", _ => "released" };
        return new HoldAnswer(new CouponHold(use.Ref, use.Units, use.State == CouponUseState.Held ? use.HeldUntil : null, state), seen.Coupon, seen.Member);
    }

    private static async Task<CouponAnswer> AnswerAsync(Coupon coupon, LoyaltyDb db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var (d, now) = (coupon.Definition, clock.GetUtcNow().UtcDateTime);
        var owner = await db.Members.Where(m => m.Id == coupon.MemberId).Select(m => m.Name).SingleAsync(ct);
        var store = await db.Stores.Where(s => s.Id == coupon.RedeemedStoreId).Select(s => s.Name).SingleOrDefaultAsync(ct);
        var english = http.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase);
        return new CouponAnswer(
            new CheckedCoupon(coupon.Ref, d.Title, ReadCoupons.KindOf(d.Kind), d.Value, d.MaximumDiscount, d.MinimumSpend, d.ProductSku,
                LastMoment.Before(coupon.ValidUntil), ReadCoupons.StateOf(coupon, now), coupon.RedeemedAt, store)
            {
                Uses = coupon.Uses, UsesLeft = coupon.UsesLeft, HoldsMoney = d.HoldsMoney, Paid = d.IsPaid, ValidFrom = coupon.ValidFrom,
                ReservedUntil = coupon.ReservedUntil > now ? coupon.ReservedUntil : null,
                Rules = CouponSummary.Of(d, await CouponNames.ReadAsync(db, [d], ct), english),
            },
            new CouponOwner(Names.Mask(owner)));
    }
}

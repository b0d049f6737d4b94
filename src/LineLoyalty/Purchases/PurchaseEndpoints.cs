using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Purchases;

/// <summary>What tills do with sales.</summary>
public static class PurchaseEndpoints
{
    private const int MostProducts = 200;

    public static void MapPurchases(this RouteGroupBuilder pos)
    {
        pos.MapGet("/me", MeAsync).WithName("getKey").WithSummary("The key's own name, rights and stores, and how points are earned and spent.");
        pos.MapGet("/stores", StoresAsync).WithName("listStores").WithSummary("Stores this key may act for.");
        pos.MapGet("/products", ProductsAsync).WithName("listProducts").WithSummary("Products on sale, at most 200; q searches name and SKU.");
        pos.MapPost("/members/lookup", LookupAsync).NeedsScope(PosScopes.Members).WithName("lookupMember")
            .WithSummary("Find a member by QR text, barcode, card number or mobile number.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(429);
        pos.MapPost("/purchases", RecordAsync).NeedsScope(PosScopes.Purchases).OncePerKey("purchase").WithName("recordPurchase")
            .WithSummary("Record a sale with its points and coupon.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422).ProducesProblem(429);
        pos.MapPost("/purchases/quote", QuoteAsync).NeedsScope(PosScopes.Purchases).WithName("quotePurchase")
            .WithSummary("What a sale would cost and earn, without recording it.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(422);
        pos.MapGet("/purchases", FindAsync).NeedsScope(PosScopes.Purchases).WithName("findPurchase")
            .WithSummary("Find a sale by store and receipt number.").ProducesProblem(404);
        pos.MapGet("/purchases/{id}", ReadAsync).NeedsScope(PosScopes.Purchases).WithName("getPurchase")
            .WithSummary("A recorded sale with its returns.").ProducesProblem(404);
        pos.MapPost("/purchases/{id}/refunds", RefundAsync).NeedsScope(PosScopes.Refunds).OncePerKey("refund").WithName("refundPurchase")
            .WithSummary("Return a sale, whole or by line.").ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<Ok<KeyView>> MeAsync(PosCaller caller, LoyaltyDb db, ReadPointsProgramme programmes, TimeProvider clock, CancellationToken ct)
    {
        var programme = await programmes.AtAsync(clock.GetUtcNow().UtcDateTime, ct);
        var (rate, redeem) = (programme.BasicRate, programme.Policy.Redeem);
        return TypedResults.Ok(new KeyView(caller.KeyId, caller.Name, caller.Scopes, await StoresOfAsync(caller, db, ct), caller.ExpiresAt,
            new PointsRulesView(rate?.Amount ?? 0, rate?.Points ?? 0, redeem.DiscountOf(1), redeem.Minimum, redeem.MaximumShare, redeem.Points, redeem.Amount)));
    }

    private static async Task<Ok<StoresView>> StoresAsync(PosCaller caller, LoyaltyDb db, CancellationToken ct) =>
        TypedResults.Ok(new StoresView(await StoresOfAsync(caller, db, ct)));

    private static async Task<Ok<ProductsView>> ProductsAsync(PosCaller caller, LoyaltyDb db, CancellationToken ct, string? q = null)
    {
        var products = db.Products.AsNoTracking().Where(p => p.Active);
        if (q is { Length: > 0 }) products = products.Where(p => p.Name.Contains(q) || p.NameEn.Contains(q) || p.Sku.Contains(q));
        return TypedResults.Ok(new ProductsView(await products.OrderBy(p => p.Category).ThenBy(p => p.Id).Take(MostProducts)
            .Select(p => new ProductView(p.Sku, p.Name, p.NameEn, p.Category, p.Price, p.EarnsPoints)).ToListAsync(ct)));
    }

    private static async Task<Results<Ok<IdentifiedMember>, ProblemHttpResult>> LookupAsync(
        LookupRequest request, PosCaller caller, IdentifyMember identify, HttpContext http, CancellationToken ct) =>
        (await identify.ExecuteAsync(request.Key, caller.Id, ct, English(http) ? "en" : null)).Succeeded(out var found, out var refusal)
            ? TypedResults.Ok(found)
            : refusal.ToProblem(http);

    private static async Task<Results<Created<PurchaseView>, ProblemHttpResult>> RecordAsync(
        PurchaseRequest request, PosCaller caller, RecordPurchase record, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        if (!caller.MayActFor(request.Store)) return PosRefusals.StoreForbidden.With(("store", request.Store)).ToProblem(http);
        if ((request.ShowsCode() ? await wrongCodes.RefuseAsync(caller, ct) : wrongCodes.Refuse(caller)) is { } paused) return paused.ToProblem(http);
        var outcome = await record.ExecuteAsync(request.ToSale(caller.Id), ct);
        if (outcome.Succeeded(out var recorded, out var refusal))
        {
            return TypedResults.Created($"/api/pos/v1/purchases/{recorded.Purchase.Ref}", PurchaseView.Of(recorded, English(http)));
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<QuoteView>, ProblemHttpResult>> QuoteAsync(
        QuoteRequest request, PosCaller caller, QuotePurchase quote, WrongCodes wrongCodes, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        var outcome = await quote.ExecuteAsync(new Sale
        {
            StoreCode = request.Store ?? "", ReceiptNumber = "", Payment = request.Payment ?? "", Channel = request.Channel,
            OccurredAt = request.OccurredAt is { } at ? PurchaseRequest.Instant(at) : clock.GetUtcNow().UtcDateTime, Lines = [.. request.Lines.Select(l => l.ToSold())],
            MemberRef = request.Member, PointsRedeemed = request.PointsRedeemed, Coupons = PurchaseCouponRequest.All(request.Coupon, request.Coupons), TierDiscount = request.TierDiscount,
        }, request.Suggest, ct);
        if (outcome.Succeeded(out var quoted, out var refusal))
        {
            return TypedResults.Ok(QuoteView.Of(quoted.Sale, English(http)) with
            {
                Suggestion = SuggestionView.Of(quoted.Suggestion, http.Request.Headers.AcceptLanguage.ToString()), Stamps = [.. quoted.Stamps.Select(s => StampsView.Of(s, English(http)))],
            });
        }
        WrongCodes.Note(http, refusal);
        return refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<PurchaseDetailView>, ProblemHttpResult>> FindAsync(
        string store, string receiptNumber, PosCaller caller, LoyaltyDb db, HttpContext http, CancellationToken ct) =>
        await DetailAsync(db, caller, p => p.Where(x => x.ReceiptNumber == receiptNumber && db.Stores.Any(s => s.Id == x.StoreId && s.Code == store)), http, ct);

    private static async Task<Results<Ok<PurchaseDetailView>, ProblemHttpResult>> ReadAsync(
        string id, PosCaller caller, LoyaltyDb db, HttpContext http, CancellationToken ct) =>
        await DetailAsync(db, caller, p => p.Where(x => x.Ref == id), http, ct);

    private static async Task<Results<Created<RefundView>, ProblemHttpResult>> RefundAsync(
        string id, RefundRequest request, PosCaller caller, RefundPurchase refund, HttpContext http, CancellationToken ct)
    {
        var outcome = await refund.ExecuteAsync(new Return(
            id, request.Lines is null ? null : [.. request.Lines.Select(l => new ReturnedLine(l.Line, l.Quantity))],
            request.Reason, PurchaseRequest.Instant(request.OccurredAt), request.RefundNumber) { Stores = caller.StoreFilter, PosKeyId = caller.Id }, ct);
        return outcome.Succeeded(out var recorded, out var refusal)
            ? TypedResults.Created($"/api/pos/v1/purchases/{id}", RefundView.Of(recorded, English(http)))
            : refusal.ToProblem(http);
    }

    private static async Task<Results<Ok<PurchaseDetailView>, ProblemHttpResult>> DetailAsync(
        LoyaltyDb db, PosCaller caller, Func<IQueryable<Purchase>, IQueryable<Purchase>> which, HttpContext http, CancellationToken ct)
    {
        var purchase = await which(db.Purchases.AsNoTracking().Include(p => p.Lines)).SingleOrDefaultAsync(ct);
        var store = purchase is null ? null : await db.Stores.Where(s => s.Id == purchase.StoreId).Select(s => s.Code).SingleAsync(ct);
        // Another store's sale is as unknown as one that never was.
        if (purchase is null || store is null || !caller.MayActFor(store)) return PurchaseRefusals.NotFound.ToProblem(http);
        var refunds = await db.Refunds.AsNoTracking().Where(r => r.PurchaseId == purchase.Id).OrderBy(r => r.Id).ToListAsync(ct);
        var earned = await db.PointsEntries.AsNoTracking().Where(e => e.PurchaseId == purchase.Id && e.Kind == PointsEntryKind.Earn).OrderBy(e => e.Id).ToListAsync(ct);
        return TypedResults.Ok(new PurchaseDetailView(PurchaseResult.Of(purchase), store, [.. refunds.Select(RefundResult.Of)],
            [.. earned.Select(e => EarnedView.Of(e, English(http))).OfType<EarnedView>()]));
    }

    private static Task<List<StoreView>> StoresOfAsync(PosCaller caller, LoyaltyDb db, CancellationToken ct)
    {
        var stores = db.Stores.AsNoTracking().Where(s => s.Active);
        if (caller.Stores.Count > 0) stores = stores.Where(s => caller.Stores.Contains(s.Code));
        return stores.OrderBy(s => s.Code).Select(s => new StoreView(s.Code, s.Name, s.NameEn)).ToListAsync(ct);
    }

    private static bool English(HttpContext http) => http.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase);
}

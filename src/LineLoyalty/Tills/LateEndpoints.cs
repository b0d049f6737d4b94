using LineLoyalty.Data;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

public static class LateEndpoints
{
    private const int LargestBody = 1024 * 1024;

    public static void MapLateSales(this RouteGroupBuilder pos)
    {
        pos.MapPost("/purchases/batch", CatchUpAsync).NeedsScope(PosScopes.Purchases).TakesUpTo(LargestBody).WithName("catchUp")
            .WithSummary("Send what was sold and returned while the till was offline: up to 200 items, in any order, each with its own key and time.").ProducesProblem(429);
        pos.MapGet("/purchases/batch/{conflict}", ReadAsync).NeedsScope(PosScopes.Purchases).WithName("getLateItem")
            .WithSummary("What became of an item that was held or in conflict.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<CatchUpView>, ProblemHttpResult>> CatchUpAsync(
        CatchUpRequest request, PosCaller caller, CatchUp catchUp, LoyaltyDb db, WrongCodes wrongCodes, HttpContext http, CancellationToken ct)
    {
        // Asked before anything is recorded: a till that is set up wrongly learns it at once, and nothing is half done.
        if (request.Items.FirstOrDefault(i => !caller.MayActFor(i.Store)) is { } foreign) return PosRefusals.StoreForbidden.With(("store", foreign.Store), ("key", foreign.Key)).ToProblem(http);
        if (request.Items.Any(i => i.Refund is not null) && !caller.Scopes.Contains(PosScopes.Refunds)) return PosRefusals.ScopeMissing.With(("scope", PosScopes.Refunds)).ToProblem(http);
        if (request.Items.Any(i => i.ShowsCode) && await wrongCodes.RefuseAsync(caller, ct) is { } paused) return paused.ToProblem(http);
        if (!(await catchUp.ExecuteAsync(request.Items, caller.Id, ct)).Succeeded(out var results, out var refusal)) return refusal.ToProblem(http);
        return TypedResults.Ok(await ViewAsync([.. results.Select((r, i) => (request.Items[i].Key, r))], db, http, ct));
    }

    private static async Task<Results<Ok<LateItemView>, ProblemHttpResult>> ReadAsync(string conflict, PosCaller caller, LoyaltyDb db, HttpContext http, CancellationToken ct)
    {
        var item = await db.LateItems.AsNoTracking().SingleOrDefaultAsync(i => i.Ref == conflict, ct);
        // Another store's item is as unknown as one that never was.
        if (item is null || !caller.MayActFor(item.Store)) return ResolveLate.Unknown.ToProblem(http);
        return TypedResults.Ok((await ViewAsync([(item.Key, new LateResult(item, First: true))], db, http, ct)).Items[0]);
    }

    private static async Task<CatchUpView> ViewAsync(IReadOnlyList<(string Key, LateResult Result)> results, LoyaltyDb db, HttpContext http, CancellationToken ct)
    {
        var (sales, refunds) = (results.Select(r => r.Result.Item.PurchaseId).ToList(), results.Select(r => r.Result.Item.RefundId).ToList());
        var recorded = await db.Purchases.AsNoTracking().Include(p => p.Lines).Where(p => sales.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var returned = await db.Refunds.AsNoTracking().Where(r => refunds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
        var language = http.Request.Headers.AcceptLanguage.ToString();
        return new CatchUpView([.. results.Select(r => View(r.Key, r.Result, recorded, returned, language))]);
    }

    private static LateItemView View(string key, LateResult r, Dictionary<long, Purchase> sales, Dictionary<long, Refund> refunds, string? language)
    {
        if (r.Reused) return new LateItemView(key, "conflict", PosRefusals.IdempotencyKeyReused.Code, PosRefusals.IdempotencyKeyReused.Text(language), null, null, null, null);
        var (item, done) = (r.Item, r.Item.State is LateState.Accepted or LateState.Settled);
        var result = done ? r.First ? "accepted" : "duplicate" : item.State == LateState.Held ? "held" : item.State == LateState.Dismissed ? r.First ? "dismissed" : "duplicate" : "conflict";
        return new LateItemView(key, result, done ? null : item.Code, done || item.Code is null ? null : LateWords.Of(item.Code, language), done ? null : item.Ref, item.HeldUntil,
            item is { Kind: LateKind.Sale, PurchaseId: { } sale } && sales.TryGetValue(sale, out var purchase) ? PurchaseResult.Of(purchase) : null,
            item.RefundId is { } id && refunds.TryGetValue(id, out var refund) ? RefundResult.Of(refund) : null);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Points;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Tills;

/// <param name="First">It was sent for the first time.</param>
/// <param name="Reused">Its key belongs to another item, and nothing was done.</param>
public sealed record LateResult(LateItem Item, bool First, bool Reused = false);

/// <summary>
/// Takes what a till sold while it was offline: each item in a transaction of its own, in the order in which they happened. What cannot be
/// recorded waits for what it needs or is put before a person; nothing is dropped.
/// </summary>
public sealed class CatchUp(LoyaltyDb db, BrandTime time, Vault vault, ResolveMember resolve, RecordLate record, AttemptLimits limits, IOptions<SaleOptions> options)
{
    public const int MostItems = 200;
    private const string Purpose = "late";
    private static readonly string[] MayComeRight = [RecordLate.SaleMissing.Code, PointsRefusals.Insufficient.Code];

    /// <summary>Refused as a whole when its key is paused for wrong codes: what was recorded before that is known when the call is sent again.</summary>
    public async Task<Outcome<IReadOnlyList<LateResult>>> ExecuteAsync(IReadOnlyList<LateItemRequest> items, long posKeyId, CancellationToken ct)
    {
        var results = new LateResult[items.Count];
        // A return in the same second as its sale comes after it.
        foreach (var (item, at) in items.Select((item, at) => (item, at)).OrderBy(x => x.item.Sale?.OccurredAt ?? x.item.Refund!.OccurredAt).ThenBy(x => x.item.Refund is not null).ThenBy(x => x.at))
        {
            if (item.ShowsCode && await limits.RefuseAsync(AttemptRules.PosKey, posKeyId.ToString(CultureInfo.InvariantCulture), ct) is { } paused) return paused;
            results[at] = await TakeAsync(item, posKeyId, ct);
            if (results[at] is { First: true, Item: var taken } && AttemptRules.IsWrongCode(taken.Code)) await limits.CountAsync(AttemptRules.PosKey, posKeyId.ToString(CultureInfo.InvariantCulture), ct);
            db.ChangeTracker.Clear();
        }
        var touched = results.Where(r => r is { First: true, Item.State: LateState.Accepted }).Select(r => r.Item).ToList();
        await RetryAsync([.. touched.Select(i => i.MemberRef).OfType<string>().Distinct()], [.. touched.Select(i => i.ReceiptNumber).Distinct()], ct);
        var ids = results.Select(r => r.Item.Id).ToList();
        var now = await db.LateItems.AsNoTracking().Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, ct);
        return results.Select(r => r with { Item = now[r.Item.Id] }).ToList();
    }

    /// <summary>Tries again what waits, and gives up waiting where its time is over. Called every minute, for sales that came by the other door.</summary>
    public async Task<int> RetryWaitingAsync(CancellationToken ct)
    {
        var waiting = await db.LateItems.AsNoTracking().Where(i => i.State == LateState.Held).OrderBy(i => i.OccurredAt).ThenBy(i => i.Id).Take(MostItems).Select(i => i.Id).ToListAsync(ct);
        var done = 0;
        foreach (var id in waiting) done += await RetryAsync(id, ct) ? 1 : 0;
        return done;
    }

    private async Task RetryAsync(List<string> members, List<string> receipts, CancellationToken ct)
    {
        // One that comes right may be what another waits for.
        for (var again = members.Count + receipts.Count > 0; again;)
        {
            again = false;
            var waiting = await db.LateItems.AsNoTracking().Where(i => i.State == LateState.Held && (members.Contains(i.MemberRef!) || receipts.Contains(i.ReceiptNumber)))
                .OrderBy(i => i.OccurredAt).ThenBy(i => i.Id).Select(i => i.Id).ToListAsync(ct);
            foreach (var id in waiting) again |= await RetryAsync(id, ct);
        }
    }

    /// <returns>Whether it is recorded now.</returns>
    private async Task<bool> RetryAsync(long id, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        // Takes the row's lock on engines that have one: two servers must not both try.
        if (await db.LateItems.Where(i => i.Id == id && i.State == LateState.Held).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, LateState.Held), ct) == 0) return false;
        var found = await db.LateItems.AsNoTracking().SingleAsync(i => i.Id == id, ct);
        var outcome = await record.ExecuteAsync(Open(found), found.PosKeyId, null, ct);
        var over = found.HeldUntil <= time.Now;
        if (outcome.Refusal is { } still && MayComeRight.Contains(still.Code) && !over) return false;
        var item = await db.LateItems.SingleAsync(i => i.Id == id, ct);
        Set(item, outcome);
        if (item.State == LateState.Held) (item.State, item.HeldUntil) = (LateState.Conflict, null);
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return item.State == LateState.Accepted;
    }

    private async Task<LateResult> TakeAsync(LateItemRequest request, long posKeyId, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web)));
        if (await FindAsync(posKeyId, request, hash, ct) is { } known) return Again(known, hash);
        var (named, unnamed) = await NameAsync(request, posKeyId, ct);
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            if (await FindAsync(posKeyId, request, hash, ct) is { } earlier) return Again(earlier, hash);
            var outcome = unnamed ?? await record.ExecuteAsync(named, posKeyId, null, ct);
            var item = New(named, posKeyId, hash);
            Set(item, outcome);
            db.LateItems.Add(item);
            await unit.CommitAsync(ct);
            return new LateResult(item, First: outcome.Value is not { Before: true });
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // A copy of this call was faster with this item; its effect stands.
            db.ChangeTracker.Clear();
            if (await FindAsync(posKeyId, request, hash, ct) is { } first) return Again(first, hash);
            throw;
        }
    }

    private static LateResult Again(LateItem earlier, string hash) => earlier.Hash == hash ? new LateResult(earlier, First: false) : new LateResult(earlier, First: false, Reused: true);

    /// <summary>By its key; or, when a clerk has signed in anew since it was sent, by its key and its whole content.</summary>
    private async Task<LateItem?> FindAsync(long posKeyId, LateItemRequest request, string hash, CancellationToken ct)
    {
        var (store, receipt) = (request.Store, request.Sale?.ReceiptNumber ?? request.Refund!.ReceiptNumber);
        return await db.LateItems.AsNoTracking().SingleOrDefaultAsync(i => i.PosKeyId == posKeyId && i.Key == request.Key, ct)
            ?? await db.LateItems.AsNoTracking().OrderBy(i => i.Id).FirstOrDefaultAsync(i => i.Store == store && i.ReceiptNumber == receipt && i.Key == request.Key && i.Hash == hash, ct);
    }

    /// <summary>Puts the member in the place of what was scanned; the refusal when nobody is found. Outside the unit, where wrong tries are counted.</summary>
    private async Task<(LateItemRequest Named, Outcome<LateOutcome>? Unnamed)> NameAsync(LateItemRequest request, long posKeyId, CancellationToken ct)
    {
        if (request is not { MemberKey: { } key, Sale: { } sale }) return (request, null);
        if (!(await resolve.LateAsync(key, PurchaseRequest.Instant(sale.OccurredAt), posKeyId, ct)).Succeeded(out var who, out var refusal)) return (request, refusal);
        var member = await db.Members.Where(m => m.Id == who.MemberId).Select(m => m.Ref).SingleAsync(ct);
        return (request with { MemberKey = null, Sale = sale with { Member = member } }, null);
    }

    private LateItem New(LateItemRequest request, long posKeyId, string hash) => new()
    {
        Ref = Secret.New(16), PosKeyId = posKeyId, Key = request.Key, Hash = hash, Kind = request.Sale is null ? LateKind.Refund : LateKind.Sale, Store = request.Store,
        ReceiptNumber = request.Sale?.ReceiptNumber ?? request.Refund!.ReceiptNumber, MemberRef = request.Sale?.Member, Amount = request.Sale?.Lines.Sum(l => l.Amount),
        OccurredAt = PurchaseRequest.Instant(request.Sale?.OccurredAt ?? request.Refund!.OccurredAt), ReceivedAt = time.Now, Body = vault.Seal(Purpose, JsonSerializer.Serialize(request, JsonSerializerOptions.Web)),
    };

    private void Set(LateItem item, Outcome<LateOutcome> outcome)
    {
        if (outcome.Succeeded(out var done, out var refusal))
        {
            (item.State, item.PurchaseId, item.RefundId, item.Body, item.HeldUntil, item.Code, item.Facts) = (LateState.Accepted, done.PurchaseId, done.RefundId, null, null, null, null);
            return;
        }
        item.State = MayComeRight.Contains(refusal.Code) ? LateState.Held : LateState.Conflict;
        item.HeldUntil = item.State == LateState.Held ? item.ReceivedAt + options.Value.Late : null;
        item.Code = refusal.Code;
        var facts = JsonSerializer.Serialize(refusal.Facts.Where(f => f.Key != "existing").ToDictionary(f => f.Key, f => f.Value), JsonSerializerOptions.Web);
        item.Facts = facts.Length <= 1000 ? facts : "{}";
    }

    internal LateItemRequest Open(LateItem item) => JsonSerializer.Deserialize<LateItemRequest>(vault.Open(Purpose, item.Body!), JsonSerializerOptions.Web)!;
}

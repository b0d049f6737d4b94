using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Coupons.Codes;

/// <param name="Doubled">Lines that repeat a code of this file or of an earlier one.</param>
/// <param name="Unfit">Lines that cannot be a code: too short, too long, other characters.</param>
public sealed record ImportedCodes(CodeBatch Batch, int Added, int Doubled, int Unfit);

/// <summary>Makes codes in bulk, takes in a partner's list, and hands a list of made ones out once.</summary>
public sealed class MakeCodes(LoyaltyDb db, Vault vault, TimeProvider clock)
{
    public const int MostAtOnce = 100_000;
    private const int PageSize = 1_000;

    public async Task<CodeBatch> GenerateAsync(long definitionId, string name, int count, long staffId, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostAtOnce);
        await using var unit = await db.BeginWriteAsync(ct);
        var batch = await BatchAsync(definitionId, name, imported: false, staffId, ct);
        for (var made = 0; made < count; made += PageSize)
        {
            await AddAsync(batch, Enumerable.Range(0, Math.Min(PageSize, count - made)).Select(_ => CouponCodes.New()), ct);
        }
        batch = await CountedAsync(batch, count, ct);
        await unit.CommitAsync(ct);
        return batch;
    }

    public async Task<ImportedCodes> ImportAsync(long definitionId, string name, IReadOnlyList<string> lines, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var batch = await BatchAsync(definitionId, name, imported: true, staffId, ct);
        var (seen, doubled, unfit) = (new HashSet<string>(StringComparer.Ordinal), 0, 0);
        foreach (var line in lines)
        {
            if (CouponCodes.Canonical(line) is not { } code) unfit++;
            else if (!seen.Add(code)) doubled++;
        }
        var added = 0;
        foreach (var page in seen.Chunk(PageSize))
        {
            var indexes = page.ToDictionary(c => vault.Index(FindCoupon.VaultPurpose, c), StringComparer.Ordinal);
            var known = await db.PoolCodes.Where(p => indexes.Keys.Contains(p.CodeIndex)).Select(p => p.CodeIndex)
                .Union(db.Coupons.Where(c => indexes.Keys.Contains(c.CodeIndex)).Select(c => c.CodeIndex)).ToListAsync(ct);
            doubled += known.Count;
            foreach (var index in known) indexes.Remove(index);
            await AddAsync(batch, indexes.Values, ct);
            added += indexes.Count;
        }
        batch = await CountedAsync(batch, added, ct);
        await unit.CommitAsync(ct);
        return new ImportedCodes(batch, added, doubled, unfit);
    }

    /// <summary>The list of a batch, once: a second copy would be a second set of keys to the till. Null when it was taken before.</summary>
    public async Task<IReadOnlyList<string>?> ExportAsync(long batchId, long staffId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var first = await db.CodeBatches.Where(b => b.Id == batchId && !b.Imported && b.ExportedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(b => b.ExportedAt, now).SetProperty(b => b.ExportedBy, staffId), ct);
        if (first == 0) return null;
        var codes = await db.PoolCodes.AsNoTracking().Where(p => p.BatchId == batchId).OrderBy(p => p.Id).Select(p => p.CodeSealed).ToListAsync(ct);
        await unit.CommitAsync(ct);
        return [.. codes.Select(c => CouponCodes.Display(vault.Open(FindCoupon.VaultPurpose, c)))];
    }

    private async Task<CodeBatch> BatchAsync(long definitionId, string name, bool imported, long staffId, CancellationToken ct)
    {
        var batch = new CodeBatch { DefinitionId = definitionId, Name = name, Imported = imported, Count = 0, CreatedAt = clock.GetUtcNow().UtcDateTime, StaffId = staffId };
        db.CodeBatches.Add(batch);
        await db.SaveChangesAsync(ct);
        return batch;
    }

    private async Task AddAsync(CodeBatch batch, IEnumerable<string> codes, CancellationToken ct)
    {
        db.PoolCodes.AddRange(codes.Select(code => new PoolCode
        {
            BatchId = batch.Id, DefinitionId = batch.DefinitionId, CodeSealed = vault.Seal(FindCoupon.VaultPurpose, code), CodeIndex = vault.Index(FindCoupon.VaultPurpose, code),
        }));
        await db.SaveChangesAsync(ct);
        // A hundred thousand tracked rows would slow every later save.
        db.ChangeTracker.Clear();
    }

    private async Task<CodeBatch> CountedAsync(CodeBatch batch, int count, CancellationToken ct)
    {
        var stored = await db.CodeBatches.SingleAsync(b => b.Id == batch.Id, ct);
        stored.Count = count;
        return stored;
    }
}

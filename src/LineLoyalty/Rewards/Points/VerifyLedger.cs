using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>Something the ledger promises and a row breaks.</summary>
public sealed record LedgerViolation(string Rule, long MemberId, string Detail);

public sealed record LedgerReport(long Members, long Entries, long Lots, IReadOnlyList<LedgerViolation> Violations, bool Truncated)
{
    public bool Holds => Violations.Count == 0;
}

/// <summary>
/// Proves the points ledger row by row: for every member balance = Σ entries = Σ remaining of lots, every entry and every lot is the sum of
/// its moves, running balances fit, and nothing but a debt is below zero. Streams every table once and looks closer only where a sum is off.
/// </summary>
public sealed class VerifyLedger(LoyaltyDb db, IDbContextFactory<LoyaltyDb> connections)
{
    private const int MostViolations = 1000;
    private const int Looks = 4;

    public async Task<LedgerReport> ExecuteAsync(CancellationToken ct)
    {
        var scan = new ScanLedger(db, connections);
        List<LedgerViolation> violations = [];
        foreach (var suspect in (await scan.SuspectsAsync(ct)).Order())
        {
            violations.AddRange(await ConfirmAsync(suspect, ct));
            if (violations.Count >= MostViolations) return new LedgerReport(scan.Members, scan.Entries, scan.Lots, violations, true);
        }
        return new LedgerReport(scan.Members, scan.Entries, scan.Lots, violations, false);
    }

    // Entries and lots are read one after the other, and a sale may slip in between: only what stays wrong is wrong.
    private async Task<List<LedgerViolation>> ConfirmAsync(long memberId, CancellationToken ct)
    {
        List<LedgerViolation> found = [];
        for (var look = 0; look < Looks; look++)
        {
            found = [.. (await ReadAsync(memberId, ct)).SelectMany(Check)];
            if (found.Count == 0) break;
        }
        return found;
    }

    private Task<List<Account>> ReadAsync(long memberId, CancellationToken ct) =>
        db.Members.AsNoTracking().Where(m => m.Id == memberId)
            .Select(m => new Account(
                m.Id, m.PointsBalance,
                db.PointsEntries.Where(e => e.MemberId == m.Id).OrderBy(e => e.Id)
                    .Select(e => new Line(e.Id, e.Points, e.BalanceAfter, e.Moves.Sum(v => v.Points))).ToList(),
                db.PointsLots.Where(l => l.MemberId == m.Id).OrderBy(l => l.Id)
                    .Select(l => new Lot(l.Id, l.Kind, l.Amount, l.Remaining, db.PointsMoves.Where(v => v.LotId == l.Id).Sum(v => v.Points))).ToList()))
            .AsSplitQuery().ToListAsync(ct);

    private static IEnumerable<LedgerViolation> Check(Account account)
    {
        var sum = 0L;
        foreach (var entry in account.Entries)
        {
            sum += entry.Points;
            if (entry.Points != entry.Moved) yield return Broken("entry = Σ its moves", $"entry {entry.Id}: {entry.Points} ≠ {entry.Moved}");
            if (entry.BalanceAfter != sum) yield return Broken("running balance", $"entry {entry.Id}: {entry.BalanceAfter} ≠ {sum}");
        }
        foreach (var lot in account.Lots)
        {
            if (lot.Remaining != lot.Moved) yield return Broken("lot remaining = Σ its moves", $"lot {lot.Id}: {lot.Remaining} ≠ {lot.Moved}");
            var inBounds = lot.Kind == PointsLotKind.Debt ? lot.Remaining <= 0 : lot.Remaining >= 0 && lot.Remaining <= lot.Amount;
            if (!inBounds) yield return Broken("lot within its bounds", $"lot {lot.Id} ({lot.Kind}): {lot.Remaining} of {lot.Amount}");
        }
        if (account.Balance != sum) yield return Broken("balance = Σ entries", $"{account.Balance} ≠ {sum}");
        var remaining = account.Lots.Sum(l => l.Remaining);
        if (account.Balance != remaining) yield return Broken("balance = Σ remaining of lots", $"{account.Balance} ≠ {remaining}");

        LedgerViolation Broken(string rule, string detail) => new(rule, account.Id, detail);
    }

    private sealed record Line(long Id, long Points, long BalanceAfter, long Moved);

    private sealed record Lot(long Id, PointsLotKind Kind, long Amount, long Remaining, long Moved);

    private sealed record Account(long Id, long Balance, List<Line> Entries, List<Lot> Lots);
}

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
/// its moves, running balances fit, and nothing but a debt is below zero. Reads in pages, so memory stays the same however many there are.
/// </summary>
public sealed class VerifyLedger(LoyaltyDb db)
{
    private const int Page = 200;
    private const int MostViolations = 1000;
    private const int Looks = 4;

    public async Task<LedgerReport> ExecuteAsync(CancellationToken ct)
    {
        var (members, entries, lots, last) = (0L, 0L, 0L, 0L);
        List<LedgerViolation> violations = [];
        while (violations.Count < MostViolations)
        {
            var page = await ReadAsync(last, ct);
            if (page.Count == 0) return new LedgerReport(members, entries, lots, violations, false);
            foreach (var member in page)
            {
                members++;
                entries += member.Entries.Count;
                lots += member.Lots.Count;
                violations.AddRange(await ConfirmAsync(member, ct));
            }
            last = page[^1].Id;
        }
        return new LedgerReport(members, entries, lots, violations, true);
    }

    // Entries and lots are read one after the other, and a sale may slip in between: only what stays wrong is wrong.
    private async Task<List<LedgerViolation>> ConfirmAsync(Account account, CancellationToken ct)
    {
        var found = Check(account).ToList();
        for (var look = 1; found.Count > 0 && look < Looks; look++)
        {
            found = (await ReadAsync(account.Id - 1, ct, 1)).Where(m => m.Id == account.Id).SelectMany(Check).ToList();
        }
        return found;
    }

    private Task<List<Account>> ReadAsync(long after, CancellationToken ct, int count = Page) =>
        db.Members.AsNoTracking().Where(m => m.Id > after).OrderBy(m => m.Id).Take(count)
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

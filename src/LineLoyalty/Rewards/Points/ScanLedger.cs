using System.Data.Common;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>
/// One pass over each table of the ledger, all at once on connections of their own, in whatever order the engine reads fastest; finds the
/// members whose sums look wrong. Needs 8 bytes of memory for each line and lot. What sales change meanwhile looks wrong too: every suspect
/// is looked at again by itself.
/// </summary>
internal sealed class ScanLedger(LoyaltyDb db, IDbContextFactory<LoyaltyDb> connections)
{
    private readonly Sums entryLeft = new();
    private readonly Sums lotLeft = new();
    private readonly Sums memberSum = new();
    private readonly Sums memberRemaining = new();
    private readonly HashSet<long> suspects = [];

    public long Members { get; private set; }
    public long Entries { get; private set; }
    public long Lots { get; private set; }

    public async Task<IReadOnlyCollection<long>> SuspectsAsync(CancellationToken ct)
    {
        HashSet<long> badLines = [], badLots = [];
        await Task.WhenAll(
            ReadAsync($"SELECT \"Id\", \"MemberId\", \"Points\", \"BalanceAfter\" FROM \"{Table<PointsEntry>()}\" ORDER BY \"Id\"", row =>
            {
                var (member, points) = (row.GetInt64(1), row.GetInt64(2));
                Entries++;
                entryLeft.Add(row.GetInt64(0), points);
                if (memberSum.Add(member, points) != row.GetInt64(3)) badLines.Add(member);
            }, ct),
            ReadAsync($"SELECT \"EntryId\", \"LotId\", \"Points\" FROM \"{Table<PointsMove>()}\"", row =>
            {
                var points = row.GetInt64(2);
                entryLeft.Add(row.GetInt64(0), -points);
                lotLeft.Add(row.GetInt64(1), points);
            }, ct),
            ReadAsync($"SELECT \"Id\", \"MemberId\", \"Amount\", \"Remaining\", CASE WHEN \"Kind\" = '{nameof(PointsLotKind.Debt)}' THEN 1 ELSE 0 END FROM \"{Table<PointsLot>()}\" ORDER BY \"Id\"", row =>
            {
                var (member, remaining) = (row.GetInt64(1), row.GetInt64(3));
                Lots++;
                lotLeft.Add(row.GetInt64(0), -remaining);
                memberRemaining.Add(member, remaining);
                if (remaining == 0) return;
                var inBounds = row.GetInt32(4) == 1 ? remaining < 0 : remaining > 0 && remaining <= row.GetInt64(2);
                if (!inBounds) badLots.Add(member);
            }, ct));
        suspects.UnionWith(badLines);
        suspects.UnionWith(badLots);
        await ReadAsync($"SELECT \"Id\", \"PointsBalance\" FROM \"{Table<Membership.Member>()}\" ORDER BY \"Id\"", row =>
        {
            var (id, balance) = (row.GetInt64(0), row.GetInt64(1));
            Members++;
            if (balance != memberSum[id] || balance != memberRemaining[id]) suspects.Add(id);
        }, ct);
        foreach (var chunk in entryLeft.NotZero().Chunk(500))
        {
            suspects.UnionWith(await db.PointsEntries.Where(e => chunk.Contains(e.Id)).Select(e => e.MemberId).Distinct().ToListAsync(ct));
        }
        foreach (var chunk in lotLeft.NotZero().Chunk(500))
        {
            suspects.UnionWith(await db.PointsLots.Where(l => chunk.Contains(l.Id)).Select(l => l.MemberId).Distinct().ToListAsync(ct));
        }
        return suspects;
    }

    private string Table<T>() => db.Model.FindEntityType(typeof(T))!.GetTableName()!;

    private Task ReadAsync(string sql, Action<DbDataReader> each, CancellationToken ct) => Task.Run(async () =>
    {
        await using var own = await connections.CreateDbContextAsync(ct);
        await own.Database.OpenConnectionAsync(ct);
        await using var command = own.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(ct);
        // The engine's own buffer decides when to wait; asking asynchronously for every one of millions of rows costs more than reading it.
        while (rows.Read())
        {
            each(rows);
            ct.ThrowIfCancellationRequested();
        }
    }, ct);

    /// <summary>A sum for each id, which several tables may add to at once. Ids are dense, so pages of an array hold them.</summary>
    private sealed class Sums
    {
        private const int Bits = 16;
        private readonly Lock growing = new();
        private volatile long[]?[] pages = new long[64][];

        public long this[long id] => (int)(id >> Bits) is var page && page < pages.Length && pages[page] is { } sums ? Volatile.Read(ref sums[id & ((1 << Bits) - 1)]) : 0;

        /// <summary>Answers the sum after it.</summary>
        public long Add(long id, long more) => Interlocked.Add(ref Page((int)(id >> Bits))[id & ((1 << Bits) - 1)], more);

        public IEnumerable<long> NotZero()
        {
            for (var page = 0; page < pages.Length; page++)
            {
                if (pages[page] is not { } sums) continue;
                for (var i = 0; i < sums.Length; i++)
                {
                    if (sums[i] != 0) yield return ((long)page << Bits) + i;
                }
            }
        }

        private long[] Page(int page)
        {
            var known = pages;
            return page < known.Length && known[page] is { } sums ? sums : Grow(page);
        }

        private long[] Grow(int page)
        {
            lock (growing)
            {
                if (page >= pages.Length)
                {
                    var more = new long[Math.Max(page + 1, pages.Length * 2)][];
                    Array.Copy(pages, more, pages.Length);
                    pages = more;
                }
                return pages[page] ??= new long[1 << Bits];
            }
        }
    }
}

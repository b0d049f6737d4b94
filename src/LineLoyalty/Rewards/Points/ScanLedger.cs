using System.Data.Common;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <summary>
/// One pass over each table of the ledger, in whatever order the engine reads fastest; finds the members whose sums look wrong. Needs
/// 8 bytes of memory for each line and lot. What sales change meanwhile looks wrong too: every suspect is looked at again by itself.
/// </summary>
internal sealed class ScanLedger(LoyaltyDb db)
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
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await ReadAsync($"SELECT \"Id\", \"MemberId\", \"Points\", \"BalanceAfter\" FROM \"{Table<PointsEntry>()}\" ORDER BY \"Id\"", row =>
            {
                var (id, member, points) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
                Entries++;
                entryLeft[id] += points;
                if ((memberSum[member] += points) != row.GetInt64(3)) suspects.Add(member);
            }, ct);
            await ReadAsync($"SELECT \"EntryId\", \"LotId\", \"Points\" FROM \"{Table<PointsMove>()}\"", row =>
            {
                var points = row.GetInt64(2);
                entryLeft[row.GetInt64(0)] -= points;
                lotLeft[row.GetInt64(1)] += points;
            }, ct);
            await ReadAsync($"SELECT \"Id\", \"MemberId\", \"Amount\", \"Remaining\", CASE WHEN \"Kind\" = '{nameof(PointsLotKind.Debt)}' THEN 1 ELSE 0 END FROM \"{Table<PointsLot>()}\" ORDER BY \"Id\"", row =>
            {
                var (id, member, amount, remaining) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
                Lots++;
                memberRemaining[member] += remaining;
                var inBounds = remaining == 0 || (row.GetInt32(4) == 1 ? remaining < 0 : remaining > 0 && remaining <= amount);
                if ((lotLeft[id] -= remaining) != 0 || !inBounds) suspects.Add(member);
            }, ct);
            await ReadAsync($"SELECT \"Id\", \"PointsBalance\" FROM \"{Table<Membership.Member>()}\" ORDER BY \"Id\"", row =>
            {
                var (id, balance) = (row.GetInt64(0), row.GetInt64(1));
                Members++;
                if (balance != memberSum[id] || balance != memberRemaining[id]) suspects.Add(id);
            }, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
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

    private async Task ReadAsync(string sql, Action<DbDataReader> each, CancellationToken ct)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(ct);
        // The engine's own buffer decides when to wait; asking asynchronously for every one of millions of rows costs more than reading it.
        while (rows.Read()) each(rows);
    }

    /// <summary>A sum for each id. Ids are dense, so pages of an array hold them.</summary>
    private sealed class Sums
    {
        private const int Bits = 16;
        private readonly List<long[]?> pages = [];

        public long this[long id]
        {
            get => (int)(id >> Bits) is var page && page < pages.Count && pages[page] is { } sums ? sums[id & ((1 << Bits) - 1)] : 0;
            set
            {
                var page = (int)(id >> Bits);
                while (pages.Count <= page) pages.Add(null);
                (pages[page] ??= new long[1 << Bits])[id & ((1 << Bits) - 1)] = value;
            }
        }

        public IEnumerable<long> NotZero()
        {
            for (var page = 0; page < pages.Count; page++)
            {
                if (pages[page] is not { } sums) continue;
                for (var i = 0; i < sums.Length; i++)
                {
                    if (sums[i] != 0) yield return ((long)page << Bits) + i;
                }
            }
        }
    }
}

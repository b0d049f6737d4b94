using System.Data;
using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Analytics;

/// <summary>The last scoring: by what it cut, and how many fell where.</summary>
/// <param name="Cycle">The brand's purchase cycle in days: median gap between consecutive sale days.</param>
public sealed record BuyerScoring(DateOnly Day, double Cycle, RfmBounds Bounds, int Buyers, IReadOnlyDictionary<RfmSegment, int> Rfm, IReadOnlyDictionary<NesState, int> Nes)
{
    internal const string Key = "analytics.scoring";

    public static BuyerScoring? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<BuyerScoring>(json, JsonSerializerOptions.Web);

    public static async Task<BuyerScoring?> ReadAsync(LoyaltyDb db, CancellationToken ct) =>
        Parse(await db.Settings.Where(s => s.Key == Key).Select(s => s.Value).SingleOrDefaultAsync(ct));

    /// <summary>The cycle of the last scoring, or a guess before the first.</summary>
    public static async Task<double> CycleAsync(LoyaltyDb db, CancellationToken ct) => (await ReadAsync(db, ct))?.Cycle ?? LineLoyalty.Analytics.Nes.CycleOfNobody;
}

/// <summary>
/// Scores everybody who bought within the look-back: RFM by thresholds of all buyers, NES by each one's own cycle. Every night and on demand;
/// a second run on one day changes nothing. All numbers are read once into memory; only what changed is written.
/// </summary>
public sealed class ScoreBuyers(LoyaltyDb db, BrandTime time, KeepBuyerStats keep)
{
    public const string SettingsKey = "analytics.rfm";

    private const int PageSize = 1000;
    /// <summary>Enough for a median that does not move; a smaller brand is measured whole.</summary>
    private const int MeasuredBuyers = 5000;

    public async Task<RfmSettings> SettingsAsync(CancellationToken ct) =>
        RfmSettings.Parse(await db.Settings.Where(s => s.Key == SettingsKey).Select(s => s.Value).SingleOrDefaultAsync(ct));

    public async Task<BuyerScoring> ExecuteAsync(CancellationToken ct)
    {
        var settings = await SettingsAsync(ct);
        var today = time.Today;
        await MoveLookBackAsync(today.AddMonths(-settings.LookBackMonths), ct);
        var cycle = await MeasureCycleAsync(ct);
        var buyers = await ReadAsync(ct);
        var scoring = Score(buyers, today, cycle, settings);
        await WriteAsync(buyers, today, ct);
        await SaveAsync(BuyerScoring.Key, JsonSerializer.Serialize(scoring, JsonSerializerOptions.Web), ct);
        return scoring;
    }

    /// <summary>Takes what has left the look-back off the members' numbers. The first run counts everybody.</summary>
    private async Task MoveLookBackAsync(DateOnly from, CancellationToken ct)
    {
        var old = await db.Settings.Where(s => s.Key == KeepBuyerStats.FromKey).Select(s => s.Value).SingleOrDefaultAsync(ct) is { } text
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : (DateOnly?)null;
        if (old == from) return;
        var (first, last) = old is { } before && before < from ? (before, from) : (DateOnly.MinValue, DateOnly.MaxValue);
        // Asked once: page by page, each page would read all these purchases again.
        var concerned = await db.Purchases.Where(p => p.MemberId != null && p.SoldOn >= first && p.SoldOn < last).Select(p => p.MemberId!.Value).Distinct().OrderBy(id => id).ToListAsync(ct);
        foreach (var page in concerned.Chunk(PageSize))
        {
            await using var unit = await db.BeginWriteAsync(ct);
            // No sale may come in between counting and writing.
            await db.Members.Where(m => page.Contains(m.Id)).ExecuteUpdateAsync(s => s.SetProperty(m => m.LockCount, m => m.LockCount + 1), ct);
            await keep.RecountAsync(page, from, ct);
            await unit.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
        await SaveAsync(KeepBuyerStats.FromKey, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ct);
    }

    /// <summary>Median gap in days between consecutive sale days, over all who bought on two days or more (of very many: over every n-th).</summary>
    private async Task<double> MeasureCycleAsync(CancellationToken ct)
    {
        var returning = db.BuyerStats.Where(b => b.SaleDays >= 2);
        var step = Math.Max(1, await returning.CountAsync(ct) / MeasuredBuyers);
        var from = await keep.FromAsync(ct);
        var days = new List<(long Member, int Day)>();
        foreach (var page in (await returning.Where(b => b.MemberId % step == 0).OrderBy(b => b.MemberId).Select(b => b.MemberId).ToListAsync(ct)).Chunk(PageSize))
        {
            var sales = await db.Purchases.Where(p => p.MemberId != null && page.Contains(p.MemberId.Value) && !p.WhollyReturned && p.SoldOn >= from)
                .Select(p => new { Member = p.MemberId!.Value, p.SoldOn }).Distinct().OrderBy(p => p.Member).ThenBy(p => p.SoldOn).ToListAsync(ct);
            days.AddRange(sales.Select(p => (p.Member, p.SoldOn.DayNumber)));
        }
        List<int> gaps = [];
        for (var i = 1; i < days.Count; i++) if (days[i].Member == days[i - 1].Member) gaps.Add(days[i].Day - days[i - 1].Day);
        if (gaps.Count == 0) return Nes.CycleOfNobody;
        gaps.Sort();
        var middle = gaps.Count / 2;
        return Math.Clamp(gaps.Count % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2.0, Nes.ShortestCycle, Nes.LongestCycle);
    }

    /// <summary>Straight from the driver: a million rows through entities would take longer than the scoring.</summary>
    private async Task<Buyer[]> ReadAsync(CancellationToken ct)
    {
        var buyers = new List<Buyer>(await db.BuyerStats.CountAsync(ct));
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = """SELECT "MemberId", "FirstDay", "LastDay", "SaleDays", "Receipts", "Net", "Recency", "Frequency", "Monetary", "Rfm", "Nes" FROM "BuyerStats" ORDER BY "MemberId" """;
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
            while (await reader.ReadAsync(ct))
            {
                buyers.Add(new Buyer
                {
                    Id = reader.GetInt64(0), First = reader.GetInt32(1), Last = reader.GetInt32(2), Days = reader.GetInt32(3), Receipts = reader.GetInt32(4), Net = reader.GetInt64(5),
                    Old = new Cell(
                        (byte)reader.GetInt32(6), (byte)reader.GetInt32(7), (byte)reader.GetInt32(8),
                        reader.IsDBNull(9) ? null : Enum.Parse<RfmSegment>(reader.GetString(9)), reader.IsDBNull(10) ? null : Enum.Parse<NesState>(reader.GetString(10))),
                });
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        return [.. buyers];
    }

    private static BuyerScoring Score(Buyer[] buyers, DateOnly today, double cycle, RfmSettings settings)
    {
        var (recency, frequency, monetary) = (new long[buyers.Length], new long[buyers.Length], new long[buyers.Length]);
        var (net, receipts) = (0L, 0L);
        for (var i = 0; i < buyers.Length; i++)
        {
            ref var b = ref buyers[i];
            (recency[i], frequency[i], monetary[i]) = (today.DayNumber - b.Last, b.Days, b.Net);
            net += b.Net;
            receipts += b.Receipts;
        }
        var bounds = RfmBounds.Of(recency, frequency, monetary, receipts == 0 ? 0 : net / receipts, settings);
        var (groups, states) = (new int[Enum.GetValues<RfmSegment>().Length], new int[Enum.GetValues<NesState>().Length]);
        for (var i = 0; i < buyers.Length; i++)
        {
            ref var b = ref buyers[i];
            var away = Math.Max(0, today.DayNumber - b.Last);
            var (r, f, m) = (bounds.ScoreRecency(away), bounds.ScoreFrequency(b.Days), bounds.ScoreMonetary(b.Net));
            b.New = new Cell((byte)r, (byte)f, (byte)m, Rfm.Segment(r, f, m), Nes.State(away, b.Days, Nes.Cycle(b.First, b.Last, b.Days, cycle), cycle));
            groups[(int)b.New.Rfm!]++;
            states[(int)b.New.Nes!]++;
        }
        return new BuyerScoring(today, cycle, bounds, buyers.Length,
            Enum.GetValues<RfmSegment>().ToDictionary(g => g, g => groups[(int)g]), Enum.GetValues<NesState>().ToDictionary(s => s, s => states[(int)s]));
    }

    private async Task WriteAsync(Buyer[] buyers, DateOnly today, CancellationToken ct)
    {
        foreach (var cell in buyers.Where(b => b.New != b.Old).GroupBy(b => b.New))
        {
            foreach (var page in cell.Chunk(PageSize))
            {
                var (ids, to) = (page.Select(b => b.Id).ToList(), cell.Key);
                await using var unit = await db.BeginWriteAsync(ct);
                await db.BuyerStats.Where(b => ids.Contains(b.MemberId)).ExecuteUpdateAsync(
                    s => s.SetProperty(b => b.Recency, (int)to.R).SetProperty(b => b.Frequency, (int)to.F).SetProperty(b => b.Monetary, (int)to.M).SetProperty(b => b.Rfm, to.Rfm).SetProperty(b => b.Nes, to.Nes), ct);
                foreach (var b in page)
                {
                    if (b.Old.Rfm is { } rfm && rfm != to.Rfm) db.BuyerMoves.Add(Move(b.Id, BuyerScore.Rfm, rfm.ToString(), to.Rfm.ToString()!));
                    if (b.Old.Nes is { } nes && nes != to.Nes) db.BuyerMoves.Add(Move(b.Id, BuyerScore.Nes, nes.ToString(), to.Nes.ToString()!));
                }
                await unit.CommitAsync(ct);
                db.ChangeTracker.Clear();
            }
        }

        BuyerMove Move(long id, BuyerScore score, string from, string to) => new() { MemberId = id, Day = today, Score = score, From = from, To = to };
    }

    private async Task SaveAsync(string key, string value, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.Settings.Where(s => s.Key == key).ExecuteUpdateAsync(s => s.SetProperty(r => r.Value, value), ct) == 0) db.Settings.Add(new Setting { Key = key, Value = value });
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    private struct Buyer
    {
        public long Id;
        public int First, Last, Days, Receipts;
        public long Net;
        public Cell Old, New;
    }

    private readonly record struct Cell(byte R, byte F, byte M, RfmSegment? Rfm, NesState? Nes);
}

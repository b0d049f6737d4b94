using System.Data;
using System.Diagnostics.CodeAnalysis;
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
public sealed class ScoreBuyers(LoyaltyDb db, IDbContextFactory<LoyaltyDb> databases, BrandTime time, KeepBuyerStats keep)
{
    public const string SettingsKey = "analytics.rfm";

    private const int PageSize = 1000;
    /// <summary>Enough for a median that does not move; a smaller brand is measured whole.</summary>
    private const int MeasuredBuyers = 5000;
    // Several small numbers come as one: asking the driver for a value costs more than reckoning it apart.
    private const long Days = 10_000_000, Receipts = 10_000_000, Cells = 100_000;

    /// <summary>As many buyers are read by two readers.</summary>
    internal int WorthSlicing { get; set; } = 50_000;

    public async Task<RfmSettings> SettingsAsync(CancellationToken ct) =>
        RfmSettings.Parse(await db.Settings.Where(s => s.Key == SettingsKey).Select(s => s.Value).SingleOrDefaultAsync(ct));

    public async Task<BuyerScoring> ExecuteAsync(CancellationToken ct)
    {
        var settings = await SettingsAsync(ct);
        var today = time.Today;
        await MoveLookBackAsync(today.AddMonths(-settings.LookBackMonths), ct);
        var buyers = await ReadAsync(ct);
        var cycle = await MeasureCycleAsync(buyers, ct);
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
    private async Task<double> MeasureCycleAsync(Buyer[] buyers, CancellationToken ct)
    {
        var step = Math.Max(1, buyers.Count(b => b.Days >= 2) / MeasuredBuyers);
        var from = await keep.FromAsync(ct);
        var days = new List<(long Member, int Day)>();
        foreach (var page in buyers.Where(b => b.Days >= 2 && b.Id % step == 0).Select(b => b.Id).Chunk(PageSize))
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

    /// <summary>Every buyer, by id. Large tables are read from both ends of the ids at once.</summary>
    private async Task<Buyer[]> ReadAsync(CancellationToken ct)
    {
        if (await db.BuyerStats.CountAsync(ct) < WorthSlicing) return await ReadAsync(db, long.MinValue, long.MaxValue, ct);
        var middle = (await db.BuyerStats.MinAsync(b => b.MemberId, ct) + await db.BuyerStats.MaxAsync(b => b.MemberId, ct)) / 2;
        await using var other = await databases.CreateDbContextAsync(ct);
        // On a thread of its own: SQLite's driver reads where it is called.
        var upper = Task.Run(() => ReadAsync(other, middle + 1, long.MaxValue, ct), ct);
        var lower = await Task.Run(() => ReadAsync(db, long.MinValue, middle, ct), ct);
        return [.. lower, .. await upper];
    }

    /// <summary>Straight from the driver, and in as few values as will do: a million rows through entities would take longer than the scoring.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "The text is the product's own; every value is a parameter.")]
    private static async Task<Buyer[]> ReadAsync(LoyaltyDb db, long first, long last, CancellationToken ct)
    {
        var buyers = new List<Buyer>();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"""
                SELECT "MemberId", CAST("FirstDay" AS BIGINT) * {Days} + "LastDay", (CAST("SaleDays" AS BIGINT) * {Receipts} + "Receipts") * {Cells} + {Cell.InSql}, "Net"
                FROM "BuyerStats" WHERE "MemberId" BETWEEN @first AND @last ORDER BY "MemberId"
                """;
            foreach (var (name, value) in new[] { ("@first", first), ("@last", last) })
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
            while (await reader.ReadAsync(ct))
            {
                var (id, days, counts, net) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
                buyers.Add(new Buyer
                {
                    Id = id, First = (int)(days / Days), Last = (int)(days % Days), Net = net,
                    Days = (int)(counts / Cells / Receipts), Receipts = (int)(counts / Cells % Receipts), Old = new Cell((int)(counts % Cells)),
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
            var (group, state) = (Rfm.Segment(r, f, m), Nes.State(away, b.Days, Nes.Cycle(b.First, b.Last, b.Days, cycle), cycle));
            b.New = Cell.Of(r, f, m, group, state);
            groups[(int)group]++;
            states[(int)state]++;
        }
        return new BuyerScoring(today, cycle, bounds, buyers.Length,
            Enum.GetValues<RfmSegment>().ToDictionary(g => g, g => groups[(int)g]), Enum.GetValues<NesState>().ToDictionary(s => s, s => states[(int)s]));
    }

    private async Task WriteAsync(Buyer[] buyers, DateOnly today, CancellationToken ct)
    {
        foreach (var page in buyers.Where(b => b.New != b.Old).Chunk(PageSize))
        {
            List<object[]> scores = [], moves = [];
            foreach (var b in page)
            {
                var (to, rfm, nes) = (b.New, b.New.Rfm!.Value.ToString(), b.New.Nes!.Value.ToString());
                scores.Add([to.R, to.F, to.M, rfm, nes, b.Id]);
                if (b.Old.Rfm is { } group && group != to.Rfm) moves.Add([b.Id, today, nameof(BuyerScore.Rfm), group.ToString(), rfm]);
                if (b.Old.Nes is { } state && state != to.Nes) moves.Add([b.Id, today, nameof(BuyerScore.Nes), state.ToString(), nes]);
            }
            await using var unit = await db.BeginWriteAsync(ct);
            await db.ExecuteManyAsync("""UPDATE "BuyerStats" SET "Recency" = @p0, "Frequency" = @p1, "Monetary" = @p2, "Rfm" = @p3, "Nes" = @p4 WHERE "MemberId" = @p5""", scores, ct);
            await db.ExecuteManyAsync("""INSERT INTO "BuyerMoves" ("MemberId", "Day", "Score", "From", "To") VALUES (@p0, @p1, @p2, @p3, @p4)""", moves, ct);
            await unit.CommitAsync(ct);
        }
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

    /// <summary>The five scores in one number, R F M RFM NES from the left: the last two count from 1, and 0 is none.</summary>
    private readonly record struct Cell(int Code)
    {
        public static readonly string InSql =
            $"""("Recency" * 10000 + "Frequency" * 1000 + "Monetary" * 100 + {Place<RfmSegment>("Rfm")} * 10 + {Place<NesState>("Nes")})""";

        public static Cell Of(int r, int f, int m, RfmSegment rfm, NesState nes) => new((r * 10000) + (f * 1000) + (m * 100) + (((int)rfm + 1) * 10) + (int)nes + 1);

        public int R => Code / 10000;
        public int F => Code / 1000 % 10;
        public int M => Code / 100 % 10;
        public RfmSegment? Rfm => Code / 10 % 10 is > 0 and var place ? (RfmSegment)(place - 1) : null;
        public NesState? Nes => Code % 10 is > 0 and var place ? (NesState)(place - 1) : null;

        private static string Place<T>(string column) where T : struct, Enum =>
            $"""CASE "{column}" {string.Join(' ', Enum.GetNames<T>().Select((name, i) => $"WHEN '{name}' THEN {i + 1}"))} ELSE 0 END""";
    }
}

using System.Text.Json;

namespace LineLoyalty.Analytics;

/// <summary>The nine groups that the 25 cells of recency and frequency-with-amount fall into.</summary>
public enum RfmSegment { Champions, Potential, New, Loyal, NeedAttention, AtRisk, Sleeping, CannotLose, Lost }

/// <summary>
/// Four bounds that cut values into five scores; a value on a bound belongs to the lower part. Equal values always score alike,
/// which cutting a sorted list into five would not give where most buyers have bought once.
/// </summary>
public sealed record RfmBounds(IReadOnlyList<long> Recency, IReadOnlyList<long> Frequency, IReadOnlyList<long> Monetary)
{
    public static readonly long[] FixedRecency = [30, 60, 90, 180];
    public static readonly long[] FixedFrequency = [1, 2, 4, 8];
    /// <summary>Multiples of the average order value.</summary>
    public static readonly long[] FixedMonetary = [1, 2, 4, 8];

    private const int FewestBuyers = 50;
    private const int FewestValues = 5;

    /// <summary>Bounds at the 20th, 40th, 60th and 80th percentile, or fixed ones where there are too few buyers or different values.</summary>
    /// <param name="averageOrder">Average order value, whole NT$.</param>
    public static RfmBounds Of(long[] recency, long[] frequency, long[] monetary, long averageOrder, RfmSettings settings)
    {
        var few = settings.AlwaysFixed || recency.Length < FewestBuyers;
        return new RfmBounds(
            Cut(recency, settings.Recency), Cut(frequency, settings.Frequency), Cut(monetary, [.. settings.Monetary.Select(x => x * Math.Max(1, averageOrder))]));

        IReadOnlyList<long> Cut(long[] values, IReadOnlyList<long> otherwise)
        {
            if (few) return otherwise;
            Sort(values);
            return Different(values) < FewestValues ? otherwise : [Percentile(values, 20), Percentile(values, 40), Percentile(values, 60), Percentile(values, 80)];
        }
    }

    /// <summary>Nearest rank: the smallest value with at least so many percent at or below it.</summary>
    private static long Percentile(long[] sorted, int percent) => sorted[(int)((((long)sorted.Length * percent) + 99) / 100) - 1];

    /// <summary>Days and amounts of many buyers lie close together: counting them is ten times faster than comparing.</summary>
    private static void Sort(long[] values)
    {
        var (least, most) = (values.Min(), values.Max());
        if ((ulong)(most - least) > 4 * (ulong)values.Length)
        {
            Array.Sort(values);
            return;
        }
        var counts = new int[most - least + 1];
        foreach (var value in values) counts[value - least]++;
        var next = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            values.AsSpan(next, counts[i]).Fill(least + i);
            next += counts[i];
        }
    }

    private static int Different(long[] sorted)
    {
        var different = sorted.Length == 0 ? 0 : 1;
        for (var i = 1; i < sorted.Length && different < FewestValues; i++) if (sorted[i] != sorted[i - 1]) different++;
        return different;
    }

    /// <summary>5 for the shortest time since the last sale.</summary>
    public int ScoreRecency(long days) => 6 - Place(Recency, days);

    public int ScoreFrequency(long saleDays) => Place(Frequency, saleDays);

    public int ScoreMonetary(long net) => Place(Monetary, net);

    private static int Place(IReadOnlyList<long> bounds, long value)
    {
        for (var i = 0; i < bounds.Count; i++) if (value <= bounds[i]) return i + 1;
        return bounds.Count + 1;
    }
}

/// <summary>What a brand may set about scoring.</summary>
public sealed record RfmSettings
{
    /// <summary>Use the fixed bounds however many buyers there are.</summary>
    public bool AlwaysFixed { get; init; }
    /// <summary>Days since the last sale.</summary>
    public IReadOnlyList<long> Recency { get; init; } = RfmBounds.FixedRecency;
    /// <summary>Days with a sale.</summary>
    public IReadOnlyList<long> Frequency { get; init; } = RfmBounds.FixedFrequency;
    /// <summary>Multiples of the average order value.</summary>
    public IReadOnlyList<long> Monetary { get; init; } = RfmBounds.FixedMonetary;
    /// <summary>1–36.</summary>
    public int LookBackMonths { get; init; } = 24;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static RfmSettings Parse(string? json) => json is null ? new() : JsonSerializer.Deserialize<RfmSettings>(json, JsonSerializerOptions.Web) ?? new();

    /// <summary>Fields that are wrong.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Grow(Recency)) yield return "recency";
        if (!Grow(Frequency)) yield return "frequency";
        if (!Grow(Monetary)) yield return "monetary";
        if (LookBackMonths is < 1 or > 36) yield return "lookBackMonths";
    }

    private static bool Grow(IReadOnlyList<long> bounds) => bounds.Count == 4 && bounds[0] > 0 && Enumerable.Range(1, 3).All(i => bounds[i] > bounds[i - 1]);
}

public static class Rfm
{
    /// <summary>The group of a cell: by recency, and by frequency and amount together, (F + M) / 2 rounded half up.</summary>
    public static RfmSegment Segment(int recency, int frequency, int monetary)
    {
        var worth = (frequency + monetary + 1) / 2;
        return recency switch
        {
            >= 4 => worth >= 4 ? RfmSegment.Champions : worth >= 2 ? RfmSegment.Potential : RfmSegment.New,
            3 => worth >= 4 ? RfmSegment.Loyal : RfmSegment.NeedAttention,
            2 => worth >= 3 ? RfmSegment.AtRisk : RfmSegment.Sleeping,
            _ => worth >= 4 ? RfmSegment.CannotLose : worth >= 2 ? RfmSegment.Sleeping : RfmSegment.Lost,
        };
    }
}

namespace LineLoyalty.Rewards;

/// <summary>Splits whole amounts without losing or inventing one.</summary>
public static class Shares
{
    /// <summary>
    /// Parts of <paramref name="amount"/> in proportion to the weights, by largest remainder (the earlier wins a tie). They sum to it
    /// exactly, and none exceeds its weight as long as the amount does not exceed the weights' sum.
    /// </summary>
    public static long[] Of(long amount, IReadOnlyList<long> weights)
    {
        var parts = new long[weights.Count];
        var sum = weights.Sum();
        if (amount == 0 || sum == 0) return parts;
        var remainders = new Int128[weights.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var exact = (Int128)amount * weights[i];
            (parts[i], remainders[i]) = ((long)(exact / sum), exact % sum);
        }
        var left = amount - parts.Sum();
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i).Take((int)left)) parts[i]++;
        return parts;
    }

    /// <summary>The part of <paramref name="amount"/> that <paramref name="part"/> of <paramref name="whole"/> makes, cut.</summary>
    public static long Floor(long amount, long part, long whole) => whole == 0 ? 0 : (long)((Int128)amount * part / whole);
}

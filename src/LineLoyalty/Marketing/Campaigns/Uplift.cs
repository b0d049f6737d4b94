namespace LineLoyalty.Marketing.Campaigns;

public enum UpliftVerdict
{
    /// <summary>The interval covers zero: the data do not tell.</summary>
    NotShown,
    More,
    Less,
}

/// <summary>
/// How much more often one group did something than another.
/// <para>
/// Difference d = p₁ − p₂ of two independent shares with the 95 % interval made of the Wilson limits l and u of each share:
/// d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²), method 10 in R. G. Newcombe, "Interval estimation for the difference
/// between independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873–890. It is honest about small
/// groups and about shares of nought; yet no verdict is given below <see cref="LeastOfEach"/> who did and who did not in each group.
/// </para>
/// </summary>
public sealed record Uplift(double Difference, double Low, double High, UpliftVerdict Verdict)
{
    private const double Z = 1.959964;
    /// <summary>Power of 80 %.</summary>
    private const double ZPower = 0.841621;

    /// <summary>Fewer, and one person more or less would turn the verdict.</summary>
    public const int LeastOfEach = 5;

    /// <returns>Null when a group is empty.</returns>
    public static Uplift? Between(int did, int people, int otherDid, int otherPeople)
    {
        if (people == 0 || otherPeople == 0) return null;
        var (p, q) = ((double)did / people, (double)otherDid / otherPeople);
        var ((l, u), (otherL, otherU)) = (Wilson(p, people), Wilson(q, otherPeople));
        var (low, high) = (p - q - Math.Sqrt((p - l) * (p - l) + (otherU - q) * (otherU - q)), p - q + Math.Sqrt((u - p) * (u - p) + (q - otherL) * (q - otherL)));
        var enough = Math.Min(Math.Min(did, people - did), Math.Min(otherDid, otherPeople - otherDid)) >= LeastOfEach;
        var verdict = !enough || low <= 0 && high >= 0 ? UpliftVerdict.NotShown : low > 0 ? UpliftVerdict.More : UpliftVerdict.Less;
        return new Uplift(p - q, low, high, verdict);
    }

    /// <summary>95 % limits of one share, E. B. Wilson (1927): (2np + z² ± z·√(z² + 4np(1 − p))) / 2(n + z²).</summary>
    private static (double Low, double High) Wilson(double share, int people)
    {
        var (middle, width, whole) = (2 * people * share + Z * Z, Z * Math.Sqrt(Z * Z + 4 * people * share * (1 - share)), 2 * (people + Z * Z));
        return ((middle - width) / whole, (middle + width) / whole);
    }

    /// <summary>
    /// The smallest difference that groups of these sizes show four times out of five when <paramref name="usual"/> is the share without:
    /// (1.96 + 0.84)·√(p(1 − p)(1/n₁ + 1/n₂)), J. L. Fleiss, Statistical Methods for Rates and Proportions, chapter on sample sizes.
    /// </summary>
    public static double? Visible(double usual, long people, long otherPeople) =>
        people <= 0 || otherPeople <= 0 ? null : (Z + ZPower) * Math.Sqrt(usual * (1 - usual) * (1.0 / people + 1.0 / otherPeople));
}

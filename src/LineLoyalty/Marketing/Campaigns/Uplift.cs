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
/// Difference d = p₁ − p₂ of two independent shares, 95 % interval d ± 1.96·√(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂): the simple asymptotic (Wald)
/// interval, method 1 in R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
/// methods", Statistics in Medicine 17 (1998), 873–890. It needs more than a handful on both sides, therefore no verdict below
/// <see cref="LeastOfEach"/> who did and who did not in each group.
/// </para>
/// </summary>
public sealed record Uplift(double Difference, double Low, double High, UpliftVerdict Verdict)
{
    private const double Z = 1.959964;
    /// <summary>Power of 80 %.</summary>
    private const double ZPower = 0.841621;

    /// <summary>Fewer, and the normal approximation says too little.</summary>
    public const int LeastOfEach = 5;

    /// <returns>Null when a group is empty.</returns>
    public static Uplift? Between(int did, int people, int otherDid, int otherPeople)
    {
        if (people == 0 || otherPeople == 0) return null;
        var (p, q) = ((double)did / people, (double)otherDid / otherPeople);
        var half = Z * Math.Sqrt(p * (1 - p) / people + q * (1 - q) / otherPeople);
        var (low, high) = (p - q - half, p - q + half);
        var enough = Math.Min(Math.Min(did, people - did), Math.Min(otherDid, otherPeople - otherDid)) >= LeastOfEach;
        var verdict = !enough || low <= 0 && high >= 0 ? UpliftVerdict.NotShown : low > 0 ? UpliftVerdict.More : UpliftVerdict.Less;
        return new Uplift(p - q, low, high, verdict);
    }

    /// <summary>
    /// The smallest difference that groups of these sizes show four times out of five when <paramref name="usual"/> is the share without:
    /// (1.96 + 0.84)·√(p(1 − p)(1/n₁ + 1/n₂)), J. L. Fleiss, Statistical Methods for Rates and Proportions, chapter on sample sizes.
    /// </summary>
    public static double? Visible(double usual, long people, long otherPeople) =>
        people <= 0 || otherPeople <= 0 ? null : (Z + ZPower) * Math.Sqrt(usual * (1 - usual) * (1.0 / people + 1.0 / otherPeople));
}

namespace LineLoyalty.Analytics;

/// <summary>Where a buyer stands in their own rhythm.</summary>
public enum NesState
{
    /// <summary>Bought on one day, within the brand's cycle.</summary>
    N,
    /// <summary>Within one cycle of their own.</summary>
    E0,
    /// <summary>Within two: 瞌睡.</summary>
    S1,
    /// <summary>Within three: 半睡.</summary>
    S2,
    /// <summary>Longer: 沉睡.</summary>
    S3,
}

public static class Nes
{
    public const double ShortestCycle = 7, LongestCycle = 365;
    /// <summary>Where nobody has come back yet.</summary>
    public const double CycleOfNobody = 30;

    /// <summary>
    /// A member's cycle in days: their own mean gap, drawn towards the brand's the less they have bought,
    /// w·(last − first)/(n − 1) + (1 − w)·C with w = (n − 1)/(n + 2), which is (last − first + 3C)/(n + 2); between 7 and 365.
    /// </summary>
    /// <param name="brandCycle">C: the median gap between sale days, days.</param>
    public static double Cycle(int firstDay, int lastDay, int saleDays, double brandCycle) =>
        Math.Clamp((lastDay - firstDay + (3 * brandCycle)) / (saleDays + 2), ShortestCycle, LongestCycle);

    /// <summary>A day on a boundary still belongs to the wakeful side.</summary>
    /// <param name="recency">Days since the last sale.</param>
    public static NesState State(int recency, int saleDays, double cycle, double brandCycle)
    {
        if (saleDays == 1)
        {
            // A first purchase has no rhythm of its own; the brand's counts, and there is no core state for it.
            return recency <= brandCycle ? NesState.N : recency <= 2 * brandCycle ? NesState.S1 : recency <= 3 * brandCycle ? NesState.S2 : NesState.S3;
        }
        return recency <= cycle ? NesState.E0 : recency <= 2 * cycle ? NesState.S1 : recency <= 3 * cycle ? NesState.S2 : NesState.S3;
    }
}

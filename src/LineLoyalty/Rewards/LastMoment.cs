namespace LineLoyalty.Rewards;

internal static class LastMoment
{
    /// <summary>
    /// What people read as "valid until": 23:59:59 of the last day. Rows keep the first instant after it, which a screen would show as
    /// the day after.
    /// </summary>
    public static DateTime Before(DateTime firstInvalid) => firstInvalid.AddSeconds(-1);
}

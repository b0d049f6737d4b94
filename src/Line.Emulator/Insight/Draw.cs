namespace Line.Emulator.Insight;

/// <summary>Chance that is always the same for the same names, in every process: FNV-1a with a final mix.</summary>
internal static class Draw
{
    public static uint Hash(params ReadOnlySpan<string> names)
    {
        var hash = 2166136261u;
        foreach (var name in names)
        {
            foreach (var c in name)
                hash = (hash ^ c) * 16777619u;
            hash = (hash ^ 0x1F) * 16777619u;
        }

        hash ^= hash >> 16;
        hash *= 0x7feb352du;
        hash ^= hash >> 15;
        hash *= 0x846ca68bu;
        return hash ^ (hash >> 16);
    }

    /// <summary>From 0 to just below 1.</summary>
    public static double Of(params ReadOnlySpan<string> names) => Hash(names) / 4294967296.0;
}

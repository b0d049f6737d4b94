namespace Line.Emulator.Insight;

/// <summary>What LINE believes to know about a person; made up from the id, so that it never changes.</summary>
internal sealed record Demographics(string Gender, int Age, string Area, string App)
{
    /// <summary>Code, name and share of those who live there, in percent.</summary>
    public static readonly (string Code, string Name, double Share)[] Areas =
    [
        ("tw_02", "新北市", 17), ("tw_01", "台北市", 13), ("tw_04", "台中市", 12), ("tw_06", "高雄市", 12), ("tw_03", "桃園市", 10), ("tw_05", "台南市", 8),
        ("tw_12", "彰化縣", 5), ("tw_16", "屏東縣", 4), ("tw_08", "新竹市", 3), ("tw_10", "新竹縣", 3), ("tw_14", "雲林縣", 3), ("tw_11", "苗栗縣", 2),
        ("tw_13", "南投縣", 2), ("tw_15", "嘉義縣", 2), ("tw_07", "基隆市", 1), ("tw_09", "嘉義市", 1), ("tw_17", "宜蘭縣", 1), ("tw_18", "花蓮縣", 1),
    ];

    /// <summary>Upper age (not reached), LINE's name for the group, share in percent.</summary>
    public static readonly (int Below, string Name, double Share)[] Ages =
    [
        (15, "from0to14", 2), (20, "from15to19", 6), (25, "from20to24", 12), (30, "from25to29", 15), (35, "from30to34", 15), (40, "from35to39", 14),
        (45, "from40to44", 12), (50, "from45to49", 10), (120, "from50", 14),
    ];

    public static Demographics Of(string userId)
    {
        var (gender, age, area, app) = (Draw.Of("gender", userId), Draw.Of("age", userId), Draw.Of("area", userId), Draw.Of("app", userId));
        return new Demographics(
            gender < 0.54 ? "female" : gender < 0.97 ? "male" : "unknown", AgeAt(age * 100), AreaAt(area * 100), app < 0.55 ? "ios" : app < 0.98 ? "android" : "others");
    }

    public string AgeGroup => Ages.First(a => Age < a.Below).Name;

    private static int AgeAt(double percent)
    {
        var youngest = 8;
        foreach (var (below, _, share) in Ages)
        {
            if (percent < share)
                return youngest + (int)(percent / share * (Math.Min(below, 75) - youngest));
            (percent, youngest) = (percent - share, below);
        }

        return 50;
    }

    private static string AreaAt(double percent)
    {
        foreach (var (code, _, share) in Areas)
        {
            if (percent < share)
                return code;
            percent -= share;
        }

        return Areas[0].Code;
    }
}

namespace LineLoyalty.Analytics;

/// <summary>What marketers call the groups.</summary>
public static class ScoreWords
{
    public static string Of(RfmSegment group, bool english) => (group, english) switch
    {
        (RfmSegment.Champions, true) => "Champions", (RfmSegment.Champions, _) => "冠軍顧客",
        (RfmSegment.Potential, true) => "Potential", (RfmSegment.Potential, _) => "潛力顧客",
        (RfmSegment.New, true) => "New", (RfmSegment.New, _) => "新顧客",
        (RfmSegment.Loyal, true) => "Loyal", (RfmSegment.Loyal, _) => "忠誠顧客",
        (RfmSegment.NeedAttention, true) => "Need attention", (RfmSegment.NeedAttention, _) => "需要關注",
        (RfmSegment.AtRisk, true) => "At risk", (RfmSegment.AtRisk, _) => "流失風險",
        (RfmSegment.Sleeping, true) => "Sleeping", (RfmSegment.Sleeping, _) => "沉睡顧客",
        (RfmSegment.CannotLose, true) => "Cannot lose", (RfmSegment.CannotLose, _) => "不可失去",
        (_, true) => "Lost", _ => "已流失",
    };

    public static string Of(NesState state, bool english) => (state, english) switch
    {
        (NesState.N, true) => "N new", (NesState.N, _) => "N 新顧客",
        (NesState.E0, true) => "E0 core", (NesState.E0, _) => "E0 主力顧客",
        (NesState.S1, true) => "S1 drowsy", (NesState.S1, _) => "S1 瞌睡顧客",
        (NesState.S2, true) => "S2 half asleep", (NesState.S2, _) => "S2 半睡顧客",
        (_, true) => "S3 asleep", _ => "S3 沉睡顧客",
    };
}

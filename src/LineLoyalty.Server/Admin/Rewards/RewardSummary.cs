using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Prizes;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>Says in words what an item of the catalogue will do.</summary>
internal static class RewardSummary
{
    /// <param name="gives">What one gets, by name.</param>
    /// <param name="tier">The lowest level, by name.</param>
    public static IReadOnlyList<string> Lines(RewardItem i, string gives, string? tier, int cancelHours, Words w, Show s)
    {
        List<string> lines =
        [
            i.Gives is EntryPrize
                ? w[$"會員用 {Show.Number(i.Points)} 點換「{gives}」的一次抽獎機會。", $"{Show.Number(i.Points)} points buy one entry into “{gives}”."]
                : w[$"會員用 {Show.Number(i.Points)} 點兌換一張「{gives}」。", $"{Show.Number(i.Points)} points buy one “{gives}”."],
            i.Stock is { } stock
                ? w[$"共 {Show.Number(stock)} 份，換完為止{(i.HideSoldOut ? "，換完後不再顯示" : "，換完後顯示「已兌換完畢」")}。", $"{Show.Number(stock)} in all{(i.HideSoldOut ? "; hidden when gone" : "; shown as sold out when gone")}."]
                : w["數量不限。", "As many as are wanted."],
        ];
        if (i.PerMember is { } most) lines.Add(w[$"每位會員最多 {most} 份。", $"At most {most} per member."]);
        if (i.PerMemberMonth is { } monthly) lines.Add(w[$"每位會員每個月最多 {monthly} 份。", $"At most {monthly} per member and month."]);
        if (tier is not null) lines.Add(w[$"限{tier}以上會員。", $"For {tier} and above."]);
        if (i.ValidFrom is { } from) lines.Add(w[$"{s.Moment(from)} 開始兌換。", $"Begins {s.Moment(from)}."]);
        if (i.ValidUntil is { } until) lines.Add(w[$"{s.Moment(until)} 結束。", $"Ends {s.Moment(until)}."]);
        lines.Add(cancelHours > 0
            ? w[$"兌換後 {cancelHours} 小時內未使用可以取消，點數退回原來的效期。", $"Unused, it can be taken back within {cancelHours} hours; the points keep their expiry."]
            : w["兌換後不能取消。", "It cannot be taken back."]);
        if (!i.Active) lines.Add(w["目前停用，會員看不到。", "Switched off: members do not see it."]);
        return lines;
    }
}

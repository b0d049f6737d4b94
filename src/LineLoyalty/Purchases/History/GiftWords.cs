using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points.Gifts;

namespace LineLoyalty.Purchases.History;

internal sealed record GiftFacts(long GiverId, PointsGiftState State, string? Receiver);

/// <summary>Gifts of points as each side reads them; names are masked.</summary>
internal static class GiftWords
{
    public static string With(long points, string friend, bool family, bool english) => (points < 0, family) switch
    {
        (true, true) => english ? $"Used by {friend} of your family" : $"家人{friend}使用點數",
        (true, false) => english ? $"Points to {friend}" : $"轉贈點數給{friend}",
        (false, true) => english ? $"Points of {friend}, your family" : $"使用家人{friend}的點數",
        (false, false) => english ? $"Points from {friend}" : $"收到{friend}送的點數",
    };

    /// <summary>A gift by link, on the giver's side.</summary>
    public static HistoryEntry Own(string id, MemberEvent e, long points, GiftFacts? gift, string? reason, bool english)
    {
        var title = e.Kind == MemberEvents.PointsTakenBack
            ? reason == "lapsed" ? english ? "Not taken: your points are back" : "無人領取，點數已退回" : english ? "Gift of points taken back" : "收回轉贈點數"
            : gift is { State: PointsGiftState.Claimed, Receiver: { } name } ? With(points, name, false, english)
            : gift is { State: PointsGiftState.Open } ? english ? "Gift of points, waiting for your friend" : "轉贈點數（等待朋友領取）"
            : english ? "Gift of points" : "轉贈點數";
        return new HistoryEntry(id, e.At, "earn", title) { Points = points };
    }
}

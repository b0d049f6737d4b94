using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Points.Gifts;

public static class PointsGiftRefusals
{
    public static readonly Refusal NotFound = new("points_gift.not_found",
        "There is no such gift.", "找不到這份點數禮物，連結可能有誤。", StatusCodes.Status404NotFound);
    public static readonly Refusal Own = new("points_gift.own",
        "This is your own gift; take it back if you want to keep the points.", "這是您送出的點數，想保留請先收回。");
    public static readonly Refusal Claimed = new("points_gift.claimed",
        "Somebody has taken these points already.", "這份點數已經被領走了。");
    public static readonly Refusal TakenBack = new("points_gift.taken_back",
        "The points have been taken back.", "這份點數已被收回。", StatusCodes.Status410Gone);
    public static readonly Refusal Over = new("points_gift.over",
        "The points were not taken in time and went back.", "這份點數逾時未領取，已退回。", StatusCodes.Status410Gone);
}

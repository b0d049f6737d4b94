using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Catalogue;

public static class RewardRefusals
{
    public static readonly Refusal NotFound = new("reward.not_found",
        "There is no such reward.", "查無此兌換商品。", StatusCodes.Status404NotFound);
    public static readonly Refusal NotBegun = new("reward.not_begun",
        "This reward cannot be redeemed yet.", "此商品尚未開放兌換。");
    public static readonly Refusal Over = new("reward.over",
        "This reward is over.", "此商品已結束兌換。");
    public static readonly Refusal SoldOut = new("reward.sold_out",
        "This reward is sold out.", "此商品已兌換完畢。");
    public static readonly Refusal TierTooLow = new("reward.tier_too_low",
        "This reward is for higher levels.", "此商品限較高等級的會員兌換。");
    public static readonly Refusal Limit = new("reward.limit_reached",
        "The member has had this reward as often as one member may.", "已達每位會員的兌換上限。");
    public static readonly Refusal MonthLimit = new("reward.month_limit_reached",
        "The member has had this reward as often as one month allows.", "已達本月的兌換上限，下個月可再兌換。");
    public static readonly Refusal NotEnough = new("reward.not_enough_points",
        "The member has too few points for this reward.", "點數不足，無法兌換。");
    public static readonly Refusal PriceChanged = new("reward.price_changed",
        "The price of this reward has changed; look again before redeeming.", "兌換點數已調整，請重新確認後再兌換。");
    public static readonly Refusal RedemptionUnknown = new("reward.redemption_unknown",
        "There is no such redemption.", "查無此筆兌換。", StatusCodes.Status404NotFound);
    public static readonly Refusal CancelOver = new("reward.cancel_over",
        "This redemption can no longer be cancelled.", "已超過可取消兌換的時間。");
    public static readonly Refusal Used = new("reward.used",
        "What was redeemed has been used, given away or has lapsed.", "兌換的票券已使用、轉贈或過期，無法取消。");
}

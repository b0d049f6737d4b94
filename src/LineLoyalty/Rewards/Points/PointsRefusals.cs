using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Points;

public static class PointsRefusals
{
    public static readonly Refusal Insufficient = new("points.insufficient",
        "The member does not have that many points.", "點數不足。");
    public static readonly Refusal BelowMinimum = new("points.below_minimum",
        "Fewer points than the smallest number that can be redeemed at once.", "未達單次最低折抵點數。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotMultiple = new("points.not_multiple",
        "Points are redeemed in steps; this number is between two.", "折抵點數須為規定單位的倍數。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal EventTime = new("points.event_time",
        "An event is at most 72 hours old and not in the future.", "發生時間須在 72 小時以內，且不得為未來時間。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal AdjustLimit = new("points.adjust_limit",
        "More points than may be changed at once.", "超過單次可調整的點數上限。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal GiftsOff = new("points.gifts_off",
        "Points cannot be given to others.", "目前未開放轉贈點數。");
    public static readonly Refusal GiftTooSmall = new("points.gift_too_small",
        "Fewer points than the smallest gift.", "未達單次最低轉贈點數。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal GiftReceiver = new("points.gift_receiver",
        "There is no other member with this card number.", "查無此卡號的其他會員。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal GiftLimit = new("points.gift_limit",
        "More points than may be given away in a month.", "超過本月可轉贈的點數。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal OverLimit = new("points.over_limit",
        "More points than may pay for this sale.", "折抵點數超過本次消費可折抵上限。", StatusCodes.Status422UnprocessableEntity);
}

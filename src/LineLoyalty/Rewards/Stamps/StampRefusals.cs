using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Stamps;

public static class StampRefusals
{
    public static readonly Refusal NotFound = new("stamps.not_found",
        "There is no such stamp card, or it is switched off.", "查無此集點卡，或已停用。", StatusCodes.Status404NotFound);
    public static readonly Refusal NoCard = new("stamps.no_card",
        "The member's card is full and no other begins.", "會員的集點卡已集滿，沒有下一張。");
    public static readonly Refusal HandLimit = new("stamps.hand_limit",
        "More stamps than may be added by hand at once.", "超過一次可手動補的點數上限。", StatusCodes.Status422UnprocessableEntity);
}

using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Points.Families;

public static class FamilyRefusals
{
    public static readonly Refusal Off = new("family.off",
        "Families do not share points here.", "目前未開放家庭共享點數。");
    public static readonly Refusal None = new("family.none",
        "You are in no family.", "您尚未加入家庭共享。", StatusCodes.Status404NotFound);
    public static readonly Refusal NotOwner = new("family.not_owner",
        "Only whoever began the family may do that.", "只有家庭共享的建立者可以這麼做。", StatusCodes.Status403Forbidden);
    public static readonly Refusal Full = new("family.full",
        "The family has no room for one more.", "這個家庭共享的人數已滿。");
    public static readonly Refusal Already = new("family.already_in_one",
        "Leave your family before you join another.", "您已在家庭共享中，請先退出再加入。");
    public static readonly Refusal TooSoon = new("family.too_soon",
        "A family can be changed once in thirty days.", "退出家庭共享後 30 天內無法加入其他家庭。");
    public static readonly Refusal InviteNotFound = new("family.invite_not_found",
        "There is no such invitation.", "找不到這份邀請，連結可能有誤。", StatusCodes.Status404NotFound);
    public static readonly Refusal InviteOver = new("family.invite_over",
        "The invitation has been used or is over.", "這份邀請已被使用或已失效。", StatusCodes.Status410Gone);
    public static readonly Refusal NotInside = new("family.not_inside",
        "This member is not in your family.", "這位會員不在您的家庭共享中。", StatusCodes.Status404NotFound);
}

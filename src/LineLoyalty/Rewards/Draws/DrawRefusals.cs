using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Draws;

public static class DrawRefusals
{
    public static readonly Refusal NotFound = new("draw.not_found",
        "There is no such draw.", "查無此抽獎活動。", StatusCodes.Status404NotFound);
    public static readonly Refusal NotBegun = new("draw.not_begun",
        "This draw has not begun yet.", "抽獎尚未開始。");
    public static readonly Refusal Closed = new("draw.closed",
        "This draw takes no more entries.", "抽獎已截止參加。");
    public static readonly Refusal Full = new("draw.limit_reached",
        "The member has as many entries as one member may have.", "已達每位會員的參加次數上限。");
    public static readonly Refusal NoFree = new("draw.no_free_entry",
        "This draw has no free entry.", "此抽獎沒有免費參加的機會。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NoPoints = new("draw.no_points_entry",
        "Entries into this draw are not sold for points.", "此抽獎不能用點數參加。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal PriceChanged = new("draw.price_changed",
        "The price of an entry has changed; look again.", "參加點數已調整，請重新確認。");
    public static readonly Refusal StillOpen = new("draw.still_open",
        "Entries are still coming in; it can be drawn when it has closed.", "還在參加期間，截止後才能開獎。");
    public static readonly Refusal NotOpen = new("draw.not_open",
        "It has not been opened, or has been drawn already.", "活動尚未開放，或已經開獎。");
    public static readonly Refusal NotDraft = new("draw.not_draft",
        "It is open to members: prizes and times stand.", "活動已開放，獎項與時間不能再改。");
}

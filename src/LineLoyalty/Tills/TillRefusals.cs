using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Tills;

public static class TillRefusals
{
    public static readonly Refusal ReasonUnknown = new("adjust.reason_unknown",
        "The reason is not one of the list.", "請從清單選擇原因。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NoteRequired = new("adjust.note_required",
        "“Something else” needs a note that says what.", "原因選「其他」時請填寫說明。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal OverLimit = new("adjust.over_limit",
        "More points than this clerk may change at once or today; send ask: true to ask a manager.", "超過店員可調整的點數上限，可送交主管核可。");
    public static readonly Refusal OwnCard = new("adjust.own_card",
        "A clerk does not change the points of their own card.", "不可調整自己的會員點數。", StatusCodes.Status403Forbidden);
    public static readonly Refusal RequestUnknown = new("adjust.unknown",
        "There is no such request.", "查無此調整申請。", StatusCodes.Status404NotFound);
    public static readonly Refusal RequestClosed = new("adjust.closed",
        "This request has been decided, or its time is over.", "此申請已處理，或已逾核可期限。");
    public static readonly Refusal OwnRequest = new("adjust.own_request",
        "Somebody else has to agree to one's own request.", "不可核可自己提出的申請。", StatusCodes.Status403Forbidden);
}

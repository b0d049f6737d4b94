using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Marketing.Campaigns;

public static class CampaignRefusals
{
    public static readonly Refusal NotFound = new("campaign.not_found", "There is no such campaign.", "找不到這則推播。", StatusCodes.Status404NotFound);
    /// <summary>Facts: <c>errors</c>, a list of <see cref="CampaignProblem"/>.</summary>
    public static readonly Refusal Invalid = new("campaign.invalid", "Something in this campaign is not right yet.", "推播內容有需要修正的地方。", StatusCodes.Status400BadRequest);
    public static readonly Refusal NotDraft = new("campaign.not_draft", "Only a draft can be changed or scheduled.", "只有草稿可以修改或排程。");
    public static readonly Refusal Changed = new("campaign.changed", "Somebody else has changed this campaign meanwhile.", "這則推播剛被其他人修改過，請重新整理。");
    public static readonly Refusal NotScheduled = new("campaign.not_scheduled", "Only a scheduled campaign that has not started can be taken back.", "只有尚未開始的排程可以取消。");
    public static readonly Refusal InThePast = new("campaign.in_the_past", "The time chosen is over.", "指定的發送時間已經過了。", StatusCodes.Status400BadRequest);
    public static readonly Refusal Nobody = new("campaign.nobody", "Nobody would get this: the audience is empty.", "目前沒有任何人符合發送條件。");
    /// <summary>Facts: <c>message</c>, LINE's words.</summary>
    public static readonly Refusal RefusedByLine = new("campaign.refused_by_line", "LINE would refuse these messages.", "LINE 不接受這則訊息內容。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotRunning = new("campaign.not_running", "This campaign is not scheduled or running.", "這則推播目前沒有在排程或發送中。");
    public static readonly Refusal CannotReceive = new("campaign.test_unreachable", "This LINE account is not a friend of the official account.", "這個 LINE 帳號不是官方帳號的好友，無法收到測試訊息。");
    public static readonly Refusal ListNotFound = new("campaign.list_not_found", "There is no such list.", "找不到這份名單。", StatusCodes.Status404NotFound);
    public static readonly Refusal ListEmpty = new("campaign.list_empty", "Nobody of this list is a member.", "名單中沒有任何會員，請確認手機或會員卡號。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotAwaiting = new("campaign.not_awaiting", "This campaign does not wait for approval.", "這則推播目前不需要核准。");
    public static readonly Refusal OwnApproval = new("campaign.own_approval", "Somebody else has to approve it: you wrote it or asked for it.", "不能核准自己撰寫或送審的推播，請由另一位同事核准。", StatusCodes.Status403Forbidden);
    public static readonly Refusal ApprovalVoid = new("campaign.approval_void", "Its audience or time has changed since approval was asked for; take it back and ask again.", "送審後分眾條件或內容已變更，請取消後重新送審。");
    public static readonly Refusal ApprovalOver = new("campaign.approval_over", "The request is older than a day; ask again.", "送審已超過 24 小時，請重新送審。");
    /// <summary>Facts: <c>count</c>. Nobody else is there to approve: whoever sends writes the number out.</summary>
    public static readonly Refusal CountNotTyped = new("campaign.count_not_typed", "Type the number of recipients to confirm.", "請輸入收件人數以確認。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotHeld = new("campaign.not_held", "This campaign is not held.", "這則推播沒有被暫停。");
    public static readonly Refusal ExportTooLarge = new("campaign.export_too_large", "Somebody else has to let a list this long out first.", "名單人數較多，需要另一位同事放行才能匯出。", StatusCodes.Status403Forbidden);
    public static readonly Refusal ExportReason = new("campaign.export_reason", "Say in up to 200 characters what the list is for.", "請填寫匯出用途，最多 200 字。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal ExportNotAsked = new("campaign.export_not_asked", "This request is over, or the list has changed since: ask again.", "這個匯出申請已失效，或名單已有變動，請重新申請。");
    public static readonly Refusal OwnExport = new("campaign.own_export", "Somebody else has to let it out: you asked for it.", "不能放行自己的申請，請由另一位同事放行。", StatusCodes.Status403Forbidden);
}

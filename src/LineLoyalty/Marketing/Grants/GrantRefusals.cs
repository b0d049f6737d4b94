using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Marketing.Grants;

public static class GrantRefusals
{
    public static readonly Refusal NotWaiting = new("grant.not_waiting", "This request does not wait for approval.", "這筆申請目前不需要核准。");
    public static readonly Refusal OwnApproval = new("grant.own_approval", "Somebody else has to approve it: you asked for it.", "不能核准自己的申請，請由另一位同事核准。", StatusCodes.Status403Forbidden);
    public static readonly Refusal ApprovalOver = new("grant.approval_over", "The request is older than a day; ask again.", "送審已超過 24 小時，請重新送審。");
    public static readonly Refusal ApprovalVoid = new("grant.approval_void", "Members, coupon or value have changed since approval was asked for; ask again.", "送審後會員、優惠券或價值已變更，請重新送審。");
    /// <summary>Facts: <c>count</c>. Nobody else is there to approve: whoever gives writes the number out.</summary>
    public static readonly Refusal CountNotTyped = new("grant.count_not_typed", "Type the number to confirm.", "金額較高，請輸入數量以確認。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal FormUsed = new("grant.form_used", "This form has been sent already; open it again.", "這張表單已經送出過，請重新開啟。");
}

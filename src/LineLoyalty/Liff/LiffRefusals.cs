using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Liff;

/// <summary>What the LIFF group refuses before a feature is asked.</summary>
public static class LiffRefusals
{
    public static readonly Refusal IdTokenInvalid = new("liff.id_token_invalid",
        "LINE's sign-in could not be confirmed; open the page again from LINE.", "無法確認 LINE 登入，請從 LINE 重新開啟。", StatusCodes.Status401Unauthorized);

    public static readonly Refusal SessionRequired = new("liff.session_required",
        "Please open the page again from LINE.", "登入已逾時，請從 LINE 重新開啟。", StatusCodes.Status401Unauthorized);

    public static readonly Refusal NotMember = new("liff.not_member",
        "This LINE account has not joined yet.", "您尚未加入會員。", StatusCodes.Status403Forbidden);

    public static readonly Refusal ForeignOrigin = new("liff.foreign_origin",
        "This call must come from our own page.", "請從會員卡頁面操作。", StatusCodes.Status403Forbidden);

    public static readonly Refusal TooManyRequests = new("liff.too_many_requests",
        "Too many requests; please wait a moment.", "操作太頻繁，請稍後再試。", StatusCodes.Status429TooManyRequests);

    public static readonly Refusal LineUnavailable = new("liff.line_unavailable",
        "LINE cannot be reached to confirm the sign-in; please try again.", "暫時無法連線到 LINE，請稍後再試。", StatusCodes.Status503ServiceUnavailable);
}

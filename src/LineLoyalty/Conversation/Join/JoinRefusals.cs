using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Conversation.Join;

/// <summary>What joining may refuse, beside the fields of the form.</summary>
public static class JoinRefusals
{
    public static readonly Refusal CodeWrong = new("otp.wrong",
        "This is not the code we sent.", "驗證碼不正確。", StatusCodes.Status422UnprocessableEntity);

    /// <summary>Also for a challenge that never was, or is somebody else's: nobody learns which.</summary>
    public static readonly Refusal CodeExpired = new("otp.expired",
        "This code has expired; ask for a new one.", "驗證碼已失效，請重新取得。", StatusCodes.Status410Gone);

    public static readonly Refusal TooMany = new("otp.too_many",
        "Too many tries; please wait or ask our staff.", "嘗試次數過多，請稍後再試或洽門市人員。", StatusCodes.Status429TooManyRequests);

    public static readonly Refusal TooSoon = new("otp.too_soon",
        "A code was sent less than a minute ago.", "驗證碼剛寄出，請稍候再重新取得。", StatusCodes.Status429TooManyRequests);

    public static readonly Refusal NotSent = new("otp.not_sent",
        "The code could not be sent; please try again.", "驗證碼無法寄出，請稍後再試。");

    public static readonly Refusal AskStaff = new("join.ask_staff",
        "We know this number already. Please show this to our staff, who will connect your card.",
        "這支手機號碼已有會員資料，請洽門市人員協助綁定。");
}

using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Membership;

/// <summary>Everything membership may refuse, with the codes tills and pages rely on.</summary>
public static class MemberRefusals
{
    public static readonly Refusal NotFound = new("member.not_found",
        "No member belongs to this code, card or number.", "查無此會員。", StatusCodes.Status404NotFound);

    public static readonly Refusal PhoneInvalid = new("member.phone_invalid",
        "This is not a Taiwanese mobile number.", "請輸入正確的台灣手機號碼。", StatusCodes.Status400BadRequest);

    public static readonly Refusal NameRequired = new("member.name_required",
        "Please give a name.", "請輸入姓名。", StatusCodes.Status400BadRequest);

    public static readonly Refusal NameTooLong = new("member.name_too_long",
        "A name has at most 60 characters.", "姓名最多 60 個字。", StatusCodes.Status400BadRequest);

    public static readonly Refusal BirthdayInvalid = new("member.birthday_invalid",
        "This day does not exist or is not a plausible birthday.", "生日不正確。", StatusCodes.Status400BadRequest);

    public static readonly Refusal GenderInvalid = new("member.gender_invalid",
        "Gender is female, male, other or left out.", "性別選項不正確。", StatusCodes.Status400BadRequest);

    public static readonly Refusal LanguageInvalid = new("member.language_invalid",
        "Languages are zh-TW and en.", "語言選項不正確。", StatusCodes.Status400BadRequest);

    public static readonly Refusal AnnouncementsInvalid = new("member.announcements_invalid",
        "Announcements are every, important, none or default.", "通知選項不正確。", StatusCodes.Status400BadRequest);

    public static readonly Refusal BirthdayFixed = new("member.birthday_fixed",
        "The birthday has been set and is changed by staff only.", "生日設定後無法自行修改，請洽門市人員。");

    public static readonly Refusal PhoneTaken = new("member.phone_taken",
        "A member with this mobile number exists.", "此手機號碼已是會員。");

    public static readonly Refusal AlreadyBound = new("member.already_bound",
        "This member or LINE account is bound to another.", "此會員或 LINE 帳號已綁定。");

    public static readonly Refusal ConsentOutdated = new("member.consent_outdated",
        "The privacy notice has changed; please read it again.", "個資告知內容已更新，請重新閱讀並同意。");

    public static readonly Refusal SpendHeld = new("member.spend_held",
        "This card moved to another LINE account; points and coupons can be used again after the waiting time.",
        "此會員卡剛更換綁定的 LINE 帳號，等候時間過後即可使用點數與優惠券。");

    public static readonly Refusal CodeExpired = new("code.expired",
        "This code is too old; ask for the one on the screen now.", "此會員碼已過期，請出示最新的畫面。", StatusCodes.Status410Gone);

    public static readonly Refusal CodeUsed = new("code.already_used",
        "This code has been used; the next one appears within 30 seconds.", "此會員碼已使用過，請等候畫面更新。");

    public static readonly Refusal CodeInvalid = new("code.invalid",
        "This is not a code of ours for this use.", "無法辨識此會員碼。", StatusCodes.Status422UnprocessableEntity);

    public static readonly Refusal TooManyTries = new("attempts.too_many",
        "Too many wrong tries; please wait.", "錯誤次數過多，請稍後再試。", StatusCodes.Status429TooManyRequests);
}

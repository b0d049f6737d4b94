namespace LineLoyalty.Staff;

public static class StaffRefusals
{
    public static readonly Refusal WrongCredentials = new("staff.wrong_credentials", "User name or password is wrong.", "帳號或密碼不正確。", 401);
    public static readonly Refusal Locked = new("staff.locked", "Too many failed sign-ins. Try again later.", "登入失敗次數過多，請稍後再試。", 429);
    public static readonly Refusal InvitationInvalid = new("staff.invitation_invalid", "This link has been used or has expired. Ask for a new one.", "這個連結已使用過或已過期，請重新索取。", 410);
    public static readonly Refusal UserNameTaken = new("staff.username_taken", "This user name is taken.", "這個帳號名稱已有人使用。");
    public static readonly Refusal UserNameInvalid = new("staff.username_invalid", "Use 3 to 40 letters, digits, dots, hyphens or an e-mail address.", "帳號請用 3–40 個英數字、點、連字號，或電子郵件。", 400);
    public static readonly Refusal PasswordTooShort = new("staff.password_too_short", $"Use at least {Passwords.MinimumLength} characters.", $"密碼至少 {Passwords.MinimumLength} 個字元。", 400);
    public static readonly Refusal PasswordTooLong = new("staff.password_too_long", $"Use at most {Passwords.MaximumLength} characters.", $"密碼最多 {Passwords.MaximumLength} 個字元。", 400);
    public static readonly Refusal PasswordBreached = new("staff.password_guessable", "This password is known to attackers. Choose another one.", "這組密碼太容易被猜到，請換一組。", 400);
    public static readonly Refusal NotFound = new("staff.not_found", "There is no such account.", "查無此帳號。", 404);
    public static readonly Refusal LastAdmin = new("staff.last_admin", "The last administrator cannot be disabled.", "不能停用最後一位管理員。");
}

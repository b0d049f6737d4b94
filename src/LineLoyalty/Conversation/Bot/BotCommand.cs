using System.Globalization;
using System.Text;

namespace LineLoyalty.Conversation.Bot;

/// <summary>What a person can ask the bot for.</summary>
internal enum BotCommand { Card, Points, Coupons, History, Help, Join, Tier, Expiry, Notices, NotifyEvery, NotifyImportant, NotifyNothing, Stamps, Missions }

internal static class BotCommands
{
    // Longer texts are talk in which a word like 點數 may mean anything.
    private const int LongestQuestion = 20;
    private const string PostbackPrefix = "bot=";

    // In order: 點數到期 asks what expires, 點數紀錄 for points, 消費點數 too, 我的會員點數 too.
    private static readonly (BotCommand Command, string[] Words)[] Vocabulary =
    [
        (BotCommand.NotifyNothing, ["不通知", "不要通知", "關閉通知", "停止通知", "notifynothing"]),
        (BotCommand.NotifyImportant, ["只通知重要", "重要通知", "notifyimportant"]),
        (BotCommand.NotifyEvery, ["每次通知", "全部通知", "每次都通知", "notifyeverything"]),
        (BotCommand.Notices, ["通知設定", "設定通知", "通知", "notifications", "notification"]),
        (BotCommand.Expiry, ["到期", "過期", "失效", "expiry", "expire", "expires", "expiring"]),
        (BotCommand.Stamps, ["集點卡", "集點", "集点", "集章", "蓋章", "stamp", "stamps", "stampcard"]),
        (BotCommand.Missions, ["任務", "任务", "mission", "missions"]),
        (BotCommand.Points, ["點數", "点数", "積分", "积分", "紅利", "points", "point", "balance"]),
        (BotCommand.Coupons, ["優惠券", "優惠卷", "優惠劵", "优惠券", "折價券", "折價卷", "折扣券", "票券", "兌換券", "禮券", "優惠", "coupons", "coupon", "voucher", "vouchers"]),
        (BotCommand.History, ["消費紀錄", "消費記錄", "消费记录", "購買紀錄", "購買記錄", "消費明細", "交易紀錄", "交易記錄", "消費", "紀錄", "history", "purchases", "orders", "receipts"]),
        (BotCommand.Join, ["加入會員", "入會", "註冊會員", "註冊", "申請會員", "辦會員", "join", "signup", "register"]),
        (BotCommand.Tier, ["等級", "升等", "續等", "tier", "level"]),
        (BotCommand.Card, ["會員卡", "会员卡", "會員條碼", "條碼", "會員卡片", "會員碼", "會員", "card", "membercard", "membership", "barcode", "qrcode"]),
        (BotCommand.Help, ["說明", "说明", "幫助", "幫忙", "使用說明", "功能", "選單", "怎麼用", "指令", "help", "menu", "commands", "?"]),
    ];

    /// <summary>The button's text, in the words the bot understands.</summary>
    public static string Postback(BotCommand command) => PostbackPrefix + command.ToString().ToLowerInvariant();

    public static BotCommand? OfPostback(string data) =>
        Array.Find(Enum.GetValues<BotCommand>(), c => Postback(c) == data) is var command && Postback(command) == data ? command : null;

    /// <summary>Null when the text asks for nothing the bot knows.</summary>
    public static BotCommand? OfText(string text)
    {
        if (text.Length > 100) return null;
        var words = Words(text);
        var squeezed = string.Concat(words);
        if (squeezed.Length is 0 or > LongestQuestion) return null;
        foreach (var (command, vocabulary) in Vocabulary)
        {
            foreach (var known in vocabulary)
            {
                // Latin words must stand alone ("discard" asks for no card), Chinese ones need not.
                if (char.IsAscii(known[0]) ? words.Contains(known) || squeezed == known : squeezed.Contains(known, StringComparison.Ordinal)) return command;
            }
        }
        return null;
    }

    // Full width to half width, case away, and cut at everything that is neither letter nor digit.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.IsNormalized(NormalizationForm.FormKC) ? text.EnumerateRunes() : text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) word.Append(Rune.ToLower(rune, CultureInfo.InvariantCulture));
            else Cut();
        }
        Cut();
        if (words.Count == 0 && text.AsSpan().ContainsAny('?', '？')) words.Add("?");
        return words;

        void Cut()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }
}

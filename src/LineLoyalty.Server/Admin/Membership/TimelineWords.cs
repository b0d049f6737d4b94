using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Points.Earning;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>Says in words what an event means.</summary>
internal static class TimelineWords
{
    public static TimelineItem Describe(MemberEvent e, TimelineFacts facts, TimelineNames names, Words w)
    {
        var coupon = facts.Coupon is { } couponId ? names.Coupons.GetValueOrDefault(couponId) : null;
        return e.Kind switch
        {
            MemberEvents.Purchased => Purchase(e, facts, names, w),
            MemberEvents.Refunded => new(e.At, "undo", "bad", w[$"退貨 {Show.Money(facts.Number("amount") ?? 0)}", $"Returned {Show.Money(facts.Number("amount") ?? 0)}"], Points(facts, w)),
            MemberEvents.CouponIssued => new(e.At, "ticket", "brand", w["獲得優惠券", "Got a coupon"], Join(coupon, Reason(facts.Text("reason"), w))),
            MemberEvents.CouponRedeemed => new(e.At, "ticket", "good", w["使用優惠券", "Used a coupon"], coupon),
            MemberEvents.CouponReturned => new(e.At, "ticket", "", w["優惠券因退貨歸還", "Coupon given back after a return"], coupon),
            MemberEvents.CouponRevoked when facts.Text("reason") == WithdrawCoupon.Reason => new(e.At, "ticket", "bad", w["收回優惠券", "Coupon withdrawn"], Join(coupon, facts.Text("said"))),
            MemberEvents.CouponRevoked => new(e.At, "ticket", "", w["優惠券因退貨取消", "Coupon ended by a return"], coupon),
            MemberEvents.CouponFlagged when facts.Text("reason") is not null => new(e.At, "ticket", "bad", w["贈券已使用，但帶來它的消費已退貨，請確認", "A gift was used, and the purchase that had brought it was returned: please check"], coupon),
            MemberEvents.CouponFlagged => new(e.At, "ticket", "bad", w["已使用的付費券被退貨，請確認", "A used voucher was returned: please check"], coupon),
            MemberEvents.CouponOffered => new(e.At, "ticket", "", w["轉贈優惠券（等待領取）", "Offered a coupon to a friend"], coupon),
            MemberEvents.CouponTakenBack => new(e.At, "ticket", "", w["轉贈的優惠券收回", "Offered coupon came back"], coupon),
            MemberEvents.CouponGiven => new(e.At, "ticket", "", w["優惠券已轉贈給朋友", "Gave a coupon to a friend"], coupon),
            MemberEvents.CouponReceived => new(e.At, "ticket", "brand", w["收到朋友轉贈的優惠券", "Got a coupon from a friend"], coupon),
            MemberEvents.CouponExpired => new(e.At, "ticket", "", w["優惠券到期", "A coupon expired"], coupon),
            MemberEvents.PointsExpired => new(e.At, "coin", "", w[$"{Show.Number(facts.Number("points") ?? 0)} 點到期", $"{Show.Number(facts.Number("points") ?? 0)} points expired"]),
            MemberEvents.PointsEarned => new(e.At, "coin", "good", w[$"{Show.Signed(facts.Number("points") ?? 0)} 點", $"{Show.Signed(facts.Number("points") ?? 0)} points"],
                Enum.TryParse<EarningEvent>(facts.Text("reason"), ignoreCase: true, out var done) ? EarningWords.Event(done, w.IsEnglish) : facts.Text("reason") == "gift" ? w["會員互贈", "Between members"] : Reason(facts.Text("reason"), w)),
            MemberEvents.PointsOffered => new(e.At, "coin", "", w["轉贈點數（等待領取）", "Offered points to a friend"], Points(facts, w)),
            MemberEvents.PointsTakenBack => new(e.At, "coin", "", facts.Text("reason") == "lapsed" ? w["無人領取，轉贈點數退回", "Offered points came back"] : w["收回轉贈點數", "Took offered points back"], Points(facts, w)),
            MemberEvents.PointsGiven => new(e.At, "coin", "", w["朋友已領取點數", "The friend took the points"]),
            MemberEvents.PointsAdjusted => new(e.At, "coin", "brand", w["點數調整", "Points adjusted"], Points(facts, w)),
            MemberEvents.TierChanged => new(e.At, "star", facts.Text("reason") == "upgrade" ? "good" : "", Tier(facts, names, w), TierReason(facts.Text("reason"), w)),
            MemberEvents.RewardRedeemed => new(e.At, "cart", "brand", w["兌換商品", "Redeemed a reward"], w[$"−{Show.Number(facts.Number("points") ?? 0)} 點", $"−{Show.Number(facts.Number("points") ?? 0)} points"]),
            MemberEvents.RewardCancelled => new(e.At, "undo", "", w["取消兌換，點數退回", "Took a redemption back"], Points(facts, w)),
            MemberEvents.Stamped => new(e.At, "star", facts.Number("stamps") > 0 ? "good" : "", w[$"集點卡 {Show.Signed(facts.Number("stamps") ?? 0)} 點", $"Stamp card {Show.Signed(facts.Number("stamps") ?? 0)}"], facts.Text("reason")),
            MemberEvents.CheckedIn => new(e.At, "store", "", w["打卡", "Checked in"]),
            MemberEvents.ReferralCounted => new(e.At, "heart", facts.Number("friends") > 0 ? "good" : "", facts.Number("friends") > 0 ? w["推薦好友成功", "A friend counts"] : w["好友退貨，推薦不再計算", "A friend no longer counts"]),
            MemberEvents.MissionGiven => new(e.At, "check", "brand", w["獲指派任務", "Was given a mission"], facts.Text("mission")),
            MemberEvents.MissionFinished => new(e.At, "check", "good", w["完成任務", "Finished a mission"], facts.Text("mission")),
            MemberEvents.MissionUndone => new(e.At, "undo", "", w["退貨後任務未達成", "A return undid a mission"], facts.Text("mission")),
            MemberEvents.MenuChosen => new(e.At, "layout", "", facts.Number("menu") is null ? w["恢復原本的圖文選單", "Back to the usual menu"] : w["換上專屬圖文選單", "Was given a menu"]),
            MemberEvents.DrawEntered => new(e.At, "star", "", w["參加抽獎", "Entered a draw"], facts.Number("points") is > 0 and { } paid ? w[$"−{Show.Number(paid)} 點", $"−{Show.Number(paid)} points"] : null),
            MemberEvents.DrawWon => new(e.At, "star", "good", w["抽獎中獎", "Won in a draw"]),
            MemberEvents.MessageSent => Message(e, facts, names, w),
            MemberEvents.Followed => new(e.At, "line", "good", w["加入 LINE 好友", "Added us on LINE"]),
            MemberEvents.Unfollowed => new(e.At, "line", "bad", w["封鎖或刪除官方帳號", "Blocked us on LINE"]),
            MemberEvents.Joined => new(e.At, "user", "good", w["加入會員", "Became a member"], facts.Text("source") is { } source ? w[$"來源：{source}", $"through {source}"] : null),
            MemberEvents.Bound => new(e.At, "line", "good", facts.Number("from") is null ? w["綁定 LINE 帳號", "LINE account bound"] : w["會員卡移到另一個 LINE 帳號", "Card moved to another LINE account"]),
            MemberEvents.ConsentGiven => new(e.At, "check", "", w["同意個資告知", "Agreed to the privacy notice"], facts.Text("version") is { } version ? w[$"版本 {version}", $"version {version}"] : null),
            MemberEvents.MarketingOptedIn => new(e.At, "bell", "good", w["同意收到行銷訊息", "Opted in to marketing"]),
            MemberEvents.MarketingOptedOut => new(e.At, "bell", "bad", w["取消行銷訊息", "Opted out of marketing"]),
            MemberEvents.AnnouncementsChosen => new(e.At, "bell", "", w["選擇聊天通知", "Chose what the chat tells"], facts.Text("level") switch { "every" => w["每次通知", "everything"], "important" => w["只通知重要的", "what matters"], "none" => w["不通知", "nothing"], _ => w["依店家設定", "as the brand decides"] }),
            MemberEvents.ProfileChanged => new(e.At, "user", "", w["修改個人資料", "Changed the profile"], Fields(facts.List("fields"), w)),
            MemberEvents.OutsideSent => new(e.At, "send", "brand", facts.Text("channel") == "Sms" ? w["已傳送簡訊", "An SMS was sent"] : w["已寄出電子郵件", "An e-mail was sent"], facts.Text("cause") == "journey" ? w["旅程", "journey"] : null),
            MemberEvents.EmailChanged => new(e.At, "user", "", w["修改電子郵件", "Changed the e-mail address"]),
            MemberEvents.EmailConfirmed => new(e.At, "user", "", w["確認電子郵件", "Confirmed the e-mail address"]),
            MemberEvents.CampaignClicked => new(e.At, "send", "brand", w[$"點了{(facts.Number("journey") is not null ? "旅程訊息" : "推播")}的「{facts.Text("button")}」", $"Pressed “{facts.Text("button")}” of a {(facts.Number("journey") is not null ? "journey’s message" : "push")}"]),
            MemberEvents.TagAdded => new(e.At, "tag", "brand", w[$"貼上標籤「{facts.Text("tag")}」", $"Tagged “{facts.Text("tag")}”"]),
            MemberEvents.TagRemoved => new(e.At, "tag", "", w[$"移除標籤「{facts.Text("tag")}」", $"Tag “{facts.Text("tag")}” removed"]),
            MemberEvents.ProgrammeStep => new(e.At, "clock", "brand", w["自動化行銷", "Programme step"], Join(Programme(facts.Text("programme"), w), facts.Text("programme") == "tier" && Days(facts.Text("step")) is { } left ? w[$"到期前 {left} 天提醒", $"{left} days before its end"] : Step(facts.Text("step"), w))),
            LineLoyalty.Marketing.Journeys.JourneyKinds.Web => new(e.At, "link", "", w["網站事件", "Web event"], facts.Text("name")),
            _ => new(e.At, "dot", "", e.Kind),
        };
    }

    /// <summary>Why a message went out.</summary>
    public static string Cause(string? cause, Words w) => cause switch
    {
        "campaign" => w["推播", "Push"],
        "campaign-test" => w["推播測試", "Push test"],
        "welcome" => w["歡迎訊息", "Welcome"],
        "birthday" => w["生日祝賀", "Birthday"],
        "journey" => w["旅程訊息", "Journey"],
        "birthday-coupon" => w["生日禮", "Birthday gift"],
        "reactivation" => w["回購喚醒", "Win-back"],
        "card-moved" => w["會員卡換綁通知", "Card moved"],
        "reply" => w["聊天回覆", "Chat reply"],
        "test-pairing" => w["測試帳號驗證碼", "Test account code"],
        "points-expiry" => w["點數到期提醒", "Points expiry reminder"],
        "coupon-expiry" => w["優惠券到期提醒", "Coupon expiry reminder"],
        "gift" => w["自動贈禮", "Gift"],
        "draw" => w["抽獎結果", "Result of a draw"],
        "announcement" or "announcement-important" => w["點數與優惠券通知", "Points and coupons"],
        "tier-change" => w["等級異動通知", "Tier change"],
        "tier-reminder" => w["等級到期提醒", "Tier reminder"],
        "tier-gift" => w["等級每月禮", "Tier gift of the month"],
        "sms" => w["驗證碼", "One-time code"],
        null or "" => "",
        _ => cause,
    };

    private static TimelineItem Purchase(MemberEvent e, TimelineFacts facts, TimelineNames names, Words w)
    {
        if (facts.Purchase is not { } id || names.Purchases.GetValueOrDefault(id) is not { } sale)
        {
            return new(e.At, "cart", "good", w[$"消費 {Show.Money(facts.Number("paid") ?? 0)}", $"Bought for {Show.Money(facts.Number("paid") ?? 0)}"], Points(facts, w));
        }
        var goods = string.Join(w["、", ", "], sale.Lines.OrderBy(l => l.Position).Take(3).Select(l => l.Quantity == 1 ? l.Name : $"{l.Name} ×{l.Quantity}"));
        if (sale.Lines.Count > 3) goods += w[$" 等 {sale.Lines.Count} 項", $" and {sale.Lines.Count - 3} more"];
        var points = sale.PointsEarned - sale.PointsRedeemed;
        return new(e.At, "cart", "good",
            w[$"在{names.Stores.GetValueOrDefault(sale.StoreId)}消費 {Show.Money(sale.Paid)}", $"Bought for {Show.Money(sale.Paid)} at {names.Stores.GetValueOrDefault(sale.StoreId)}"],
            Join(goods, points == 0 ? null : w[$"{Show.Signed(points)} 點", $"{Show.Signed(points)} points"]));
    }

    private static TimelineItem Message(MemberEvent e, TimelineFacts facts, TimelineNames names, Words w)
    {
        var name = facts.Campaign is { } id ? names.Campaigns.GetValueOrDefault(id) : null;
        return new(e.At, "send", "", w["收到訊息", "Got a message"], Join(Cause(facts.Text("cause"), w), name), name is null ? null : $"/admin/pushes/{facts.Campaign}");
    }

    private static string Tier(TimelineFacts facts, TimelineNames names, Words w)
    {
        string Name(string key) => facts.Text(key) is { } code ? names.Tiers.GetValueOrDefault(code, code) : "?";
        return w[$"等級：{Name("from")} → {Name("to")}", $"Tier: {Name("from")} → {Name("to")}"];
    }

    public static string TierReason(string? reason, Words w) => reason switch
    {
        "join" => w["入會", "joined"],
        "upgrade" => w["消費達標升等", "reached by spend"],
        "renewal" => w["續等", "renewed"],
        "downgrade" => w["到期降等", "period ended"],
        "refund" => w["退貨後調整", "after a return"],
        "import" => w["匯入", "imported"],
        "bought" => w["購買取得", "bought"],
        "manual" => w["人員設定", "set by staff"],
        _ => reason ?? "",
    };

    public static string Reason(string? reason, Words w) => reason switch
    {
        not null when reason.StartsWith("bundle:", StringComparison.Ordinal) => Reason(reason["bundle:".Length..], w) + w["（組合券）", " (bundle)"],
        "staff" => w["人工發送", "given by staff"],
        "campaign" => w["推播附贈", "with a push"],
        "welcome" => w["入會禮", "welcome gift"],
        "birthday" => w["生日禮", "birthday gift"],
        "journey" => w["旅程", "journey"],
        "tier" => w["等級禮", "tier gift"],
        "gift" => w["自動贈禮", "gift"],
        "reward" => w["點數兌換", "for points"],
        "referral" => w["推薦好友", "referral"],
        "referral.returned" => w["推薦好友退貨，收回推薦禮", "a friend returned the purchase"],
        "stamps" => w["集點卡", "stamp card"],
        "mission" => w["任務", "mission"],
        "draw" => w["抽獎", "draw"],
        "reactivation" or "reactivation60" or "reactivation90" => w["回購喚醒", "win-back"],
        _ => reason ?? "",
    };

    public static string Programme(string? programme, Words w) => programme switch
    {
        "birthday" => w["生日", "Birthday"],
        "reactivation" => w["回購喚醒", "Win-back"],
        "tier" => w["會員等級", "Tiers"],
        "gift" => w["自動贈禮", "Gift"],
        _ => programme ?? "",
    };

    // A step's key ends with what was done: 2026:coupon, 1234:60.
    private static string? Step(string? key, Words w) => key?.Split(':')[^1] switch
    {
        _ when key!.StartsWith("gift:", StringComparison.Ordinal) => w["每月禮", "gift of the month"],
        "coupon" => w["優惠券", "coupon"],
        "greeting" => w["祝賀", "greeting"],
        { } days when int.TryParse(days, out var n) => w[$"{n} 天未消費", $"{n} days without a purchase"],
        _ => null,
    };

    private static int? Days(string? step) => int.TryParse(step?.Split(':')[^1], out var days) ? days : null;

    private static string? Points(TimelineFacts facts, Words w) => facts.Number("points") is { } points && points != 0 ? w[$"{Show.Signed(points)} 點", $"{Show.Signed(points)} points"] : null;

    private static string Fields(string fields, Words w) => string.Join(w["、", ", "], fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f switch
    {
        "name" => w["姓名", "name"],
        "phone" => w["手機", "phone"],
        "birthday" => w["生日", "birthday"],
        "gender" => w["性別", "gender"],
        "language" => w["語言", "language"],
        _ => f,
    }));

    private static string? Join(params string?[] parts) => string.Join(" · ", parts.Where(p => !string.IsNullOrEmpty(p))) is { Length: > 0 } text ? text : null;
}

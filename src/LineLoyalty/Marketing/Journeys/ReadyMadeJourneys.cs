using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Marketing.Segments;

namespace LineLoyalty.Marketing.Journeys;

/// <param name="Segment">Code of the ready-made segment its trigger looks at.</param>
internal sealed record ReadyMade(string Code, string Name, JourneyDefinition Definition, string? Segment = null);

/// <summary>The journeys that come with the product: drawn, checked and off. What a marketer changes in them stays.</summary>
public static class ReadyMadeJourneys
{
    public const string Welcome = "welcome", Birthday = "birthday", Reactivation = "reactivation", Anniversary = "anniversary", Cycle = "cycle", Replenish = "replenish", CrossSell = "cross-sell",
        VisitedNotBought = "visited-not-bought", CartLeft = "cart-left", MonthlyVisit = "monthly-visit", Valuable = "valuable-win-back", CouponExpiry = "coupon-expiry", PointsExpiry = "points-expiry";

    private static readonly JourneyEnd Bought = new(new PurchaseHappens(), Goal: true);
    private static readonly JourneyEntry EachTime = new(Again: 0);
    private static readonly JourneyEntry Once = new(Again: null);

    internal static IReadOnlyList<ReadyMade> All() =>
    [
        new(Welcome, "迎新系列", new JourneyDefinition(new HappeningTrigger(new BindHappens()), "w1",
        [
            new WaitTime("w1") { Days = 1, Next = "m1" },
            Card("m1", "offer", "{name|您好}，三件事先認識一下", "會員卡在聊天室選單裡；結帳出示條碼就能集點；點數可以折抵消費。", "b1", english: ("{name|Hello}, three things to know", "Your member card is in the menu of this chat. Show its code when you pay to collect points, and spend points when you like.")),
            new WaitEvent("b1", new PurchaseHappens()) { Days = 6, TimedOut = "m2" },
            Card("m2", "offer", "{name|您好}，第一杯還等著您", "您的迎新優惠券還在票匣裡，這週找一天來坐坐吧。", "w2", english: ("{name|Hello}, your first visit is waiting", "Your welcome coupon is still in your wallet. Come by one day this week.")),
            new WaitTime("w2") { Days = 14, Next = "m3" },
            Card("m3", "announcement", "還沒來過嗎？", "忙的話沒關係，我們一直都在。想知道最近賣得最好的是什麼，歡迎到門市問問我們。", null, english: ("Not been to see us yet?", "No hurry: we are always here. Ask us what people like best just now.")),
        ], Once) { Ends = [Bought] }),

        new(Birthday, "生日祝賀", new JourneyDefinition(new BirthdayTrigger(7, LeapDay.February28), "c1",
        [
            new GiveCoupon("c1", "birthday") { Next = "m1" },
            Card("m1", "offer", "{name}，生日禮送到您手上", "您的生日禮已放進票匣，祝您有個開心的生日，記得來使用。", "w1", coupon: "birthday", always: true, english: ("{name}, your birthday gift is here", "Your birthday is near. We have put a little something into your wallet.")),
            new WaitDay("w1", 0) { Next = "m2" },
            Card("m2", "offer", "{name}，生日快樂！", "祝您平安喜樂、事事順心，謝謝您一直以來的支持。", null, always: true, english: ("Happy birthday, {name}!", "All of us wish you a wonderful year ahead. Thank you for being with us.")),
        ], EachTime) { Rank = JourneyRank.Birthday }),

        new(Reactivation, "喚回 30／60／90 天", new JourneyDefinition(new LapseTrigger(30), "m30",
        [
            Card("m30", "offer", "{name}，最近好嗎？", "距離上次見面已經 {daysAway} 天了。您的會員卡和點數都替您留著，期待再次為您服務。", "w60", english: ("How have you been, {name}?", "It has been {daysAway} days since we last met. Your card and your points are still here, and so are we.")),
            new WaitDay("w60", 60) { At = new(9, 15), Next = "m60" },
            Card("m60", "offer", "{name}，想念您", "好一陣子沒見到您了，送您一張優惠券，有空回來坐坐。", "w90", coupon: "reactivation60", english: ("We miss you, {name}", "It has been a while, so we have put a coupon into your wallet. Come by when you like.")),
            new WaitDay("w90", 90) { At = new(9, 15), Next = "t90" },
            new ChangeTag("t90", "瞌睡顧客") { UntilPurchase = true, Next = "m90" },
            Card("m90", "offer", "{name}，好久不見", "我們想您了！這是目前最優惠的一張，特別留給您。", null, coupon: "reactivation90", english: ("{name}, this one is only for you", "We would love to see you again. Here is the best offer we have.")),
        ], EachTime with { RampPerDay = 200 }) { Ends = [Bought], Rank = JourneyRank.WinBack }),

        new(Anniversary, "入會週年", new JourneyDefinition(new AnniversaryTrigger(LeapDay.February28), "m1",
            [Card("m1", "offer", "{name}，謝謝您又陪了我們一年", "今天是您加入會員的週年日，這份心意請收下。", null, coupon: "welcome", english: ("{name}, thank you for another year", "You joined us on this day. Here is a small thank-you."))], EachTime) { Rank = JourneyRank.Birthday }),

        new(Cycle, "回購週期", new JourneyDefinition(new CycleTrigger(1.2m), "m1",
        [
            Card("m1", "offer", "{name}，該補貨了嗎？", "平常這個時候您都會來一趟，今天也替您留了位置。", "w1", english: ("{name}, time for more?", "You usually come by about now. We have kept a place for you.")),
            new WaitTime("w1") { Days = 14, Next = "m2" },
            Card("m2", "offer", "{name}，想念您", "好一陣子沒見到您了，送您一張優惠券，有空回來坐坐。", null, coupon: "reactivation60", english: ("We miss you, {name}", "It has been a while, so we have put a coupon into your wallet. Come by when you like.")),
        ], EachTime) { Ends = [Bought], Rank = JourneyRank.WinBack }),

        new(Replenish, "補貨提醒", new JourneyDefinition(new HappeningTrigger(new PurchaseHappens { Category = "咖啡豆" }), "w1",
        [
            new WaitTime("w1") { Days = 25, Next = "m1" },
            Card("m1", "announcement", "{name}，豆子快喝完了嗎？", "距離您上次買咖啡豆快一個月了，新鮮烘焙的豆子已經上架。", null, english: ("{name}, running out of beans?", "It is almost a month since you bought coffee beans. Freshly roasted ones have just arrived.")),
        ], EachTime) { Ends = [new(new PurchaseHappens { Category = "咖啡豆" }, Goal: true)] }),

        new(CrossSell, "搭配推薦", new JourneyDefinition(new HappeningTrigger(new PurchaseHappens { Category = "咖啡" }), "w1",
        [
            new WaitTime("w1") { Days = 2, Next = "b1" },
            new BranchRule("b1") { Rule = new BoughtCondition(BoughtMeasure.Count, NumberOperator.Exactly, 0) { Window = BoughtWindow.Within, WindowDays = 90, Categories = ["甜點"] }, Yes = "m1" },
            Card("m1", "announcement", "{name}，配個甜點更對味", "喜歡我們的咖啡嗎？下次試試當季甜點，一起享用剛剛好。", null, english: ("{name}, something sweet with it?", "You like our coffee: try one of the season’s desserts with it next time.")),
        ], new JourneyEntry(Again: 90)) { Ends = [new(new PurchaseHappens { Category = "甜點" }, Goal: true)] }),

        new(VisitedNotBought, "看過沒有買", new JourneyDefinition(new HappeningTrigger(new WebHappens("page.viewed")), "b1",
        [
            new WaitEvent("b1", new PurchaseHappens()) { Days = 1, TimedOut = "m1" },
            Card("m1", "announcement", "{name}，看上什麼了嗎？", "您最近看過的商品還在，有任何問題都歡迎直接回覆訊息詢問。", null, english: ("{name}, found something you like?", "What you looked at is still here. If you have a question, just answer this message.")),
        ], new JourneyEntry(Again: 30)) { Ends = [Bought] }),

        new(CartLeft, "購物車未結帳", new JourneyDefinition(new HappeningTrigger(new WebHappens("cart.left")), "b1",
        [
            new WaitEvent("b1", new PurchaseHappens()) { Hours = 3, TimedOut = "m1" },
            Card("m1", "offer", "{name}，購物車替您留著", "您挑的東西還在購物車裡，結帳只差一步。", null, english: ("{name}, we have kept your cart", "What you chose is still in it: one step and it is yours.")),
        ], new JourneyEntry(Again: 7)) { Ends = [Bought] }),

        new(MonthlyVisit, "每月首購禮", new JourneyDefinition(new HappeningTrigger(new PurchaseHappens { FirstOfMonth = true }), "m1",
            [Card("m1", "offer", "{name}，本月的小禮物", "謝謝您這個月的光臨，下次來店可以使用這張優惠券。", null, coupon: "welcome", english: ("{name}, this month's little gift", "Thank you for coming. A coupon is waiting in your wallet."))], EachTime)),

        new(Valuable, "高價值會員喚回", new JourneyDefinition(new SegmentTrigger(1), "m1",
        [
            Card("m1", "poster", "{name}，我們特別為您留了一份", "您是我們最重要的客人之一，好一陣子沒見，這張優惠券請收下。", "w1", coupon: "reactivation90", english: ("{name}, something kept for you", "You are one of our dearest guests and we have not seen you for a while. This coupon is yours.")),
            new WaitTime("w1") { Days = 14, Next = "k1" },
            new AskClerk("k1", "致電關心久未消費的貴賓") { Note = "已送出專屬優惠券，14 天內仍未消費。" },
        ], new JourneyEntry(Again: 180) { RampPerDay = 50 }) { Ends = [Bought], Rank = JourneyRank.WinBack }, Segment: "valuable-away-90"),

        new(CouponExpiry, "優惠券到期提醒", new JourneyDefinition(new CouponExpiringTrigger(3) { At = new(9, 10) }, "m1",
            [Card("m1", "offer", "您有 {expiringCoupons} 張優惠券即將到期", "最早的一張到 {expiresOn} 為止，別讓優惠白白溜走，記得來使用。", null, english: ("{expiringCoupons} of your coupons are about to expire", "The first one ends on {expiresOn}. A pity to let it go to waste."))], EachTime) { Ends = [new(new CouponUsed(), Goal: true)], Rank = JourneyRank.Expiry }),

        new(PointsExpiry, "點數到期提醒", new JourneyDefinition(new PointsExpiringTrigger(14) { At = new(9, 5) }, "m1",
            [Card("m1", "offer", "您有 {expiringPoints} 點即將到期", "最早的一批到 {expiresOn} 為止。消費時會優先折抵最快到期的點數，下次光臨別忘了使用。", null, english: ("{expiringPoints} points are about to expire", "The first of them end on {expiresOn}. Points are spent soonest-expiring first: use them on your next visit."))], EachTime) { Ends = [Bought], Rank = JourneyRank.Expiry }),
    ];

    private static SendMessage Card(string id, string template, string title, string body, string? next, string? coupon = null, bool always = false, (string Title, string Body)? english = null) =>
        new(id, new CampaignContent([new CampaignCard(template, title, body) { CouponCode = coupon }]) { English = english is { } e ? [new CampaignCard(template, e.Title, e.Body) { CouponCode = coupon }] : null }) { Next = next, Always = always };
}

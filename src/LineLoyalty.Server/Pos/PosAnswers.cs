using System.Text.Json.Nodes;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Tills;

namespace LineLoyalty.Server.Pos;

/// <summary>What each call of the POS API may refuse, and an example of what to send: the description's part that types cannot say.</summary>
internal static class PosAnswers
{
    // To members at their phones and to staff.
    private static readonly string[] SaidElsewhere =
    [
        "reward.redemption_unknown", "reward.cancel_over", "reward.used", "draw.no_free_entry", "draw.no_points_entry", "draw.still_open", "draw.not_open", "draw.not_draft", "draw.price_changed",
    ];

    private static readonly Refusal[] MemberCodes = [MemberRefusals.CodeExpired, MemberRefusals.CodeUsed, MemberRefusals.CodeInvalid];

    private static readonly Refusal[] Finding = [CouponRefusals.NotFound, CouponRefusals.TokenExpired, CouponRefusals.Unclaimed];

    private static readonly Refusal[] State =
    [
        CouponRefusals.AlreadyRedeemed, CouponRefusals.Expired, CouponRefusals.Revoked, CouponRefusals.NotYet, CouponRefusals.Reserved, CouponRefusals.Offered, CouponRefusals.Given, MemberRefusals.SpendHeld,
    ];

    private static readonly Refusal[] Conditions =
        [CouponRefusals.WrongStore, CouponRefusals.WrongTime, CouponRefusals.WrongTier, CouponRefusals.NewMembersOnly, CouponRefusals.DailyLimit, CouponRefusals.BudgetSpent, CouponRefusals.UsesLeft];

    private static readonly Refusal[] Holds = [CouponRefusals.HoldUnknown, CouponRefusals.HoldOver, CouponRefusals.HoldReleased];

    private static readonly Refusal[] Pricing =
    [
        MemberRefusals.NotFound, PurchaseRefusals.LineName, PurchaseRefusals.LineAmount, PurchaseRefusals.TooLarge, PurchaseRefusals.MemberRequired,
        PointsRefusals.Insufficient, PointsRefusals.BelowMinimum, PointsRefusals.NotMultiple, PointsRefusals.OverLimit,
        .. Finding, .. State, .. Conditions, .. Holds, CouponRefusals.MinimumSpend, CouponRefusals.ProductMissing, CouponRefusals.UnitsMissing, CouponRefusals.BuyMore,
        CouponRefusals.NotStackable, CouponRefusals.TooMany, CouponRefusals.TierIsBetter,
    ];

    private static readonly Refusal[] Selling =
    [
        .. Pricing, .. MemberCodes, PurchaseRefusals.StoreUnknown, PurchaseRefusals.DuplicateReceipt, PurchaseRefusals.TimeOutOfRange, PurchaseRefusals.SpendCodeRequired,
        PurchaseRefusals.BuyerRequired, PurchaseRefusals.PaidDiffers, CouponRefusals.TokenUsed, CouponRefusals.PerMember, CouponRefusals.SoldOut,
    ];

    private static readonly Refusal[] Returning =
    [
        PurchaseRefusals.NotFound, PurchaseRefusals.RefundTooLate, PurchaseRefusals.RefundTime, PurchaseRefusals.RefundNothingLeft, PurchaseRefusals.RefundLineUnknown,
        PurchaseRefusals.RefundTooMany, PurchaseRefusals.DuplicateRefund, CouponRefusals.SoldAndCashed, CouponRefusals.SoldAndUsed,
    ];

    private static readonly Refusal[] Vouchers = [.. Finding, .. State, PurchaseRefusals.VoucherNotPaid, PurchaseRefusals.VoucherNotBought];

    /// <summary>By operation id; what every call may answer is added by <see cref="PosOpenApi"/>.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<Refusal>> Refusals = new Dictionary<string, IReadOnlyList<Refusal>>
    {
        ["getKey"] = [], ["listStores"] = [], ["listProducts"] = [], ["getAdjustmentRules"] = [],
        ["lookupMember"] = [MemberRefusals.NotFound, .. MemberCodes],
        ["quotePurchase"] = Pricing,
        ["recordPurchase"] = Selling,
        ["findPurchase"] = [PurchaseRefusals.NotFound], ["getPurchase"] = [PurchaseRefusals.NotFound],
        ["refundPurchase"] = Returning,
        ["catchUp"] = [],
        ["getLateItem"] = [ResolveLate.Unknown],
        ["checkCoupon"] = Finding,
        ["redeemCoupon"] = [.. Finding, .. State, .. Conditions, CouponRefusals.TokenUsed, CouponRefusals.StoreUnknown],
        ["reserveCoupon"] = [.. Finding, .. State, .. Conditions, CouponRefusals.TokenUsed, CouponRefusals.StoreUnknown, MemberRefusals.NotFound],
        ["commitCoupon"] = [.. Holds, CouponRefusals.NotFound, CouponRefusals.AlreadyRedeemed, CouponRefusals.BudgetSpent, CouponRefusals.Expired, MemberRefusals.SpendHeld],
        ["cancelCoupon"] = [CouponRefusals.HoldUnknown, CouponRefusals.NotFound, CouponRefusals.AlreadyRedeemed],
        ["claimCoupon"] = [MemberRefusals.NotFound, CouponRefusals.DefinitionUnknown, CouponRefusals.SoldOut, CouponRefusals.Expired, CouponRefusals.PerMember, .. All(typeof(CodeRefusals))],
        ["quoteVoucherRefund"] = Vouchers,
        ["refundVoucher"] = [.. Vouchers, PurchaseRefusals.StoreUnknown],
        ["recordMemberEvent"] = [MemberRefusals.NotFound, PointsRefusals.EventTime],
        ["adjustPoints"] =
        [
            MemberRefusals.NotFound, PurchaseRefusals.StoreUnknown, PointsRefusals.Insufficient, PointsRefusals.AdjustLimit, TillRefusals.OverLimit, TillRefusals.OwnCard, TillRefusals.ReasonUnknown, TillRefusals.NoteRequired,
        ],
        ["getAdjustment"] = [TillRefusals.RequestUnknown],
        ["listStampCards"] = [MemberRefusals.NotFound],
        ["addStamps"] = [MemberRefusals.NotFound, PurchaseRefusals.StoreUnknown, TillRefusals.OwnCard, .. All(typeof(StampRefusals))],
        ["listRewards"] = [MemberRefusals.NotFound],
        ["redeemReward"] = [MemberRefusals.NotFound, MemberRefusals.SpendHeld, .. MemberCodes, .. All(typeof(RewardRefusals)), .. All(typeof(DrawRefusals))],
    };

    /// <summary>Codes an item of a batch may carry, beside those of a sale and a return.</summary>
    public static readonly IReadOnlyList<Refusal> OfLateItems =
        [.. Selling.Concat(Returning).Append(RecordLate.SaleMissing).Append(RecordLate.ReceiptDiffers).Append(MemberRefusals.CodeExpired).Append(PosRefusals.IdempotencyKeyReused).DistinctBy(r => r.Code)];

    private const string Basket = """[{"sku":"C02","quantity":2,"amount":240},{"name":"手工餅乾","category":"甜點","quantity":1,"amount":60}]""";

    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["lookupMember"] = """{"key":"0912-345-678"}""",
        ["quotePurchase"] = $$"""{"store":"TPE01","member":"61d03ee83269e6d6","suggest":true,"lines":{{Basket}} }""",
        ["recordPurchase"] = $$"""{"store":"TPE01","receiptNumber":"A-1001","occurredAt":"2026-03-10T10:15:00+08:00","payment":"cash","member":"61d03ee83269e6d6","lines":{{Basket}} }""",
        ["refundPurchase"] = """{"refundNumber":"A-1001-1","reason":"做錯了","occurredAt":"2026-03-10T10:40:00+08:00","lines":[{"line":0,"quantity":1}]}""",
        ["catchUp"] = """{"items":[{"key":"till1-0007","sale":{"store":"TPE01","receiptNumber":"A-1007","occurredAt":"2026-03-10T09:00:00+08:00","payment":"cash","tierDiscount":false,"paid":300,"lines":"""
            + Basket + """}},{"key":"till1-0008","refund":{"store":"TPE01","receiptNumber":"A-1007","refundNumber":"A-1007-1","reason":"做錯了","occurredAt":"2026-03-10T09:20:00+08:00"}}]}""",
        ["checkCoupon"] = """{"code":"XXXX-XXXX-XXXX-XXXX-X"}""",
        ["redeemCoupon"] = """{"code":"XXXX-XXXX-XXXX-XXXX-X","store":"TPE01"}""",
        ["reserveCoupon"] = """{"code":"XXXX-XXXX-XXXX-XXXX-X","store":"TPE01"}""",
        ["claimCoupon"] = """{"member":"61d03ee83269e6d6","code":"SUMMER50"}""",
        ["quoteVoucherRefund"] = """{"code":"XXXX-XXXX-XXXX-XXXX-X"}""",
        ["refundVoucher"] = """{"code":"XXXX-XXXX-XXXX-XXXX-X","store":"TPE01","reason":"客人退費"}""",
        ["recordMemberEvent"] = """{"event":"survey","reference":"spring-2026"}""",
        ["addStamps"] = """{"store":"TPE01","card":"coffee","stamps":1,"reason":"結帳時漏蓋"}""",
        ["adjustPoints"] = """{"points":50,"reason":"service","note":"等了二十分鐘","store":"TPE01"}""",
    };

    public static JsonNode? ExampleOf(string operation) => Bodies.TryGetValue(operation, out var body) ? JsonNode.Parse(body) : null;

    public static JsonNode Example(Refusal refusal) =>
        new JsonObject { ["title"] = refusal.English, ["status"] = refusal.Status, ["code"] = refusal.Code };

    private static IEnumerable<Refusal> All(Type feature) => feature.GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .Where(f => f.FieldType == typeof(Refusal)).Select(f => (Refusal)f.GetValue(null)!)
        .Where(r => !SaidElsewhere.Contains(r.Code));
}

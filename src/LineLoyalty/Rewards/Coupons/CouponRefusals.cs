using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Coupons;

public static class CouponRefusals
{
    private const int Unfit = StatusCodes.Status422UnprocessableEntity;

    public static readonly Refusal NotFound = new("coupon.not_found",
        "There is no such coupon.", "查無此優惠券，請確認條碼或代碼。", StatusCodes.Status404NotFound);
    public static readonly Refusal TokenExpired = new("coupon.token_expired",
        "This QR code is older than 60 seconds; ask the member to show it again.", "優惠券 QR 碼已逾 60 秒，請會員重新出示。", StatusCodes.Status410Gone);
    public static readonly Refusal TokenUsed = new("coupon.token_used",
        "This QR code has been used; ask the member to show a new one.", "此 QR 碼已使用過，請會員重新出示。");
    public static readonly Refusal Unclaimed = new("coupon.unclaimed",
        "This code is good, but in nobody's wallet yet: look the member up and add it there.", "此序號尚未領取，請先確認會員並領入票匣。");
    public static readonly Refusal AlreadyRedeemed = new("coupon.already_redeemed",
        "This coupon has been used.", "此優惠券已使用過。");
    public static readonly Refusal Expired = new("coupon.expired",
        "This coupon has expired.", "此優惠券已過期。");
    public static readonly Refusal Revoked = new("coupon.revoked",
        "This coupon has been withdrawn.", "此優惠券已失效。");
    public static readonly Refusal NotYet = new("coupon.not_yet",
        "This coupon cannot be used yet.", "此優惠券尚未開始使用。");
    public static readonly Refusal Reserved = new("coupon.reserved",
        "Another till has reserved this coupon for a few minutes.", "另一台收銀機正在使用此優惠券，請稍候。");
    public static readonly Refusal Offered = new("coupon.offered",
        "This coupon is on its way to a friend; the member can take it back.", "此優惠券正在轉贈中，請會員先收回。");
    public static readonly Refusal Given = new("coupon.given",
        "This coupon has been given away.", "此優惠券已轉贈給朋友。");
    public static readonly Refusal UsesLeft = new("coupon.uses_left",
        "The coupon has fewer uses left than asked for.", "此券剩餘次數不足。");
    public static readonly Refusal UnitsMissing = new("coupon.units_missing",
        "The sale has fewer items than uses asked for.", "本次消費的商品數量少於要兌換的數量。", Unfit);
    public static readonly Refusal MinimumSpend = new("coupon.minimum_spend",
        "The sale is below the coupon's minimum spend.", "未達此優惠券的最低消費金額。", Unfit);
    public static readonly Refusal ProductMissing = new("coupon.product_missing",
        "The sale does not contain the product this coupon is for.", "本次消費沒有此優惠券適用的商品。", Unfit);
    public static readonly Refusal BuyMore = new("coupon.buy_more",
        "The sale has too few items for this offer.", "購買件數未達此優惠的門檻。", Unfit);
    public static readonly Refusal WrongStore = new("coupon.wrong_store",
        "This coupon is not for this store.", "此優惠券不適用於本門市。", Unfit);
    public static readonly Refusal WrongTime = new("coupon.wrong_time",
        "This coupon cannot be used on this day or at this hour.", "此優惠券不適用於目前的日期或時段。", Unfit);
    public static readonly Refusal WrongTier = new("coupon.wrong_tier",
        "This coupon is for other tiers.", "此優惠券限指定等級會員使用。", Unfit);
    public static readonly Refusal NewMembersOnly = new("coupon.new_members_only",
        "This coupon is for new members.", "此優惠券限新會員使用。", Unfit);
    public static readonly Refusal DailyLimit = new("coupon.daily_limit",
        "The member has used this coupon as often as one day allows.", "今日已達此優惠券的使用次數上限。");
    public static readonly Refusal BudgetSpent = new("coupon.budget_spent",
        "The money set aside for this coupon is used up.", "此優惠活動的預算已用完。");
    public static readonly Refusal NotStackable = new("coupon.not_stackable",
        "This coupon does not go with another one in the sale.", "此優惠券不能與其他優惠券併用。", Unfit);
    public static readonly Refusal TooMany = new("coupon.too_many",
        "A sale takes fewer coupons than that.", "單筆消費使用的優惠券張數超過上限。", Unfit);
    public static readonly Refusal NoBenefit = new("coupon.no_benefit",
        "It would take nothing more off this sale.", "使用此優惠券不會再折抵。", Unfit);
    public static readonly Refusal OtherIsBetter = new("coupon.other_is_better",
        "The suggested coupons take more off.", "建議的組合折抵更多。", Unfit);
    public static readonly Refusal TierIsBetter = new("coupon.tier_is_better",
        "The member's level takes off as much or more by itself, and the two do not go together: keep the coupon.", "會員等級折扣更優惠且不能併用，優惠券請留待下次使用。", Unfit);
    public static readonly Refusal ConfirmByStaff = new("coupon.confirm_by_staff",
        "It takes nothing off; the staff hands it over and redeems it.", "此券由店員提供服務後核銷，不折抵金額。", Unfit);
    public static readonly Refusal HoldOver = new("coupon.hold_over",
        "The reservation is over; reserve the coupon again.", "保留時間已過，請重新保留。", StatusCodes.Status410Gone);
    public static readonly Refusal HoldReleased = new("coupon.hold_released",
        "The reservation has been cancelled.", "此保留已取消。");
    public static readonly Refusal HoldUnknown = new("coupon.hold_unknown",
        "There is no such reservation.", "查無此保留。", StatusCodes.Status404NotFound);
    public static readonly Refusal StoreUnknown = new("store.unknown",
        "There is no such store, or it is closed.", "查無此門市，或門市已停用。", Unfit);
    public static readonly Refusal SoldAndUsed = new("refund.voucher_used",
        "A paid voucher that this line sold has been begun or given away: return the other lines, and pay the voucher's rest back by itself.",
        "此品項售出的禮券已使用或轉贈，請改退其他品項，並以「禮券退費」退還餘額。");
    public static readonly Refusal SoldAndCashed = new("refund.voucher_refunded",
        "A voucher that this line sold has been paid back already.", "此品項的禮券已退費，不可再退貨。");
    public static readonly Refusal DefinitionUnknown = new("coupon.definition_unknown",
        "There is no such kind of coupon, or it is switched off.", "查無此優惠券活動，或活動已停用。", StatusCodes.Status404NotFound);
    public static readonly Refusal SoldOut = new("coupon.sold_out",
        "All coupons of this kind have been given out.", "此優惠券已全數發送完畢。");
    public static readonly Refusal PerMember = new("coupon.per_member",
        "The member has had as many of these as one member may have.", "每位會員可領取的張數已達上限。");
}

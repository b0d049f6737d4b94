using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Rewards.Coupons;

public static class CouponRefusals
{
    public static readonly Refusal NotFound = new("coupon.not_found",
        "There is no such coupon.", "查無此優惠券，請確認條碼或代碼。", StatusCodes.Status404NotFound);
    public static readonly Refusal TokenExpired = new("coupon.token_expired",
        "This QR code is older than 60 seconds; ask the member to show it again.", "優惠券 QR 碼已逾 60 秒，請會員重新出示。", StatusCodes.Status410Gone);
    public static readonly Refusal AlreadyRedeemed = new("coupon.already_redeemed",
        "This coupon has been used.", "此優惠券已使用過。");
    public static readonly Refusal Expired = new("coupon.expired",
        "This coupon has expired.", "此優惠券已過期。");
    public static readonly Refusal Revoked = new("coupon.revoked",
        "This coupon has been withdrawn.", "此優惠券已失效。");
    public static readonly Refusal MinimumSpend = new("coupon.minimum_spend",
        "The sale is below the coupon's minimum spend.", "未達此優惠券的最低消費金額。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal ProductMissing = new("coupon.product_missing",
        "The sale does not contain the product this coupon is for.", "本次消費沒有此優惠券適用的商品。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal StoreUnknown = new("store.unknown",
        "There is no such store, or it is closed.", "查無此門市，或門市已停用。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal DefinitionUnknown = new("coupon.definition_unknown",
        "There is no such kind of coupon, or it is switched off.", "查無此優惠券活動，或活動已停用。", StatusCodes.Status404NotFound);
    public static readonly Refusal SoldOut = new("coupon.sold_out",
        "All coupons of this kind have been given out.", "此優惠券已全數發送完畢。");
}

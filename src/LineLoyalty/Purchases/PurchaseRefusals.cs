using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Purchases;

public static class PurchaseRefusals
{
    public static readonly Refusal StoreUnknown = new("store.unknown",
        "There is no such store, or it is closed.", "查無此門市，或門市已停用。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotFound = new("purchase.not_found",
        "There is no such sale.", "查無此筆消費。", StatusCodes.Status404NotFound);
    public static readonly Refusal DuplicateReceipt = new("purchase.duplicate_receipt",
        "This store has already recorded this receipt number; the first result is under existing.", "此門市已登錄過相同的收據號碼。");
    public static readonly Refusal TimeOutOfRange = new("purchase.time_out_of_range",
        "A sale is at most 72 hours old and not in the future.", "消費時間須在 72 小時以內，且不得為未來時間。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal MemberRequired = new("purchase.member_required",
        "Points can only be redeemed for a member.", "折抵點數須先確認會員身分。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal BuyerRequired = new("purchase.buyer_required",
        "The sale contains a voucher that goes into a member's wallet; look the member up first.", "商品包含會存入會員票匣的票券，請先確認會員身分。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal SpendCodeRequired = new("purchase.spend_code_required",
        "Redeeming points needs the member's spend code, fresh from their phone.", "折抵點數須請會員出示「使用點數」條碼。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal LineName = new("purchase.line_name",
        "A line needs a name, or the SKU of a known product.", "品項須有名稱，或為已建檔的商品代號。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal LineAmount = new("purchase.line_amount",
        "A line's amount is more than its unit price times its quantity.", "品項金額超過單價乘以數量。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal TooLarge = new("purchase.too_large",
        "The sale's total is above the limit.", "消費總額超過上限。", StatusCodes.Status422UnprocessableEntity);

    public static readonly Refusal RefundTooLate = new("refund.too_late",
        "A sale can be returned for 30 days.", "已超過 30 天退貨期限。");
    public static readonly Refusal RefundNothingLeft = new("refund.nothing_left",
        "Everything of this sale has been returned.", "此筆消費已全數退貨。");
    public static readonly Refusal RefundTooMany = new("refund.too_many",
        "More is to be returned than is left of the line.", "退貨數量超過剩餘數量。");
    public static readonly Refusal RefundLineUnknown = new("refund.line_unknown",
        "The sale has no such line.", "此筆消費沒有該品項。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal RefundTime = new("refund.time_out_of_range",
        "A return is not before its sale and not in the future.", "退貨時間不得早於消費時間或為未來時間。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal VoucherNotPaid = new("voucher.not_paid",
        "This coupon was not paid for: there is nothing to pay back.", "此券不是付費券，無法退費。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal VoucherNotBought = new("voucher.not_bought",
        "No sale is known in which this voucher was paid for.", "查無此券的購買紀錄，無法退費。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal PaidDiffers = new("purchase.paid_differs",
        "The till took another amount than this sale costs.", "實收金額與系統計算的應付金額不同。");
    public static readonly Refusal DuplicateRefund = new("refund.duplicate_number",
        "This return has already been recorded; the first result is under existing.", "此退貨單號已登錄過。");
}

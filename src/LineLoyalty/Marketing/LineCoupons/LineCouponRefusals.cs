using Line.Messaging;
using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Marketing.LineCoupons;

/// <summary>LINE's own answers about its coupons, in words a marketer can act on. LINE's text stands in the fact <c>line</c>.</summary>
public static class LineCouponRefusals
{
    /// <summary>Facts: <c>errors</c>, a list of <see cref="LineCouponProblem"/>.</summary>
    public static readonly Refusal Invalid = new("line_coupon.invalid", "Please correct the fields below.", "請修正標示的欄位。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal NotFound = new("line_coupon.not_found", "LINE has no such coupon.", "LINE 上查無這張優惠券。", StatusCodes.Status404NotFound);
    public static readonly Refusal Closed = new("line_coupon.closed", "This coupon is closed already.", "這張優惠券已經結束。");
    public static readonly Refusal Full = new("line_coupon.full", "LINE allows 5,000 valid coupons per official account; close some first.", "LINE 每個官方帳號最多 5,000 張有效優惠券，請先結束不用的券。");
    public static readonly Refusal NotAllowed = new("line_coupon.not_allowed", "LINE does not let this channel manage coupons.", "LINE 不允許這個頻道管理優惠券，請確認官方帳號的權限。");
    public static readonly Refusal TooFast = new("line_coupon.too_fast", "LINE has had too many calls just now; try again in a moment.", "LINE 的呼叫次數暫時超過上限，請稍候再試。", StatusCodes.Status503ServiceUnavailable);
    public static readonly Refusal RefusedByLine = new("line_coupon.refused_by_line", "LINE did not accept this coupon.", "LINE 不接受這張優惠券的內容。", StatusCodes.Status422UnprocessableEntity);
    public static readonly Refusal Unknown = new("line_coupon.outcome_unknown", "LINE's answer did not arrive. Look at the list first: the change may have been made.", "沒有收到 LINE 的回覆，變更可能已經完成；請先查看列表，不要直接重送。", StatusCodes.Status502BadGateway);
    public static readonly Refusal Unreachable = new("line_coupon.unreachable", "LINE cannot be reached just now.", "目前無法連上 LINE，請稍後再試。", StatusCodes.Status502BadGateway);

    internal static Refusal Of(LineApiException failure)
    {
        var refusal = (int?)failure.Status switch
        {
            404 => NotFound,
            410 => Closed,
            401 or 403 => NotAllowed,
            429 => TooFast,
            400 when failure.Details.Count == 0 && failure.LineMessage?.Contains("limit", StringComparison.OrdinalIgnoreCase) == true => Full,
            >= 400 and < 500 => RefusedByLine,
            _ => failure.OutcomeUnknown ? Unknown : Unreachable,
        };
        return refusal.With(("line", failure.LineMessage), ("errors", failure.Details.Select(Problem).ToList()));
    }

    private static LineCouponProblem Problem(LineErrorDetail detail) =>
        new(FieldOf(detail.Property ?? ""), $"LINE 不接受這個欄位（{detail.Message}）。", $"LINE does not accept this ({detail.Message}).");

    // LINE's names for the fields of the draft.
    private static string FieldOf(string property) => property.Split('.')[^1] switch
    {
        "title" => nameof(LineCouponDraft.Title),
        "description" => nameof(LineCouponDraft.Description),
        "usageCondition" => nameof(LineCouponDraft.UsageCondition),
        "startTimestamp" => nameof(LineCouponDraft.StartsAt),
        "endTimestamp" => nameof(LineCouponDraft.EndsAt),
        "fixedAmount" => nameof(LineCouponDraft.Amount),
        "percentage" => nameof(LineCouponDraft.Percentage),
        "originalPrice" => nameof(LineCouponDraft.OriginalPrice),
        "priceAfterDiscount" => nameof(LineCouponDraft.PriceAfterDiscount),
        "lotteryProbability" => nameof(LineCouponDraft.Probability),
        "maxAcquireCount" => nameof(LineCouponDraft.Winners),
        "imageUrl" => nameof(LineCouponDraft.ImageUrl),
        "barcodeImageUrl" => nameof(LineCouponDraft.BarcodeImageUrl),
        "couponCode" => nameof(LineCouponDraft.CouponCode),
        _ => "",
    };
}

using Line.Messaging.Coupons;
using Line.Messaging.Json;

namespace Line.Messaging;

public sealed partial class LineMessagingClient
{
    /// <summary>Creates a coupon of LINE's own; it cannot be changed afterwards. At most 5,000 valid ones per account.</summary>
    /// <remarks>200 per second. 400 with <see cref="LineApiException.Details"/> for a wrong one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#create-coupon"/>
    public Task<CouponIdResult> CreateCouponAsync(CouponRequest coupon, CancellationToken ct = default) =>
        GetAsync("/v2/bot/coupon", "/v2/bot/coupon", LineJson.Context.CouponIdResult, ct, HttpMethod.Post, LineApi.Json(coupon, LineJson.Context.CouponRequest));

    /// <summary>One page of the coupons, newest first.</summary>
    /// <param name="status">Some of <see cref="CouponStatus"/>; null for all.</param>
    /// <param name="limit">1 to 100; LINE's default is 20.</param>
    /// <param name="start"><see cref="CouponPage.Next"/> of the page before.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <remarks>200 per second.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-coupons-list"/>
    public Task<CouponPage> ListCouponsAsync(IReadOnlyList<string>? status = null, int? limit = null, string? start = null, CancellationToken ct = default) =>
        GetAsync(
            Query("/v2/bot/coupon", [.. (status ?? []).Select(s => ("status", (string?)s)), ("limit", Text(limit)), ("start", start)]),
            "/v2/bot/coupon",
            LineJson.Context.CouponPage,
            ct);

    /// <summary>One coupon.</summary>
    /// <remarks>200 per second. 404 for an unknown one.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#get-coupon"/>
    public Task<Coupon> GetCouponAsync(string couponId, CancellationToken ct = default) =>
        GetAsync($"/v2/bot/coupon/{Id(couponId)}", "/v2/bot/coupon/{couponId}", LineJson.Context.Coupon, ct);

    /// <summary>Ends a coupon for good.</summary>
    /// <remarks>200 per second. 404 for an unknown one, 410 for one that is closed already.</remarks>
    /// <seealso href="https://developers.line.biz/en/reference/messaging-api/#discontinue-coupon"/>
    public Task<LineResult> CloseCouponAsync(string couponId, CancellationToken ct = default) =>
        DoAsync(HttpMethod.Put, $"/v2/bot/coupon/{Id(couponId)}/close", "/v2/bot/coupon/{couponId}/close", null, ct);
}

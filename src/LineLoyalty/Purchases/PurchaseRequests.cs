using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Purchases;

public sealed record LookupRequest([property: Required, MaxLength(100)] string Key);

/// <param name="Sku">Of a product in the catalogue; then name and category may be left out.</param>
/// <param name="UnitPrice">Whole NT$; only checked against the amount.</param>
/// <param name="Amount">What the line costs before coupons and points of this programme, whole NT$.</param>
public sealed record PurchaseLineRequest(
    [property: Range(1, 10_000)] int Quantity,
    [property: Range(0, 10_000_000)] long Amount,
    [property: StringLength(40, MinimumLength = 1)] string? Sku = null,
    [property: StringLength(80, MinimumLength = 1)] string? Name = null,
    [property: StringLength(40, MinimumLength = 1)] string? Category = null,
    [property: Range(0, 10_000_000)] long? UnitPrice = null);

/// <summary>One of the two.</summary>
/// <param name="Code">QR text or typed code.</param>
/// <param name="Ref">Wallet id from a lookup of the same member.</param>
public sealed record PurchaseCouponRequest(
    [property: StringLength(100, MinimumLength = 1)] string? Code = null,
    [property: StringLength(40, MinimumLength = 1)] string? Ref = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Code is null == Ref is null) yield return new ValidationResult("Send either code or ref.", [nameof(Code), nameof(Ref)]);
    }
}

/// <param name="Member">The <c>ref</c> a lookup gave; leave it out for a sale without a member.</param>
/// <param name="Store">Store code.</param>
/// <param name="ReceiptNumber">Unique within the store.</param>
/// <param name="OccurredAt">When it was sold, with offset; at most 72 hours ago.</param>
/// <param name="Payment">For example <c>cash</c>, <c>card</c>, <c>linepay</c>.</param>
/// <param name="PointsRedeemed">Points to spend; needs <paramref name="SpendCode"/>.</param>
/// <param name="SpendCode">The code under 使用點數 on the member's phone, scanned now.</param>
/// <param name="Note">For the till's own logs; not stored.</param>
public sealed record PurchaseRequest(
    [property: Required, StringLength(20, MinimumLength = 1)] string Store,
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,40}$")] string ReceiptNumber,
    [property: Required] DateTimeOffset OccurredAt,
    [property: Required, RegularExpression("^[a-z0-9_]{1,20}$")] string Payment,
    [property: Required, MinLength(1), MaxLength(200)] IReadOnlyList<PurchaseLineRequest> Lines,
    [property: StringLength(40, MinimumLength = 1)] string? Member = null,
    [property: Range(0, 100_000_000)] long PointsRedeemed = 0,
    [property: StringLength(100, MinimumLength = 1)] string? SpendCode = null,
    PurchaseCouponRequest? Coupon = null,
    [property: MaxLength(200)] string? Note = null);

/// <param name="Line">Position of the line in the sale, from 0.</param>
public sealed record RefundLineRequest([property: Range(0, 1000)] int Line, [property: Range(1, 10_000)] int Quantity);

/// <param name="RefundNumber">The till's own number for this return; unique within the sale.</param>
/// <param name="Lines">Leave it out to return all that is left.</param>
public sealed record RefundRequest(
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,40}$")] string RefundNumber,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason,
    [property: Required] DateTimeOffset OccurredAt,
    [property: MaxLength(200)] IReadOnlyList<RefundLineRequest>? Lines = null);

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace LineLoyalty.Purchases;

public sealed record LookupRequest(
    [property: Required, MaxLength(100)]
    [property: Description("What was scanned or typed: QR text, the 16 digits under the barcode, the card number, or a Taiwanese mobile number in any writing.")]
    string Key);

public sealed record PurchaseLineRequest(
    [property: Range(1, 10_000)] int Quantity,
    [property: Range(0, 10_000_000), Description("What the whole line costs before coupons and points of this programme, whole NT$.")] long Amount,
    [property: StringLength(40, MinimumLength = 1), Description("Of a product in the catalogue; then name and category may be left out.")] string? Sku = null,
    [property: StringLength(80, MinimumLength = 1)] string? Name = null,
    [property: StringLength(40, MinimumLength = 1)] string? Category = null,
    [property: Range(0, 10_000_000), Description("Whole NT$; only checked: amount is at most unitPrice × quantity.")] long? UnitPrice = null,
    [property: Description("Delivery cost: normally earns no points.")] bool Delivery = false)
{
    public SoldLine ToSold() => new(Sku, Name, Category, Quantity, UnitPrice, Amount, Delivery);
}

public sealed record PurchaseCouponRequest(
    [property: StringLength(100, MinimumLength = 1), Description("QR text or typed code. Either this, ref or hold.")] string? Code = null,
    [property: StringLength(40, MinimumLength = 1), Description("Wallet id from a lookup of the same member.")] string? Ref = null,
    [property: StringLength(40, MinimumLength = 1), Description("A reservation of this till; the sale uses it up.")] string? Hold = null,
    [property: Range(1, 10_000_000), Description("Uses wanted of a pass or 寄杯, NT$ of a money voucher; by itself a pass gives one and the others as many as fit.")] long? Units = null)
    : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (new[] { Code, Ref, Hold }.Count(x => x is not null) != 1) yield return new ValidationResult("Send either code, ref or hold.", [nameof(Code), nameof(Ref), nameof(Hold)]);
    }

    public SaleCoupon ToSale() => new(Code, Ref, Hold, Units);

    public static List<SaleCoupon> All(PurchaseCouponRequest? one, IReadOnlyList<PurchaseCouponRequest>? more) =>
        [.. new[] { one }.OfType<PurchaseCouponRequest>().Concat(more ?? []).Select(c => c.ToSale())];
}

public sealed record PurchaseRequest(
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code.")] string Store,
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,40}$"), Description("Unique within the store: the same sale counts once, whatever the Idempotency-Key.")] string ReceiptNumber,
    [property: Required, Description("When it was sold; at most 72 hours ago.")] DateTimeOffset OccurredAt,
    [property: Required, RegularExpression("^[a-z0-9_]{1,20}$"), Description("For example cash, card, linepay.")] string Payment,
    [property: Required, MinLength(1), MaxLength(200), NoNulls] IReadOnlyList<PurchaseLineRequest> Lines,
    [property: StringLength(40, MinimumLength = 1), Description("The member's ref from a lookup; leave it out for a sale without a member.")] string? Member = null,
    [property: Range(0, 100_000_000), Description("Points to spend; needs spendCode.")] long PointsRedeemed = 0,
    [property: StringLength(100, MinimumLength = 1), Description("The code under 使用點數 on the member's phone, scanned now; good for 60 seconds, once.")] string? SpendCode = null,
    PurchaseCouponRequest? Coupon = null,
    [property: MaxLength(200), Description("For the till's own logs; not stored.")] string? Note = null,
    [property: RegularExpression("^(store|web)$"), Description("store or web; left out, as the store usually sells.")] string? Channel = null,
    [property: MaxLength(5), NoNulls, Description("Several coupons, where their rules let them go together; beside coupon, if that is sent too.")] IReadOnlyList<PurchaseCouponRequest>? Coupons = null,
    [property: Description("false: the till charged without the discount of the member's level, as an offline till must.")] bool TierDiscount = true,
    [property: Range(0, 100_000_000), Description("What the till took, whole NT$; when it is not what the sale costs, nothing is recorded.")] long? Paid = null)
{
    /// <summary>To the millisecond: what every database can keep exactly.</summary>
    public static DateTime Instant(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);

    internal bool ShowsCode() => SpendCode is not null || Coupon is not null || Coupons is { Count: > 0 };

    public Sale ToSale(long posKeyId) => new()
    {
        StoreCode = Store, ReceiptNumber = ReceiptNumber, OccurredAt = Instant(OccurredAt), Payment = Payment, Lines = [.. Lines.Select(l => l.ToSold())],
        MemberRef = Member, PointsRedeemed = PointsRedeemed, SpendCode = SpendCode, Coupons = PurchaseCouponRequest.All(Coupon, Coupons), PosKeyId = posKeyId, Channel = Channel,
        TierDiscount = TierDiscount, Paid = Paid,
    };
}

public sealed record QuoteRequest(
    [property: Required, MinLength(1), MaxLength(200), NoNulls] IReadOnlyList<PurchaseLineRequest> Lines,
    [property: StringLength(40, MinimumLength = 1), Description("The member's ref from a lookup.")] string? Member = null,
    [property: Range(0, 100_000_000)] long PointsRedeemed = 0,
    PurchaseCouponRequest? Coupon = null,
    [property: StringLength(20, MinimumLength = 1), Description("Store code; rules for points that ask for a store give nothing without one, and no coupon is refused because of the store.")] string? Store = null,
    [property: RegularExpression("^[a-z0-9_]{1,20}$"), Description("For example cash, card, linepay.")] string? Payment = null,
    [property: RegularExpression("^(store|web)$"), Description("store or web; left out, as the store usually sells.")] string? Channel = null,
    [property: Description("When it will have been sold; left out, now.")] DateTimeOffset? OccurredAt = null,
    [property: MaxLength(5), NoNulls] IReadOnlyList<PurchaseCouponRequest>? Coupons = null,
    [property: Description("Also answer which of the member's coupons would take off most, and why each other one is not among them.")] bool Suggest = false,
    [property: Description("false: as if the member's level had no discount.")] bool TierDiscount = true);

public sealed record RefundLineRequest(
    [property: Range(0, 1000), Description("Position of the line in the sale, from 0.")] int Line,
    [property: Range(1, 10_000)] int Quantity);

public sealed record RefundRequest(
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,40}$"), Description("The till's own number for this return; unique within the sale.")] string RefundNumber,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason,
    [property: Required] DateTimeOffset OccurredAt,
    [property: MaxLength(200), NoNulls, Description("Leave it out to return all that is left.")] IReadOnlyList<RefundLineRequest>? Lines = null);

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Purchases;

namespace LineLoyalty.Tills;

public sealed record LateRefundRequest(
    [property: Required, StringLength(20, MinimumLength = 1), Description("Store code of the sale.")] string Store,
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,40}$"), Description("Receipt number of the sale, which may still be on its way.")] string ReceiptNumber,
    [property: Required, RegularExpression("^[\\x21-\\x7E]{1,40}$"), Description("The till's own number for this return; unique within the sale.")] string RefundNumber,
    [property: Required, StringLength(200, MinimumLength = 1)] string Reason,
    [property: Required] DateTimeOffset OccurredAt,
    [property: MaxLength(200), NoNulls, Description("Leave it out to return all that is left.")] IReadOnlyList<RefundLineRequest>? Lines = null);

public sealed record LateItemRequest(
    [property: Required, RegularExpression("^[\\x20-\\x7E]{1,100}$"), Description("This item's own idempotency key: sent again, it counts once.")] string Key,
    [property: Description("Either this or refund.")] PurchaseRequest? Sale = null,
    [property: Description("Either this or sale.")] LateRefundRequest? Refund = null,
    [property: StringLength(100, MinimumLength = 1), Description("With a sale, instead of its member: what was scanned or typed while nobody could be looked up. A QR code or barcode is good when it was on the screen at about occurredAt.")]
    string? MemberKey = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MemberKey is not null && Sale is not { Member: null }) yield return new ValidationResult("Only with a sale that names no member.", [nameof(MemberKey)]);
        if (Sale is null == Refund is null) yield return new ValidationResult("Send either sale or refund.", [nameof(Sale), nameof(Refund)]);
    }

    /// <summary>Whether something could be guessed with it.</summary>
    internal bool ShowsCode => MemberKey is not null || Sale?.ShowsCode() == true;

    public string Store => Sale?.Store ?? Refund!.Store;
}

public sealed record CatchUpRequest(
    [property: Required, MinLength(1), MaxLength(CatchUp.MostItems), NoNulls, Description("In any order; each has its own time.")] IReadOnlyList<LateItemRequest> Items) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Items is not null && Items.GroupBy(i => i?.Key).Any(g => g.Count() > 1)) yield return new ValidationResult("Each key once.", [nameof(Items)]);
    }
}

/// <param name="Result"><c>accepted</c>, <c>duplicate</c>, <c>held</c> or <c>conflict</c>; asked for later also <c>dismissed</c>, when a person put it aside.</param>
/// <param name="Code">Why it waits, or could not be recorded.</param>
/// <param name="Title">The same for a clerk.</param>
/// <param name="Conflict">Number under which the back office has it.</param>
/// <param name="Until">Until when a held one waits.</param>
public sealed record LateItemView(string Key, string Result, string? Code, string? Title, string? Conflict, DateTime? Until, PurchaseResult? Purchase, RefundResult? Refund);

public sealed record CatchUpView(IReadOnlyList<LateItemView> Items);

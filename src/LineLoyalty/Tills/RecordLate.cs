using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

/// <summary>What a person changed of an item that could not be recorded as it was sent.</summary>
/// <param name="MemberRef">The buyer; empty text means nobody, null means as sent.</param>
/// <param name="Paid">NT$ that the till really took; the lines are cut to it when discounts are left out.</param>
public sealed record LateChange(string? MemberRef = null, bool WithoutCoupons = false, bool WithoutPoints = false, long? Paid = null);

/// <param name="Before">It had been recorded before.</param>
public sealed record LateOutcome(long? PurchaseId, long? RefundId, bool Before = false);

/// <summary>Records one late sale or return with the same code as one that comes in time; only its codes are judged by its own time.</summary>
public sealed class RecordLate(LoyaltyDb db, RecordPurchase record, RefundPurchase refund)
{
    public static readonly Refusal SaleMissing = new("late.sale_missing",
        "The sale that this return belongs to has not arrived.", "找不到這筆退貨對應的消費。", 404);
    public static readonly Refusal ReceiptDiffers = new("late.receipt_differs",
        "This receipt number was recorded with another content.", "相同的收據號碼已登錄過，但內容不同。");
    public static readonly Refusal PaidTooMuch = new("late.paid_too_much",
        "More was taken than the lines cost.", "實收金額大於品項合計。", 422);

    public async Task<Outcome<LateOutcome>> ExecuteAsync(LateItemRequest item, long posKeyId, LateChange? change, CancellationToken ct) =>
        item.Sale is not { } sale ? await RefundAsync(item.Refund!, posKeyId, ct)
        // Somebody was scanned: without knowing who, it must not become a sale to nobody by itself.
        : item.MemberKey is not null && change?.MemberRef is null ? MemberRefusals.NotFound
        : await SaleAsync(sale, posKeyId, change, ct);

    private async Task<Outcome<LateOutcome>> SaleAsync(PurchaseRequest request, long posKeyId, LateChange? change, CancellationToken ct)
    {
        var sale = request.ToSale(posKeyId) with { Late = true, AnyAge = change is not null };
        if (change is not null)
        {
            if (!Changed(sale, change).Succeeded(out var changed, out var wrong)) return wrong;
            sale = changed;
        }
        var outcome = await record.ExecuteAsync(sale, ct);
        if (outcome.Succeeded(out var recorded, out var refusal)) return new LateOutcome(recorded.Purchase.Id, null);
        if (refusal.Code != PurchaseRefusals.DuplicateReceipt.Code) return refusal;
        // The till may have got no answer the first time: the same sale again is no conflict.
        var existing = await db.Purchases.AsNoTracking().Where(p => p.ReceiptNumber == sale.ReceiptNumber && db.Stores.Any(s => s.Id == p.StoreId && s.Code == sale.StoreCode))
            .Select(p => new { p.Id, p.Ref, p.Total, p.OccurredAt, Member = db.Members.Where(m => m.Id == p.MemberId).Select(m => m.Ref).FirstOrDefault() }).SingleAsync(ct);
        var same = existing.Total == sale.Lines.Sum(l => l.Amount) && existing.Member == sale.MemberRef && existing.OccurredAt == sale.OccurredAt;
        return same ? new LateOutcome(existing.Id, null, Before: true) : ReceiptDiffers.With(("purchase", existing.Ref), ("total", existing.Total));
    }

    private static Outcome<Sale> Changed(Sale sale, LateChange change)
    {
        if (change.MemberRef is { } member) sale = sale with { MemberRef = member.Length == 0 ? null : member };
        if (change.WithoutCoupons) sale = sale with { Coupons = [] };
        if (change.WithoutPoints) sale = sale with { PointsRedeemed = 0, SpendCode = null };
        if (change.Paid is not { } paid) return sale with { Paid = null };
        var total = sale.Lines.Sum(l => l.Amount);
        if (paid > total) return PaidTooMuch.With(("total", total));
        // What the customer did not pay must not earn: whatever was taken off at the till stays off.
        var parts = Shares.Of(paid, [.. sale.Lines.Select(l => l.Amount)]);
        return sale with { Coupons = [], PointsRedeemed = 0, SpendCode = null, TierDiscount = false, Paid = paid, Lines = [.. sale.Lines.Select((l, i) => l with { Amount = parts[i] })] };
    }

    private async Task<Outcome<LateOutcome>> RefundAsync(LateRefundRequest request, long posKeyId, CancellationToken ct)
    {
        var sold = await db.Purchases.Where(p => p.ReceiptNumber == request.ReceiptNumber && db.Stores.Any(s => s.Id == p.StoreId && s.Code == request.Store)).Select(p => p.Ref).SingleOrDefaultAsync(ct);
        if (sold is null) return SaleMissing;
        var outcome = await refund.ExecuteAsync(new Return(sold, request.Lines is null ? null : [.. request.Lines.Select(l => new ReturnedLine(l.Line, l.Quantity))],
            request.Reason, PurchaseRequest.Instant(request.OccurredAt), request.RefundNumber) { Stores = [request.Store], PosKeyId = posKeyId }, ct);
        if (outcome.Succeeded(out var recorded, out var refusal)) return new LateOutcome(recorded.Refund.PurchaseId, recorded.Refund.Id);
        if (refusal.Code != PurchaseRefusals.DuplicateRefund.Code) return refusal;
        var existing = await db.Refunds.AsNoTracking().Where(r => r.RefundNumber == request.RefundNumber && db.Purchases.Any(p => p.Id == r.PurchaseId && p.Ref == sold))
            .Select(r => new { r.Id, r.PurchaseId }).SingleAsync(ct);
        return new LateOutcome(existing.PurchaseId, existing.Id, Before: true);
    }
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Purchases;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

/// <summary>What a person does with a late sale or return that could not be recorded as it was sent. Each leaves an audit row; the first wins.</summary>
public sealed class ResolveLate(LoyaltyDb db, BrandTime time, RecordLate record, CatchUp catchUp)
{
    public static readonly Refusal Unknown = new("late.unknown", "There is no such item.", "查無此項目。", StatusCodes.Status404NotFound);
    public static readonly Refusal Closed = new("late.closed", "This item has been dealt with already.", "此項目已處理。");
    public static readonly Refusal ReasonRequired = new("late.reason_required", "Say why in 2 to 200 characters.", "請填寫原因（2–200 字）。", StatusCodes.Status400BadRequest);

    /// <summary>Records it with what the person changed: without its coupons, without its points, for another member, for the amount taken.</summary>
    public async Task<Outcome<LateItem>> AcceptAsync(string itemRef, LateChange change, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await TakeAsync(itemRef, ct)).Succeeded(out var found, out var no)) return no;
        if (!(await record.ExecuteAsync(catchUp.Open(found), found.PosKeyId, change, ct)).Succeeded(out var done, out var refusal)) return refusal;
        var item = await db.LateItems.SingleAsync(i => i.Id == found.Id, ct);
        (item.PurchaseId, item.RefundId) = (done.PurchaseId, done.RefundId);
        Close(item, LateState.Settled, Words(change), staffId, change);
        await unit.CommitAsync(ct);
        return item;
    }

    /// <summary>Puts it aside for good; its receipt is not recorded.</summary>
    public async Task<Outcome<LateItem>> DismissAsync(string itemRef, string? reason, long staffId, CancellationToken ct)
    {
        if (reason?.Trim() is not { Length: >= 2 and <= 200 } why) return ReasonRequired;
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await TakeAsync(itemRef, ct)).Succeeded(out var found, out var no)) return no;
        var item = await db.LateItems.SingleAsync(i => i.Id == found.Id, ct);
        Close(item, LateState.Dismissed, why, staffId, null);
        await unit.CommitAsync(ct);
        return item;
    }

    private async Task<Outcome<LateItem>> TakeAsync(string itemRef, CancellationToken ct)
    {
        // The update takes the row before anybody looks: of two people the second finds it closed.
        await db.LateItems.Where(i => i.Ref == itemRef).ExecuteUpdateAsync(s => s.SetProperty(i => i.Code, i => i.Code), ct);
        var item = await db.LateItems.AsNoTracking().SingleOrDefaultAsync(i => i.Ref == itemRef, ct);
        return item is null ? Unknown : item.IsOpen ? item : Closed;
    }

    private void Close(LateItem item, LateState state, string words, long staffId, LateChange? change)
    {
        (item.State, item.ResolvedBy, item.ResolvedAt, item.Resolution, item.HeldUntil) = (state, staffId, time.Now, words.Length <= 200 ? words : words[..200], null);
        // Put aside it is kept as it was sent, should somebody ask; recorded it is in the sale itself.
        if (state == LateState.Settled) item.Body = null;
        db.AuditEntries.Add(new AuditEntry
        {
            At = time.Now, StaffId = staffId, PosKeyId = item.PosKeyId, Action = state == LateState.Settled ? "late.accepted" : "late.dismissed", Subject = item.ReceiptNumber,
            Data = JsonSerializer.Serialize(new { item = item.Ref, item.Store, item.Code, change, reason = state == LateState.Dismissed ? words : null }, JsonSerializerOptions.Web),
        });
    }

    private static string Words(LateChange change)
    {
        List<string> parts = [];
        if (change.MemberRef is { } member) parts.Add(member.Length == 0 ? "不計入會員" : "改記會員 " + member);
        if (change.WithoutCoupons) parts.Add("不使用優惠券");
        if (change.WithoutPoints) parts.Add("不折抵點數");
        if (change.Paid is { } paid) parts.Add($"以實收 NT${paid} 入帳");
        return parts.Count == 0 ? "照原內容入帳" : string.Join("、", parts);
    }
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <param name="Units">Below zero: given back.</param>
public sealed record VoucherLine(DateTime At, string Text, long? Units, string? Where);

/// <summary>One paid voucher from its sale to its end, and the cash refund of what is left.</summary>
public sealed class VoucherModel(LoyaltyDb db, RefundVoucher refund) : AdminPage
{
    [BindProperty(SupportsGet = true)] public string Reference { get; set; } = "";

    public Coupon Coupon { get; private set; } = null!;
    public Member Owner { get; private set; } = null!;
    public IReadOnlyList<VoucherLine> Lines { get; private set; } = [];
    public VoucherWorth? Worth { get; private set; }
    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string? reason, CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return NotFound();
        if (!ChangeMember.TryReason(reason, out var why)) return Refused(ChangeMember.ReasonRequired);
        await using var unit = await db.BeginWriteAsync(ct);
        if (!(await refund.ExecuteAsync(Coupon, new VoucherDesk(why, StaffId: Me.Id), ct)).Succeeded(out var done, out var refusal)) return Refused(refusal);
        db.AuditEntries.Add(new AuditEntry
        {
            At = done.Refund.At, StaffId = Me.Id, Action = "voucher.refunded", Subject = Reference,
            Data = System.Text.Json.JsonSerializer.Serialize(new { done.Refund.Principal, done.Refund.Fee, done.Refund.Amount, reason = why }, System.Text.Json.JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        Notice($"已退費，請付給會員 NT${done.Refund.Amount:N0}。", $"Refunded: pay the member NT${done.Refund.Amount:N0}.");
        return Redirect("/admin/vouchers/" + Reference);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.Coupons.AsNoTracking().Include(c => c.Definition).SingleOrDefaultAsync(c => c.Ref == Reference, ct) is not { Definition.IsPaid: true } coupon) return false;
        (Coupon, Owner) = (coupon, await db.Members.AsNoTracking().SingleAsync(m => m.Id == coupon.MemberId, ct));
        var stores = await db.Stores.AsNoTracking().ToDictionaryAsync(s => s.Id, s => W.IsEnglish && s.NameEn.Length > 0 ? s.NameEn : s.Name, ct);
        List<VoucherLine> lines = [];
        var sale = await db.Purchases.AsNoTracking().Where(p => p.Id == coupon.SoldInPurchaseId).Select(p => new { p.ReceiptNumber, p.StoreId }).SingleOrDefaultAsync(ct);
        lines.Add(new(coupon.IssuedAt, sale is null ? coupon.GivenFromId is null ? W["發出", "Given"] : W["由朋友轉贈", "From a friend"] : W["售出，收據 ", "Sold, receipt "] + sale.ReceiptNumber,
            coupon.Uses, sale is null ? null : stores.GetValueOrDefault(sale.StoreId)));
        var uses = await db.CouponUses.AsNoTracking().Where(u => u.CouponId == coupon.Id && (u.State == CouponUseState.Used || u.State == CouponUseState.Returned)).ToListAsync(ct);
        lines.AddRange(uses.Select(u => new VoucherLine(u.UsedAt ?? u.CreatedAt, u.State == CouponUseState.Used ? W["使用", "Used"] : W["使用（消費已退貨，已歸還）", "Used; its sale came back"], -u.Units, stores.GetValueOrDefault(u.StoreId))));
        foreach (var back in await db.VoucherRefunds.AsNoTracking().Where(r => r.CouponId == coupon.Id).ToListAsync(ct))
        {
            lines.Add(new(back.At, W[$"退費 {Show.Money(back.Amount)}（本金 {Show.Money(back.Principal)}，手續費 {Show.Money(back.Fee)}）：", $"Refunded {Show.Money(back.Amount)} ({Show.Money(back.Principal)} less {Show.Money(back.Fee)}): "] + back.Reason,
                -back.Units, back.StoreId is { } store ? stores.GetValueOrDefault(store) : W["後台", "back office"]));
        }
        Lines = [.. lines.OrderBy(l => l.At)];
        var worth = await refund.QuoteAsync(coupon, ct);
        (Worth, WhyNot) = (worth.Value, worth.Refusal);
        return true;
    }
}

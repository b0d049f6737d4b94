using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>This member, this basket, this time → what it would earn and why. The same code as the till's quote; nothing is kept.</summary>
public sealed class PointsTryModel(LoyaltyDb db, BrandTime time, Vault vault, QuotePurchase quote) : AdminPage
{
    private const int Rows = 4;

    /// <summary>Card number, mobile number or reference.</summary>
    [BindProperty(SupportsGet = true)] public string? Who { get; set; }
    [BindProperty(SupportsGet = true)] public string? Store { get; set; }
    [BindProperty(SupportsGet = true)] public string? Channel { get; set; }
    [BindProperty(SupportsGet = true)] public string? Payment { get; set; } = "cash";
    [BindProperty(SupportsGet = true)] public DateTime? At { get; set; }
    [BindProperty(SupportsGet = true)] public List<string?>? Sku { get; set; }
    [BindProperty(SupportsGet = true)] public List<int?>? Quantity { get; set; }
    /// <summary>NT$ of goods without a product number.</summary>
    [BindProperty(SupportsGet = true)] public long? Other { get; set; }

    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public Member? Member { get; private set; }
    public PricedSale? Priced { get; private set; }
    /// <summary>Which of the member's coupons would take off most, and why not the others.</summary>
    public LineLoyalty.Rewards.Coupons.CouponSuggestion? Coupons { get; private set; }
    public Refusal? Refusal { get; private set; }

    public IEnumerable<(string? Sku, int? Quantity)> Basket => Enumerable.Range(0, Rows).Select(i => (Sku?.ElementAtOrDefault(i), Quantity?.ElementAtOrDefault(i)));

    public async Task OnGetAsync(CancellationToken ct)
    {
        Stores = await db.Stores.AsNoTracking().Where(s => s.Active).OrderBy(s => s.Code).ToListAsync(ct);
        Products = await db.Products.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Category).ThenBy(p => p.Name).Take(1000).ToListAsync(ct);
        if (string.IsNullOrWhiteSpace(Who)) return;
        Member = await FindAsync(Who.Trim(), ct);
        if (Member is null) { Refusal = MemberRefusals.NotFound; return; }
        var lines = Basket.Where(b => !string.IsNullOrEmpty(b.Sku) && b.Quantity is > 0 and <= 1000)
            .Join(Products, b => b.Sku, p => p.Sku, (b, p) => new SoldLine(p.Sku, null, null, b.Quantity!.Value, p.Price, p.Price * b.Quantity!.Value)).ToList();
        if (Other is > 0 and <= 1_000_000) lines.Add(new SoldLine(null, W["其他", "Other"], null, 1, null, Other.Value));
        if (lines.Count == 0) return;
        var at = At is { } local ? time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)) : time.Now;
        var outcome = await quote.ExecuteAsync(new Sale
        {
            StoreCode = Store ?? "", ReceiptNumber = "", OccurredAt = at, Payment = Payment ?? "", Channel = Channel is "store" or "web" ? Channel : null, Lines = lines, MemberRef = Member.Ref,
        }, suggest: true, ct);
        (Priced, Coupons, Refusal) = (outcome.Value?.Sale, outcome.Value?.Suggestion, outcome.Refusal);
    }

    private async Task<Member?> FindAsync(string who, CancellationToken ct)
    {
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        return await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == who || (phone != null && m.PhoneIndex == phone)), ct);
    }
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Stamps;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>This member, this basket, this time → stamps, prizes, reasons. The same code as the till's quote; nothing is kept.</summary>
public sealed class StampTryModel(LoyaltyDb db, BrandTime time, Vault vault, QuotePurchase quote) : AdminPage
{
    private const int Rows = 4;

    /// <summary>Card number, mobile number or reference.</summary>
    [BindProperty(SupportsGet = true)] public string? Who { get; set; }
    [BindProperty(SupportsGet = true)] public string? Store { get; set; }
    [BindProperty(SupportsGet = true)] public DateTime? At { get; set; }
    [BindProperty(SupportsGet = true)] public List<string?>? Sku { get; set; }
    [BindProperty(SupportsGet = true)] public List<int?>? Quantity { get; set; }
    /// <summary>NT$ of goods without a product number.</summary>
    [BindProperty(SupportsGet = true)] public long? Other { get; set; }

    public IReadOnlyList<Store> Stores { get; private set; } = [];
    public IReadOnlyList<Product> Products { get; private set; } = [];
    public Member? Member { get; private set; }
    public IReadOnlyList<StampResult>? Results { get; private set; }
    public Refusal? Refusal { get; private set; }
    internal PrizeNames Names { get; private set; } = null!;

    public IEnumerable<(string? Sku, int? Quantity)> Basket => Enumerable.Range(0, Rows).Select(i => (Sku?.ElementAtOrDefault(i), Quantity?.ElementAtOrDefault(i)));

    public async Task OnGetAsync(CancellationToken ct)
    {
        Stores = await db.Stores.AsNoTracking().Where(s => s.Active).OrderBy(s => s.Code).ToListAsync(ct);
        Products = await db.Products.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Category).ThenBy(p => p.Name).Take(1000).ToListAsync(ct);
        Names = await PrizeNames.ReadAsync(db, W.IsEnglish, ct);
        if (string.IsNullOrWhiteSpace(Who)) return;
        var who = Who.Trim();
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        Member = await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == who || (phone != null && m.PhoneIndex == phone)), ct);
        if (Member is null) { Refusal = MemberRefusals.NotFound; return; }
        var lines = Basket.Where(b => !string.IsNullOrEmpty(b.Sku) && b.Quantity is > 0 and <= 1000)
            .Join(Products, b => b.Sku, p => p.Sku, (b, p) => new SoldLine(p.Sku, null, null, b.Quantity!.Value, p.Price, p.Price * b.Quantity!.Value)).ToList();
        if (Other is > 0 and <= 1_000_000) lines.Add(new SoldLine(null, W["其他", "Other"], null, 1, null, Other.Value));
        if (lines.Count == 0) return;
        var outcome = await quote.ExecuteAsync(new Sale
        {
            StoreCode = Store ?? "", ReceiptNumber = "", OccurredAt = At is { } local ? time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)) : time.Now, Payment = "cash", Lines = lines, MemberRef = Member.Ref,
        }, suggest: false, ct);
        (Results, Refusal) = (outcome.Value?.Stamps, outcome.Refusal);
    }

    /// <summary>What the next stamps would bring.</summary>
    public IEnumerable<string> Brings(StampResult r) => r.Kind.Says.Prizes.Where(p => p.At > r.Count && p.At <= r.Count + r.Stamps).Select(p => W[$"第 {p.At} 點：{Names.Of(p.Prize)}", $"Stamp {p.At}: {Names.Of(p.Prize)}"]);
}

using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>A member, a basket, a place and a time, as an editor's form sends them.</summary>
public sealed record TryForm
{
    private const int Rows = 3;

    /// <summary>Card number, mobile number or reference.</summary>
    public string? Who { get; set; }
    public string? Store { get; set; }
    public string? Channel { get; set; }
    public string? Payment { get; set; } = "cash";
    /// <summary>The brand's clock; empty for now.</summary>
    public DateTime? At { get; set; }
    public List<string?>? Sku { get; set; }
    public List<int?>? Quantity { get; set; }
    /// <summary>NT$ of goods without a product number.</summary>
    public long? Other { get; set; }

    public IEnumerable<(string? Sku, int? Quantity)> Basket => Enumerable.Range(0, Rows).Select(i => (Sku?.ElementAtOrDefault(i), Quantity?.ElementAtOrDefault(i)));
}

/// <summary>The try-it box of an editor: what it offers to choose from, and what came out.</summary>
public sealed record TryBox(TryForm Form, IReadOnlyList<Store> Stores, IReadOnlyList<Product> Products)
{
    /// <summary>Where its button sends the editor's whole form.</summary>
    public required string Action { get; init; }
    public bool WithBasket { get; init; } = true;
    public Member? Member { get; init; }
    public TriedSale? Tried { get; init; }
    public LineLoyalty.Rewards.Tiers.TierOutlook? Tier { get; init; }
    public Refusal? Refusal { get; init; }
    /// <summary>A coupon is being tried, so its part is told.</summary>
    public bool ForCoupon { get; init; }
}

/// <summary>Turns what was typed into a member and a sale that is recorded nowhere.</summary>
public sealed class ReadTrial(LoyaltyDb db, BrandTime time, Vault vault)
{
    public static readonly Refusal EmptyBasket = new("try.empty", "Put something into the basket first.", "請先選商品，或填其他品項的金額。");

    public async Task<TryBox> BoxAsync(TryForm form, string action, CancellationToken ct) => new(
        form,
        await db.Stores.AsNoTracking().Where(s => s.Active).OrderBy(s => s.Code).Take(500).ToListAsync(ct),
        await db.Products.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Category).ThenBy(p => p.Name).Take(500).ToListAsync(ct))
    { Action = action };

    public async Task<Outcome<Member>> MemberAsync(string? who, CancellationToken ct)
    {
        var text = who?.Trim() ?? "";
        var phone = PhoneNumber.TryParse(text, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        var found = text.Length == 0 ? null
            : await db.Members.AsNoTracking().FirstOrDefaultAsync(m => m.ErasedAt == null && (m.Ref == text || m.CardNumber == text || (phone != null && m.PhoneIndex == phone)), ct);
        return found is null ? MemberRefusals.NotFound : found;
    }

    public Outcome<Sale> Sale(TryBox box, Member member, Words w)
    {
        var form = box.Form;
        var lines = form.Basket.Where(b => !string.IsNullOrEmpty(b.Sku) && b.Quantity is > 0 and <= 1000)
            .Join(box.Products, b => b.Sku, p => p.Sku, (b, p) => new SoldLine(p.Sku, null, null, b.Quantity!.Value, p.Price, p.Price * b.Quantity!.Value)).ToList();
        if (form.Other is > 0 and <= 1_000_000) lines.Add(new SoldLine(null, w["其他", "Other"], null, 1, null, form.Other.Value));
        if (lines.Count == 0) return EmptyBasket;
        return new Sale
        {
            StoreCode = form.Store ?? "", ReceiptNumber = "", OccurredAt = At(form), Payment = form.Payment ?? "", Channel = form.Channel is "store" or "web" ? form.Channel : null,
            Lines = lines, MemberRef = member.Ref,
        };
    }

    public DateTime At(TryForm form) => form.At is { } local ? time.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)) : time.Now;
}

/// <summary>Tries the rules an editor holds on a sale nobody made.</summary>
public sealed class TryInEditor(ReadTrial read, TrySale trial)
{
    public static readonly Refusal FormFirst = new("try.form", "Correct the fields first.", "請先修正標示的欄位，再試算。");

    /// <param name="box">As it was loaded.</param>
    /// <param name="change">What the form says, at the sale's time; null when the form itself is not right yet.</param>
    /// <param name="w">The reader's language.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TryBox> ExecuteAsync(TryBox box, Func<DateTime, WhatIf>? change, Words w, CancellationToken ct)
    {
        if (change is null) return box with { Refusal = FormFirst };
        if (!(await read.MemberAsync(box.Form.Who, ct)).Succeeded(out var member, out var refusal)) return box with { Refusal = refusal };
        if (!read.Sale(box, member, w).Succeeded(out var sale, out refusal)) return box with { Refusal = refusal };
        var tried = await trial.ExecuteAsync(sale, change(sale.OccurredAt), ct);
        return box with { Member = member, Tried = tried.Value, Tier = tried.Value?.Tier, Refusal = tried.Refusal };
    }
}

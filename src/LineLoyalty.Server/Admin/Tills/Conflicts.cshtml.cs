using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Tills;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Tills;

/// <param name="Sent">What the till sent; null once it is recorded.</param>
public sealed record ConflictRow(LateItem Item, string? Store, string? Member, string? By, LateItemRequest? Sent);

/// <summary>Late sales and returns that could not be recorded as they were sent: what happened, and what a person can do.</summary>
public sealed class ConflictsModel(LoyaltyDb db, Vault vault, ResolveLate resolve, CatchUp catchUp) : AdminPage
{
    private const int Size = 100;

    [BindProperty(SupportsGet = true)] public bool All { get; set; }

    public IReadOnlyList<ConflictRow> Rows { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAcceptAsync(string? item, string? who, bool nobody, bool withoutCoupons, bool withoutPoints, long? paid, CancellationToken ct)
    {
        string? member = nobody ? "" : null;
        if (!nobody && !string.IsNullOrWhiteSpace(who))
        {
            if (await FindMemberAsync(who.Trim(), ct) is not { } found)
            {
                Problem(MemberRefusals.NotFound);
                return RedirectToPage();
            }
            member = found;
        }
        if (!(await resolve.AcceptAsync(item ?? "", new LateChange(member, withoutCoupons, withoutPoints, paid), Me.Id, ct)).Succeeded(out _, out var refusal)) Problem(refusal);
        else Notice("已入帳。", "Recorded.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostDismissAsync(string? item, string? reason, CancellationToken ct)
    {
        if (!(await resolve.DismissAsync(item ?? "", reason, Me.Id, ct)).Succeeded(out _, out var refusal)) Problem(refusal);
        else Notice("已略過，未入帳。", "Put aside; it is not recorded.");
        return RedirectToPage();
    }

    /// <summary>What happened, in one sentence.</summary>
    public string Why(LateItem item) => item.Code switch
    {
        "late.sale_missing" when item.State == LateState.Held => W["退貨先到，正在等對應的消費", "The return came first and waits for its sale"],
        "points.insufficient" => W[$"離線折抵的點數超過餘額（當時可用 {Show.Text(item.Facts, "available") ?? "?"} 點）", $"More points were spent offline than there were ({Show.Text(item.Facts, "available") ?? "?"} at hand)"],
        "coupon.already_redeemed" => W["離線使用的優惠券，已先在別處用掉", "The coupon used offline had been used elsewhere"] + (Show.Text(item.Facts, "storeName") is { } store ? $"（{store}）" : ""),
        "member.not_found" => W["查無這位會員", "There is no such member"],
        "purchase.time_out_of_range" => W["超過可補傳的時間", "It was sent later than is allowed"],
        { } code => LateWords.Of(code, W.Language),
        null => "",
    };

    private async Task<string?> FindMemberAsync(string who, CancellationToken ct)
    {
        var phone = PhoneNumber.TryParse(who, out var canonical) ? PhoneNumber.Index(vault, canonical) : null;
        var card = who.Replace(" ", "", StringComparison.Ordinal);
        return await db.Members.Where(m => m.ErasedAt == null && (m.Ref == who || m.CardNumber == card || (phone != null && m.PhoneIndex == phone))).Select(m => m.Ref).FirstOrDefaultAsync(ct);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var items = db.LateItems.AsNoTracking().Where(i => i.State != LateState.Accepted);
        if (!All) items = items.Where(i => i.State == LateState.Conflict || i.State == LateState.Held);
        var rows = await items.OrderByDescending(i => i.State == LateState.Conflict).ThenByDescending(i => i.Id).Take(Size).Select(i => new
        {
            Item = i, Store = db.Stores.Where(s => s.Code == i.Store).Select(s => s.Name).FirstOrDefault(),
            Member = db.Members.Where(m => m.Ref == i.MemberRef).Select(m => m.Name).FirstOrDefault(), By = db.StaffAccounts.Where(s => s.Id == i.ResolvedBy).Select(s => s.DisplayName).FirstOrDefault(),
        }).ToListAsync(ct);
        Rows = [.. rows.Select(r => new ConflictRow(r.Item, r.Store, r.Member, r.By, r.Item.Body is null ? null : catchUp.Open(r.Item)))];
    }
}

using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Grants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Server.Admin.Home;

public sealed record OverviewCard(string Title, string Value, string Note, string Href);

public sealed class IndexModel(LoyaltyDb db, BrandTime time, IOptions<CampaignOptions> approvals) : AdminPage
{
    public IReadOnlyList<OverviewCard> Cards { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var today = time.Today;
        var monthStart = time.StartOf(new DateOnly(today.Year, today.Month, 1));
        var members = await db.Members.CountAsync(m => m.ErasedAt == null, ct);
        var joined = await db.Members.CountAsync(m => m.JoinedAt >= monthStart, ct);
        var bound = await db.LineAccounts.CountAsync(a => a.MemberId != null && a.Friend, ct);
        var since = today.AddDays(-29);
        var sales = await db.Purchases.Where(p => p.SoldOn >= since && p.MemberId != null).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Net = g.Sum(p => p.Paid - p.Refunded), Buyers = g.Select(p => p.MemberId).Distinct().Count() }).SingleOrDefaultAsync(ct);
        var points = await db.Members.SumAsync(m => m.PointsBalance, ct);
        var month = time.StartOf(since);
        var sent = await db.DeliveryRecipients.CountAsync(r => r.State == RecipientState.Accepted && r.Delivery.FinishedAt >= month, ct);
        var lapsed = time.StartOf(today.AddDays(-90));
        var sleeping = await db.Members.CountAsync(m => m.ErasedAt == null && m.LastPurchaseAt < lapsed, ct);
        var used = await db.Coupons.CountAsync(c => c.RedeemedAt >= month, ct);
        var asked = time.Now - approvals.Value.ApprovalLasts;
        var grants = await db.GrantRequests.CountAsync(r => r.State == GrantState.Waiting && r.RequestedAt > asked && r.RequestedBy != Me.Id, ct);
        Cards =
        [
            .. grants == 0 ? Array.Empty<OverviewCard>() : [new(W["等待核准的發放", "Grants to approve"], $"{grants:N0}", W["需要您核准或退回", "yours to approve or turn down"], "/admin/approvals")],
            new(W["會員", "Members"], $"{members:N0}", W[$"本月加入 {joined:N0} 位", $"{joined:N0} joined this month"], "/admin/members"),
            new(W["LINE 好友會員", "Members on LINE"], $"{bound:N0}", W["已綁定且可推播", "bound and reachable"], "/admin/members?line=friend"),
            new(W["會員消費（30 天）", "Member sales (30 days)"], $"NT${sales?.Net ?? 0:N0}", W[$"{sales?.Count ?? 0:N0} 筆・{sales?.Buyers ?? 0:N0} 位會員", $"{sales?.Count ?? 0:N0} receipts, {sales?.Buyers ?? 0:N0} buyers"], "/admin/members?bought=30"),
            new(W["流通點數", "Points outstanding"], $"{points:N0}", W["全部會員的餘額", "all members' balances"], "/admin/members?sort=points"),
            new(W["推播送達（30 天）", "Messages accepted (30 days)"], $"{sent:N0}", W["LINE 已接受", "accepted by LINE"], "/admin/pushes"),
            new(W["用券（30 天）", "Coupons used (30 days)"], $"{used:N0}", W["已核銷", "redeemed"], "/admin/coupons"),
            new(W["沉睡會員", "Sleeping members"], $"{sleeping:N0}", W["超過 90 天沒有消費", "no purchase for over 90 days"], "/admin/members?lapsed=90"),
        ];
    }
}

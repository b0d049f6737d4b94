using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

public sealed record PushRow(Campaign Push, string? By, int Accepted, int Failed);

public sealed class PushesModel(LoyaltyDb db, ReadQuota quota, ReadDeliveryStatus status) : AdminPage
{
    private const int Size = 50;

    [BindProperty(SupportsGet = true)] public string? State { get; set; }
    [BindProperty(SupportsGet = true)] public long? Before { get; set; }

    public IReadOnlyList<PushRow> Rows { get; private set; } = [];
    public IReadOnlyDictionary<CampaignState, int> Counts { get; private set; } = new Dictionary<CampaignState, int>();
    public long? Next { get; private set; }
    public QuotaView? Quota { get; private set; }
    public DeliveryStatus Status { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Counts = await db.Campaigns.GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        Quota = await quota.ExecuteAsync(ct);
        Status = await status.ExecuteAsync(ct);
        var pushes = db.Campaigns.AsNoTracking();
        if (Enum.TryParse<CampaignState>(State, ignoreCase: true, out var state) && Enum.IsDefined(state)) pushes = pushes.Where(c => c.State == state);
        else State = null;
        if (Before is { } id) pushes = pushes.Where(c => c.Id < id);
        var page = await pushes.OrderByDescending(c => c.Id).Take(Size + 1).ToListAsync(ct);
        Next = page.Count > Size ? page[Size - 1].Id : null;
        page = [.. page.Take(Size)];
        var ids = page.ConvertAll(c => (long?)c.Id);
        var results = await db.DeliveryRecipients.Where(r => ids.Contains(r.Delivery.CampaignId))
            .GroupBy(r => new { r.Delivery.CampaignId, r.State }).Select(g => new { g.Key.CampaignId, g.Key.State, Count = g.Count() }).ToListAsync(ct);
        var authors = page.ConvertAll(c => c.CreatedBy).Distinct().ToList();
        var names = await db.StaffAccounts.Where(s => authors.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.DisplayName, ct);
        Rows = [.. page.Select(c => new PushRow(c, names.GetValueOrDefault(c.CreatedBy), Count(c.Id, RecipientState.Accepted), Count(c.Id, RecipientState.Refused) + Count(c.Id, RecipientState.Unknown)))];

        int Count(long campaign, RecipientState of) => results.Where(r => r.CampaignId == campaign && r.State == of).Sum(r => r.Count);
    }
}

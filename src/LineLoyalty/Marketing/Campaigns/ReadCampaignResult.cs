using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Where a campaign stands. Once all is done, planned = accepted + refused + suppressed + unknown.</summary>
/// <param name="Waiting">Not sent yet.</param>
/// <param name="Accepted">LINE took it.</param>
/// <param name="Refused">LINE said no.</param>
/// <param name="Suppressed">Not sent by our own decision: opted out, blocked, erased or stopped in between.</param>
/// <param name="Unknown">LINE never gave a definite answer.</param>
/// <param name="Reasons">How many per reason.</param>
public sealed record CampaignResult(
    CampaignState State, long Planned, int Waiting, int Accepted, int Refused, int Suppressed, int Unknown, IReadOnlyList<CampaignReason> Reasons)
{
    /// <summary>People who pressed a counted button; null when no button is counted.</summary>
    public int? Clicked { get; init; }
}

public sealed record CampaignReason(RecipientState State, string Reason, int Count);

/// <param name="MemberRef">Opaque id of the member.</param>
/// <param name="At">When it ended; null while waiting.</param>
/// <param name="LineMessage">What LINE last said about the request, while it is not settled.</param>
public sealed record CampaignRecipientView(long Id, string? MemberRef, string? MemberName, RecipientState State, string? Reason, DateTime? At, int Attempts, string? LineMessage);

public sealed class ReadCampaignResult(LoyaltyDb db)
{
    public async Task<CampaignResult?> ExecuteAsync(long campaignId, CancellationToken ct)
    {
        var campaign = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
        if (campaign is null) return null;
        var groups = await Of(campaignId).GroupBy(r => new { r.State, r.Reason }).Select(g => new { g.Key.State, g.Key.Reason, Count = g.Count() }).ToListAsync(ct);
        return new CampaignResult(
            campaign.State, campaign.Planned, Sum(RecipientState.Planned), Sum(RecipientState.Accepted), Sum(RecipientState.Refused), Sum(RecipientState.Suppressed), Sum(RecipientState.Unknown),
            [.. groups.Where(g => g.Reason != null).OrderByDescending(g => g.Count).Select(g => new CampaignReason(g.State, g.Reason!, g.Count))])
        {
            Clicked = CampaignContent.Parse(campaign.Content).Messages.Any(m => m is CampaignCard { Button.IsTracked: true })
                ? await db.CampaignClicks.Where(c => c.CampaignId == campaignId).Select(c => c.LineAccountId).Distinct().CountAsync(ct) : null,
        };

        int Sum(RecipientState state) => groups.Where(g => g.State == state).Sum(g => g.Count);
    }

    /// <summary>The people behind the numbers, in the order they were planned.</summary>
    /// <param name="state">Null for all.</param>
    /// <param name="after">Id of the last one seen; 0 for the first page.</param>
    public Task<List<CampaignRecipientView>> RecipientsAsync(long campaignId, RecipientState? state, long after, int count, CancellationToken ct) => (
        from r in Of(campaignId)
        where r.Id > after && (state == null || r.State == state)
        join m in db.Members on r.MemberId equals (long?)m.Id into members
        from m in members.DefaultIfEmpty()
        orderby r.Id
        select new CampaignRecipientView(r.Id, m.Ref, m.Name, r.State, r.Reason, r.Delivery.FinishedAt, r.Delivery.Attempts, r.Delivery.LineMessage)).Take(count).ToListAsync(ct);

    private IQueryable<DeliveryRecipient> Of(long campaignId) => db.DeliveryRecipients.AsNoTracking().Where(r => r.Delivery.CampaignId == campaignId);
}

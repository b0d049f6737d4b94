using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Where a campaign stands. Once all is done, planned = accepted + refused + suppressed + unknown.</summary>
/// <param name="Waiting">Not sent yet.</param>
/// <param name="Accepted">LINE took it.</param>
/// <param name="Refused">LINE said no.</param>
/// <param name="Suppressed">Not sent by our own decision: had enough messages, opted out, blocked, erased or stopped in between.</param>
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

/// <summary>One of those who were in the audience and get nothing.</summary>
public sealed record LeftOutView(long MemberId, string MemberRef, string MemberName, string Reason);

/// <param name="Given">Coupons given with it.</param>
/// <param name="Used">Of them, used by now.</param>
public sealed record CampaignCoupons(int Given, int Used);

/// <summary>A counted link of a push, and how many pressed it.</summary>
/// <param name="Variant">0 for version A.</param>
public sealed record CampaignLink(int Variant, bool English, string Label, string Url, int People);

public sealed class ReadCampaignResult(LoyaltyDb db)
{
    private const string Stopped = "stopped";

    public async Task<CampaignResult?> ExecuteAsync(long campaignId, CancellationToken ct)
    {
        var campaign = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
        if (campaign is null) return null;
        var groups = await Of(campaignId).GroupBy(r => new { r.State, r.Reason }).Select(g => new { g.Key.State, g.Key.Reason, Count = g.Count() }).ToListAsync(ct);
        var capped = await db.CampaignRecipients.CountAsync(r => r.CampaignId == campaignId && r.Reason == LeftOut.Capped, ct);
        // Whom planning has not come to yet; a stop leaves them for good.
        var unplanned = (int)campaign.Planned - capped - groups.Sum(g => g.Count);
        var (waiting, stopped) = campaign.State == CampaignState.Stopped ? (0, unplanned) : (unplanned, 0);
        List<CampaignReason> reasons = [.. groups.Where(g => g.Reason != null).Select(g => new CampaignReason(g.State, g.Reason!, g.Reason == Stopped && g.State == RecipientState.Suppressed ? g.Count + stopped : g.Count))];
        if (stopped > 0 && !reasons.Exists(r => r is { Reason: Stopped, State: RecipientState.Suppressed })) reasons.Add(new(RecipientState.Suppressed, Stopped, stopped));
        if (capped > 0) reasons.Add(new(RecipientState.Suppressed, LeftOut.Capped, capped));
        return new CampaignResult(
            campaign.State, campaign.Planned, Sum(RecipientState.Planned) + waiting, Sum(RecipientState.Accepted), Sum(RecipientState.Refused), Sum(RecipientState.Suppressed) + capped + stopped, Sum(RecipientState.Unknown),
            [.. reasons.OrderByDescending(r => r.Count)])
        {
            Clicked = CampaignExperiment.VersionsOf(campaign).Any(v => v.Links.Any())
                ? await db.CampaignClicks.Where(c => c.CampaignId == campaignId).Select(c => c.LineAccountId).Distinct().CountAsync(ct) : null,
        };

        int Sum(RecipientState state) => groups.Where(g => g.State == state).Sum(g => g.Count);
    }

    /// <summary>How many of the kept audience get nothing, per reason.</summary>
    public Task<Dictionary<string, int>> LeftOutAsync(long campaignId, CancellationToken ct) =>
        db.CampaignRecipients.Where(r => r.CampaignId == campaignId && r.Reason != null).GroupBy(r => r.Reason!).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    /// <summary>Those who get nothing, in the order of their ids.</summary>
    /// <param name="reason">Null for all.</param>
    /// <param name="after">Id of the last one seen; 0 for the first page.</param>
    public Task<List<LeftOutView>> LeftOutAsync(long campaignId, string? reason, long after, int count, CancellationToken ct) => (
        from r in db.CampaignRecipients
        where r.CampaignId == campaignId && r.Reason != null && r.MemberId > after && (reason == null || r.Reason == reason)
        join m in db.Members on r.MemberId equals m.Id
        orderby r.MemberId
        select new LeftOutView(r.MemberId, m.Ref, m.Name, r.Reason!)).Take(count).ToListAsync(ct);

    /// <summary>Each counted link with the people who pressed it, in the order in which they are drawn.</summary>
    public async Task<IReadOnlyList<CampaignLink>> LinksAsync(Campaign campaign, CancellationToken ct)
    {
        var links = CampaignExperiment.VersionsOf(campaign).SelectMany((version, variant) =>
            version.Messages.SelectMany(m => m.Links).Select(l => (variant, English: false, Link: l)).Concat((version.English ?? []).SelectMany(m => m.Links).Select(l => (variant, English: true, Link: l)))).ToList();
        if (links.Count == 0) return [];
        var pressed = await db.CampaignClicks.Where(c => c.CampaignId == campaign.Id).GroupBy(c => c.Link).Select(g => new { g.Key, People = g.Select(c => c.LineAccountId).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => g.People, ct);
        return [.. links.Select((l, number) => new CampaignLink(l.variant, l.English, l.Link.Label, l.Link.Url, pressed.GetValueOrDefault(number)))];
    }

    /// <summary>Coupons given with it; null when it carries none.</summary>
    public async Task<CampaignCoupons?> CouponsAsync(Campaign campaign, CancellationToken ct)
    {
        if (!CampaignExperiment.VersionsOf(campaign).Any(v => v.Coupons.Any())) return null;
        var prefix = $"campaign:{campaign.Id}:";
        var given = db.Coupons.Where(c => c.IssueKey != null && c.IssueKey.StartsWith(prefix));
        return new CampaignCoupons(await given.CountAsync(ct), await given.CountAsync(c => c.RedeemedAt != null, ct));
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

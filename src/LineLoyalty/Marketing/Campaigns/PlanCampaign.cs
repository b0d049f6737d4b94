using System.Linq.Expressions;
using Line.Messaging;
using Line.Messaging.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Fixes a campaign's audience into deliveries, a batch per transaction. The mark of how far it came moves in the same transaction and
/// only from where it was read, so a killed or doubled planner neither skips nor repeats anybody.
/// </summary>
internal sealed partial class PlanCampaign(
    LoyaltyDb db, Outbox outbox, BrandTime time, RenderCampaign render, IssueCoupon issue, ClickLinks clicks, ILogger<PlanCampaign> logger)
{
    private const int SameForAll = 2 * LineLimits.MulticastRecipients;
    private const int Personal = 500;
    // Each coupon locks its member and writes several rows: short units, so that tills are not kept waiting.
    private const int WithCoupons = 50;

    /// <returns>True when there may be more to plan.</returns>
    public async Task<bool> ExecuteAsync(long campaignId, CancellationToken ct)
    {
        var campaign = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId && c.State == CampaignState.Planning, ct);
        if (campaign is null) return false;
        var content = CampaignContent.Parse(campaign.Content);
        var rendering = await render.PrepareAsync(content, ct);
        var coupons = content.Coupons.ToList();
        var size = coupons.Count > 0 ? WithCoupons : rendering.IsPersonal ? Personal : SameForAll;
        var people = await NextAsync(campaign, size, ct);

        await using var unit = await db.BeginWriteAsync(ct);
        if (people.Count == 0)
        {
            await Mark(campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Sending).SetProperty(c => c.Version, c => c.Version + 1), ct);
            await unit.CommitAsync(ct);
            Log.Planned(logger, campaign.Id, campaign.Planned);
            return false;
        }
        var last = people[^1].MemberId;
        var marked = await Mark(campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.PlannedUpTo, last)
            .SetProperty(c => c.Planned, c => c.Planned + people.Count).SetProperty(c => c.Version, c => c.Version + 1), ct);
        if (marked == 0) return false; // stopped, or another server is planning it
        foreach (var person in people)
        {
            foreach (var (index, code) in coupons)
            {
                var issued = await issue.ExecuteAsync(person.MemberId, code, "campaign", $"campaign:{campaign.Id}:{index}:{person.MemberId}", ct);
                if (!issued.Succeeded(out _, out var refusal)) Log.NoCoupon(logger, campaign.Id, person.MemberId, refusal.Code);
            }
        }
        if (rendering.IsPersonal) AddPushes(campaign, rendering, people);
        else AddMulticasts(campaign, rendering, people);
        await unit.CommitAsync(ct);
        return true;
    }

    private IQueryable<Campaign> Mark(Campaign seen) => db.Campaigns.Where(c =>
        c.Id == seen.Id && c.State == CampaignState.Planning && c.PlannedUpTo == seen.PlannedUpTo && c.StopRequestedAt == null);

    private Task<List<CampaignRecipient>> NextAsync(Campaign campaign, int count, CancellationToken ct) =>
        CampaignAudience.Parse(campaign.Audience).Match(db, time, time.DayOf(campaign.StartedAt!.Value))
            .Where(m => m.Id > campaign.PlannedUpTo && m.MarketingOptIn && db.LineAccounts.Any(a => a.MemberId == m.Id && a.Friend))
            .OrderBy(m => m.Id).Take(count).Select(ReadValues(db)).ToListAsync(ct);

    /// <summary>A member with all a text may say about them.</summary>
    internal static Expression<Func<Member, CampaignRecipient>> ReadValues(LoyaltyDb db) => m => new CampaignRecipient(
        m.Id,
        db.LineAccounts.Where(a => a.MemberId == m.Id).Select(a => a.Id).FirstOrDefault(),
        new MemberValues(
            m.Name,
            m.PointsBalance,
            db.Tiers.Where(t => t.Level == m.TierLevel).Select(t => t.Name).FirstOrDefault(),
            db.Coupons.Count(c => c.MemberId == m.Id && c.State == CouponState.Issued)));

    private void AddPushes(Campaign campaign, CampaignRendering rendering, List<CampaignRecipient> people)
    {
        foreach (var person in people)
        {
            outbox.Add([(person.LineAccountId, person.MemberId)], multicast: false, DeliveryPurpose.Marketing, "campaign",
                $"campaign:{campaign.Id}:{person.MemberId}", LineJson.ToJson(rendering.For(person.Values, position => clicks.Address(new ClickTarget(campaign.Id, position, person.LineAccountId)))), dueAt: null, campaign.Id);
        }
    }

    private void AddMulticasts(Campaign campaign, CampaignRendering rendering, List<CampaignRecipient> people)
    {
        var messages = LineJson.ToJson(rendering.For(people[0].Values));
        foreach (var group in people.Chunk(LineLimits.MulticastRecipients))
        {
            outbox.Add([.. group.Select(p => (p.LineAccountId, (long?)p.MemberId))], multicast: true, DeliveryPurpose.Marketing, "campaign",
                $"campaign:{campaign.Id}:{group[0].MemberId}", messages, dueAt: null, campaign.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Campaign {Campaign} is planned: {Planned} people.")]
        public static partial void Planned(ILogger logger, long campaign, long planned);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Campaign {Campaign} could not give member {Member} its coupon: {Code}.")]
        public static partial void NoCoupon(ILogger logger, long campaign, long member, string code);
    }
}

internal sealed record CampaignRecipient(long MemberId, long LineAccountId, MemberValues Values);

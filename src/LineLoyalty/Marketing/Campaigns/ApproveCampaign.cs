using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// A second person's yes to a large push, or to one whose coupons can cost much. It is bound to content, audience, time and what the coupons are worth
/// as they were when it was asked for; any change voids it, and so does a day without an answer.
/// </summary>
public sealed class ApproveCampaign
{
    private readonly LoyaltyDb db;
    private readonly ReadAudience audience;
    private readonly BrandTime time;
    private readonly ReadSendingRules said;
    private readonly CouponWorth worth;
    private readonly CampaignOptions options;

    internal ApproveCampaign(LoyaltyDb db, ReadAudience audience, BrandTime time, ReadSendingRules said, CouponWorth worth, IOptions<CampaignOptions> options) =>
        (this.db, this.audience, this.time, this.said, this.worth, this.options) = (db, audience, time, said, worth, options.Value);

    /// <param name="reachable">How many it goes to.</param>
    /// <param name="staffId">Who wants to send it.</param>
    public async Task<ApprovalNeed> NeededAsync(Campaign campaign, int reachable, long staffId, CancellationToken ct)
    {
        var everyone = CampaignAudience.Parse(campaign.Audience).Kind == AudienceKind.Everyone;
        var members = await db.Members.CountAsync(m => m.ErasedAt == null, ct);
        var rules = await said.ExecuteAsync(ct);
        if (!rules.AsksSecondPerson(reachable, members, everyone) && !rules.AsksSecondPerson(await LiabilityAsync(campaign, reachable, ct))) return ApprovalNeed.None;
        return await SecondPerson.OrTypedCountAsync(db, ct, staffId, campaign.ChangedBy ?? staffId);
    }

    /// <summary>Most NT$ that the coupons given with it can cost, of a repeating one each time.</summary>
    /// <returns>Null when nothing bounds it; 0 without coupons.</returns>
    public async Task<long?> LiabilityAsync(Campaign campaign, int reachable, CancellationToken ct)
    {
        var kinds = await KindsAsync(campaign, ct);
        long most = 0;
        foreach (var version in CampaignExperiment.VersionsOf(campaign))
        {
            foreach (var language in new[] { Languages.Chinese, Languages.English })
            {
                long sum = 0;
                foreach (var code in version.CouponsIn(language))
                {
                    if (!kinds.TryGetValue(code, out var kind)) continue;
                    if (await worth.OfAsync(kind, reachable, ct) is not { } all) return null;
                    sum += all;
                }
                most = Math.Max(most, sum);
            }
        }
        return most;
    }

    private Task<Dictionary<string, CouponDefinition>> KindsAsync(Campaign campaign, CancellationToken ct)
    {
        var codes = CampaignExperiment.VersionsOf(campaign).SelectMany(v => v.Coupons).Select(c => c.DefinitionCode).Distinct().ToList();
        return db.CouponDefinitions.AsNoTracking().Where(d => codes.Contains(d.Code)).ToDictionaryAsync(d => d.Code, ct);
    }

    public async Task<Outcome<Campaign>> ExecuteAsync(long campaignId, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var campaign = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
        if (campaign is null) return CampaignRefusals.NotFound;
        if (campaign.State != CampaignState.AwaitingApproval) return CampaignRefusals.NotAwaiting;
        if (campaign.RequestedBy == staffId || campaign.ChangedBy == staffId) return CampaignRefusals.OwnApproval;
        if (time.Now >= campaign.RequestedAt + options.ApprovalLasts) return CampaignRefusals.ApprovalOver;
        if (campaign.ApprovalHash != await HashAsync(campaign, ct)) return CampaignRefusals.ApprovalVoid;
        var timing = CampaignTiming.Parse(campaign.Timing);
        if (timing is SendAt { At: var at } && at < time.Now) return CampaignRefusals.InThePast;
        if (!await ReleaseAsync(campaignId, timing, staffId, ct)) return CampaignRefusals.NotAwaiting;
        await unit.CommitAsync(ct);
        return await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }

    /// <summary>Nobody answered for a day: it is a draft again.</summary>
    public async Task<int> EndLapsedAsync(CancellationToken ct)
    {
        var before = time.Now - options.ApprovalLasts;
        var lapsed = db.Campaigns.Where(c => c.State == CampaignState.AwaitingApproval && c.RequestedAt <= before);
        if (!await lapsed.AnyAsync(ct)) return 0;
        await using var unit = await db.BeginWriteAsync(ct);
        var ended = await lapsed.ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Draft).SetProperty(c => c.Timing, (string?)null)
            .SetProperty(c => c.ApprovalHash, (string?)null).SetProperty(c => c.RequestedBy, (long?)null).SetProperty(c => c.RequestedAt, (DateTime?)null).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        return ended;
    }

    /// <summary>From here on it goes by itself: its audience is kept, and it starts at its time.</summary>
    internal async Task<bool> ReleaseAsync(long campaignId, CampaignTiming timing, long? approver, CancellationToken ct)
    {
        var now = time.Now;
        var repeats = timing is SendRepeatedly;
        var state = repeats ? CampaignState.Repeating : CampaignState.Scheduled;
        DateTime? at = timing is SendAt { At: var chosen } ? chosen : repeats ? null : now + options.UndoWindow;
        DateTime? since = repeats ? now : null;
        return await db.Campaigns.Where(c => c.Id == campaignId && c.State == CampaignState.AwaitingApproval)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, state).SetProperty(c => c.ScheduledAt, at).SetProperty(c => c.RepeatedUpTo, since)
                .SetProperty(c => c.ApprovedBy, approver).SetProperty(c => c.ApprovedAt, now).SetProperty(c => c.FrozenAt, (DateTime?)null).SetProperty(c => c.FrozenUpTo, 0).SetProperty(c => c.Planned, 0)
                .SetProperty(c => c.Version, c => c.Version + 1), ct) == 1;
    }

    /// <summary>Of everything that decides what is sent to whom and when.</summary>
    internal async Task<string> HashAsync(Campaign campaign, CancellationToken ct)
    {
        List<string> coupons = [];
        foreach (var (code, kind) in (await KindsAsync(campaign, ct)).OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            var one = await worth.OfOneAsync(kind, ct);
            coupons.Add(string.Create(CultureInfo.InvariantCulture, $"{code} {one}"));
        }
        return SecondPerson.HashOf(campaign.Content, campaign.Experiment ?? "", await audience.MeaningAsync(CampaignAudience.Parse(campaign.Audience), ct), campaign.Timing ?? "", string.Join('\n', coupons));
    }
}

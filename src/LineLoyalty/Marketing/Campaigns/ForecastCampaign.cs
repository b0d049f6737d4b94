using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>What a member would read, as things are now.</summary>
public sealed record CampaignSample(string MemberRef, string Name, IReadOnlyList<Message> Messages, int Variant);

/// <param name="HeldOut">Of those who could get it, about so many get nothing, to measure the others against.</param>
/// <param name="Messages">LINE messages it uses.</param>
/// <param name="Quota">The month's, by LINE's count; null when LINE does not answer.</param>
/// <param name="Plan">What the brand pays LINE for; null when nobody has said.</param>
/// <param name="Cost">NT$ beyond the month's fee; null when the plan does not sell as many, or is not known.</param>
/// <param name="UsualShare">Part of the audience that bought within the last window without it.</param>
/// <param name="Visible">The smallest difference that the hold-out can show; null without one.</param>
public sealed record CampaignForecast(
    AudienceCount Count, int HeldOut, int Messages, QuotaView? Quota, LinePlan? Plan, long? Cost, ApprovalNeed Approval, IReadOnlyList<CampaignSample> Samples, double UsualShare, double? Visible)
{
    /// <summary>In how many requests it goes out, and how long that takes.</summary>
    public required SendingWay Way { get; init; }

    /// <summary>Most NT$ that the coupons given with it can cost; null when nothing bounds it, 0 without coupons.</summary>
    public required long? Liability { get; init; }

    /// <summary>Messages of the month left afterwards; negative when it is more than there are.</summary>
    public long? LeftAfter => Quota?.Remaining - Messages;
}

/// <summary>A dry run on the members as they are now: who, who not and why, what they would read, what it costs. Changes nothing.</summary>
public sealed class ForecastCampaign
{
    private const int Samples = 3;
    private readonly LoyaltyDb db;
    private readonly BrandTime time;
    private readonly CountAudience count;
    private readonly RenderCampaign render;
    private readonly ReadQuota quota;
    private readonly LinePlans plans;
    private readonly ApproveCampaign approve;
    private readonly ReadAudience read;
    private readonly ForecastSending sending;

    internal ForecastCampaign(LoyaltyDb db, BrandTime time, CountAudience count, RenderCampaign render, ReadQuota quota, LinePlans plans, ApproveCampaign approve, ReadAudience read, ForecastSending sending) =>
        (this.db, this.time, this.count, this.render, this.quota, this.plans, this.approve, this.read, this.sending) = (db, time, count, render, quota, plans, approve, read, sending);

    public async Task<Outcome<CampaignForecast>> ExecuteAsync(Campaign campaign, long staffId, CancellationToken ct)
    {
        var audience = CampaignAudience.Parse(campaign.Audience);
        var experiment = CampaignExperiment.Parse(campaign.Experiment);
        if (!(await count.ExecuteAsync(audience, ct)).Succeeded(out var counted, out var refusal)) return refusal;
        var heldOut = (int)Math.Round(counted.Reachable * experiment.HoldOutPercent / 100.0);
        var messages = counted.Reachable - heldOut;
        var used = await quota.ExecuteAsync(ct);
        var plan = (await plans.ReadAsync(ct)).On(time.Today);
        var usual = experiment.HoldOutPercent == 0 ? 0 : await UsualShareAsync(audience, experiment.AttributionDays, counted.Matched, ct);
        return new CampaignForecast(
            counted, heldOut, messages, used, plan, used is null ? null : plan?.CostOf(messages, used.Used),
            await approve.NeededAsync(campaign, counted.Reachable, staffId, ct), await SamplesAsync(campaign, audience, experiment, ct),
            usual, heldOut == 0 ? null : Uplift.Visible(usual, messages, heldOut)) { Way = sending.Of(messages, await IsPersonalAsync(campaign, ct)), Liability = await approve.LiabilityAsync(campaign, counted.Reachable, ct) };
    }

    private async Task<bool> IsPersonalAsync(Campaign campaign, CancellationToken ct)
    {
        foreach (var version in CampaignExperiment.VersionsOf(campaign))
        {
            var rendering = await render.PrepareAsync(version, ct);
            if (rendering.IsPersonal(Membership.Languages.Chinese) || rendering.IsPersonal(Membership.Languages.English)) return true;
        }
        return false;
    }

    private async Task<List<CampaignSample>> SamplesAsync(Campaign campaign, CampaignAudience audience, CampaignExperiment experiment, CancellationToken ct)
    {
        var versions = CampaignExperiment.VersionsOf(campaign);
        var people = await count.SampleAsync(audience, Samples, ct);
        var ids = people.Select(p => p.MemberId).ToList();
        var refs = await db.Members.Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Ref, ct);
        List<CampaignSample> samples = [];
        foreach (var person in people)
        {
            var variant = SplitAudience.Version(campaign.Id, person.MemberId, versions.Count, experiment.TestPercent) ?? 0;
            samples.Add(new CampaignSample(refs[person.MemberId], person.Values.Name ?? "", await render.ForAsync(versions[variant], person.Values, ct), variant));
        }
        return samples;
    }

    private async Task<double> UsualShareAsync(CampaignAudience audience, int days, int matched, CancellationToken ct)
    {
        if (matched == 0 || !(await read.ExecuteAsync(audience, ct)).Succeeded(out var people, out _)) return 0;
        var since = time.Now.AddDays(-days);
        return (double)await people.Members.CountAsync(m => m.LastPurchaseAt >= since, ct) / matched;
    }
}

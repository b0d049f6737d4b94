using Line.Messaging;
using Line.Messaging.Json;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Clicks;
using LineLoyalty.Marketing.Programmes;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Turns a campaign's kept audience into deliveries, a batch per transaction. The mark of how far it came moves in the same transaction and
/// only from where it was read, so a killed or doubled planner neither skips nor repeats anybody.
/// </summary>
internal sealed partial class PlanCampaign(
    LoyaltyDb db, Outbox outbox, BrandTime time, RenderCampaign render, IssueCoupon issue, ClickLinks clicks, ContactRules contact, ReadSendingRules said, BestHours hours, ILogger<PlanCampaign> logger)
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
        var experiment = CampaignExperiment.Parse(campaign.Experiment);
        var versions = await PrepareAsync(campaign, ct);
        var coupons = versions.Exists(v => v.Content.Coupons.Any());
        var people = await NextAsync(campaign, coupons ? WithCoupons : versions.Exists(v => v.IsPersonal) ? Personal : SameForAll, ct);
        if (people.Count == 0)
        {
            await FinishAsync(campaign, experiment, ct);
            return false;
        }

        var enough = await contact.HadEnoughAsync([.. people.Select(p => p.Person.MemberId)], ct);
        var due = await DueAsync(campaign, people, ct);
        await using var unit = await db.BeginWriteAsync(ct);
        var last = people[^1].Person.MemberId;
        var marked = await Mark(campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.PlannedUpTo, last).SetProperty(c => c.Version, c => c.Version + 1), ct);
        if (marked == 0) return false; // stopped, or another server is planning it
        if (enough.Count > 0)
        {
            await db.CampaignRecipients.Where(r => r.CampaignId == campaign.Id && enough.Contains(r.MemberId)).ExecuteUpdateAsync(s => s.SetProperty(r => r.Reason, LeftOut.Capped), ct);
            people.RemoveAll(p => enough.Contains(p.Person.MemberId));
        }
        foreach (var (person, variant) in people) await GiveCouponsAsync(campaign, versions[variant].Content, person, ct);
        foreach (var group in people.GroupBy(p => (p.Variant, Language: versions[p.Variant].Rendering.Version(p.Person.Values.Language), Due: due(p.Person.MemberId))))
        {
            var rendering = versions[group.Key.Variant].Rendering;
            if (rendering.IsPersonal(group.Key.Language)) AddPushes(campaign, rendering, group.Select(p => p.Person), group.Key.Due);
            else AddMulticasts(campaign, rendering, group.Select(p => p.Person), group.Key.Due);
        }
        await unit.CommitAsync(ct);
        return true;
    }

    private IQueryable<Campaign> Mark(Campaign seen) => db.Campaigns.Where(c =>
        c.Id == seen.Id && c.State == CampaignState.Planning && c.PlannedUpTo == seen.PlannedUpTo && c.StopRequestedAt == null);

    private async Task<List<PreparedVersion>> PrepareAsync(Campaign campaign, CancellationToken ct)
    {
        var (versions, link) = (new List<PreparedVersion>(), 0);
        foreach (var content in CampaignExperiment.VersionsOf(campaign))
        {
            versions.Add(new PreparedVersion(content, await render.PrepareAsync(content, ct, link)));
            link += content.Links.Count();
        }
        return versions;
    }

    /// <summary>Of the kept audience: first those in the test (without one: everybody), then, once the better version is known, the rest.</summary>
    private async Task<List<(PlannedPerson Person, int Variant)>> NextAsync(Campaign campaign, int count, CancellationToken ct)
    {
        var kept = db.CampaignRecipients.Where(r => r.CampaignId == campaign.Id && r.MemberId > campaign.PlannedUpTo && r.Reason == null);
        kept = campaign.Winner is null ? kept.Where(r => r.Variant != null) : kept.Where(r => r.Variant == null);
        var rows = await kept.OrderBy(r => r.MemberId).Take(count).Select(r => new { r.MemberId, r.LineAccountId, r.Variant }).ToListAsync(ct);
        var ids = rows.ConvertAll(r => r.MemberId);
        var people = await db.Members.Where(m => ids.Contains(m.Id)).Select(PlannedPerson.Read(db)).ToDictionaryAsync(p => p.MemberId, ct);
        // Somebody who moved to another LINE account since is not who was meant: the account is the kept one, and the sender looks again.
        return rows.ConvertAll(r => (people[r.MemberId] with { LineAccountId = r.LineAccountId!.Value }, r.Variant ?? campaign.Winner!.Value));
    }

    private async Task<Func<long, DateTime>> DueAsync(Campaign campaign, List<(PlannedPerson Person, int Variant)> people, CancellationToken ct)
    {
        var rules = await said.ExecuteAsync(ct);
        var now = rules.NotBefore(time.Now, time);
        if (!CampaignTiming.Parse(campaign.Timing).BestHour) return _ => now;
        var best = await hours.ExecuteAsync([.. people.Select(p => p.Person.MemberId)], ct);
        return member => hours.Next(best.GetValueOrDefault(member, campaign.UsualHour ?? BestHours.Noon), now, rules);
    }

    private async Task FinishAsync(Campaign campaign, CampaignExperiment experiment, CancellationToken ct)
    {
        var waits = experiment.HasRest && campaign.Winner is null;
        var state = waits ? CampaignState.Testing : CampaignState.Sending;
        var decideAt = waits ? (await LastDueAsync(campaign, ct)).AddHours(experiment.Hours) : campaign.DecideAt;
        await using var unit = await db.BeginWriteAsync(ct);
        await Mark(campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.State, state).SetProperty(c => c.DecideAt, decideAt).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        Log.Planned(logger, campaign.Id, campaign.Planned);
    }

    /// <summary>A test begins when the last of its messages may go out: nobody presses what waits for the morning.</summary>
    private async Task<DateTime> LastDueAsync(Campaign campaign, CancellationToken ct)
    {
        var started = campaign.StartedAt!.Value;
        var last = await db.Deliveries.Where(d => d.CampaignId == campaign.Id).MaxAsync(d => (DateTime?)d.DueAt, ct) ?? started;
        return last > started ? last : started;
    }

    private async Task GiveCouponsAsync(Campaign campaign, CampaignContent content, PlannedPerson person, CancellationToken ct)
    {
        var index = 0;
        foreach (var code in content.CouponsIn(person.Values.Language))
        {
            var issued = await issue.ExecuteAsync(person.MemberId, code, "campaign", $"campaign:{campaign.Id}:{index++}:{person.MemberId}", ct);
            if (!issued.Succeeded(out _, out var refusal)) Log.NoCoupon(logger, campaign.Id, person.MemberId, refusal.Code);
        }
    }

    private void AddPushes(Campaign campaign, CampaignRendering rendering, IEnumerable<PlannedPerson> people, DateTime due)
    {
        foreach (var person in people)
        {
            var messages = rendering.For(person.Values, link => clicks.Address(new ClickTarget(campaign.Id, link, person.LineAccountId)));
            outbox.Add([(person.LineAccountId, person.MemberId)], multicast: false, DeliveryPurpose.Marketing, "campaign", $"campaign:{campaign.Id}:{person.MemberId}", LineJson.ToJson(messages), due, campaign.Id);
        }
    }

    private void AddMulticasts(Campaign campaign, CampaignRendering rendering, IEnumerable<PlannedPerson> people, DateTime due)
    {
        foreach (var group in people.Chunk(LineLimits.MulticastRecipients))
        {
            outbox.Add([.. group.Select(p => (p.LineAccountId, (long?)p.MemberId))], multicast: true, DeliveryPurpose.Marketing, "campaign",
                $"campaign:{campaign.Id}:{group[0].MemberId}", LineJson.ToJson(rendering.For(group[0].Values)), due, campaign.Id);
        }
    }

    private sealed record PreparedVersion(CampaignContent Content, CampaignRendering Rendering)
    {
        public bool IsPersonal => Rendering.IsPersonal(Membership.Languages.Chinese) || Rendering.IsPersonal(Membership.Languages.English);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Campaign {Campaign} is planned: {Planned} people.")]
        public static partial void Planned(ILogger logger, long campaign, long planned);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Campaign {Campaign} could not give member {Member} its coupon: {Code}.")]
        public static partial void NoCoupon(ILogger logger, long campaign, long member, string code);
    }
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Keeps an approved campaign's audience, one row a person: the version each gets, or why somebody gets none. Later changes to a segment
/// change nothing any more. Works through the members in slices, so that a million need no more memory than a hundred thousand; the mark
/// of how far it came moves with the rows.
/// </summary>
internal sealed partial class FreezeAudience(LoyaltyDb db, ReadAudience read, TimeProvider clock, ILogger<FreezeAudience> logger)
{
    // A slice asks the segment's question once; a batch is what one short unit writes, so that tills are not kept waiting.
    private const int Slice = 100_000;
    private const int Batch = 1000;

    /// <returns>True when there may be more to keep.</returns>
    public async Task<bool> ExecuteAsync(long campaignId, CancellationToken ct)
    {
        var campaign = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId && c.State == CampaignState.Scheduled && c.FrozenAt == null, ct);
        if (campaign is null) return false;
        if (campaign.FrozenUpTo == 0 && await ForgetAsync(campaign, ct)) return true;
        if (!(await read.ExecuteAsync(CampaignAudience.Parse(campaign.Audience), ct)).Succeeded(out var audience, out var refusal))
        {
            // Its segment was taken away meanwhile: nobody is in it.
            Log.NoAudience(logger, campaign.Id, refusal.Code);
            return await FinishAsync(campaign, ct);
        }
        var experiment = CampaignExperiment.Parse(campaign.Experiment);
        var people = await NextAsync(audience, campaign.FrozenUpTo, ct);
        foreach (var part in people.Chunk(Batch))
        {
            var rows = part.Select(p => p.Keep(campaign.Id, experiment)).ToList();
            if (!await KeepAsync(campaign, rows, ct)) return false;
            campaign.FrozenUpTo = part[^1].MemberId;
        }
        return people.Count == Slice || await FinishAsync(campaign, ct);
    }

    private IQueryable<Campaign> Mark(Campaign seen) => db.Campaigns.Where(c =>
        c.Id == seen.Id && c.State == CampaignState.Scheduled && c.FrozenAt == null && c.FrozenUpTo == seen.FrozenUpTo);

    private async Task<List<Person>> NextAsync(Audience audience, long after, CancellationToken ct)
    {
        var meant = audience.Members.Where(m => m.Id > after);
        var people = await (
            from m in meant
            join a in db.LineAccounts on (long?)m.Id equals a.MemberId into accounts
            from a in accounts.DefaultIfEmpty()
            orderby m.Id
            select new Person(m.Id, a == null ? null : a.Id, a != null && a.Friend, m.MarketingOptIn)).Take(Slice).ToListAsync(ct);
        if (people.Count == 0) return people;
        var last = people[^1].MemberId;
        var excluded = (await meant.Where(m => m.Id <= last).Where(audience.IsExcluded).Select(m => m.Id).ToListAsync(ct)).ToHashSet();
        return excluded.Count == 0 ? people : people.ConvertAll(p => p with { Excluded = excluded.Contains(p.MemberId) });
    }

    /// <returns>False when it was taken back, or another server keeps it.</returns>
    private async Task<bool> KeepAsync(Campaign campaign, List<CampaignRecipient> rows, CancellationToken ct)
    {
        var (last, reached) = (rows[^1].MemberId, rows.Count(r => r.Reason is null));
        await using (var unit = await db.BeginWriteAsync(ct))
        {
            var marked = await Mark(campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.FrozenUpTo, last).SetProperty(c => c.Planned, c => c.Planned + reached).SetProperty(c => c.Version, c => c.Version + 1), ct);
            if (marked == 0) return false;
            db.CampaignRecipients.AddRange(rows);
            await unit.CommitAsync(ct);
        }
        db.ChangeTracker.Clear();
        return true;
    }

    private async Task<bool> FinishAsync(Campaign campaign, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        await Mark(campaign).ExecuteUpdateAsync(s => s.SetProperty(c => c.FrozenAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        return false;
    }

    /// <summary>Rows of an earlier approval that was taken back.</summary>
    private async Task<bool> ForgetAsync(Campaign campaign, CancellationToken ct)
    {
        var ids = await db.CampaignRecipients.Where(r => r.CampaignId == campaign.Id).OrderBy(r => r.MemberId).Select(r => r.MemberId).Take(Batch).ToListAsync(ct);
        if (ids.Count == 0) return false;
        await using var unit = await db.BeginWriteAsync(ct);
        var last = ids[^1];
        if (!await Mark(campaign).AnyAsync(ct)) return true;
        await db.CampaignRecipients.Where(r => r.CampaignId == campaign.Id && r.MemberId <= last).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
        return true;
    }

    private sealed record Person(long MemberId, long? LineAccountId, bool Friend, bool OptedIn)
    {
        public bool Excluded { get; init; }

        public CampaignRecipient Keep(long campaignId, CampaignExperiment experiment)
        {
            var reason = Excluded ? LeftOut.Excluded
                : LineAccountId is null ? LeftOut.Unbound
                : !OptedIn ? LeftOut.OptedOut
                : !Friend ? LeftOut.Blocked
                : SplitAudience.IsHeldOut(campaignId, MemberId, experiment.HoldOutPercent) ? LeftOut.HoldOut
                : null;
            return new CampaignRecipient
            {
                CampaignId = campaignId, MemberId = MemberId, LineAccountId = LineAccountId, Reason = reason,
                Variant = reason is null ? SplitAudience.Version(campaignId, MemberId, experiment.Variants.Count + 1, experiment.TestPercent) : null,
            };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Campaign {Campaign} has no audience any more: {Code}.")]
        public static partial void NoAudience(ILogger logger, long campaign, string code);
    }
}

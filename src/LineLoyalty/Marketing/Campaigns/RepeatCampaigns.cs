using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Makes a run of each repeating campaign for each of its times, exactly once: the mark of the newest time moves in the transaction that makes
/// the run, and a unique index (campaign, time) stands behind it. A time found too late makes a run too, held for a person.
/// </summary>
internal sealed class RepeatCampaigns(LoyaltyDb db, BrandTime time, ClockCheck clock, IOptions<CampaignOptions> options)
{
    // After a long outage the rest waits for the next tick.
    private const int MostAtOnce = 50;

    /// <returns>How many runs were made.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var made = 0;
        foreach (var parent in await db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Repeating).OrderBy(c => c.Id).ToListAsync(ct))
        {
            if (CampaignTiming.Parse(parent.Timing) is not SendRepeatedly timing) continue;
            for (var i = 0; i < MostAtOnce && timing.Next(parent.RepeatedUpTo!.Value, time) is { } at && at <= time.Now; i++)
            {
                if (!await clock.IsRightAsync(ct) || !await MakeAsync(parent, timing, at, ct)) break;
                parent.RepeatedUpTo = at;
                made++;
            }
            if (timing.Next(parent.RepeatedUpTo!.Value, time) is null) await EndAsync(parent, ct);
        }
        return made;
    }

    private async Task<bool> MakeAsync(Campaign parent, SendRepeatedly timing, DateTime at, CancellationToken ct)
    {
        var late = time.Now - at > options.Value.LateAfter;
        await using var unit = await db.BeginWriteAsync(ct);
        var marked = await db.Campaigns.Where(c => c.Id == parent.Id && c.State == CampaignState.Repeating && c.RepeatedUpTo == parent.RepeatedUpTo)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.RepeatedUpTo, at).SetProperty(c => c.Version, c => c.Version + 1), ct);
        if (marked == 0) return false; // stopped, or another server has made it
        db.Campaigns.Add(new Campaign
        {
            Name = parent.Name, Content = parent.Content, Audience = parent.Audience, Experiment = parent.Experiment,
            Timing = new SendAt(at) { BestHour = timing.BestHour }.ToJson(),
            State = late ? CampaignState.Held : CampaignState.Scheduled, ParentId = parent.Id, PlannedFor = at, ScheduledAt = at,
            CreatedBy = parent.CreatedBy, CreatedAt = time.Now, ApprovedBy = parent.ApprovedBy, ApprovedAt = parent.ApprovedAt,
        });
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return true;
    }

    private async Task EndAsync(Campaign parent, CancellationToken ct)
    {
        var now = time.Now;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.Campaigns.Where(c => c.Id == parent.Id && c.State == CampaignState.Repeating)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Sent).SetProperty(c => c.FinishedAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
    }
}

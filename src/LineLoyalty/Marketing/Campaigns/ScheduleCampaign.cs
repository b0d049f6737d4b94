using Line.Messaging;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Sets the time at which a draft goes out. LINE is asked first whether it would take the messages.</summary>
public sealed class ScheduleCampaign(LoyaltyDb db, TimeProvider clock, RenderCampaign render, CountAudience count, LineMessagingClient line)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private static readonly MemberValues Sample = new("王小明", 1280, "金卡會員", 2);

    /// <param name="at">UTC; null for now.</param>
    public async Task<Outcome<Campaign>> ExecuteAsync(long campaignId, DateTime? at, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (at < now - Slack) return CampaignRefusals.InThePast;
        var draft = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
        if (draft is null) return CampaignRefusals.NotFound;
        if (draft.State != CampaignState.Draft) return CampaignRefusals.NotDraft;
        var content = CampaignContent.Parse(draft.Content);
        if ((await count.ExecuteAsync(CampaignAudience.Parse(draft.Audience), ct)).Reachable == 0) return CampaignRefusals.Nobody;
        if (await AskLineAsync(content, ct) is { } refusal) return refusal;

        await using var unit = await db.BeginWriteAsync(ct);
        var scheduledAt = at ?? now;
        var changed = await db.Campaigns.Where(c => c.Id == campaignId && c.State == CampaignState.Draft && c.Version == draft.Version)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Scheduled).SetProperty(c => c.ScheduledAt, scheduledAt)
                .SetProperty(c => c.StopRequestedAt, (DateTime?)null).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        if (changed == 0) return CampaignRefusals.Changed;
        return await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }

    /// <summary>Takes a campaign back that has not started: it is a draft again.</summary>
    public async Task<Outcome<Campaign>> WithdrawAsync(long campaignId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var changed = await db.Campaigns.Where(c => c.Id == campaignId && c.State == CampaignState.Scheduled)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Draft).SetProperty(c => c.ScheduledAt, (DateTime?)null)
                .SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        return changed == 0 ? CampaignRefusals.NotScheduled : await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }

    // LINE out of reach is no reason to refuse a schedule: what it refuses later is kept per recipient.
    private async Task<Refusal?> AskLineAsync(CampaignContent content, CancellationToken ct)
    {
        try
        {
            await line.ValidateMulticastAsync(await render.ForAsync(content, Sample, ct), ct);
            return null;
        }
        catch (LineApiException e) when (e.Kind is LineErrorKind.BadRequest or LineErrorKind.PayloadTooLarge)
        {
            var details = e.Details.Select(d => $"{d.Property}: {d.Message}").Prepend(e.LineMessage);
            return CampaignRefusals.RefusedByLine.With(("message", string.Join("; ", details)));
        }
        catch (LineApiException)
        {
            return null;
        }
    }
}

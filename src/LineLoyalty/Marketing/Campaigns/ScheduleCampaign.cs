using Line.Messaging;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// Sets when a draft goes out. LINE is asked first whether it would take the messages; above a set number a second person has to approve
/// before anything happens.
/// </summary>
public sealed class ScheduleCampaign(LoyaltyDb db, BrandTime time, RenderCampaign render, CountAudience count, ApproveCampaign approve, LineMessagingClient line, IOptions<CampaignOptions> options)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);
    private static readonly MemberValues Sample = new("王小明", 1280, "金卡會員", 2);

    /// <param name="typed">The number of recipients as the sender wrote it out; needed where approval is due and nobody else is there to give it.</param>
    public async Task<Outcome<Campaign>> ExecuteAsync(long campaignId, CampaignTiming timing, long staffId, int? typed, CancellationToken ct)
    {
        if (timing is SendAt { At: var at } && at < time.Now - Slack) return CampaignRefusals.InThePast;
        if (timing is SendRepeatedly repeat && repeat.Problems(time) is { Count: > 0 } problems) return CampaignRefusals.Invalid.With(("errors", problems));
        var draft = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == campaignId, ct);
        if (draft is null) return CampaignRefusals.NotFound;
        if (draft.State != CampaignState.Draft) return CampaignRefusals.NotDraft;
        if (!(await count.ExecuteAsync(CampaignAudience.Parse(draft.Audience), ct)).Succeeded(out var counted, out var refusal)) return refusal;
        // Who is in it at each of its times, a repeating one cannot know yet.
        if (counted.Reachable == 0 && timing is not SendRepeatedly) return CampaignRefusals.Nobody;
        foreach (var version in CampaignExperiment.VersionsOf(draft))
        {
            if (await AskLineAsync(version, ct) is { } refused) return refused;
        }
        var needed = await approve.NeededAsync(draft, counted.Reachable, staffId, ct);
        if (needed == ApprovalNeed.TypedCount && typed != counted.Reachable) return CampaignRefusals.CountNotTyped.With(("count", counted.Reachable));

        await using var unit = await db.BeginWriteAsync(ct);
        draft.Timing = timing.ToJson();
        var hash = await approve.HashAsync(draft, ct);
        var now = time.Now;
        var asked = await db.Campaigns.Where(c => c.Id == campaignId && c.State == CampaignState.Draft && c.Version == draft.Version)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.AwaitingApproval).SetProperty(c => c.Timing, draft.Timing)
                .SetProperty(c => c.RequestedBy, staffId).SetProperty(c => c.RequestedAt, now).SetProperty(c => c.ApprovalHash, hash)
                .SetProperty(c => c.StopRequestedAt, (DateTime?)null).SetProperty(c => c.Version, c => c.Version + 1), ct);
        if (asked == 0) return CampaignRefusals.Changed;
        if (needed != ApprovalNeed.SecondPerson) await approve.ReleaseAsync(campaignId, timing, approver: null, ct);
        await unit.CommitAsync(ct);
        return await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }

    /// <summary>Takes a campaign back that has not started: it is a draft again, and whatever was approved is void.</summary>
    public async Task<Outcome<Campaign>> WithdrawAsync(long campaignId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var changed = await db.Campaigns.Where(c => c.Id == campaignId && c.ParentId == null && (c.State == CampaignState.Scheduled || c.State == CampaignState.AwaitingApproval || c.State == CampaignState.Held))
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Draft).SetProperty(c => c.ScheduledAt, (DateTime?)null).SetProperty(c => c.Timing, (string?)null)
                .SetProperty(c => c.ApprovalHash, (string?)null).SetProperty(c => c.ApprovedBy, (long?)null).SetProperty(c => c.ApprovedAt, (DateTime?)null)
                .SetProperty(c => c.RequestedBy, (long?)null).SetProperty(c => c.RequestedAt, (DateTime?)null)
                .SetProperty(c => c.FrozenAt, (DateTime?)null).SetProperty(c => c.FrozenUpTo, 0).SetProperty(c => c.Planned, 0)
                .SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        return changed == 0 ? CampaignRefusals.NotScheduled : await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }

    /// <summary>A person decides that a held campaign goes out after all, now.</summary>
    public async Task<Outcome<Campaign>> ReleaseHeldAsync(long campaignId, CancellationToken ct)
    {
        var at = time.Now + options.Value.UndoWindow;
        await using var unit = await db.BeginWriteAsync(ct);
        var changed = await db.Campaigns.Where(c => c.Id == campaignId && c.State == CampaignState.Held)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.State, CampaignState.Scheduled).SetProperty(c => c.ScheduledAt, at).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await unit.CommitAsync(ct);
        return changed == 0 ? CampaignRefusals.NotHeld : await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == campaignId, ct);
    }

    /// <summary>LINE's own check of the messages; nothing is sent.</summary>
    /// <returns>Null when LINE would take them, or does not answer just now: what it refuses later is kept per recipient.</returns>
    public async Task<Refusal?> AskLineAsync(CampaignContent content, CancellationToken ct)
    {
        var prepared = await render.PrepareAsync(content, ct);
        foreach (var language in new[] { Membership.Languages.Chinese, Membership.Languages.English }.DistinctBy(prepared.Version))
        {
            try
            {
                await line.ValidateMulticastAsync(prepared.For(Sample with { Language = language }), ct);
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
        return null;
    }
}

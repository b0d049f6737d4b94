using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Clicks;

/// <summary>Keeps that somebody pressed a button, once, with the tag it brings, and says where the button leads.</summary>
public sealed class RecordClick(LoyaltyDb db, TimeProvider clock, ClickLinks links, WearTag wear)
{
    /// <returns>Null for a token that is not ours, or whose push has no such button.</returns>
    public async Task<Uri?> ExecuteAsync(string token, CancellationToken ct)
    {
        if (links.Read(token) is not { } target) return null;
        var campaign = await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == target.CampaignId, ct);
        if (campaign is null || CampaignExperiment.VersionsOf(campaign).SelectMany(v => v.Links).ElementAtOrDefault(target.Link) is not { } button) return null;
        if (!await db.CampaignClicks.AnyAsync(c => c.CampaignId == target.CampaignId && c.Link == target.Link && c.LineAccountId == target.LineAccountId, ct)) await KeepAsync(target, button, ct);
        return new Uri(button.Url);
    }

    private async Task KeepAsync(ClickTarget target, CampaignButton button, CancellationToken ct)
    {
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            var account = await db.LineAccounts.Where(a => a.Id == target.LineAccountId).Select(a => new { a.Id, a.MemberId }).FirstOrDefaultAsync(ct);
            if (account is null) return;
            var now = clock.GetUtcNow().UtcDateTime;
            db.CampaignClicks.Add(new CampaignClick { CampaignId = target.CampaignId, Link = target.Link, LineAccountId = account.Id, MemberId = account.MemberId, At = now });
            await db.SaveChangesAsync(ct);
            if (account.MemberId is { } member)
            {
                db.MemberEvents.Add(new MemberEvent
                {
                    MemberId = member, LineAccountId = account.Id, Kind = MemberEvents.CampaignClicked, At = now,
                    Data = JsonSerializer.Serialize(new { campaign = target.CampaignId, button = button.Label }, JsonSerializerOptions.Web),
                });
                if (button.Tag is { } tag) await wear.ExecuteAsync(member, tag, $"click:{target.CampaignId}", until: null, ct);
            }
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Pressed twice at once: the other press keeps it.
        }
    }
}

using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Clicks;

/// <summary>As <see cref="RecordClick"/>, for a button of a journey's message: where it leads is read from the version that was sent.</summary>
public sealed class RecordJourneyClick(LoyaltyDb db, TimeProvider clock, ClickLinks links, WearTag wear)
{
    /// <returns>Null for a token that is not ours, or whose message has no such button.</returns>
    public async Task<Uri?> ExecuteAsync(string token, CancellationToken ct)
    {
        if (links.ReadJourney(token) is not { } target) return null;
        var sent = await (
            from e in db.Enrolments
            where e.Id == target.EnrolmentId
            join s in db.JourneySteps on new { EnrolmentId = e.Id, target.Visit } equals new { s.EnrolmentId, s.Visit }
            join v in db.JourneyVersions on new { e.JourneyId, Number = target.Version } equals new { v.JourneyId, v.Number }
            select new { e.JourneyId, e.MemberId, s.Node, v.Definition }).FirstOrDefaultAsync(ct);
        if (sent is null || JourneyDefinition.Parse(sent.Definition).Find(sent.Node) is not SendMessage message || message.Content.Links.ElementAtOrDefault(target.Link) is not { } button) return null;
        if (!await db.JourneyClicks.AnyAsync(c => c.EnrolmentId == target.EnrolmentId && c.Visit == target.Visit && c.Link == target.Link, ct))
        {
            var click = new JourneyClick { JourneyId = sent.JourneyId, EnrolmentId = target.EnrolmentId, Node = sent.Node, Visit = target.Visit, Link = target.Link, MemberId = sent.MemberId, At = clock.GetUtcNow().UtcDateTime };
            await KeepAsync(click, button, ct);
        }
        return new Uri(button.Url);
    }

    private async Task KeepAsync(JourneyClick click, CampaignButton button, CancellationToken ct)
    {
        try
        {
            await using var unit = await db.BeginWriteAsync(ct);
            if (!await db.Members.AnyAsync(m => m.Id == click.MemberId && m.ErasedAt == null, ct)) return;
            db.JourneyClicks.Add(click);
            await db.SaveChangesAsync(ct);
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = click.MemberId, Kind = MemberEvents.CampaignClicked, At = click.At,
                Data = JsonSerializer.Serialize(new { journey = click.JourneyId, step = click.Node, button = button.Label }, JsonSerializerOptions.Web),
            });
            if (button.Tag is { } tag) await wear.ExecuteAsync(click.MemberId, tag, string.Create(CultureInfo.InvariantCulture, $"journeyclick:{click.JourneyId}"), until: null, ct);
            await unit.CommitAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsUniqueViolation(e))
        {
            // Pressed twice at once: the other press keeps it.
        }
    }
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>
/// A second person's yes before a long list of people leaves the house, as <see cref="ApproveCampaign"/> asks for one before a large push:
/// never by whoever asked, bound to the list as it was, and good for as long.
/// </summary>
public sealed class LetListOut(LoyaltyDb db, BrandTime time, ReadSendingRules said, IOptions<CampaignOptions> options)
{
    public Task<int> PeopleAsync(long campaignId, CancellationToken ct) => db.CampaignRecipients.CountAsync(r => r.CampaignId == campaignId, ct);

    /// <param name="people">On the list.</param>
    public async Task<ApprovalNeed> NeededAsync(int people, long staffId, CancellationToken ct)
    {
        return people <= (await said.ExecuteAsync(ct)).ExportAbove ? ApprovalNeed.None : await SecondPerson.OrTypedCountAsync(db, ct, staffId);
    }

    /// <summary>Those that still stand, the newest first.</summary>
    public Task<List<ListRequest>> OpenAsync(long campaignId, CancellationToken ct)
    {
        var since = time.Now - options.Value.ApprovalLasts;
        return db.ListRequests.AsNoTracking().Where(r => r.CampaignId == campaignId && r.EndedAt == null && r.RequestedAt > since).OrderByDescending(r => r.Id).ToListAsync(ct);
    }

    /// <summary>First instant at which a request is nothing any more.</summary>
    public DateTime EndOf(ListRequest request) => request.RequestedAt + options.Value.ApprovalLasts;

    public async Task<Outcome<ListRequest>> AskAsync(long campaignId, string? reason, long staffId, CancellationToken ct)
    {
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > ListRequest.LongestReason) return CampaignRefusals.ExportReason;
        await using var unit = await db.BeginWriteAsync(ct);
        var now = time.Now;
        await db.ListRequests.Where(r => r.CampaignId == campaignId && r.RequestedBy == staffId && r.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.EndedAt, now), ct);
        var request = new ListRequest { CampaignId = campaignId, People = await PeopleAsync(campaignId, ct), Reason = why, RequestedBy = staffId, RequestedAt = now };
        db.ListRequests.Add(request);
        await db.SaveChangesAsync(ct);
        await unit.CommitAsync(ct);
        return request;
    }

    /// <param name="yes">False refuses it; whoever asked may take it back that way, too.</param>
    public async Task<Outcome<ListRequest>> AnswerAsync(long campaignId, long requestId, bool yes, long staffId, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if ((await OpenAsync(campaignId, ct)).Find(r => r.Id == requestId && r.ReleasedAt is null) is not { } request) return CampaignRefusals.ExportNotAsked;
        if (yes && request.RequestedBy == staffId) return CampaignRefusals.OwnExport;
        if (yes && request.People != await PeopleAsync(campaignId, ct)) return CampaignRefusals.ExportNotAsked;
        var now = time.Now;
        var open = db.ListRequests.Where(r => r.Id == requestId && r.EndedAt == null && r.ReleasedAt == null);
        var answered = yes
            ? await open.ExecuteUpdateAsync(s => s.SetProperty(r => r.ReleasedBy, staffId).SetProperty(r => r.ReleasedAt, now), ct)
            : await open.ExecuteUpdateAsync(s => s.SetProperty(r => r.EndedAt, now), ct);
        if (answered == 0) return CampaignRefusals.ExportNotAsked;
        await unit.CommitAsync(ct);
        return request;
    }

    /// <param name="typed">The number of people as written out, where nobody else is there to ask.</param>
    /// <returns>How many people leave.</returns>
    public async Task<Outcome<int>> MayTakeAsync(long campaignId, int? typed, long staffId, CancellationToken ct)
    {
        var people = await PeopleAsync(campaignId, ct);
        return await NeededAsync(people, staffId, ct) switch
        {
            ApprovalNeed.TypedCount when typed != people => CampaignRefusals.CountNotTyped,
            ApprovalNeed.SecondPerson when !(await OpenAsync(campaignId, ct)).Exists(r => r.RequestedBy == staffId && r.ReleasedAt is not null && r.People == people) => CampaignRefusals.ExportTooLarge,
            _ => people,
        };
    }
}

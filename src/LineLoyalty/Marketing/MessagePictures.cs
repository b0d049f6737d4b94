using LineLoyalty.Data;
using LineLoyalty.Pictures;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing;

/// <summary>Pictures in pushes and journeys, whether written, planned or sent long ago.</summary>
internal sealed class MessagePictures(LoyaltyDb db) : IShowPictures
{
    private const string Named = "pictures";

    public IAsyncEnumerable<string> TextsAsync(CancellationToken ct) =>
        db.Campaigns.Where(c => c.Content.Contains(Named)).Select(c => c.Content)
            .Concat(db.Campaigns.Where(c => c.Experiment != null && c.Experiment.Contains(Named)).Select(c => c.Experiment!))
            .Concat(db.Journeys.Where(j => j.Draft.Contains(Named)).Select(j => j.Draft))
            .Concat(db.JourneyVersions.Where(v => v.Definition.Contains(Named)).Select(v => v.Definition)).AsAsyncEnumerable();
}

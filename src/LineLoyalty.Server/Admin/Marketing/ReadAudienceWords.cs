using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>Who a push is for, in words.</summary>
public sealed class ReadAudienceWords(LoyaltyDb db)
{
    public async Task<string> ExecuteAsync(CampaignAudience audience, Words w, CancellationToken ct)
    {
        var asked = audience.ExcludeSegments.Append(audience.SegmentId ?? 0).ToList();
        var segments = await db.Segments.Where(s => asked.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var who = audience.Kind switch
        {
            AudienceKind.Segment => w[$"分眾「{Name(audience.SegmentId!.Value)}」", $"segment “{Name(audience.SegmentId!.Value)}”"],
            AudienceKind.Tag => w[$"有標籤「{audience.Tag}」的會員", $"members tagged “{audience.Tag}”"],
            AudienceKind.List => await ListAsync(audience.ListId!.Value, w, ct),
            _ => w["所有會員", "every member"],
        };
        List<string> not = [.. audience.ExcludeSegments.Select(Name), .. audience.ExcludeTags.Select(t => w[$"標籤 {t}", $"tag {t}"])];
        return not.Count == 0 ? who : who + w[$"，排除「{string.Join("」「", not)}」", $", without {string.Join(", ", not)}"];

        string Name(long id) => segments.GetValueOrDefault(id, "?");
    }

    private async Task<string> ListAsync(long id, Words w, CancellationToken ct)
    {
        var list = await db.AudienceLists.AsNoTracking().FirstOrDefaultAsync(l => l.Id == id, ct);
        return w[$"名單「{list?.Name}」（{Show.Number(list?.Count ?? 0)} 位）", $"list “{list?.Name}” ({Show.Number(list?.Count ?? 0)})"];
    }
}

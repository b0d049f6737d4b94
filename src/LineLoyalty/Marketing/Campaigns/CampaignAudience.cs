using System.Text.Json;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Campaigns;

public enum AudienceKind { Everyone, Segment, Tag, List }

/// <summary>Who a campaign is for, and who of them is not meant.</summary>
public sealed record CampaignAudience
{
    public AudienceKind Kind { get; init; }
    public long? SegmentId { get; init; }
    public string? Tag { get; init; }
    public long? ListId { get; init; }
    public IReadOnlyList<long> ExcludeSegments { get; init; } = [];
    public IReadOnlyList<string> ExcludeTags { get; init; } = [];

    private const int MostExclusions = 20;

    public static CampaignAudience OfSegment(long id) => new() { Kind = AudienceKind.Segment, SegmentId = id };
    public static CampaignAudience OfTag(string tag) => new() { Kind = AudienceKind.Tag, Tag = tag };
    public static CampaignAudience OfList(long id) => new() { Kind = AudienceKind.List, ListId = id };

    public string ToJson() => JsonSerializer.Serialize(this, CampaignContent.Json);

    /// <exception cref="JsonException">Not an audience.</exception>
    public static CampaignAudience Parse(string json) => JsonSerializer.Deserialize<CampaignAudience>(json, CampaignContent.Json) ?? throw new JsonException();

    /// <summary>What is wrong with it by itself; whether its segments and lists exist is asked when it is read.</summary>
    public IReadOnlyList<CampaignProblem> Problems()
    {
        var found = new List<CampaignProblem>();
        if (Kind == AudienceKind.Segment && SegmentId is null) found.Add(new("audience.segmentId", "campaign.audience", "Choose a segment.", "請選擇分眾。"));
        if (Kind == AudienceKind.Tag && (Tag is null || Tag.Length is 0 or > WearTag.LongestName)) found.Add(new("audience.tag", "campaign.audience", "Choose a tag.", "請選擇標籤。"));
        if (Kind == AudienceKind.List && ListId is null) found.Add(new("audience.listId", "campaign.audience", "Upload a list.", "請上傳名單。"));
        if (ExcludeSegments.Count + ExcludeTags.Count > MostExclusions) found.Add(new("audience.exclude", "campaign.exclusions", $"At most {MostExclusions} exclusions.", $"排除條件最多 {MostExclusions} 個。"));
        return found;
    }
}

/// <summary>How many it would reach now, and why the others are left out; each person is counted once.</summary>
/// <param name="Matched">Members who fit the description.</param>
/// <param name="Reachable">Those of them who get it.</param>
/// <param name="Unbound">Left out: no LINE account.</param>
/// <param name="OptedOut">Left out: have not agreed to marketing.</param>
/// <param name="Blocked">Left out: not a friend of the account, or blocked it.</param>
public sealed record AudienceCount(int Matched, int Reachable, int Unbound, int OptedOut, int Blocked)
{
    public int Excluded { get; init; }
    /// <summary>Had enough messages lately.</summary>
    public int Capped { get; init; }
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>Who a campaign is for. Empty lists and nulls ask nothing; what is given must all hold.</summary>
public sealed record CampaignAudience
{
    public IReadOnlyList<int> TierLevels { get; init; } = [];
    /// <summary>At least one of these tags.</summary>
    public IReadOnlyList<string> TagsAny { get; init; } = [];
    /// <summary>Every one of these tags.</summary>
    public IReadOnlyList<string> TagsAll { get; init; } = [];
    /// <summary>Last purchase this many days ago or longer (members without any are not in it).</summary>
    public int? DaysSincePurchaseAtLeast { get; init; }
    /// <summary>Last purchase this many days ago or less.</summary>
    public int? DaysSincePurchaseAtMost { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, CampaignContent.Json);

    /// <exception cref="JsonException">Not an audience.</exception>
    public static CampaignAudience Parse(string json) => JsonSerializer.Deserialize<CampaignAudience>(json, CampaignContent.Json) ?? throw new JsonException();

    public IReadOnlyList<CampaignProblem> Problems()
    {
        var found = new List<CampaignProblem>();
        if (DaysSincePurchaseAtLeast is < 0 or > 3650) found.Add(DaysOutOfRange("audience.daysSincePurchaseAtLeast"));
        if (DaysSincePurchaseAtMost is < 0 or > 3650) found.Add(DaysOutOfRange("audience.daysSincePurchaseAtMost"));
        if (DaysSincePurchaseAtLeast > DaysSincePurchaseAtMost)
        {
            found.Add(new("audience.daysSincePurchaseAtMost", "campaign.days_crossed", "Nobody can be both longer and shorter away than this.", "消費天數的上下限互相矛盾。"));
        }
        return found;
    }

    /// <summary>Everybody who fits, reachable or not, as of <paramref name="today"/>.</summary>
    internal IQueryable<Member> Match(LoyaltyDb db, BrandTime time, DateOnly today)
    {
        var members = db.Members.Where(m => m.ErasedAt == null);
        if (TierLevels.Count > 0) members = members.Where(m => TierLevels.Contains(m.TierLevel));
        var now = time.Now;
        if (TagsAny.Count > 0) members = members.Where(m => db.MemberTags.Any(t => t.MemberId == m.Id && TagsAny.Contains(t.Name) && (t.ExpiresAt == null || t.ExpiresAt > now)));
        foreach (var tag in TagsAll) members = members.Where(m => db.MemberTags.Any(t => t.MemberId == m.Id && t.Name == tag && (t.ExpiresAt == null || t.ExpiresAt > now)));
        if (DaysSincePurchaseAtLeast is { } least)
        {
            var before = time.EndOf(today.AddDays(-least));
            members = members.Where(m => m.LastPurchaseAt < before);
        }
        if (DaysSincePurchaseAtMost is { } most)
        {
            var from = time.StartOf(today.AddDays(-most));
            members = members.Where(m => m.LastPurchaseAt >= from);
        }
        return members;
    }

    private static CampaignProblem DaysOutOfRange(string path) => new(path, "campaign.days", "Give 0 to 3650 days.", "天數請填 0 至 3650。");
}

/// <param name="Matched">Members who fit the description.</param>
/// <param name="Reachable">Those of them who get it.</param>
/// <param name="Unbound">Left out: no LINE account.</param>
/// <param name="OptedOut">Left out: have not agreed to marketing.</param>
/// <param name="Blocked">Left out: not a friend of the account, or blocked it.</param>
public sealed record AudienceCount(int Matched, int Reachable, int Unbound, int OptedOut, int Blocked);

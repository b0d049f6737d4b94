using System.Text.Json;

namespace LineLoyalty.Marketing.Campaigns;

public enum WinBy { Clicks, Purchases }

/// <summary>What is tried out with a campaign: other versions beside its own, and people who get nothing to measure the rest against.</summary>
public sealed record CampaignExperiment
{
    public const int MostVersions = 4;
    public static readonly CampaignExperiment None = new();

    /// <summary>Version B and on; A is the campaign's own content.</summary>
    public IReadOnlyList<CampaignContent> Variants { get; init; } = [];
    /// <summary>Part of the audience that the versions share alike; the rest gets the better one. 100: everybody is in the test.</summary>
    public int TestPercent { get; init; } = 100;
    public WinBy By { get; init; }
    /// <summary>From the last message of the test to the choice.</summary>
    public int Hours { get; init; } = 4;
    public int HoldOutPercent { get; init; }
    /// <summary>Purchases so many days after the start count as its own; also for those who got nothing.</summary>
    public int AttributionDays { get; init; } = 7;

    /// <summary>Some wait until the better version is known.</summary>
    internal bool HasRest => Variants.Count > 0 && TestPercent < 100;

    public string ToJson() => JsonSerializer.Serialize(this, CampaignContent.Json);

    /// <exception cref="JsonException">Not an experiment.</exception>
    public static CampaignExperiment Parse(string? json) => json is null ? None : JsonSerializer.Deserialize<CampaignExperiment>(json, CampaignContent.Json) ?? throw new JsonException();

    /// <summary>All versions of a campaign, A first.</summary>
    internal static IReadOnlyList<CampaignContent> VersionsOf(Campaign campaign) => [CampaignContent.Parse(campaign.Content), .. Parse(campaign.Experiment).Variants];

    internal static char Letter(int variant) => (char)('A' + variant);

    public IReadOnlyList<CampaignProblem> Problems()
    {
        var found = new List<CampaignProblem>();
        if (Variants.Count >= MostVersions) found.Add(new("experiment.variants", "campaign.versions", $"At most {MostVersions} versions.", $"最多 {MostVersions} 個版本。"));
        Range(TestPercent, Variants.Count > 0 ? 5 : 1, 100, "experiment.testPercent", found);
        Range(Hours, 1, 72, "experiment.hours", found);
        Range(HoldOutPercent, 0, 50, "experiment.holdOutPercent", found);
        Range(AttributionDays, 1, 30, "experiment.attributionDays", found);
        for (var i = 0; i < Variants.Count; i++)
        {
            found.AddRange(Variants[i].Problems().Select(p => p with { Path = $"variants[{i}].{p.Path}" }));
        }
        return found;
    }

    private static void Range(int value, int least, int most, string path, List<CampaignProblem> found)
    {
        if (value < least || value > most) found.Add(new(path, "campaign.range", $"Give {least} to {most}.", $"請填 {least} 至 {most}。"));
    }
}

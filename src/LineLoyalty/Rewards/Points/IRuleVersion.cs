namespace LineLoyalty.Rewards.Points;

/// <summary>One of the versions of a rule: at any instant the highest that has begun speaks.</summary>
public interface IRuleVersion
{
    int Version { get; }
    DateTime ValidFrom { get; }
}

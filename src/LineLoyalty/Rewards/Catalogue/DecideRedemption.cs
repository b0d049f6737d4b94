namespace LineLoyalty.Rewards.Catalogue;

/// <param name="Available">Points the member can spend.</param>
/// <param name="NeededLevel">Level of the item's lowest tier; null when it is for everybody.</param>
/// <param name="Had">Redemptions of this item by this member that were not taken back.</param>
public sealed record RedemptionFacts(DateTime Now, long Available, int Level, int? NeededLevel, int Had, int HadThisMonth);

/// <summary>Whether a member may have an item. Neither clock nor database; the catalogue page and the redemption ask the same.</summary>
public static class DecideRedemption
{
    public static Refusal? Refuses(RewardItem item, RedemptionFacts facts)
    {
        if (!item.Active) return RewardRefusals.NotFound;
        if (item.ValidFrom is { } from && facts.Now < from) return RewardRefusals.NotBegun.With(("from", from));
        if (item.ValidUntil is { } until && facts.Now >= until) return RewardRefusals.Over.With(("until", until));
        if (item.Left <= 0) return RewardRefusals.SoldOut;
        if (facts.NeededLevel > facts.Level) return RewardRefusals.TierTooLow.With(("tier", item.MinimumTier));
        if (facts.Had >= item.PerMember) return RewardRefusals.Limit.With(("limit", item.PerMember));
        if (facts.HadThisMonth >= item.PerMemberMonth) return RewardRefusals.MonthLimit.With(("limit", item.PerMemberMonth));
        if (facts.Available < item.Points) return RewardRefusals.NotEnough.With(("available", facts.Available), ("missing", item.Points - facts.Available));
        return null;
    }
}

using LineLoyalty.Rewards.Tiers;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Tiers;

public sealed class TierCriteriaTests
{
    private static readonly TierStats Regular = new(Spend: 6000, Visits: 4, LargestSale: 2500, Points: 300);

    [Fact]
    public void All_that_is_named_is_asked_for_unless_one_is_enough()
    {
        Assert.True(new TierCriteria(Spend: 5000, Visits: 4).IsMetBy(Regular));
        Assert.False(new TierCriteria(Spend: 5000, Visits: 5).IsMetBy(Regular));
        Assert.True(new TierCriteria(Any: true, Spend: 50_000, Visits: 4).IsMetBy(Regular));
        Assert.False(new TierCriteria(Any: true, SingleSale: 2501, Points: 301).IsMetBy(Regular));
    }

    [Fact]
    public void A_level_that_asks_for_nothing_is_not_reached_by_anybody() => Assert.False(new TierCriteria().IsMetBy(Regular));

    [Theory]
    [InlineData(false, "zh-TW", "再消費 NT$4,000，並再來 2 次")]
    [InlineData(true, "zh-TW", "再消費 NT$4,000，或再來 2 次")]
    [InlineData(false, "en", "spend NT$4,000 more and 2 more visits")]
    public void What_is_missing_is_said_in_words(bool any, string language, string expected) =>
        Assert.Equal(expected, TierWords.Missing(new TierCriteria(any, Spend: 10_000, Visits: 6, SingleSale: 2000).Needs(Regular), any, language));

    [Fact]
    public void Progress_is_the_weakest_of_all_or_the_best_of_any()
    {
        var needs = new TierCriteria(Spend: 12_000, Visits: 5).Needs(Regular);
        Assert.Equal((50, 80), (TierWords.Progress(needs, any: false), TierWords.Progress(needs, any: true)));
    }

    [Fact]
    public void A_demand_is_said_in_words() =>
        Assert.Equal("12 個月內消費滿 NT$40,000，並消費 20 次", TierWords.Demand(new TierCriteria(Spend: 40_000, Visits: 20), TierWords.Months(12, "zh-TW"), "zh-TW"));
}

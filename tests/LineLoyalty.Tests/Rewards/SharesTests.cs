using FsCheck;
using FsCheck.Fluent;
using LineLoyalty.Rewards;
using Xunit;

namespace LineLoyalty.Tests.Rewards;

public sealed class SharesTests
{
    [Fact]
    public void Shares_sum_to_the_amount_and_none_exceeds_its_weight()
    {
        var cases =
            from weights in Gen.Choose(0, 10_000).Select(w => (long)w).NonEmptyListOf()
            from part in Gen.Choose(0, 1000)
            select (Weights: weights, Amount: weights.Sum() * part / 1000);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var parts = Shares.Of(c.Amount, c.Weights);
            Assert.Equal(c.Amount, parts.Sum());
            Assert.All(parts.Zip(c.Weights), p => Assert.InRange(p.First, 0, p.Second));
            // Fair: nobody is a whole unit away from the exact share.
            Assert.All(parts.Zip(c.Weights), p => Assert.True(c.Weights.Sum() == 0 || Math.Abs(p.First - (decimal)c.Amount * p.Second / c.Weights.Sum()) < 1));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_odd_dollar_goes_to_the_largest_remainder() =>
        Assert.Equal([34, 33, 33], Shares.Of(100, [1, 1, 1]).OrderByDescending(p => p));
}

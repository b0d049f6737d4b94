using FsCheck;
using FsCheck.Fluent;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

public sealed class UndoneTests
{
    private sealed record Plan(List<(int Quantity, int Amount, bool Earns)> Lines, int Discount, int Points, int Redeemed, List<(int Line, int Quantity)> Returns);

    private static Gen<Plan> Plans =>
        from lines in (from q in Gen.Choose(1, 6) from a in Gen.Choose(0, 500) from e in Gen.Choose(0, 3) select (q, a, e > 0)).NonEmptyListOf()
        from discount in Gen.Choose(0, 100)
        from points in Gen.Choose(0, 400)
        from redeemed in Gen.Choose(0, 300)
        from returns in (from l in Gen.Choose(0, 9) from q in Gen.Choose(1, 4) select (l, q)).ListOf(30)
        select new Plan([.. lines], discount, points, redeemed, [.. returns]);

    [Fact]
    public void Whatever_the_order_of_returns_their_parts_sum_to_the_whole()
    {
        Prop.ForAll(Plans.ToArbitrary(), plan =>
        {
            var purchase = Sold(plan);
            var before = Undone.Of(purchase);
            Assert.Equal((0, 0), (before.Paid, before.PointsRedeemed));
            // One rule counted everything that earns, another only every second line.
            IReadOnlyList<int>[] counted = [[.. purchase.Lines.Where(l => l.EarnsPoints).Select(l => l.Position)], [.. purchase.Lines.Where(l => l.Position % 2 == 0).Select(l => l.Position)]];
            long[] Earned() => [Undone.Earned(purchase, plan.Points, null, l => l.RefundedQuantity), .. counted.Select(lines => Undone.Earned(purchase, plan.Points, lines, l => l.RefundedQuantity))];
            var was = Earned();
            Assert.All(was, points => Assert.Equal(0, points));
            var (paid, given) = (0L, 0L);
            foreach (var (at, quantity) in plan.Returns.Concat(purchase.Lines.Select(l => (l.Position, l.Quantity))))
            {
                var line = purchase.Lines[at % purchase.Lines.Count];
                line.RefundedQuantity += Math.Min(quantity, line.Quantity - line.RefundedQuantity);
                var after = Undone.Of(purchase);
                // Nothing is ever asked back that a former return had already given.
                Assert.True(after.Paid >= before.Paid && after.PointsRedeemed >= before.PointsRedeemed);
                var earned = Earned();
                Assert.All(earned.Zip(was), e => Assert.InRange(e.First, e.Second, plan.Points));
                was = earned;
                paid += after.Paid - before.Paid;
                given += after.PointsRedeemed - before.PointsRedeemed;
                Assert.InRange(paid, 0, purchase.Paid);
                Assert.InRange(given, 0, purchase.PointsRedeemed);
                before = after;
            }
            Assert.True(before.Whole);
            Assert.Equal((purchase.Paid, purchase.PointsRedeemed), (paid, given));
            Assert.All(was, points => Assert.Equal(plan.Points, points));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static Purchase Sold(Plan plan)
    {
        var amounts = plan.Lines.Select(l => (long)l.Amount).ToList();
        var total = amounts.Sum();
        var off = Shares.Of(total * plan.Discount / 100, amounts);
        var redeemed = Math.Min(plan.Redeemed, total - off.Sum());
        var points = Shares.Of(redeemed, [.. amounts.Select((a, i) => a - off[i])]);
        var purchase = new Purchase
        {
            Ref = "", StoreId = 1, ReceiptNumber = "", OccurredAt = default, RecordedAt = default, SoldOn = default, Payment = "cash",
            Total = total, PointsRedeemed = redeemed, Paid = total - off.Sum() - redeemed,
            Lines = [.. plan.Lines.Select((l, i) => new PurchaseLine
            {
                Position = i, Name = "", Quantity = l.Quantity, Amount = l.Amount, PaidShare = l.Amount - off[i] - points[i], PointsRedeemed = points[i], EarnsPoints = l.Earns,
            })],
        };
        return purchase;
    }
}

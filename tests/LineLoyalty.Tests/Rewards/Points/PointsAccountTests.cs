using FsCheck;
using FsCheck.Fluent;
using LineLoyalty.Rewards.Points;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

public sealed class PointsAccountTests
{
    private static readonly DateTime Day0 = new(2026, 3, 1, 4, 0, 0, DateTimeKind.Utc);

    /// <summary>Any order of earning, spending, lapsing, taking back and giving back, with numbers FsCheck can make smaller.</summary>
    [Fact]
    public void Any_order_of_events_keeps_the_sums_and_agrees_with_counting_coins() =>
        Prop.ForAll(Arb.From(Histories, ArbMap.Default.ArbFor<(byte, byte, byte)[]>().Shrinker), history => new Run().Play(history))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));

    [Fact]
    public void The_soonest_to_expire_is_spent_first_and_the_everlasting_last()
    {
        var account = new PointsAccount(1, 0, []);
        Earn(account, 10, null, 1);
        Earn(account, 10, Day0.AddDays(30), 2);
        Earn(account, 10, Day0.AddDays(20), 3);

        account.Spend(15, Day0, Cause(4));

        Assert.Equal([10, 5, 0], account.Lots.Select(l => l.Remaining));
        Assert.Equal([(-10L, 3L), (-5L, 2L)], account.Entries[^1].Moves.Select(m => (m.Points, m.Lot.PurchaseId!.Value)));
    }

    [Fact]
    public void Lapsed_points_cannot_be_spent_even_before_the_nightly_job()
    {
        var account = new PointsAccount(1, 0, []);
        Earn(account, 10, Day0.AddDays(1), 1);

        Assert.Equal(10, account.Available(Day0.AddDays(1).AddTicks(-1)));
        Assert.Equal(0, account.Available(Day0.AddDays(1)));
        Assert.Throws<InvalidOperationException>(() => account.Spend(1, Day0.AddDays(1), Cause(2)));
        Assert.Equal(10, account.Balance);
    }

    [Fact]
    public void Points_returned_after_their_lot_lapsed_get_a_new_short_life()
    {
        var account = new PointsAccount(1, 0, []);
        Earn(account, 10, Day0.AddDays(1), 1);
        account.Spend(10, Day0, Cause(2));
        var late = Day0.AddDays(5);

        account.GiveBack([(account.Lots[0], 10)], late, late.AddDays(7), Cause(2));

        Assert.Equal(0, account.Lots[0].Remaining);
        Assert.Equal((10, late.AddDays(7)), (account.Lots[1].Remaining, account.Lots[1].ExpiresAt));
    }

    [Fact]
    public void A_return_after_the_points_were_spent_goes_below_zero_and_later_earnings_fill_it()
    {
        var account = new PointsAccount(1, 0, []);
        Earn(account, 30, Day0.AddDays(90), 1);
        account.Spend(25, Day0, Cause(2));

        account.TakeBack(30, Day0, Day0, Cause(1));
        Assert.Equal(-25, account.Balance);
        Assert.Equal(0, account.Available(Day0));

        Earn(account, 40, Day0.AddDays(90), 3);
        Assert.Equal((15, 15), (account.Balance, account.Available(Day0)));
    }

    private static void Earn(PointsAccount account, long points, DateTime? expires, long purchase) =>
        account.Earn(points, Day0, Day0, expires, "test", Cause(purchase));

    private static PointsCause Cause(long purchase) => new(Day0, Day0, "test", purchase);

    private static Gen<(byte, byte, byte)[]> Histories =>
        from size in Gen.Choose(1, 40)
        from steps in Gen.ArrayOf(
            from kind in Gen.Choose(0, 13)
            from a in Gen.Choose(0, 255)
            from b in Gen.Choose(0, 255)
            select ((byte)kind, (byte)a, (byte)b), size)
        select steps;

    /// <summary>One history, played on the account and on the model side by side.</summary>
    private sealed class Run
    {
        private readonly PointsAccount account = new(1, 0, []);
        private readonly PointsModel model = new();
        private readonly List<Spent> spends = [];
        private readonly List<long> earnedBy = [];
        private DateTime now = Day0;

        public void Play((byte Kind, byte A, byte B)[] history)
        {
            foreach (var (kind, a, b) in history)
            {
                var before = account.Balance;
                Step(kind, a, b);
                var tookBack = kind is 9 or 10;
                if (account.Balance < 0 && before >= 0) Assert.True(tookBack, "Only a return may go below zero.");
                Check();
            }
        }

        private void Step(byte kind, byte a, byte b)
        {
            switch (kind)
            {
                case <= 3:
                    earnedBy.Add(a % 30);
                    var expires = b % 5 == 0 ? (DateTime?)null : now.AddDays(b % 8);
                    var available = b % 7 == 0 ? now.AddDays(1) : now;
                    account.Earn(a % 30, now, available, expires, "test", new PointsCause(now, now, "test", earnedBy.Count));
                    model.Earn(a % 30, now, available, expires, earnedBy.Count);
                    break;
                case <= 6:
                    var points = account.Available(now) * (a % 5) / 4;
                    var entry = account.Spend(points, now, new PointsCause(now, now, "test", 1000 + spends.Count));
                    var coins = model.Spend(points, now);
                    if (entry is not null) spends.Add(new Spent([.. entry.Moves.SelectMany(m => Enumerable.Repeat(m.Lot, (int)-m.Points))], coins));
                    break;
                case <= 8:
                    account.Expire(now, now, "test");
                    model.Expire(now);
                    break;
                case <= 10 when earnedBy.Count > 0:
                    var purchase = a % earnedBy.Count;
                    var back = Math.Min(earnedBy[purchase], b % 31);
                    earnedBy[purchase] -= back;
                    account.TakeBack(back, now, now, new PointsCause(now, now, "test", purchase + 1));
                    if (back > 0) model.TakeBack(back, now, purchase + 1);
                    break;
                case <= 12 when spends.Count > 0:
                    var spent = spends[a % spends.Count];
                    var count = Math.Min(spent.Coins.Count, b % 31);
                    account.GiveBack(spent.Lots.TakeLast(count).GroupBy(l => l).Select(g => (g.Key, (long)g.Count())), now, now.AddDays(7),
                        new PointsCause(now, now, "test", 1000));
                    if (count > 0) model.GiveBack(spent.Coins.TakeLast(count), now, now.AddDays(7));
                    spent.Lots.RemoveRange(spent.Lots.Count - count, count);
                    spent.Coins.RemoveRange(spent.Coins.Count - count, count);
                    break;
                default:
                    now = now.AddHours(a % 60);
                    break;
            }
        }

        private void Check()
        {
            Assert.Equal(account.Entries.Sum(e => e.Points), account.Balance);
            Assert.Equal(account.Lots.Sum(l => l.Remaining), account.Balance);
            Assert.All(account.Entries, e => Assert.Equal(e.Points, e.Moves.Sum(m => m.Points)));
            Assert.Equal(account.Entries.Select(e => e.BalanceAfter), RunningSums());
            foreach (var lot in account.Lots)
            {
                Assert.Equal(lot.Remaining, account.Entries.SelectMany(e => e.Moves).Where(m => m.Lot == lot).Sum(m => m.Points));
                if (lot.Kind == PointsLotKind.Debt) Assert.True(lot.Remaining <= 0);
                else Assert.InRange(lot.Remaining, 0, lot.Amount);
            }
            if (model.Debt > 0) Assert.All(account.Lots.Where(l => l.Kind == PointsLotKind.Earned), l => Assert.Equal(0, l.Remaining));

            Assert.Equal(model.Balance, account.Balance);
            Assert.Equal(model.Available(now), account.Available(now));
            Assert.Equal(model.Pending(now), account.Pending(now));
            Assert.Equal(
                model.ByExpiry.OrderBy(p => p.Key).Select(p => (p.Key, (long)p.Value)),
                account.Lots.Where(l => l.Remaining > 0).GroupBy(l => l.ExpiresAt ?? DateTime.MaxValue).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(l => l.Remaining))));
        }

        private IEnumerable<long> RunningSums()
        {
            var sum = 0L;
            foreach (var entry in account.Entries) yield return sum += entry.Points;
        }

        private sealed record Spent(List<PointsLot> Lots, List<PointsModel.Coin> Coins);
    }
}

namespace LineLoyalty.Tests.Rewards.Points;

/// <summary>
/// Points counted one by one, as coins on a table: slow and obviously right. <c>PointsAccount</c> must agree with it after every step.
/// </summary>
internal sealed class PointsModel
{
    private readonly List<Coin> table = [];
    private int made;
    private int debt;
    private readonly List<Coin> lapsed = [];

    public sealed record Coin(DateTime? Expires, DateTime Earned, DateTime Available, int Made, long? Purchase, string? Rule = null);

    public long Balance => table.Count - debt;
    public long Debt => debt;
    public long Available(DateTime at) => Spendable(at).Count;
    public long Pending(DateTime at) => table.Count(c => c.Available > at && !Lapsed(c, at));
    public Dictionary<DateTime, int> ByExpiry => table.GroupBy(c => c.Expires ?? DateTime.MaxValue).ToDictionary(g => g.Key, g => g.Count());

    public void Earn(long points, DateTime earned, DateTime available, DateTime? expires, long? purchase, string? rule = null)
    {
        made++;
        for (var i = 0; i < points; i++)
        {
            if (debt > 0) debt--;
            else table.Add(new Coin(expires, earned, available, made, purchase, rule));
        }
    }

    public List<Coin> Spend(long points, DateTime at)
    {
        var taken = Spendable(at).Take((int)points).ToList();
        foreach (var coin in taken) table.Remove(coin);
        return taken;
    }

    public void Expire(DateTime at)
    {
        lapsed.AddRange(table.Where(c => Lapsed(c, at)));
        table.RemoveAll(c => Lapsed(c, at));
    }

    /// <summary>Points of a sale's rule that have lapsed by then, booked out or not.</summary>
    public long LapsedOf(long purchase, string rule, DateTime at) =>
        lapsed.Concat(table.Where(c => Lapsed(c, at))).Count(c => c.Purchase == purchase && c.Rule == rule);

    public void TakeBack(long points, DateTime at, long purchase, string? rule = null)
    {
        Expire(at);
        for (var i = 0; i < points; i++)
        {
            var coin = InOrder(table.Where(c => c.Purchase == purchase && c.Rule == rule)).FirstOrDefault()
                ?? InOrder(table.Where(c => c.Purchase == purchase)).FirstOrDefault()
                ?? Spendable(at).FirstOrDefault() ?? InOrder(table).FirstOrDefault();
            if (coin is null) debt++;
            else table.Remove(coin);
        }
    }

    public void GiveBack(IEnumerable<Coin> coins, DateTime at, DateTime lapsedUntil)
    {
        made++;
        foreach (var coin in InOrder(coins))
        {
            if (debt > 0) debt--;
            else table.Add(Lapsed(coin, at) ? new Coin(lapsedUntil, at, at, made, null) : coin);
        }
    }

    private List<Coin> Spendable(DateTime at) => InOrder(table.Where(c => c.Available <= at && !Lapsed(c, at)));

    private static List<Coin> InOrder(IEnumerable<Coin> coins) =>
        coins.OrderBy(c => c.Expires ?? DateTime.MaxValue).ThenBy(c => c.Earned).ThenBy(c => c.Made).ToList();

    private static bool Lapsed(Coin coin, DateTime at) => coin.Expires <= at;
}

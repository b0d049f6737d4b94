namespace LineLoyalty.Rewards.Points;

/// <summary>What an entry is booked for. <paramref name="At"/> is the event's own time, <paramref name="RecordedAt"/> ours.</summary>
public sealed record PointsCause(DateTime At, DateTime RecordedAt, string Reason, long? PurchaseId = null, long? RefundId = null)
{
    /// <summary>Code of the rule that decided, its version, and what it counted; see <see cref="PointsEntry"/>.</summary>
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }
    public string? Inputs { get; init; }
}

/// <summary>
/// One member's points in memory: changes loaded lots and appends the entries that explain it. Touches neither clock nor database.
/// At all times: balance = Σ entries = Σ remaining of all lots; an entry's moves sum to it; only the debt lot is ever below zero,
/// and while it is, every other lot is empty.
/// </summary>
/// <param name="lots">At least every lot of the member that is not empty, and those named in later calls.</param>
public sealed class PointsAccount(long memberId, long balance, IEnumerable<PointsLot> lots)
{
    private readonly List<PointsLot> lots = [.. lots];
    private readonly List<PointsEntry> entries = [];

    public long MemberId => memberId;
    public long Balance { get; private set; } = balance;
    /// <summary>What the member's family would add to a spend; not part of the balance.</summary>
    public long Shared { get; set; }
    public IReadOnlyList<PointsLot> Lots => lots;
    /// <summary>Entries appended since the account was opened, in order.</summary>
    public IReadOnlyList<PointsEntry> Entries => entries;

    /// <summary>What can be spent at <paramref name="at"/>; lapsed points do not count even before the nightly job has booked them out.</summary>
    /// <param name="which">Only these lots; null for all.</param>
    public long Available(DateTime at, Func<PointsLot, bool>? which = null) => lots.Where(l => IsSpendable(l, at) && which?.Invoke(l) != false).Sum(l => l.Remaining);

    public IEnumerable<PointsLot> Spendable(DateTime at) => lots.Where(l => IsSpendable(l, at));

    public long Pending(DateTime at) => lots.Where(l => l.Remaining > 0 && l.AvailableAt > at && !HasLapsed(l, at)).Sum(l => l.Remaining);

    /// <summary>Credits <paramref name="points"/>: a debt is filled first, the rest becomes a new lot.</summary>
    public PointsEntry? Earn(
        long points, DateTime earnedAt, DateTime availableAt, DateTime? expiresAt, string rule, PointsCause cause, int? inactivityDays = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        if (points == 0) return null;
        List<PointsMove> moves = [];
        var left = points - FillDebt(points, moves);
        if (left > 0)
        {
            var lot = new PointsLot
            {
                MemberId = memberId, Kind = PointsLotKind.Earned, Amount = points, EarnedAt = earnedAt,
                AvailableAt = availableAt, ExpiresAt = expiresAt, Rule = rule, PurchaseId = cause.PurchaseId, InactivityDays = inactivityDays,
            };
            lots.Add(lot);
            Move(lot, left, moves);
        }
        return Append(PointsEntryKind.Earn, points, cause, moves);
    }

    /// <summary>Takes <paramref name="points"/> soonest-expiring first. Callers have compared with <see cref="Available"/>.</summary>
    public PointsEntry? Spend(long points, DateTime at, PointsCause cause, Func<PointsLot, bool>? which = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        if (points == 0) return null;
        if (points > Available(at, which)) throw new InvalidOperationException("More points are to be spent than are available.");
        List<PointsMove> moves = [];
        Take(points, lots.Where(l => IsSpendable(l, at) && which?.Invoke(l) != false), moves);
        return Append(PointsEntryKind.Spend, -points, cause, moves);
    }

    /// <summary>A correction by hand: above zero as an earning, below as a spend, which callers have compared with <see cref="Available"/>.</summary>
    public PointsEntry? Adjust(long points, DateTime at, DateTime? expiresAt, string rule, PointsCause cause, int? inactivityDays = null)
    {
        if (points == 0) return null;
        List<PointsMove> moves = [];
        if (points < 0)
        {
            if (-points > Available(at)) throw new InvalidOperationException("More points are to be taken than are available.");
            Take(-points, lots.Where(l => IsSpendable(l, at)), moves);
            return Append(PointsEntryKind.Adjust, points, cause, moves);
        }
        var left = points - FillDebt(points, moves);
        if (left > 0)
        {
            var lot = new PointsLot
            {
                MemberId = memberId, Kind = PointsLotKind.Earned, Amount = points, EarnedAt = at, AvailableAt = at, ExpiresAt = expiresAt, Rule = rule,
                InactivityDays = inactivityDays,
            };
            lots.Add(lot);
            Move(lot, left, moves);
        }
        return Append(PointsEntryKind.Adjust, points, cause, moves);
    }

    /// <summary>Takes what is left in the lots of one rule; answers how much that was.</summary>
    public long Withdraw(string rule, DateTime at, PointsCause cause)
    {
        var from = lots.Where(l => l.Rule == rule && l.Remaining > 0 && !HasLapsed(l, at)).ToList();
        var sum = from.Sum(l => l.Remaining);
        if (sum == 0) return 0;
        List<PointsMove> moves = [];
        Take(sum, from, moves);
        Append(PointsEntryKind.Adjust, -sum, cause, moves);
        return sum;
    }

    /// <summary>Books out every lot that has lapsed by <paramref name="at"/>, one entry per expiry. A second call finds nothing.</summary>
    public IReadOnlyList<PointsEntry> Expire(DateTime at, DateTime recordedAt, string reason)
    {
        List<PointsEntry> booked = [];
        foreach (var group in lots.Where(l => l.Remaining > 0 && HasLapsed(l, at)).GroupBy(l => l.ExpiresAt!.Value).OrderBy(g => g.Key).ToList())
        {
            List<PointsMove> moves = [];
            var sum = group.Sum(l => l.Remaining);
            Take(sum, group, moves);
            booked.Add(Append(PointsEntryKind.Expire, -sum, new PointsCause(group.Key, recordedAt, reason), moves));
        }
        return booked;
    }

    /// <summary>
    /// Reverses what a rule gave for a sale: from that lot, then from the sale's others, then from any, and what has been spent already goes below zero on the
    /// debt lot. The only way below zero. Lapsed lots are booked out first: they can neither pay nor hide a debt.
    /// </summary>
    /// <param name="earnedAt">See <see cref="PointsEntry.EarnedAt"/>.</param>
    public PointsEntry? TakeBack(long points, DateTime at, DateTime earnedAt, PointsCause cause)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        if (points == 0) return null;
        Expire(at, cause.RecordedAt, PointsReasons.Expired);
        List<PointsMove> moves = [];
        var left = points;
        left -= Take(left, lots.Where(l => l.Remaining > 0 && l.PurchaseId == cause.PurchaseId && l.Rule == cause.Rule), moves);
        left -= Take(left, lots.Where(l => l.Remaining > 0 && l.PurchaseId == cause.PurchaseId), moves);
        left -= Take(left, lots.Where(l => IsSpendable(l, at)), moves);
        left -= Take(left, lots.Where(l => l.Remaining > 0), moves);
        if (left > 0) Move(DebtLot(cause.RecordedAt), -left, moves);
        return Append(PointsEntryKind.TakeBack, -points, cause, moves, earnedAt);
    }

    /// <summary>
    /// Undoes a spend: points go to the lots they came from, with those lots' expiry; where that has passed, to one new lot valid until
    /// <paramref name="lapsedUntil"/>. A debt is filled first, with what would have expired soonest.
    /// </summary>
    public PointsEntry? GiveBack(IEnumerable<(PointsLot Lot, long Points)> parts, DateTime at, DateTime lapsedUntil, PointsCause cause)
    {
        var ordered = parts.Where(p => p.Points > 0).OrderBy(p => p.Lot, SpendingOrder).ToList();
        var total = ordered.Sum(p => p.Points);
        if (total == 0) return null;
        List<PointsMove> moves = [];
        var repaid = FillDebt(total, moves);
        var lapsed = 0L;
        foreach (var (lot, points) in ordered)
        {
            var used = Math.Min(repaid, points);
            repaid -= used;
            if (HasLapsed(lot, at)) lapsed += points - used;
            else Move(lot, points - used, moves);
        }
        if (lapsed > 0)
        {
            var lot = new PointsLot
            {
                MemberId = memberId, Kind = PointsLotKind.Earned, Amount = lapsed, EarnedAt = at, AvailableAt = at,
                ExpiresAt = lapsedUntil, Rule = PointsReasons.Returned,
            };
            lots.Add(lot);
            Move(lot, lapsed, moves);
        }
        return Append(PointsEntryKind.GiveBack, total, cause, moves);
    }

    /// <summary>The member was active on a day: lots that lapse by inactivity live on from there.</summary>
    public void Prolong(DateTime at, Func<int, DateTime> endAfter)
    {
        foreach (var lot in lots.Where(l => l.InactivityDays is not null && l.Remaining > 0 && !HasLapsed(l, at)))
        {
            var end = endAfter(lot.InactivityDays!.Value);
            if (end <= lot.ExpiresAt) continue;
            lot.ExpiresAt = end;
            lot.RemindedAt = null;
        }
    }

    /// <summary>Soonest-expiring first, never-expiring last, then the older, then the smaller id (a lot not yet saved is the newest).</summary>
    public static IComparer<PointsLot> SpendingOrder { get; } = Comparer<PointsLot>.Create((a, b) =>
    {
        var byExpiry = (a.ExpiresAt ?? DateTime.MaxValue).CompareTo(b.ExpiresAt ?? DateTime.MaxValue);
        if (byExpiry != 0) return byExpiry;
        var byAge = a.EarnedAt.CompareTo(b.EarnedAt);
        return byAge != 0 ? byAge : (a.Id == 0 ? long.MaxValue : a.Id).CompareTo(b.Id == 0 ? long.MaxValue : b.Id);
    });

    private static bool HasLapsed(PointsLot lot, DateTime at) => lot.ExpiresAt is { } expires && expires <= at;

    private static bool IsSpendable(PointsLot lot, DateTime at) => lot.Remaining > 0 && lot.AvailableAt <= at && !HasLapsed(lot, at);

    private long FillDebt(long points, List<PointsMove> moves)
    {
        if (lots.Find(l => l.Kind == PointsLotKind.Debt && l.Remaining < 0) is not { } debt) return 0;
        var filled = Math.Min(points, -debt.Remaining);
        Move(debt, filled, moves);
        return filled;
    }

    private PointsLot DebtLot(DateTime now)
    {
        if (lots.Find(l => l.Kind == PointsLotKind.Debt) is { } debt) return debt;
        var created = new PointsLot
        {
            MemberId = memberId, Kind = PointsLotKind.Debt, Amount = 0, EarnedAt = now, AvailableAt = now, ExpiresAt = null,
            Rule = PointsReasons.Debt,
        };
        lots.Add(created);
        return created;
    }

    private static long Take(long points, IEnumerable<PointsLot> from, List<PointsMove> moves)
    {
        var left = points;
        foreach (var lot in from.Order(SpendingOrder).ToList())
        {
            if (left == 0) break;
            var taken = Math.Min(left, lot.Remaining);
            Move(lot, -taken, moves);
            left -= taken;
        }
        return points - left;
    }

    private static void Move(PointsLot lot, long points, List<PointsMove> moves)
    {
        if (points == 0) return;
        lot.Remaining += points;
        moves.Add(new PointsMove { Lot = lot, Points = points });
    }

    private PointsEntry Append(PointsEntryKind kind, long points, PointsCause cause, List<PointsMove> moves, DateTime? earnedAt = null)
    {
        Balance += points;
        var entry = new PointsEntry
        {
            MemberId = memberId, Kind = kind, Points = points, BalanceAfter = Balance, At = cause.At, RecordedAt = cause.RecordedAt, EarnedAt = earnedAt,
            Reason = cause.Reason, PurchaseId = cause.PurchaseId, RefundId = cause.RefundId, Rule = cause.Rule, RuleVersion = cause.RuleVersion,
            Inputs = cause.Inputs, Moves = moves,
        };
        entries.Add(entry);
        return entry;
    }
}

/// <summary>Rules and reasons written into lots and entries; screens translate them.</summary>
public static class PointsReasons
{
    public const string Purchase = "purchase";
    public const string Redeemed = "redeemed";
    public const string Refund = "refund";
    public const string Returned = "returned";
    public const string Expired = "expired";
    public const string Debt = "debt";
    public const string Import = "import";
    /// <summary>From one member to another.</summary>
    public const string Gift = "gift";
    /// <summary>Brought by the family of whoever spends.</summary>
    public const string Family = "family";
    public const string Adjusted = "adjusted";
    /// <summary>Of a bulk grant or its undoing.</summary>
    public const string Batch = "batch";
    /// <summary>Of a coupon that lapsing points became.</summary>
    public const string Converted = "converted";
    /// <summary>Spent on something of the catalogue, and taken back unused.</summary>
    public const string Reward = "reward";
    public const string RewardCancelled = "reward_cancelled";
    /// <summary>On a stamp card.</summary>
    public const string Stamps = "stamps";
    /// <summary>For finishing a mission.</summary>
    public const string Mission = "mission";
    /// <summary>Won, or spent on an entry.</summary>
    public const string Draw = "draw";
}

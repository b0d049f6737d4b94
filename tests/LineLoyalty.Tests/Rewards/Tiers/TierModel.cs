using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Tests.Rewards.Tiers;

/// <summary>
/// One member's levels worked out from a list of sales, rule by rule as the trade tells them: slow and readable. <c>EvaluateTier</c> must
/// arrive at the same intervals.
/// </summary>
internal sealed class TierModel
{
    public sealed record Level(int Number, string Code, long Reach, long Keep, int ValidDays, int GraceDays, TierDowngrade Downgrade);

    public sealed record Period(Level Level, DateTime From, DateTime? Until, DateOnly CountsAfter, Basis? Basis)
    {
        /// <summary>The one that had ended without being kept.</summary>
        public Period? Lost { get; init; }
        public bool InGrace { get; set; }
        public DateTime? GraceEnds { get; set; }
    }

    /// <summary>So much within these days brought the level, or kept it.</summary>
    public sealed record Basis(long Needed, DateOnly After, DateOnly Until);

    private readonly BrandTime time;
    private readonly Dictionary<long, (DateOnly Day, long Kept)> sales = [];
    private readonly List<Period> periods = [];

    public TierModel(BrandTime time, DateTime joined, IReadOnlyList<Level> levels)
    {
        (this.time, Levels) = (time, levels);
        Begin(levels[0], joined, time.DayOf(joined).AddDays(-1), null);
    }

    /// <summary>The brand's levels as they stand, lowest first.</summary>
    public IReadOnlyList<Level> Levels { get; set; }
    public IReadOnlyList<Period> Periods => periods;
    public Level Current => Of(periods[^1].Level.Number);

    public Level At(DateTime at) => periods.Index().Where(p => p.Item.From <= at).OrderBy(p => p.Item.From).ThenBy(p => p.Index).Last().Item.Level;

    /// <summary>The level a sale at this time was made with: one that it brings itself counts from the next.</summary>
    public Level HeldWhenSelling(DateTime at) => periods.Index().Where(p => p.Item.From < at).OrderBy(p => p.Item.From).ThenBy(p => p.Index).Select(p => p.Item.Level).LastOrDefault() ?? Levels[0];

    public void Sell(long sale, DateTime at, long paid)
    {
        sales[sale] = (time.DayOf(at), paid);
        var (current, today) = (periods[^1], time.DayOf(time.Now));
        var from = at > current.From ? at : current.From;
        var kept = at < current.From && current.Lost is { } lost ? KeptAfterAll(lost, current.From) : null;
        foreach (var day in new[] { time.DayOf(at), today })
        {
            var reached = ReachedOn(day);
            if (reached.Number <= (kept ?? current).Level.Number) continue;
            Begin(reached, from, time.DayOf(from), BasisOf(reached, day));
            return;
        }
        if (kept is not null)
        {
            periods.Add(kept);
            return;
        }
        if (current.InGrace && current.GraceEnds > time.Now && Spent(current.CountsAfter, today) >= Current.Keep) Renew(current, today, new Basis(Current.Keep, current.CountsAfter, today));
    }

    public void Return(long sale, DateTime at, long kept)
    {
        sales[sale] = sales[sale] with { Kept = kept };
        var current = periods[^1];
        var reached = ReachedOn(time.DayOf(at));
        if (current.Level.Number == Levels[0].Number || Stands(current) || reached.Number >= current.Level.Number) return;
        // Back to the latest lower level that had not ended and stands without this sale, if what is left shows no higher one; else to what is left.
        var earlier = periods.Index().SkipLast(1).OrderByDescending(p => p.Item.From).ThenByDescending(p => p.Index).Select(p => p.Item)
            .FirstOrDefault(p => p.Level.Number < current.Level.Number && p.Level.Number >= reached.Number && (p.Until is null || p.Until > at) && Stands(p));
        if (earlier is not null) periods.Add(earlier with { Level = Of(earlier.Level.Number), From = at, InGrace = false, GraceEnds = null, Lost = null });
        else Begin(reached, at, time.DayOf(at), BasisOf(reached, time.DayOf(at)));
    }

    /// <summary>A sale of before the end that arrives after it counts as if it had come in time.</summary>
    private Period? KeptAfterAll(Period lost, DateTime over)
    {
        var (level, end) = (Of(lost.Level.Number), lost.Until!.Value);
        foreach (var day in new[] { time.DayOf(end).AddDays(-1), time.DayOf(over).AddDays(-1) })
        {
            if (Spent(lost.CountsAfter, day) >= level.Keep) return new Period(level, over, time.StartOf(time.DayOf(end).AddDays(level.ValidDays)), day, new Basis(level.Keep, lost.CountsAfter, day));
        }
        return null;
    }

    /// <summary>Every period that has ended by now is kept, in grace, or goes down.</summary>
    public void Night()
    {
        var now = time.Now;
        while (periods[^1] is { Until: { } end } current && end <= now)
        {
            var level = Current;
            var lastDay = time.DayOf(end).AddDays(-1);
            if (level.Downgrade == TierDowngrade.Never)
            {
                Renew(current, lastDay, null);
                continue;
            }
            if (Spent(current.CountsAfter, lastDay) >= level.Keep)
            {
                Renew(current, lastDay, new Basis(level.Keep, current.CountsAfter, lastDay));
                continue;
            }
            var over = time.StartOf(time.DayOf(end).AddDays(level.GraceDays));
            if (level.GraceDays > 0)
            {
                var lastOfGrace = Min(time.DayOf(over).AddDays(-1), time.DayOf(now));
                if (Spent(current.CountsAfter, lastOfGrace) >= level.Keep)
                {
                    Renew(current, lastOfGrace, new Basis(level.Keep, current.CountsAfter, lastOfGrace));
                    continue;
                }
                (current.InGrace, current.GraceEnds) = (true, over);
                if (now < over) return;
            }
            var shown = time.DayOf(over).AddDays(-1);
            if (level.Downgrade == TierDowngrade.OneStep)
            {
                Begin(Levels.Last(l => l.Number < level.Number), over, shown, null, current);
                continue;
            }
            var justified = ReachedOn(shown);
            var falls = justified.Number < level.Number;
            Begin(falls ? justified : level, over, shown, BasisOf(justified, shown), falls ? current : null);
        }
    }

    private long Spent(DateOnly after, DateOnly until) => sales.Values.Where(s => s.Day > after && s.Day <= until).Sum(s => s.Kept);

    private Level ReachedOn(DateOnly day) => Levels.Last(l => l == Levels[0] || Spent(day.AddMonths(-1), day) >= l.Reach);

    private Basis? BasisOf(Level reached, DateOnly day) => reached == Levels[0] ? null : new Basis(reached.Reach, day.AddMonths(-1), day);

    private bool Stands(Period period) => period.Basis is not { } basis || Spent(basis.After, basis.Until) >= basis.Needed;

    private Level Of(int number) => Levels.Single(l => l.Number == number);

    private void Renew(Period old, DateOnly countsAfter, Basis? basis) => Begin(Current, old.Until!.Value, countsAfter, basis);

    private void Begin(Level level, DateTime from, DateOnly countsAfter, Basis? basis, Period? lost = null) =>
        periods.Add(new Period(level, from, level == Levels[0] ? null : time.StartOf(time.DayOf(from).AddDays(level.ValidDays)), countsAfter, basis) { Lost = lost });

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
}

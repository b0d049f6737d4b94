namespace LineLoyalty.Rewards.Points.Earning;

/// <summary>
/// What an event earns by a set of rules: facts in, points with reasons out; no clock, no database. Rates come first, in order of priority,
/// then extras (multipliers and bonuses) on top of them. Quote, sale, replay and "try it" all ask here.
/// </summary>
public static class DecideEarning
{
    public static Earning For(EarningFacts facts, IEnumerable<RuleInForce> rules)
    {
        var order = rules.Where(r => r.Says.Event == facts.Event)
            .OrderByDescending(r => r.Says.Priority).ThenBy(r => r.Says.Effect is RateEffect ? 0 : 1).ThenBy(r => r.Code, StringComparer.Ordinal).ToList();
        List<SkippedRule> skipped = [];
        var rates = Stage(facts, order, r => r.Says.Effect is RateEffect, [], skipped);
        var extras = Stage(facts, order, r => r.Says.Effect is not RateEffect, rates, skipped);
        return new Earning([.. rates.Concat(extras).Select(c => c.Part)], [.. skipped.OrderBy(s => order.IndexOf(s.Rule))]);
    }

    private static List<Candidate> Stage(EarningFacts facts, List<RuleInForce> order, Func<RuleInForce, bool> belongs, List<Candidate> rates, List<SkippedRule> skipped)
    {
        List<Candidate> candidates = [];
        foreach (var rule in order.Where(belongs))
        {
            var place = order.IndexOf(rule);
            if (rates.Concat(candidates).FirstOrDefault(c => c.Rule.Says.Stop && order.IndexOf(c.Rule) < place) is { } stopper)
            {
                skipped.Add(new SkippedRule(rule, NotEarned.Stopped, stopper.Rule.Code));
                continue;
            }
            var (candidate, refused) = Try(facts, rule, rates);
            if (refused is not null) skipped.Add(refused);
            else candidates.Add(candidate!);
        }
        // Of those that compete, the one that gives most stays; the earlier wins a tie.
        var best = candidates.Where(c => c.Rule.Says.Stacking == Stacking.Best).MaxBy(c => c.Part.Points);
        foreach (var beaten in candidates.Where(c => c.Rule.Says.Stacking == Stacking.Best && c != best).ToList())
        {
            candidates.Remove(beaten);
            skipped.Add(new SkippedRule(beaten.Rule, NotEarned.BetterRule, best!.Rule.Code));
        }
        return candidates;
    }

    private static (Candidate? Candidate, SkippedRule? Refused) Try(EarningFacts facts, RuleInForce rule, List<Candidate> rates)
    {
        var says = rule.Says;
        if (Unmet(facts, says.Conditions) is { } unmet) return (null, new SkippedRule(rule, unmet));
        var lines = facts.Event == EarningEvent.Sale ? facts.Lines.Where(l => Counts(says, l)).ToList() : [];
        var amount = lines.Sum(l => l.Paid);
        if (facts.Event == EarningEvent.Sale)
        {
            if (amount <= 0) return (null, new SkippedRule(rule, NotEarned.Goods));
            if (amount < says.MinimumAmount) return (null, new SkippedRule(rule, NotEarned.Minimum, Missing: says.MinimumAmount - amount));
        }
        var inputs = new EarningInputs { Name = rule.Name, NameEn = rule.NameEn.Length > 0 ? rule.NameEn : null };
        long points;
        switch (says.Effect)
        {
            case RateEffect rate:
                points = amount / rate.Amount * rate.Points;
                if (points == 0) return (null, new SkippedRule(rule, NotEarned.TooLittle, Missing: rate.Amount - amount));
                inputs = inputs with { Amount = amount, PerAmount = rate.Amount, PerPoints = rate.Points };
                break;
            case MultiplyEffect multiply:
                var of = rates.Sum(r => Shared(r, lines));
                points = Shares.Floor(of, multiply.Percent - 100, 100);
                if (points == 0) return (null, new SkippedRule(rule, NotEarned.NothingToMultiply));
                lines = [.. lines.Where(l => rates.Exists(r => r.Lines.Contains(l)))];
                inputs = inputs with { Percent = multiply.Percent, Of = of };
                break;
            case BonusEffect bonus:
                var items = bonus.EachItem ? lines.Sum(l => (long)l.Quantity) : 1;
                points = bonus.Points * items;
                inputs = inputs with { PerPoints = bonus.Points, Items = bonus.EachItem ? items : null };
                break;
            default:
                throw new InvalidOperationException($"Rule {rule.Code} has an effect nobody knows.");
        }
        var (given, cap) = Capped(says, points, facts.Given.GetValueOrDefault(rule.Code) ?? new CapUse(0, 0));
        if (given == 0) return (null, new SkippedRule(rule, NotEarned.CapReached, Cap: cap));
        if (cap is not null) inputs = inputs with { Uncapped = points, Cap = cap };
        if (lines.Count != facts.Lines.Count(l => l.EarnsPoints)) inputs = inputs with { Lines = [.. lines.Select(l => l.Position)] };
        return (new Candidate(rule, new EarnedPart(rule, given, inputs), lines), null);
    }

    /// <summary>What a rate gave for the goods a multiplier counts too.</summary>
    private static long Shared(Candidate rate, List<FactLine> lines)
    {
        var both = rate.Lines.Where(lines.Contains).ToList();
        if (both.Count == rate.Lines.Count) return rate.Part.Points;
        var effect = (RateEffect)rate.Rule.Says.Effect;
        return Math.Min(rate.Part.Points, both.Sum(l => l.Paid) / effect.Amount * effect.Points);
    }

    private static bool Counts(EarningDefinition says, FactLine line) =>
        line.EarnsPoints && line.Paid > 0 && (says.DeliveryEarns || !line.Delivery)
        && !(line.Sku is not null && Has(says.ExcludedSkus, line.Sku)) && !(line.Category is not null && Has(says.ExcludedCategories, line.Category))
        && (says.Conditions is { Skus: null or { Count: 0 }, Categories: null or { Count: 0 } }
            || (line.Sku is not null && Has(says.Conditions.Skus, line.Sku)) || (line.Category is not null && Has(says.Conditions.Categories, line.Category)));

    private static NotEarned? Unmet(EarningFacts facts, EarningConditions c)
    {
        if (!Holds(c.Tiers, facts.Tier)) return NotEarned.Tier;
        if (facts.Day < c.FirstDay || facts.Day > c.LastDay) return NotEarned.Dates;
        var (inHours, startedOn) = InHours(c, facts);
        if (c.Weekdays is { Count: > 0 } days && !days.Contains(startedOn.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)startedOn.DayOfWeek)) return NotEarned.Weekday;
        if (!inHours) return NotEarned.Hours;
        if (!Holds(c.Stores, facts.Store)) return NotEarned.Store;
        if (!Holds(c.Channels, facts.Channel)) return NotEarned.Channel;
        if (!Holds(c.Payments, facts.Payment)) return NotEarned.Payment;
        if (c.FirstPurchase && !facts.FirstPurchase) return NotEarned.FirstPurchase;
        if (c.BirthdayMonth && facts.BirthMonth != facts.Local.Month) return NotEarned.BirthdayMonth;
        return null;
    }

    // Friday 22:00–02:00 still is Friday's happy hour at one o'clock on Saturday.
    private static (bool Inside, DateOnly StartedOn) InHours(EarningConditions c, EarningFacts facts)
    {
        var (day, now) = (facts.Day, TimeOnly.FromDateTime(facts.Local));
        var (from, to) = (c.FromTime ?? TimeOnly.MinValue, c.ToTime ?? TimeOnly.MinValue);
        if (to == TimeOnly.MinValue) return (now >= from, day);
        if (from < to) return (now >= from && now < to, day);
        // A store's own late night is on the evening before already.
        return now < to ? (true, day == DateOnly.FromDateTime(facts.Local) ? day.AddDays(-1) : day) : (now >= from, day);
    }

    private static (long Points, EarningCap? Cap) Capped(EarningDefinition says, long points, CapUse used)
    {
        (long Left, EarningCap? Cap) tightest = (points, null);
        foreach (var (left, cap) in new (long? Left, EarningCap Cap)[]
        {
            (says.CapPerSale, EarningCap.Sale), (says.CapPerDay - used.Today, EarningCap.Day), (says.CapPerMember - used.InTotal, EarningCap.Member),
        })
        {
            if (left is { } most && most < tightest.Left) tightest = (Math.Max(0, most), cap);
        }
        return tightest;
    }

    private static bool Holds(IReadOnlyList<string>? wanted, string? actual) => wanted is not { Count: > 0 } || (actual is not null && Has(wanted, actual));

    private static bool Has(IReadOnlyList<string>? list, string text) => list is not null && list.Contains(text, StringComparer.OrdinalIgnoreCase);

    private sealed record Candidate(RuleInForce Rule, EarnedPart Part, List<FactLine> Lines);
}

using System.Globalization;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Points;
using LineLoyalty.Tests.Rewards.Tiers;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Purchases;

/// <summary>
/// Whole histories of members – sales in time and late, partial returns, points spent, nights, changes of rules and levels, the clock moving on – in
/// the product and in a small calculator that keeps every point as a coin and every level as a list of sales. Balances, what can be spent, what
/// waits, what lapses when and every interval of every level must agree after every step, and again when the past is asked for at the end.
/// <c>LOYALTY_HISTORIES</c> sets how many (100; 10,000 for the full proof).
/// </summary>
public sealed class PointsHistoriesTests
{
    private const int MembersPerWorld = 20;
    private const int WorldsPerBrand = 10;
    private static readonly int Histories = int.Parse(Environment.GetEnvironmentVariable("LOYALTY_HISTORIES") ?? "100", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Generated_histories_end_with_the_same_points_as_counting_coins()
    {
        var steps = 0;
        // A brand of its own for every few worlds: with thousands of versions of its rules each change would read them all.
        foreach (var worlds in Enumerable.Range(0, Math.Max(1, Histories / MembersPerWorld)).Chunk(WorldsPerBrand))
        {
            await using var app = await PosApp.QuietAsync();
            await Till.OpenShopsAsync(app);
            foreach (var world in worlds) steps += await new World(app, seed: 7_000 + world).PlayAsync();
            await PosApp.AssertLedgerHoldsAsync(app);
        }
        TestContext.Current.SendDiagnosticMessage($"{Histories} histories, {steps} steps");
    }

    /// <summary>The brand's rules as the calculator knows them.</summary>
    private sealed record Rules(DateTime From, long PerAmount, long PerPoints, int? CoffeePercent, long? FirstBonus, int? LevelPercent, int ExpiryDays, int PendingDays);

    /// <summary>What a member could see at an instant.</summary>
    private sealed record Seen(DateTime At, long Available, List<(DateTime Expires, long Points)> Lots);

    private sealed record Sold(Purchase Purchase, DateTime At, List<(string Category, int Quantity, long Amount, long Paid)> Lines, List<(string Rule, long Points, bool[] Counted)> Parts, List<PointsModel.Coin> Spent)
    {
        public int[] Returned { get; } = new int[Lines.Count];
        public Dictionary<string, long> Taken { get; } = [];
        public long GivenBack { get; set; }
        public long Kept => Lines.Select((l, i) => l.Paid - l.Paid * Returned[i] / l.Quantity).Sum();
    }

    private sealed class Person(Member member, TierModel levels)
    {
        public Member Member { get; } = member;
        public PointsModel Coins { get; } = new();
        public TierModel Levels { get; } = levels;
        public List<Seen> Past { get; } = [];
        public List<Sold> Sales { get; } = [];
    }

    private sealed class World(TestApp app, int seed)
    {
        private readonly Random random = new(seed);
        private readonly BrandTime time = app.Services.GetRequiredService<BrandTime>();
        private readonly List<Rules> versions = [];
        private readonly DateTime began = app.Services.GetRequiredService<BrandTime>().Now;
        private IReadOnlyList<TierModel.Level> levels = [];
        private int refunds;

        public async Task<int> PlayAsync()
        {
            using var till = await Till.OpenAsync(app);
            List<Person> people = [];
            await DecideAsync();
            await DecideLevelsAsync(people);
            for (var i = 0; i < MembersPerWorld; i++)
            {
                var member = await till.NewMemberAsync();
                people.Add(new Person(member, new TierModel(time, member.JoinedAt, levels)));
            }
            var steps = 0;
            for (var round = 0; round < 12; round++)
            {
                if (random.Next(4) == 0) await DecideAsync();
                if (random.Next(5) == 0) await DecideLevelsAsync(people);
                foreach (var person in people)
                {
                    switch (random.Next(10))
                    {
                        case <= 4: await SellAsync(person, till); break;
                        case <= 7: await ReturnAsync(person); break;
                        case 8: await NightAsync(person); break;
                        default: continue;
                    }
                    steps++;
                    await CompareAsync(person);
                }
                app.Clock.Advance(TimeSpan.FromHours(random.Next(1, 24 * 9)));
                // Levels are looked at every night, whatever else happens.
                foreach (var person in people) await ReviewAsync(person);
            }
            foreach (var person in people)
            {
                await NightAsync(person);
                await CompareAsync(person);
                await LookBackAsync(person);
            }
            return steps;
        }

        private async Task DecideAsync()
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            var rules = new Rules(time.Now, random.Next(1, 4) * 50, random.Next(1, 12), random.Next(2) == 0 ? null : random.Next(110, 350), random.Next(2) == 0 ? null : random.Next(1, 40),
                random.Next(2) == 0 ? null : random.Next(110, 250), random.Next(3, 40), random.Next(3) == 0 ? random.Next(1, 6) : 0);
            await app.DecideAsync("base", new EarningDefinition { Effect = new RateEffect(rules.PerAmount, rules.PerPoints) });
            await app.DecideAsync("coffee", new EarningDefinition { Effect = new MultiplyEffect(rules.CoffeePercent ?? 200), Conditions = new EarningConditions { Categories = ["咖啡"] } },
                active: rules.CoffeePercent is not null);
            await app.DecideAsync("first", new EarningDefinition { Effect = new BonusEffect(rules.FirstBonus ?? 1), Conditions = new EarningConditions { FirstPurchase = true } },
                active: rules.FirstBonus is not null);
            await app.DecideAsync("level", new EarningDefinition { Effect = new MultiplyEffect(rules.LevelPercent ?? 200), Conditions = new EarningConditions { Tiers = ["silver", "gold"] } },
                active: rules.LevelPercent is not null);
            await app.DecideAsync(p => p with { Expiry = new RollingDays(rules.ExpiryDays), PendingDays = rules.PendingDays });
            versions.Add(rules);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        /// <summary>Short periods, so that a history of some weeks sees levels reached, kept, in grace and lost.</summary>
        private async Task DecideLevelsAsync(List<Person> people)
        {
            TierModel.Level Level(int number, string code, long reach) =>
                new(number, code, reach, reach * random.Next(2, 5) / 4, random.Next(8, 30), random.Next(3) * 4, (TierDowngrade)random.Next(3));
            levels =
            [
                new TierModel.Level(10, "regular", 0, 0, 0, 0, TierDowngrade.Justified), Level(20, "silver", random.Next(3, 12) * 100), Level(30, "gold", random.Next(12, 30) * 100),
                Level(40, "diamond", random.Next(30, 50) * 100),
            ];
            foreach (var person in people) person.Levels.Levels = levels;
            await app.DbAsync(async db =>
            {
                foreach (var tier in await db.Tiers.Where(t => t.Level > 10).ToListAsync())
                {
                    var says = levels.Single(l => l.Number == tier.Level);
                    (tier.Reach, tier.Keep) = (new TierCriteria(Spend: says.Reach), new TierCriteria(Spend: says.Keep));
                    (tier.Months, tier.ValidDays, tier.GraceDays, tier.Downgrade) = (1, says.ValidDays, says.GraceDays, says.Downgrade);
                }
                return await db.SaveChangesAsync();
            });
        }

        private async Task SellAsync(Person person, Till till)
        {
            var now = time.Now;
            // Some tills send late: the sale's own time decides by which rules it earns.
            var at = random.Next(5) == 0 ? now.AddMinutes(-random.Next(1, 60 * 40)) : now;
            if (at < began.AddMinutes(1)) at = now;
            var rules = versions.Last(v => v.From <= at);
            var basket = Enumerable.Range(0, random.Next(1, 5)).Select(_ => (Category: random.Next(2) == 0 ? "咖啡" : "甜點", Quantity: random.Next(1, 4), Amount: (long)random.Next(0, 400))).ToList();
            var total = basket.Sum(l => l.Amount);
            var redeemed = random.Next(3) == 0 ? Math.Min(person.Coins.Available(now), total) * random.Next(0, 5) / 4 : 0;
            redeemed = Math.Max(0, Math.Min(redeemed, Math.Min(person.Coins.Available(now), total)));
            var outcome = await app.InScopeAsync(s => s.GetRequiredService<RecordPurchase>().ExecuteAsync(new Sale
            {
                StoreCode = "TPE1", ReceiptNumber = Till.NewReceipt(), OccurredAt = at, Payment = "cash", MemberRef = person.Member.Ref, PointsRedeemed = redeemed,
                SpendCode = redeemed > 0 ? till.Mint(CodePurpose.Spend, person.Member.Id) : null,
                Lines = [.. basket.Select((l, i) => new SoldLine(null, "品項" + i, l.Category, l.Quantity, null, l.Amount))],
            }, default));
            Assert.True(outcome.Succeeded(out var recorded, out var refusal), refusal?.Code);

            var off = Shares.Of(redeemed, [.. basket.Select(l => l.Amount)]);
            var lines = basket.Select((l, i) => (l.Category, l.Quantity, l.Amount, Paid: l.Amount - off[i])).ToList();
            var spent = person.Coins.Spend(redeemed, now);
            // A first purchase is one without another that still stands.
            var first = person.Sales.TrueForAll(s => s.Lines.Select((l, i) => s.Returned[i] == l.Quantity).All(whole => whole));
            List<(string Rule, long Points, bool[] Counted)> parts = [];
            var paid = lines.Sum(l => l.Paid);
            var basic = paid / rules.PerAmount * rules.PerPoints;
            if (basic > 0) parts.Add(("base", basic, [.. lines.Select(l => l.Paid > 0)]));
            var coffeePaid = lines.Where(l => l.Category == "咖啡").Sum(l => l.Paid);
            var ofCoffee = coffeePaid == paid ? basic : coffeePaid / rules.PerAmount * rules.PerPoints;
            var extra = rules.CoffeePercent is { } percent ? ofCoffee * (percent - 100) / 100 : 0;
            if (extra > 0) parts.Add(("coffee", extra, [.. lines.Select(l => l.Category == "咖啡" && l.Paid > 0)]));
            var more = rules.LevelPercent is { } share && person.Levels.HeldWhenSelling(at).Code is "silver" or "gold" ? basic * (share - 100) / 100 : 0;
            if (more > 0) parts.Add(("level", more, [.. lines.Select(l => l.Paid > 0)]));
            if (rules.FirstBonus is { } bonus && first && paid > 0) parts.Add(("first", bonus, [.. lines.Select(l => l.Paid > 0)]));
            Assert.Equal(parts.Sum(p => p.Points), recorded.Purchase.PointsEarned);
            var available = rules.PendingDays == 0 ? at : time.StartOf(time.DayOf(at).AddDays(rules.PendingDays));
            foreach (var part in parts) person.Coins.Earn(part.Points, at, available, time.EndOf(time.DayOf(at).AddDays(rules.ExpiryDays)), recorded.Purchase.Id, part.Rule);
            person.Sales.Add(new Sold(recorded.Purchase, at, lines, parts, spent));
            person.Levels.Sell(recorded.Purchase.Id, at, paid);
        }

        private async Task ReturnAsync(Person person)
        {
            var now = time.Now;
            var open = person.Sales.Where(s => s.At > now.AddDays(-30) && s.Lines.Select((l, i) => l.Quantity - s.Returned[i]).Sum() > 0).ToList();
            if (open.Count == 0) return;
            var sale = open[random.Next(open.Count)];
            var wanted = sale.Lines.Select((l, i) => (Line: i, Quantity: random.Next(0, l.Quantity - sale.Returned[i] + 1))).Where(w => w.Quantity > 0).ToList();
            var all = wanted.Count == 0;
            if (all) wanted = [.. sale.Lines.Select((l, i) => (i, l.Quantity - sale.Returned[i])).Where(w => w.Item2 > 0)];
            var outcome = await app.InScopeAsync(s => s.GetRequiredService<RefundPurchase>().ExecuteAsync(new Return(
                sale.Purchase.Ref, all ? null : [.. wanted.Select(w => new ReturnedLine(w.Line, w.Quantity))], "測試", now, $"F{++refunds}"), default));
            Assert.True(outcome.Succeeded(out var recorded, out var refusal), refusal?.Code);

            foreach (var (line, quantity) in wanted) sale.Returned[line] += quantity;
            var back = sale.Lines.Select((l, i) => l.Paid * sale.Returned[i] / l.Quantity).ToList();
            var whole = sale.Lines.Select((l, i) => sale.Returned[i] == l.Quantity).All(x => x);
            var redeemed = sale.Spent.Count;
            // One point paid NT$1 of its line: whatever the line did not ask money for, points had paid.
            var given = sale.Lines.Select((l, i) => (l.Amount - l.Paid) * sale.Returned[i] / l.Quantity).Sum();
            Assert.True(!whole || given == redeemed);
            var give = given - sale.GivenBack;
            List<(string Rule, long Points)> take = [];
            foreach (var (rule, points, counted) in sale.Parts)
            {
                var countedPaid = sale.Lines.Where((_, i) => counted[i]).Sum(l => l.Paid);
                var gone = sale.Lines.Where((l, i) => counted[i] && sale.Returned[i] < l.Quantity).Any()
                    ? back.Where((_, i) => counted[i]).Sum(b => points * b / countedPaid) : points;
                var left = Math.Min(gone, points - person.Coins.LapsedOf(sale.Purchase.Id, rule, now)) - sale.Taken.GetValueOrDefault(rule);
                if (left > 0) take.Add((rule, left));
            }
            Assert.Equal((take.Sum(t => t.Points), give), (recorded.Refund.PointsTakenBack, recorded.Refund.PointsGivenBack));
            if (give > 0)
            {
                person.Coins.Expire(now);
                person.Coins.GiveBack(sale.Spent.SkipLast((int)sale.GivenBack).TakeLast((int)give), now, time.EndOf(time.Today.AddDays(7)));
                sale.GivenBack = given;
            }
            foreach (var (rule, points) in take)
            {
                person.Coins.TakeBack(points, now, sale.Purchase.Id, rule);
                sale.Taken[rule] = sale.Taken.GetValueOrDefault(rule) + points;
            }
            person.Levels.Return(sale.Purchase.Id, now, sale.Kept);
        }

        private async Task ReviewAsync(Person person)
        {
            await app.InScopeAsync(s => s.GetRequiredService<ReviewTiers>().ExecuteAsync(person.Member.Id, default));
            person.Levels.Night();
        }

        private async Task NightAsync(Person person)
        {
            await app.InScopeAsync(s => s.GetRequiredService<ExpirePoints>().ExecuteAsync(person.Member.Id, default));
            person.Coins.Expire(time.Now);
        }

        private async Task CompareAsync(Person person)
        {
            var now = time.Now;
            if (random.Next(4) == 0) person.Past.Add(new Seen(now, person.Coins.Available(now), [.. Alive(person, now)]));
            var (balance, lots) = await app.DbAsync(async db => (await db.Members.Where(m => m.Id == person.Member.Id).Select(m => m.PointsBalance).SingleAsync(),
                await db.PointsLots.AsNoTracking().Where(l => l.MemberId == person.Member.Id && l.Remaining != 0).ToListAsync()));
            Assert.Equal(person.Coins.Balance, balance);
            Assert.Equal(person.Coins.Debt, -lots.Where(l => l.Remaining < 0).Sum(l => l.Remaining));
            Assert.Equal(person.Coins.Available(now), lots.Where(l => l.Remaining > 0 && l.AvailableAt <= now && l.ExpiresAt > now).Sum(l => l.Remaining));
            Assert.Equal(person.Coins.ByExpiry.OrderBy(p => p.Key).Select(p => (p.Key, (long)p.Value)),
                lots.Where(l => l.Remaining > 0).GroupBy(l => l.ExpiresAt!.Value).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(l => l.Remaining))));
            var intervals = await app.DbAsync(db => db.TierPeriods.AsNoTracking().Where(p => p.MemberId == person.Member.Id).OrderBy(p => p.Id).ToListAsync());
            Assert.Equal(person.Levels.Periods.Select(p => (p.Level.Number, p.From, p.Until, p.CountsAfter)), intervals.Select(p => (p.Level, p.FromAt, p.ValidUntil, p.CountsAfter)));
            Assert.Equal(person.Levels.Current.Number, await app.DbAsync(db => db.Members.Where(m => m.Id == person.Member.Id).Select(m => m.TierLevel).SingleAsync()));
        }

        /// <summary>Asked now, every past instant answers what could be seen then.</summary>
        private async Task LookBackAsync(Person person)
        {
            var names = await app.DbAsync(db => db.Tiers.ToDictionaryAsync(t => t.Level, t => t.Name));
            foreach (var seen in person.Past)
            {
                var then = await app.InScopeAsync(s => s.GetRequiredService<ReadPointsAt>().OfMemberAsync(person.Member.Id, seen.At, default));
                Assert.Equal(seen.Available, then.Balance + Math.Max(0, -then.Lots.Where(l => l.Remaining < 0).Sum(l => l.Remaining)));
                Assert.Equal(seen.Lots, then.Lots.Where(l => l.Remaining > 0).GroupBy(l => l.ExpiresAt!.Value).OrderBy(g => g.Key).Select(g => (g.Key, g.Sum(l => l.Remaining))));
                Assert.Equal(names[person.Levels.At(seen.At).Number], then.Tier);
            }
        }

        private static IEnumerable<(DateTime Expires, long Points)> Alive(Person person, DateTime now) =>
            person.Coins.ByExpiry.Where(p => p.Key > now).OrderBy(p => p.Key).Select(p => (p.Key, (long)p.Value));
    }
}

using System.Globalization;
using Line.Emulator;
using LineLoyalty.Databases;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Journeys;

/// <summary>
/// 400 days of a brand with 2,000 members, over New Year and a 29 February. What people should have heard is reckoned from their purchases and
/// birthdays alone, and compared with what LINE accepted.
/// </summary>
public sealed class SimulationTests
{
    private const int Days = 400;
    private static readonly DateOnly First = new(2027, 10, 1);
    private static readonly int Members = TestDatabase.Provider == DatabaseProvider.Sqlite ? 2000 : 400;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record Person(long Id, int Number, DateOnly Joined, int Month, int Day, double MeanGap)
    {
        public List<DateTime> Bought { get; } = [];
    }

    private sealed record Said(int Number, DateTime At, string Text);

    [Fact]
    public async Task Over_400_days_each_message_comes_exactly_once_per_cycle_and_never_after_a_purchase()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_TEST_SEED"), out var given) ? given : 20271001;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var cafe = await Cafe.OpenAsync(First.ToDateTime(new(6, 0)), [("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false"), ("Programmes:MostMessages", "50")]);
        var people = await JoinAsync(cafe, random);
        foreach (var code in (string[])[ReadyMadeJourneys.Birthday, ReadyMadeJourneys.Reactivation, ReadyMadeJourneys.Anniversary]) await cafe.SwitchOnAsync(code);
        var next = people.ToDictionary(p => p, p => p.MeanGap == 0 ? int.MaxValue : random.Next(1, 60));
        var (store, receipt) = (await cafe.App.DbAsync(db => db.Stores.Select(s => s.Id).FirstAsync(Ct)), 0);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var d = 0; d < Days; d++)
        {
            var day = First.AddDays(d);
            // Some days the server is only up at night: what is planned then waits for the morning, and some buy before it is sent.
            var nightOnly = d % 17 == 5;
            await ShopAsync(day, new(7, 30), p => (p.Number + d) % 2 == 0);
            if (!nightOnly) await LookAsync(cafe, day, new(9, 20));
            await ShopAsync(day, new(15, 0), _ => true);
            if (nightOnly) await LookAsync(cafe, day, new(22, 30));
        }
        await LookAsync(cafe, First.AddDays(Days), new(9, 20));
        var last = cafe.Time.At(First.AddDays(Days), new(9, 20));

        TestContext.Current.TestOutputHelper?.WriteLine($"{Days} days in {watch.Elapsed.TotalSeconds:n0} s");
        var said = await SaidAsync(cafe);
        TestContext.Current.TestOutputHelper?.WriteLine($"{people.Sum(p => p.Bought.Count)} purchases, {said.Count} messages");
        Assert.True(said.Count > 3 * Members);
        var wrong = new List<string>();
        foreach (var person in people)
        {
            var mine = said.Where(s => s.Number == person.Number).ToList();
            JudgeLapses(cafe, person, mine, last, wrong);
            JudgeYearly(cafe, person, mine, "生日禮送到您手上", y => Kept(y, person.Month, person.Day).AddDays(-7), First.AddDays(-7), last, 1, wrong);
            JudgeYearly(cafe, person, mine, "生日快樂", y => Kept(y, person.Month, person.Day), First, last, 1, wrong);
            JudgeYearly(cafe, person, mine, "又陪了我們一年", y => Kept(y, person.Joined.Month, person.Joined.Day), First, last, 4, wrong);
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(20))}");
        // Nothing was given twice either.
        Assert.Empty(await cafe.App.DbAsync(db => db.Coupons.Where(c => c.Reason == "journey" && c.State != LineLoyalty.Rewards.Coupons.CouponState.Revoked).GroupBy(c => new { c.MemberId, c.DefinitionId, Day = c.IssuedAt.Date }).Where(g => g.Count() > 1).Select(g => g.Key).ToListAsync(Ct)));

        async Task ShopAsync(DateOnly day, TimeOnly time, Func<Person, bool> which)
        {
            cafe.App.Clock.Set(new DateTimeOffset(day.ToDateTime(time), TimeSpan.FromHours(8)));
            var buyers = people.Where(p => next[p] <= day.DayNumber - First.DayNumber && which(p)).ToList();
            foreach (var buyer in buyers) next[buyer] = day.DayNumber - First.DayNumber + 1 + (int)(-Math.Log(1 - random.NextDouble()) * buyer.MeanGap);
            receipt = await BuyAsync(cafe, buyers, store, receipt);
        }
    }

    /// <summary>Each lapse: 30, 60 and 90 days once each, unless a purchase came first; nothing of it after the purchase.</summary>
    private static void JudgeLapses(Cafe cafe, Person person, List<Said> mine, DateTime last, List<string> wrong)
    {
        var ladder = new (int Days, string Words)[] { (30, "最近好嗎"), (60, "想念您"), (90, "好久不見") };
        foreach (var (days, words) in ladder)
        {
            var heard = mine.Where(s => s.Text.Contains(words, StringComparison.Ordinal)).ToList();
            for (var i = 0; i < person.Bought.Count; i++)
            {
                var bought = person.Bought[i];
                var end = i + 1 < person.Bought.Count ? person.Bought[i + 1] : DateTime.MaxValue;
                var due = cafe.Time.At(cafe.Time.DayOf(bought).AddDays(days), new(9, 0));
                var count = heard.RemoveAll(s => s.At >= due && s.At <= due.AddDays(4) && s.At <= end);
                var certain = due.AddDays(4) < end && due.AddDays(4) < last;
                if (count > 1 || (certain && count != 1)) wrong.Add($"{person.Number}: {words} {count} times after {bought:u}, next {end:u}");
            }
            foreach (var stray in heard) wrong.Add($"{person.Number}: {words} at {stray.At:u} for no lapse");
        }
    }

    private static void JudgeYearly(Cafe cafe, Person person, List<Said> mine, string words, Func<int, DateOnly> dayOf, DateOnly from, DateTime last, int slack, List<string> wrong)
    {
        var heard = mine.Where(s => s.Text.Contains(words, StringComparison.Ordinal)).ToList();
        for (var year = First.Year; year <= First.Year + 2; year++)
        {
            var day = dayOf(year);
            if (day < from) continue;
            // Whose window was open when it began hears it on the first day.
            var due = cafe.Time.At(day < First ? First : day, new(9, 0));
            var count = heard.RemoveAll(s => s.At >= due && s.At < due.AddDays(slack).AddHours(12));
            if (count > 1 || (count == 0 && due.AddDays(slack) < last)) wrong.Add($"{person.Number}: {words} {count} times for {day}");
        }
        foreach (var stray in heard) wrong.Add($"{person.Number}: {words} at {stray.At:u} on no such day");
    }

    private static DateOnly Kept(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));

    private static async Task LookAsync(Cafe cafe, DateOnly day, TimeOnly time)
    {
        cafe.App.Clock.Set(new DateTimeOffset(day.ToDateTime(time), TimeSpan.FromHours(8)));
        await cafe.App.Services.GetRequiredService<RunJourneys>().ExecuteAsync(Ct);
        await cafe.SentAsync();
    }

    private static async Task<List<Person>> JoinAsync(Cafe cafe, Random random)
    {
        var people = new List<Person>();
        cafe.App.Emulator.Seed(Enumerable.Range(1, Members).Select(i => new EmulatorUser(Cafe.UserOf(i), $"會員{i}") { Friend = true }));
        await cafe.App.DbAsync(async db =>
        {
            await using var unit = await db.BeginWriteAsync(Ct);
            var rows = Enumerable.Range(1, Members).Select(i =>
            {
                // Every fortieth was born, every fiftieth has joined on a 29 February.
                var born = i % 40 == 0 ? new DateOnly(2000, 2, 29) : new DateOnly(2000, 1, 1).AddDays(random.Next(366));
                var joined = i % 50 == 0 ? new DateOnly(2024, 2, 29) : new DateOnly(2023, 1, 1).AddDays(random.Next(1700));
                return new Member
                {
                    Ref = i.ToString("x16", CultureInfo.InvariantCulture), CardNumber = i.ToString("d16", CultureInfo.InvariantCulture), Name = $"會員{i}", MarketingOptIn = true,
                    JoinedAt = cafe.Time.At(joined, new(13, 0)), BirthMonth = born.Month, BirthDay = born.Day,
                };
            }).ToList();
            db.Members.AddRange(rows);
            db.LineAccounts.AddRange(rows.Select((m, i) => new LineAccount { LineUserId = Cafe.UserOf(i + 1), Member = m, BoundAt = m.JoinedAt, DisplayName = m.Name, Friend = true, FirstSeenAt = m.JoinedAt }));
            await unit.CommitAsync(Ct);
            // Half of them buy, the more so the smaller their number.
            people.AddRange(rows.Select((m, i) => new Person(m.Id, i + 1, cafe.Time.DayOf(m.JoinedAt), m.BirthMonth!.Value, m.BirthDay!.Value, i % 2 == 0 ? 20 + (i % 100) : 0)));
            return 0;
        });
        return people;
    }

    /// <summary>What a sale leaves behind, as far as journeys look at it, many in one unit: a till would take longer than the test.</summary>
    private static Task<int> BuyAsync(Cafe cafe, List<Person> buyers, long store, int receipt) => buyers.Count == 0 ? Task.FromResult(receipt) : cafe.App.DbAsync(async db =>
    {
        var at = cafe.App.Clock.Now;
        await using var unit = await db.BeginWriteAsync(Ct);
        var sales = buyers.ConvertAll(b => new Purchase
        {
            Ref = $"P{++receipt}", StoreId = store, ReceiptNumber = $"S{receipt}", MemberId = b.Id, OccurredAt = at, RecordedAt = at, SoldOn = cafe.Time.DayOf(at), Payment = "cash", Total = 300, Paid = 300,
        });
        db.Purchases.AddRange(sales);
        await db.SaveChangesAsync(Ct);
        foreach (var sale in sales)
        {
            await db.Members.Where(m => m.Id == sale.MemberId).ExecuteUpdateAsync(s => s.SetProperty(m => m.LastPurchaseAt, at).SetProperty(m => m.LastPurchaseId, sale.Id), Ct);
            db.MemberEvents.Add(PurchaseEvents.Recorded(sale));
        }
        await unit.CommitAsync(Ct);
        foreach (var buyer in buyers) buyer.Bought.Add(at);
        return receipt;
    });

    private static async Task<List<Said>> SaidAsync(Cafe cafe)
    {
        var numbers = Enumerable.Range(1, Members).ToDictionary(Cafe.UserOf, i => i);
        return [.. (await cafe.App.Line.JournalAsync()).SelectMany(e => e.GetProperty("to").EnumerateArray().Select(t =>
            new Said(numbers[t.GetString()!], e.GetProperty("at").GetDateTime().ToUniversalTime(), System.Text.RegularExpressions.Regex.Unescape(e.GetProperty("messages").GetRawText()))))];
    }
}

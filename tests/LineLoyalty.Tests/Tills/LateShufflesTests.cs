using System.Text.Json;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Tills;

/// <summary>
/// Two members live the same days. One's sales and returns come at once and in order, the other's late and shuffled. At the end both have
/// the same balance, lots, level and numbers.
/// </summary>
public sealed class LateShufflesTests(PosApp shared) : IClassFixture<PosApp>
{
    private TestApp App => shared.App;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_comes_late_and_shuffled_ends_as_what_came_in_order(int seed)
    {
        using var till = await Till.OpenAsync(App);
        var random = new Random(seed);
        // In one call anything goes; over several calls nobody can know that an earlier lot is still to come, so nothing is spent.
        var spends = seed % 2 == 0;
        var (first, second) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        var days = Days(random, spends);

        foreach (var deed in days.OrderBy(d => d.MinutesAgo).Reverse()) await InOrderAsync(till, first, deed);
        List<object> items = [.. days.Select(d => Item(till, second, d))];
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
        while (items.Count > 0)
        {
            var now = items.Take(spends ? items.Count : random.Next(1, 8)).ToArray();
            items.RemoveRange(0, now.Length);
            var answer = await till.PostAsync("purchases/batch", new { items = now });
            Assert.Equal(now.Length, answer.At("items").GetArrayLength());
            Assert.DoesNotContain(answer.At("items").EnumerateArray(), i => i.GetProperty("result").GetString() == "conflict");
        }
        Assert.False(await App.DbAsync(db => db.LateItems.AnyAsync(i => i.MemberRef == second.Ref && i.PurchaseId == null)));
        Assert.Equal(await StateAsync(first), await StateAsync(second));
    }

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private sealed record Deed(int Number, int MinutesAgo, long Amount, long Points = 0, Deed? Of = null, int Pieces = 0);

    private static List<Deed> Days(Random random, bool spends)
    {
        List<Deed> deeds = [];
        var points = 0L;
        var minutes = 70 * 60;
        for (var number = 0; number < 24; number++)
        {
            minutes -= random.Next(20, 170);
            var sales = deeds.Where(d => d.Of is null && !deeds.Exists(r => r.Of == d)).ToList();
            if (random.Next(4) == 0 && sales.Count > 0)
            {
                var of = sales[random.Next(sales.Count)];
                deeds.Add(new Deed(number, minutes, 0, 0, of, random.Next(1, 4)));
                points -= of.Amount; // a cautious count: what may be gone is not spent
                continue;
            }
            var amount = random.Next(1, 60) * 50;
            var spend = spends && points > 200 && random.Next(3) == 0 ? random.Next(1, 20) : 0;
            deeds.Add(new Deed(number, minutes, amount, spend));
            points += amount / 100 * 10 - spend;
        }
        return deeds;
    }

    private Dictionary<string, object?> Sale(Till till, Member member, Deed deed, string prefix)
    {
        var sale = till.Sale(member, new { name = "外帶", quantity = 3, amount = deed.Amount });
        (sale["receiptNumber"], sale["occurredAt"]) = ($"{prefix}-{deed.Number}", At(deed));
        if (deed.Points > 0) (sale["pointsRedeemed"], sale["spendCode"]) = (deed.Points, till.MintAt(CodePurpose.Spend, member.Id, App.Clock.Now.AddMinutes(-deed.MinutesAgo)));
        return sale;
    }

    private string At(Deed deed) => App.Clock.GetUtcNow().AddMinutes(-deed.MinutesAgo).ToString("O");

    private async Task InOrderAsync(Till till, Member member, Deed deed)
    {
        if (deed.Of is { } of)
        {
            var sold = await till.GetAsync($"purchases?store=TPE1&receiptNumber={member.Ref}-{of.Number}");
            var back = till.Refund(new { line = 0, quantity = deed.Pieces });
            back["occurredAt"] = At(deed);
            Assert.Equal(201, (int)(await till.PostAsync($"purchases/{sold.Text("purchase.id")}/refunds", back)).Status);
            return;
        }
        var sale = Sale(till, member, deed, member.Ref);
        if (deed.Points > 0) sale["spendCode"] = till.Mint(CodePurpose.Spend, member.Id);
        Assert.Equal(201, (int)(await till.PostAsync("purchases", sale)).Status);
    }

    private object Item(Till till, Member member, Deed deed) => deed.Of is { } of
        ? new
        {
            key = $"{member.Ref}-{deed.Number}",
            refund = new { store = "TPE1", receiptNumber = $"{member.Ref}-{of.Number}", refundNumber = $"R{deed.Number}", reason = "退", occurredAt = At(deed), lines = new[] { new { line = 0, quantity = deed.Pieces } } },
        }
        : new { key = $"{member.Ref}-{deed.Number}", sale = Sale(till, member, deed, member.Ref) };

    private async Task<string> StateAsync(Member of)
    {
        var member = await App.DbAsync(db => db.Members.AsNoTracking().SingleAsync(m => m.Id == of.Id));
        var lots = await App.DbAsync(db => db.PointsLots.AsNoTracking().Where(l => l.MemberId == of.Id && l.Remaining != 0).OrderBy(l => l.EarnedAt).ThenBy(l => l.Remaining)
            .Select(l => new { l.EarnedAt, l.ExpiresAt, l.Amount, l.Remaining }).ToListAsync());
        return JsonSerializer.Serialize(new { member.PointsBalance, member.LifetimeSpend, member.PurchaseCount, member.LastPurchaseAt, member.TierLevel, lots }, Readable);
    }
}

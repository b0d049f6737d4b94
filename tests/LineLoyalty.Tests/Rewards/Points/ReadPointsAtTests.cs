using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Points;

public sealed class ReadPointsAtTests
{
    [Fact]
    public async Task Any_past_instant_answers_what_the_card_said_then()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        await app.DecideAsync(p => p with { Expiry = new RollingDays(20), PendingDays = 1 });
        var (member, other) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        var random = new Random(4);
        List<(DateTime At, long Balance, long Pending, long All)> said = [];
        string? sale = null;
        for (var day = 0; day < 40; day++)
        {
            switch (day % 5)
            {
                case 0 or 3: sale = (await till.SellForAsync(member, random.Next(1, 9) * 100)).Text("purchase.id"); break;
                case 1 when sale is not null: await till.PostAsync($"purchases/{sale}/refunds", new { refundNumber = "R" + day, reason = "退", occurredAt = app.Clock.GetUtcNow() }); break;
                case 2: await till.SellForAsync(other, 200); break;
                case 4: await app.InScopeAsync(s => s.GetRequiredService<ExpirePoints>().ExecuteAsync(member.Id, default)); break;
            }
            var now = app.Clock.GetUtcNow().UtcDateTime;
            var card = await app.InScopeAsync(s => s.GetRequiredService<LineLoyalty.Rewards.Card.ReadCard>().PointsAsync(member.Id, default));
            var all = await app.DbAsync(db => db.PointsLots.Where(l => l.Remaining > 0 && l.ExpiresAt > now).SumAsync(l => l.Remaining));
            said.Add((now, card.Balance, card.Pending, all));
            app.Clock.Advance(TimeSpan.FromHours(random.Next(5, 40)));
        }
        foreach (var (at, balance, pending, all) in said)
        {
            var then = await app.InScopeAsync(s => s.GetRequiredService<ReadPointsAt>().OfMemberAsync(member.Id, at, default));
            var programme = await app.InScopeAsync(s => s.GetRequiredService<ReadPointsAt>().OfProgrammeAsync(at, default));
            Assert.Equal((balance, pending, all, all), (then.Balance, then.Pending, programme.Points, programme.FaceValue));
        }
        using var browser = await BackOffice.SignedInAsync(app);
        var (when, expected) = (said[22].At.AddHours(8), said[22]);
        var page = await browser.ReadAsync($"/admin/points/liability?Who={member.CardNumber}&At={when:yyyy-MM-dd'T'HH:mm:ss}");
        Assert.Contains($"data-points=\"{expected.All}\"", page, StringComparison.Ordinal);
        Assert.Contains($"data-balance=\"{expected.Balance}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_soon_have_ended_then_is_told_by_the_sales_known_then()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, life: TimeSpan.FromDays(300));
        await app.DecideAsync(p => p with { Expiry = new Inactivity(30) });
        var (member, other) = (await till.NewMemberAsync(), await till.NewMemberAsync());
        await till.SellForAsync(member, 500);
        app.Clock.Advance(TimeSpan.FromDays(5));
        var then = app.Clock.Now;
        app.Clock.Advance(TimeSpan.FromDays(15));
        await till.SellForAsync(member, 300); // keeps the first 50 points for 30 days more
        await till.SellForAsync(other, 200);
        Task<LiabilityAt> AtAsync(DateTime at) => app.InScopeAsync(s => s.GetRequiredService<ReadPointsAt>().OfProgrammeAsync(at, default));
        Assert.Equal((50L, 50L, 50L), (await AtAsync(then)) is var early ? (early.Points, early.Within30, early.Within90) : default);
        Assert.Equal((100L, 0L, 100L), (await AtAsync(app.Clock.Now)) is var now ? (now.Points, now.Within30, now.Within60) : default);
    }

    [Theory]
    [InlineData("UPDATE \"PointsEntries\" SET \"BalanceAfter\" = \"BalanceAfter\" + 1 WHERE \"Id\" = 2", "running balance")]
    [InlineData("UPDATE \"PointsEntries\" SET \"Points\" = \"Points\" + 1 WHERE \"Id\" = 2", "entry = Σ its moves")]
    [InlineData("UPDATE \"PointsMoves\" SET \"Points\" = \"Points\" - 1 WHERE \"Id\" = 2", "entry = Σ its moves")]
    [InlineData("UPDATE \"PointsLots\" SET \"Remaining\" = \"Remaining\" - 1 WHERE \"Id\" = 2", "lot remaining = Σ its moves")]
    [InlineData("UPDATE \"PointsLots\" SET \"Remaining\" = 1000000 WHERE \"Id\" = 2", "lot within its bounds")]
    [InlineData("UPDATE \"Members\" SET \"PointsBalance\" = 7 WHERE \"Id\" = 1", "balance = Σ entries")]
    public async Task One_changed_row_is_found_and_named(string damage, string rule)
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app);
        var member = await till.NewMemberAsync();
        for (var i = 0; i < 3; i++) await till.SellForAsync(member, 300);
        var held = await PosApp.AssertLedgerHoldsAsync(app);
        Assert.Equal((1, 3, 3), (held.Members, held.Entries, held.Lots));
        await app.DbAsync(db => db.Database.ExecuteSqlRawAsync(damage));
        var report = await app.InScopeAsync(s => s.GetRequiredService<VerifyLedger>().ExecuteAsync(default));
        Assert.Contains(report.Violations, v => v.Rule == rule && v.MemberId == member.Id);
    }
}

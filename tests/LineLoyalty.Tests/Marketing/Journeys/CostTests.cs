using LineLoyalty.Data;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Marketing.Journeys;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static LineLoyalty.Tests.Marketing.Journeys.Trips;

namespace LineLoyalty.Tests.Marketing.Journeys;

/// <summary>What a journey's messages cost beside all others.</summary>
public sealed class CostTests
{
    private static readonly DateTime Opening = new(2027, 3, 10, 12, 0, 0);
    private static readonly DateOnly March = new(2027, 3, 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("high", 100, 5950, -50L, 10L)]
    [InlineData("high", 100, 0, 5900L, 0L)]
    [InlineData("high", 100, 7000, -1100L, 20L)]
    [InlineData("light", 40, 150, 10L, 0L)]
    [InlineData("light", 100, 150, -50L, null)]
    [InlineData(null, 100, 150, null, null)]
    public void A_journey_pays_for_what_the_others_leave_no_room_for(string? plan, int messages, long others, long? left, long? cost) =>
        Assert.Equal(new JourneyMonth(March, messages, others, left, cost), PriceJourney.Priced(new LinePlanTable(plan, LinePlan.Known), March, messages, others));

    [Fact]
    public void A_month_is_priced_as_the_plan_was_sold_then()
    {
        var table = new LinePlanTable("own", [new("own", "自訂", "Own", new(2026, 1, 1), 0, 0, [new(1, 1m)]), new("own", "自訂", "Own", new(2027, 3, 1), 0, 0, [new(1, 2m)])]);
        Assert.Equal(10, PriceJourney.Priced(table, new(2027, 2, 1), 10, 0).Cost);
        Assert.Equal(20, PriceJourney.Priced(table, March, 10, 0).Cost);
    }

    [Fact]
    public async Task A_dry_run_is_told_month_by_month_and_the_next_goes_on_at_its_pace()
    {
        await using var cafe = await Cafe.OpenAsync(Opening, ("Programmes:Reactivation:Enabled", "false"));
        await cafe.App.InScopeAsync(async s =>
        {
            await using var unit = await s.GetRequiredService<LoyaltyDb>().BeginWriteAsync(Ct);
            await s.GetRequiredService<LinePlans>().SaveAsync(new LinePlanTable("light", [new("light", "輕用量", "Light", new(2023, 9, 1), 0, 3, [new(1, 2m)])]), Ct);
            await unit.CommitAsync(Ct);
            return 0;
        });
        // Thirty days away in January, in February and in March; and three who heard of something else this month.
        foreach (var (name, back) in new[] { ("一月", 80), ("二月", 50), ("三月甲", 35), ("三月乙", 33) }) await cafe.JoinAsync(name, lastSale: DateOnly.FromDateTime(Opening).AddDays(-back));
        var id = await cafe.StartAsync(new JourneyDefinition(new HappeningTrigger(new TagHappens("貴賓")), "m1", [Say("m1", "您好", always: true)], Once));
        for (var i = 0; i < 3; i++) await cafe.WearAsync(await cafe.JoinAsync("貴賓" + i), "貴賓");
        await cafe.RunAsync();

        var definition = new JourneyDefinition(new LapseTrigger(30), "m1", [Say("m1", "好久不見")], EachTime);
        var (other, own) = await cafe.App.InScopeAsync(async s =>
        {
            var run = await s.GetRequiredService<DryRunJourney>().ExecuteAsync(definition, 90, Ct);
            var price = s.GetRequiredService<PriceJourney>();
            return (await price.ExecuteAsync(run, null, Ct), await price.ExecuteAsync(run, id, Ct));
        });
        Assert.Equal("light", other.Plan?.Code);
        Assert.Equal([new(new(2027, 1, 1), 1, 0, 2, 0), new(new(2027, 2, 1), 1, 0, 2, 0), new(March, 2, 3, -2, 4)], other.Months);
        // Four in 90 days are two of April's 30; the last thirty days' others count for April too.
        Assert.Equal(new JourneyMonth(new(2027, 4, 1), 2, 0, 1, 0), other.Next);
        // The same messages are no others when they are the journey's own; LINE's count of the month knows them still.
        Assert.Equal(new JourneyMonth(March, 2, 0, 1, 0), own.Months[^1]);
    }
}

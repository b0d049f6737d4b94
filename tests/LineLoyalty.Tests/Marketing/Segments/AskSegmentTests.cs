using LineLoyalty.Analytics;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Segments;

public sealed class AskSegmentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_tree_finds_exactly_those_whom_reading_it_member_by_member_finds()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        var time = app.Services.GetRequiredService<BrandTime>();
        var crowd = new Crowd(20260310, time);
        await app.DbAsync(async db =>
        {
            await crowd.GatherAsync(db, 80, Ct);
            return 0;
        });
        var plain = new PlainSegment(crowd, time, Nes.CycleOfNobody);
        var some = 0;
        for (var i = 0; i < 400; i++)
        {
            // Every kind of condition alone first, then trees of them.
            var rule = SegmentRule.Parse((i < 200 ? Condition(crowd) : Tree(crowd, 3)).ToJson());
            Assert.Empty(rule.Faults());
            var expected = plain.Who(rule).Order().ToList();
            var actual = await app.InScopeAsync(async s => await (await s.GetRequiredService<AskSegment>().MembersAsync(rule, Ct)).OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(Ct));
            Assert.True(expected.SequenceEqual(actual), $"{i}: {rule.ToJson()}\nexpected {string.Join(',', expected)}\nactual   {string.Join(',', actual)}");
            if (expected.Count > 0 && expected.Count < 70) some++;
        }
        Assert.True(some > 200, $"Only {some} rules told members apart.");
    }

    [Fact]
    public async Task A_member_is_told_apart_condition_by_condition_with_what_the_member_has()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        var crowd = new Crowd(7, app.Services.GetRequiredService<BrandTime>());
        await app.DbAsync(async db =>
        {
            await crowd.GatherAsync(db, 10, Ct);
            return 0;
        });
        var member = crowd.Members.First(m => m is { ErasedAt: null, PurchaseCount: > 1 });
        var rule = new AllOf([new NumberCondition("purchaseCount", NumberOperator.AtLeast, 1), new AnyOf([new NumberCondition("points", NumberOperator.AtLeast, 1_000_000), new DateCondition("lastPurchase", DateOperator.Known)])]);
        var reason = await app.InScopeAsync(s => s.GetRequiredService<AskSegment>().ExplainAsync(rule, member.Ref, SegmentNames.None, english: false, Ct));

        Assert.NotNull(reason);
        Assert.Equal((true, "all", 2), (reason.Holds, reason.Group, reason.Parts.Count));
        Assert.Equal(("累積消費次數 1 次以上", true, $"{member.PurchaseCount} 次"), (reason.Parts[0].Words, reason.Parts[0].Holds, reason.Parts[0].Actual));
        var either = reason.Parts[1].Parts;
        Assert.Equal((false, true), (either[0].Holds, either[1].Holds));
    }

    [Fact]
    public async Task Where_a_member_joined_and_what_they_left_with_us_can_be_asked()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        var time = app.Services.GetRequiredService<BrandTime>();
        var crowd = new Crowd(7, time);
        await app.DbAsync(async db =>
        {
            await crowd.GatherAsync(db, 10, Ct);
            return 0;
        });
        var (one, yesterday) = (crowd.Members.First(m => m.ErasedAt is null), time.StartOf(time.Today.AddDays(-1)));
        await app.DbAsync(db => db.Members.Where(m => m.Id != one.Id).ExecuteUpdateAsync(u => u.SetProperty(m => m.JoinStore, (string?)null).SetProperty(m => m.EmailSealed, (string?)null).SetProperty(m => m.MarketingChangedAt, (DateTime?)null), Ct));
        await app.DbAsync(db => db.Members.Where(m => m.Id == one.Id).ExecuteUpdateAsync(u => u.SetProperty(m => m.JoinStore, "TPE01").SetProperty(m => m.EmailSealed, "sealed").SetProperty(m => m.MarketingChangedAt, yesterday), Ct));
        SegmentRule[] rules = [new ChoiceCondition("joinStore", ["TPE01"]), new FlagCondition("hasEmail"), new DateCondition("marketingChanged", DateOperator.Within) { Days = 7 }];
        foreach (var rule in rules)
        {
            Assert.Empty(rule.Faults());
            Assert.Equal(one.Ref, Assert.Single(await app.InScopeAsync(s => s.GetRequiredService<AskSegment>().SampleAsync(rule, 5, Ct))).Ref);
        }
        var reason = await app.InScopeAsync(s => s.GetRequiredService<AskSegment>().ExplainAsync(rules[0], one.Ref, SegmentNames.None, english: false, Ct));
        Assert.Equal((true, "TPE01"), (reason!.Holds, reason.Actual));
    }

    [Fact]
    public async Task A_reason_says_what_the_member_has_for_every_kind_of_condition()
    {
        await using var app = await TestApp.StartAsync([("Scheduling:Enabled", "false")]);
        var crowd = new Crowd(7, app.Services.GetRequiredService<BrandTime>());
        await app.DbAsync(async db =>
        {
            await crowd.GatherAsync(db, 40, Ct);
            return 0;
        });
        string[] choices = ["gender", "birthMonth", "language", "source", "tier", "tag", "rfm", "nes", "missionFinished", "missionBegun"];
        SegmentRule[] others =
        [
            new PointsExpireCondition(30), new CampaignCondition(), new CampaignCondition([1]) { Days = 9 }, new ClickedCondition(), new ClickedCondition([1]) { Days = 9 },
            new MovedCondition(LineLoyalty.Analytics.BuyerScore.Nes, 30), new MovedCondition(LineLoyalty.Analytics.BuyerScore.Rfm, 30),
            .. Enum.GetValues<CouponDid>().Select(d => new CouponCondition(d) { Days = 400 }),
        ];
        var rule = new AnyOf([.. choices.Select(c => new ChoiceCondition(c, ["none such"])), .. others]);
        var several = 0;
        foreach (var member in crowd.Members.Where(m => m.ErasedAt is null))
        {
            var reason = (await app.InScopeAsync(s => s.GetRequiredService<AskSegment>().ExplainAsync(rule, member.Ref, SegmentNames.None, english: false, Ct)))!;
            Assert.All(reason.Parts, p => Assert.False(string.IsNullOrEmpty(p.Actual), p.Words));
            Assert.Equal((member.Gender?.ToString() ?? "無", member.Language), (reason.Parts[0].Actual, reason.Parts[2].Actual));
            // What holds is never explained by nothing.
            foreach (var part in reason.Parts.Skip(choices.Length).Where(p => p.Holds)) Assert.DoesNotContain(part.Actual!, (string[])["無", "0 點"]);
            several += reason.Parts.Count(p => p.Holds);
        }
        Assert.True(several > 20, $"Only {several} conditions held.");
    }

    [Theory]
    [InlineData("""{"type":"number","field":"Members; drop table","op":"atLeast","value":1}""", "segment.unknown")]
    [InlineData("""{"type":"flag","field":"points"}""", "segment.unknown")]
    [InlineData("""{"type":"choice","field":"tag","values":[]}""", "segment.values")]
    [InlineData("""{"type":"number","field":"points","op":"between","value":5,"to":4}""", "segment.range")]
    [InlineData("""{"type":"date","field":"joined","op":"within"}""", "segment.range")]
    [InlineData("""{"type":"date","field":"joined","op":"between","from":"2026-02-01","to":"2026-01-01"}""", "segment.dates")]
    [InlineData("""{"type":"bought","measure":"count","op":"atLeast","value":1,"window":"within"}""", "segment.range")]
    [InlineData("""{"type":"all","rules":[{"type":"any","rules":[{"type":"all","rules":[{"type":"any","rules":[{"type":"all","rules":[{"type":"any","rules":[]}]}]}]}]}]}""", "segment.too_deep")]
    [InlineData("""{"type":"all","rules":[null]}""", "segment.empty")]
    public void What_is_wrong_with_a_rule_has_a_code(string json, string code) => Assert.Contains(code, SegmentRule.Parse(json).Faults().Select(f => f.Code));

    [Theory]
    [InlineData("""{"type":"sql","text":"1=1"}""")]
    [InlineData("""{"field":"points"}""")]
    [InlineData("""{"type":"number","field":"points","op":99,"value":1}""")]
    [InlineData("""[]""")]
    public void What_is_no_rule_is_not_read(string json) => Assert.Throws<System.Text.Json.JsonException>(() => SegmentRule.Parse(json));

    [Fact]
    public void Ready_made_segments_are_right_and_say_what_they_ask()
    {
        var all = SeedSegments.All().ToList();
        Assert.All(all, s => Assert.Empty(s.Rule.Faults()));
        Assert.Equal("RFM：M 分數（消費金額） 4 分以上 且 最近消費日在 90 天前或更早", all[0].Rule.Words(SegmentNames.None, english: false));
        Assert.Equal("最近 365 天內消費次數 21 次以上", all.Single(s => s.Code == "often-in-a-year").Rule.Words(SegmentNames.None, english: false));
    }

    private static SegmentRule Tree(Crowd c, int depth)
    {
        if (depth == 0 || c.Chance(.3)) return Condition(c);
        List<SegmentRule> parts = [.. Enumerable.Range(0, c.Number(4)).Select(_ => Tree(c, depth - 1))];
        return c.Number(3) switch { 0 => new AllOf(parts), 1 => new AnyOf(parts), _ => new NoneOf(parts) };
    }

    private static SegmentRule Condition(Crowd c)
    {
        var op = c.Any(Enum.GetValues<NumberOperator>());
        switch (c.Number(11))
        {
            case 0: return new FlagCondition(c.Any(["marketing", "bound", "friend", "hasBirthday"]), c.Chance(.5));
            case 1:
                var (field, values) = c.Any<(string, string[])>([
                    ("gender", ["Female", "Male"]), ("birthMonth", ["this", "next", "1", "7"]), ("language", ["en", "zh-TW"]), ("source", Crowd.Sources),
                    ("tier", [.. c.TierCodes.Values]), ("tag", Crowd.Tags), ("rfm", Enum.GetNames<RfmSegment>()), ("nes", Enum.GetNames<NesState>())]);
                return new ChoiceCondition(field, [.. values.Where(_ => c.Chance(.5)).DefaultIfEmpty(values[0])]) { Op = field == "tag" ? c.Any(Enum.GetValues<ChoiceOperator>()) : c.Any([ChoiceOperator.Any, ChoiceOperator.None]) };
            case 2:
                var (number, most) = c.Any<(string, int)>([("age", 60), ("points", 300), ("coupons", 2), ("purchaseCount", 12), ("lifetimeSpend", 4000), ("averageSpend", 600), ("rfmR", 5), ("ownCycle", 6)]);
                var least = c.Number(most);
                return new NumberCondition(number, op, number == "ownCycle" ? least + .25m : least) { To = op == NumberOperator.Between ? least + c.Number(most) : null };
            case 3:
                var from = DateOnly.FromDateTime(TestApp.Start.UtcDateTime).AddDays(-c.Number(150));
                return new DateCondition(c.Any(["joined", "lastPurchase", "firstPurchase"]), c.Any(Enum.GetValues<DateOperator>())) { Days = 1 + c.Number(150), From = from, To = from.AddDays(c.Number(60)) };
            case 4: return new PointsExpireCondition(1 + c.Number(40), 1 + c.Number(30));
            case 5: return new CouponCondition(c.Any(Enum.GetValues<CouponDid>()), c.Chance(.5) ? [c.Any([.. c.CouponCodes.Values.Order()])] : null) { Days = 1 + c.Number(60) };
            case 6: return new MovedCondition(BuyerScore.Nes, 1 + c.Number(20)) { From = c.Chance(.5) ? ["E0", "S1"] : null, To = c.Chance(.5) ? ["S1", "S2", "S3"] : null };
            case 7: return new CampaignCondition(c.Chance(.5) ? [c.Any(c.Campaigns)] : null) { Days = c.Chance(.7) ? 1 + c.Number(80) : null };
            case 8: return new ClickedCondition(c.Chance(.5) ? [c.Any(c.Campaigns)] : null) { Days = c.Chance(.7) ? 1 + c.Number(80) : null };
            default:
                var measure = c.Any(Enum.GetValues<BoughtMeasure>());
                var (value, window) = (measure is BoughtMeasure.Spend or BoughtMeasure.Average ? c.Number(800) : c.Number(6), DateOnly.FromDateTime(TestApp.Start.UtcDateTime).AddDays(-c.Number(150)));
                return new BoughtCondition(measure, op, value)
                {
                    To = op == NumberOperator.Between ? value + c.Number(500) : null, Window = c.Any(Enum.GetValues<BoughtWindow>()), WindowDays = 1 + c.Number(180), From = window, Until = window.AddDays(c.Number(90)),
                    Categories = c.Chance(.3) ? [c.Any(Crowd.Categories)] : null, Products = c.Chance(.2) ? [c.Any(Crowd.Skus)] : null, Stores = c.Chance(.2) ? ["S1"] : null, Channels = c.Chance(.2) ? ["web"] : null,
                    Payments = c.Chance(.2) ? ["cash"] : null, Weekdays = c.Chance(.2) ? [1, 6, 7] : null, FromHour = c.Chance(.2) ? 18 : null, UntilHour = c.Chance(.5) ? 2 : 22,
                } is var bought && bought.FromHour is null ? bought with { UntilHour = null } : bought;
        }
    }
}

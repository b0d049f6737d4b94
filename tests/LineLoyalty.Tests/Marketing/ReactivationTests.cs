using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Marketing;

public sealed class ReactivationTests
{
    private static readonly DateTime Opening = new(2027, 3, 1, 12, 0, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_stays_away_is_reminded_at_30_given_a_coupon_at_60_and_put_on_the_churn_list_at_90()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("小美");
        await cafe.SellAsync(member);
        await DaysAsync(cafe, 1, 120);

        Assert.Equal([30, 60, 90], await DaysHeardAsync(cafe, member));
        Assert.Equal(["reactivation60", "reactivation90"], (await cafe.CouponsAsync(member, "reactivation")).Select(c => c.Definition.Code));
        Assert.Equal(["瞌睡顧客"], await TagsAsync(cafe, member));
    }

    [Fact]
    public async Task A_purchase_ends_the_ladder_and_begins_a_new_count()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("回來了");
        await cafe.SellAsync(member);
        await DaysAsync(cafe, 1, 45);
        await cafe.SellAsync(member);
        await DaysAsync(cafe, 46, 110);

        // 30 after the first purchase; then 30 and 60 after the second, on day 45.
        Assert.Equal([30, 75, 105], await DaysHeardAsync(cafe, member));
    }

    [Fact]
    public async Task The_churn_tag_goes_by_itself_when_the_member_is_back_and_a_persons_own_tag_stays()
    {
        await using var cafe = await OpenAsync();
        var back = await cafe.JoinAsync("醒了", lastSale: new(2026, 11, 1));
        var tagged = await cafe.JoinAsync("手動", lastSale: new(2027, 2, 27));
        await cafe.App.DbAsync(async db =>
        {
            db.MemberTags.Add(new MemberTag { MemberId = tagged.Id, Name = "瞌睡顧客", AddedAt = cafe.App.Clock.Now, Source = "staff:1" });
            return await db.SaveChangesAsync(Ct);
        });
        await DaysAsync(cafe, 1, 1);
        Assert.Equal(["瞌睡顧客"], await TagsAsync(cafe, back));
        await cafe.SellAsync(back);
        await DaysAsync(cafe, 2, 2);
        Assert.Empty(await TagsAsync(cafe, back));
        Assert.Equal(["瞌睡顧客"], await TagsAsync(cafe, tagged));
    }

    [Fact]
    public async Task Switched_on_over_old_members_each_enters_at_the_present_step_only()
    {
        await using var cafe = await OpenAsync(("Programmes:Reactivation:EntryPerDay", "3"));
        var (day40, day70, day200, day5) = (Back(40), Back(70), Back(200), Back(5));
        var a = await cafe.JoinAsync("四十天", lastSale: day40);
        var b = await cafe.JoinAsync("七十天", lastSale: day70);
        var c = await cafe.JoinAsync("兩百天", lastSale: day200);
        var fresh = await cafe.JoinAsync("剛來過", lastSale: day5);
        var never = await cafe.JoinAsync("沒買過");
        var fourth = await cafe.JoinAsync("排隊", lastSale: day200);
        await DaysAsync(cafe, 1, 1);

        Assert.Contains("最近好嗎", Assert.Single(await cafe.HeardAsync(a)).Text, StringComparison.Ordinal);
        Assert.Contains("想念您", Assert.Single(await cafe.HeardAsync(b)).Text, StringComparison.Ordinal);
        Assert.Contains("好久不見", Assert.Single(await cafe.HeardAsync(c)).Text, StringComparison.Ordinal);
        Assert.Empty(await cafe.HeardAsync(fresh));
        Assert.Empty(await cafe.HeardAsync(never));
        Assert.Empty(await cafe.HeardAsync(fourth)); // three a day
        await DaysAsync(cafe, 2, 26);
        Assert.Single(await cafe.HeardAsync(fourth));
        Assert.Single(await cafe.HeardAsync(c));
        Assert.Equal([1, 21], await DaysHeardAsync(cafe, a));
        Assert.Equal([1, 21], await DaysHeardAsync(cafe, b));
        Assert.Equal([26], await DaysHeardAsync(cafe, fresh));
    }

    [Theory]
    [InlineData(33, 1)]
    [InlineData(34, 0)]
    public async Task After_an_outage_a_step_is_made_up_for_three_days_and_no_longer(int backOn, int messages)
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("停機");
        await cafe.SellAsync(member);
        await DaysAsync(cafe, 1, 20);
        await DaysAsync(cafe, backOn, backOn);
        Assert.Equal(messages, (await cafe.HeardAsync(member)).Count);
        await DaysAsync(cafe, backOn + 1, backOn + 5);
        Assert.Equal(messages, (await cafe.HeardAsync(member)).Count);
    }

    [Fact]
    public async Task A_purchase_between_planning_and_sending_takes_message_and_coupon_back()
    {
        await using var cafe = await OpenAsync();
        var buyer = await cafe.JoinAsync("買了");
        var away = await cafe.JoinAsync("沒買");
        await cafe.SellAsync(buyer);
        await cafe.SellAsync(away);
        await DaysAsync(cafe, 1, 59);
        // The server was down by day: day 60 is planned at night and waits for nine o'clock.
        await cafe.GoToAsync(Opening.Date.AddDays(60).AddHours(22));
        Assert.Equal(2, await cafe.App.DbAsync(db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Pending, Ct)));
        Assert.Equal(CouponState.Issued, Assert.Single(await cafe.CouponsAsync(buyer, "reactivation")).State);

        await cafe.GoToAsync(Opening.Date.AddDays(61).AddHours(8));
        await cafe.SellAsync(buyer);
        await cafe.GoToAsync(Opening.Date.AddDays(61).AddHours(9).AddMinutes(5));

        Assert.Equal([30], await DaysHeardAsync(cafe, buyer));
        Assert.Equal([30, 61], await DaysHeardAsync(cafe, away));
        Assert.Equal(CouponState.Revoked, Assert.Single(await cafe.CouponsAsync(buyer, "reactivation")).State);
        Assert.Equal("purchased", await cafe.App.DbAsync(db => db.DeliveryRecipients.Where(r => r.MemberId == buyer.Id && r.State == RecipientState.Suppressed).Select(r => r.Reason).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Whoever_had_two_marketing_messages_this_week_waits_for_room()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("夠了");
        await cafe.SellAsync(member);
        await DaysAsync(cafe, 1, 24);
        await BroadcastAsync(cafe, member);
        await BroadcastAsync(cafe, member);
        await DaysAsync(cafe, 25, 40);
        // Both on day 24: day 30 has no room, the day after has.
        Assert.Equal([24, 24, 31], await DaysHeardAsync(cafe, member));
    }

    [Fact]
    public async Task Nobody_gets_two_programme_messages_on_one_day()
    {
        await using var cafe = await Cafe.OpenAsync(Opening);
        var member = await cafe.JoinAsync("一天一則");
        await cafe.SellAsync(member);
        // Points live 90 days and are announced 14 days before they end: on day 76. A lapse of 60 days from day 16 falls on it, too.
        await DaysAsync(cafe, 1, 16);
        await cafe.SellAsync(member);
        await DaysAsync(cafe, 17, 80);
        Assert.Equal([46, 76, 77], await DaysHeardAsync(cafe, member));
    }

    [Fact]
    public async Task Members_who_cannot_be_written_to_are_listed_but_given_nothing()
    {
        await using var cafe = await OpenAsync();
        var member = await cafe.JoinAsync("不要", optIn: false, lastSale: Back(95));
        await DaysAsync(cafe, 1, 2);
        Assert.Empty(await cafe.HeardAsync(member));
        Assert.Empty(await cafe.CouponsAsync(member, "reactivation"));
        Assert.Equal(["瞌睡顧客"], await TagsAsync(cafe, member));
    }

    // The other programmes would write to the same people.
    private static Task<Cafe> OpenAsync(params (string, string)[] settings) =>
        Cafe.OpenAsync(Opening, [("Programmes:PointsExpiry:Enabled", "false"), ("Programmes:CouponExpiry:Enabled", "false"), .. settings]);

    private static DateOnly Back(int days) => DateOnly.FromDateTime(Opening).AddDays(1 - days);

    private static async Task DaysAsync(Cafe cafe, int from, int to)
    {
        for (var day = from; day <= to; day++) await cafe.GoToAsync(Opening.Date.AddDays(day).AddHours(9).AddMinutes(30));
    }

    private static async Task<IEnumerable<int>> DaysHeardAsync(Cafe cafe, Member member) => (await cafe.HeardAsync(member)).Select(h => (h.At.Date - Opening.Date).Days);

    private static Task<List<string>> TagsAsync(Cafe cafe, Member member) =>
        cafe.App.DbAsync(db => db.MemberTags.Where(t => t.MemberId == member.Id).Select(t => t.Name).ToListAsync(Ct));

    private static async Task BroadcastAsync(Cafe cafe, Member member)
    {
        await cafe.App.InScopeAsync(async s =>
        {
            var db = (LoyaltyDb)s.GetService(typeof(LoyaltyDb))!;
            var account = await db.LineAccounts.FirstAsync(a => a.MemberId == member.Id, Ct);
            await using var unit = await db.BeginWriteAsync(Ct);
            ((Outbox)s.GetService(typeof(Outbox))!).Push(account.Id, member.Id, DeliveryPurpose.Marketing, "campaign", null, [new Line.Messaging.Messages.TextMessage("新品上市")]);
            await unit.CommitAsync(Ct);
            return 0;
        });
        await cafe.SentAsync();
    }
}

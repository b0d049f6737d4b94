using System.Net;
using LineLoyalty.Rewards.Prizes;
using LineLoyalty.Staff;
using LineLoyalty.Tests.Admin;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.Rewards.Stamps;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Tills;

/// <summary>A clerk sees a member's stamp cards and adds the stamp that was forgotten.</summary>
public sealed class StampAtTillTests : IAsyncLifetime
{
    private TestApp app = null!;
    private Till till = null!;

    public async ValueTask InitializeAsync()
    {
        app = await PosApp.QuietAsync();
        till = await Till.OpenAsync(app, "members purchases refunds coupons adjust");
        await StampBook.PrintAsync(app, "coffee", StampBook.Each(100, 3, (2, new PointsPrize(10)), (3, new CouponPrize("welcome"))) with { ByHand = 2 });
    }

    public async ValueTask DisposeAsync()
    {
        await PosApp.AssertLedgerHoldsAsync(app);
        till.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Stamps_by_hand_fill_the_card_bring_its_prizes_and_end_at_the_limit_of_the_day()
    {
        var member = await till.NewMemberAsync();
        var path = $"members/{member.Ref}/stamps";
        await till.SellForAsync(member, 100);
        var cards = await till.GetAsync(path);
        Assert.Equal((1L, 3L, 2L, "ahead"), (cards.Number("cards.0.count"), cards.Number("cards.0.size"), cards.Number("cards.0.byHand"), cards.Text("cards.0.prizes.0.state")));

        var key = Guid.NewGuid().ToString();
        var given = await till.PostAsync(path, Asked(2), key);
        Assert.Equal((HttpStatusCode.OK, 2L, 1L), (given.Status, given.Number("stamps"), given.Number("filled")));
        Assert.Equal(["10 點", "新朋友見面禮 NT$50"], given.At("prizes").EnumerateArray().Select(p => p.GetProperty("title").GetString()));
        Assert.Equal(given.Body, (await till.PostAsync(path, Asked(2), key)).Body);
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync(c => c.MemberId == member.Id)));

        var more = await till.PostAsync(path, Asked(1));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "stamps.hand_limit", 0L), (more.Status, more.Code, more.Number("maximum")));
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync(path, Asked(1))).Status);

        Assert.Equal("門市補點", (await till.GetAsync(path)).Text("cards.0.lines.0.why"));
        Assert.Equal(2, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "stamps.added_at_till" && a.PosKeyId != null && a.Subject == member.Ref)));
        using var boss = await BackOffice.SignedInAsync(app, StaffRole.Admin);
        Assert.Contains("在收銀補集點卡點數", await boss.ReadAsync("/admin/staff/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stamps_by_hand_go_onto_the_next_card_that_the_member_is_on()
    {
        await StampBook.PrintAsync(app, "gold", StampBook.Each(100, 10) with { ByHand = 2 });
        await StampBook.PrintAsync(app, "silver", StampBook.Each(100, 2) with { ByHand = 2, Next = "gold" });
        var member = await till.NewMemberAsync();
        var path = $"members/{member.Ref}/stamps";
        await till.SellForAsync(member, 200);
        // The first card is full and the next one has not begun.
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync(path, Asked(1, "gold"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await till.PostAsync(path, Asked(1, "gold"))).Status);
        Assert.Equal("stamps.hand_limit", (await till.PostAsync(path, Asked(1, "silver"))).Code);
        var cards = (await till.GetAsync(path)).At("cards").EnumerateArray().ToDictionary(c => c.GetProperty("code").GetString()!, c => c.GetProperty("count").GetInt32());
        Assert.Equal((2, false), (cards["gold"], cards.ContainsKey("silver")));
        var first = await app.DbAsync(db => db.StampProgrammes.Where(p => p.Code == "silver").Select(p => p.Id).SingleAsync());
        Assert.Equal([first], await app.DbAsync(db => db.StampCards.Where(c => c.MemberId == member.Id && c.Size == 10).Select(c => c.FirstId).ToListAsync()));
    }

    [Fact]
    public async Task Only_a_key_with_the_right_adds_stamps_to_a_card_that_is()
    {
        var member = await till.NewMemberAsync();
        var path = $"members/{member.Ref}/stamps";
        using var plain = await Till.OpenAsync(app);
        Assert.Equal(HttpStatusCode.OK, (await plain.GetAsync(path)).Status);
        Assert.Equal("pos.scope_missing", (await plain.PostAsync(path, Asked(1))).Code);
        using var elsewhere = await Till.OpenAsync(app, "coupons adjust", "TPE2");
        Assert.Equal("pos.store_forbidden", (await elsewhere.PostAsync(path, Asked(1))).Code);
        Assert.Equal("stamps.not_found", (await till.PostAsync(path, Asked(1, "tea"))).Code);
        Assert.Equal("member.not_found", (await till.PostAsync("members/nobody/stamps", Asked(1))).Code);
        Assert.Equal("member.not_found", (await till.GetAsync("members/nobody/stamps")).Code);
        Assert.Equal("request.malformed", (await till.PostAsync(path, Asked(0))).Code);
        Assert.Equal(0, await app.DbAsync(db => db.StampEntries.CountAsync()));
    }

    private static object Asked(int stamps, string card = "coffee") => new { store = "TPE1", card, stamps, reason = "結帳時漏蓋" };
}

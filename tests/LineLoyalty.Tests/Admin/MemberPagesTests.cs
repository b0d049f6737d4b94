using System.Net;
using LineLoyalty.Server.Admin.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Admin;

public sealed class MemberPagesTests
{
    [Fact]
    public async Task A_member_is_found_by_name_card_and_phone_in_any_writing()
    {
        await using var app = await TestApp.StartAsync();
        await BackOffice.FriendAsync(app, "0912345678", "陳美麗");
        await BackOffice.FriendAsync(app, "0923456789", "李大華");
        using var browser = await BackOffice.SignedInAsync(app);
        var card = await app.DbAsync(db => db.Members.Where(m => m.Name == "陳美麗").Select(m => m.CardNumber).SingleAsync());

        foreach (var q in new[] { "0912-345-678", "+886 912 345 678", "０９１２３４５６７８", "00886912345678", "美麗", card, card.Insert(4, " ") })
        {
            var page = await browser.ReadAsync("/admin/members?q=" + Uri.EscapeDataString(q));
            Assert.Contains("陳美麗", page, StringComparison.Ordinal);
            Assert.Contains("0912•••678", page, StringComparison.Ordinal);
            Assert.DoesNotContain("李大華", page, StringComparison.Ordinal);
            Assert.DoesNotContain("+886912345678", page, StringComparison.Ordinal);
        }
        // The same number in four writings is one search.
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "member.searched_by_phone")));
    }

    [Fact]
    public async Task Looking_people_up_by_number_is_rationed()
    {
        await using var app = await TestApp.StartAsync();
        using var browser = await BackOffice.SignedInAsync(app);
        for (var i = 0; i < ReadMembers.PhoneSearches.Limit; i++) Assert.Contains("找不到", await browser.ReadAsync($"/admin/members?q=09120000{i:00}"), StringComparison.Ordinal);
        Assert.Contains("錯誤次數過多", await browser.ReadAsync("/admin/members?q=0912999999"), StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromMinutes(25));
        using var again = await browser.SignInAsync("lin", BackOffice.Password);
        app.Clock.Advance(TimeSpan.FromMinutes(25));
        using var later = await browser.SignInAsync("lin", BackOffice.Password);
        app.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Contains("找不到", await browser.ReadAsync("/admin/members?q=0912999999"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeing_a_whole_number_needs_a_reason_and_is_recorded()
    {
        await using var app = await TestApp.StartAsync();
        var ct = TestContext.Current.CancellationToken;
        await BackOffice.FriendAsync(app, "0912345678", "陳美麗");
        using var browser = await BackOffice.SignedInAsync(app);
        var reference = await app.DbAsync(db => db.Members.Select(m => m.Ref).SingleAsync());
        var page = $"/admin/members/{reference}";

        using var without = await browser.SubmitAsync(page, page + "?handler=Unmask", ("reason", " "));
        using var with = await browser.SubmitAsync(page, page + "?handler=Unmask", ("reason", "來電核對"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.DoesNotContain("0912-345-678", await without.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        Assert.Contains("0912-345-678", await with.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        var entry = await app.DbAsync(db => db.AuditEntries.SingleAsync(a => a.Action == "member.unmasked", ct));
        Assert.Equal(reference, entry.Subject);
        Assert.NotNull(entry.StaffId);
    }

    [Fact]
    public async Task Tags_and_coupons_reach_the_member_once_and_show_on_the_timeline()
    {
        await using var app = await TestApp.StartAsync();
        await BackOffice.FriendAsync(app, "0912345678", "陳美麗");
        using var browser = await BackOffice.SignedInAsync(app);
        var page = "/admin/members/" + await app.DbAsync(db => db.Members.Select(m => m.Ref).SingleAsync());
        var form = Guid.NewGuid().ToString("N");

        using var tagged = await browser.SubmitAsync(page, page + "?handler=AddTag", ("tag", "常客"));
        for (var i = 0; i < 2; i++)
        {
            using var given = await browser.SubmitAsync(page, page + "?handler=Coupon", ("definition", "reactivation60"), ("reason", "久候致歉"), ("form", form));
            Assert.Equal(HttpStatusCode.Redirect, given.StatusCode);
        }

        var story = await browser.ReadAsync(page);
        Assert.Contains("貼上標籤「常客」", story, StringComparison.Ordinal);
        Assert.Contains("想念您 折 NT$60 · 人工發送", story, StringComparison.Ordinal);
        Assert.Contains("加入 LINE 好友", story, StringComparison.Ordinal);
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync(c => c.Definition.Code == "reactivation60")));
        Assert.Equal(1, await app.DbAsync(db => db.AuditEntries.CountAsync(a => a.Action == "coupon.given")));
        Assert.Contains("陳美麗", await browser.ReadAsync("/admin/members?tag=" + Uri.EscapeDataString("常客")), StringComparison.Ordinal);
        foreach (var tab in new[] { "purchases", "points", "coupons", "tiers" }) Assert.Contains("陳美麗", await browser.ReadAsync(page + "?tab=" + tab), StringComparison.Ordinal);

        using var untagged = await browser.SubmitAsync(page, page + "?handler=RemoveTag", ("tag", "常客"));
        Assert.Equal(0, await app.DbAsync(db => db.MemberTags.CountAsync()));
    }

    [Fact]
    public async Task A_strangers_name_cannot_bring_its_own_markup()
    {
        await using var app = await TestApp.StartAsync();
        await BackOffice.FriendAsync(app, "0912345678", "<script>alert(1)</script>小明");
        using var browser = await BackOffice.SignedInAsync(app);
        var html = await browser.Http.GetStringAsync("/admin/members", TestContext.Current.CancellationToken);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
    }
}

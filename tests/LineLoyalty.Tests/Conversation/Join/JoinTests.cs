using System.Globalization;
using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Conversation.Join;

public sealed class JoinTests
{
    [Fact]
    public async Task A_follower_joins_and_gets_a_card_a_coupon_and_a_message()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app, source: "poster-7");
        await app.Line.FollowAsync(page.UserId!);

        using var answer = await page.JoinAsync("0912-345-678", "王小明", "1990-02-28", source: "menu");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var state = await answer.JsonAsync();
        Assert.Equal("member", state.GetProperty("state").GetString());
        var card = state.GetProperty("card");
        Assert.Equal("王小明", card.GetProperty("name").GetString());
        Assert.True(CardNumbers.IsValid(card.GetProperty("cardNumber").GetString()));
        Assert.Equal(1, card.GetProperty("coupons").GetProperty("usable").GetInt32());
        Assert.Equal(20, card.GetProperty("codes").GetArrayLength());

        var member = await app.DbAsync(db => db.Members.SingleAsync());
        Assert.Equal("menu", member.JoinSource);
        Assert.Equal((1990, 2, 28), (member.BirthYear, member.BirthMonth, member.BirthDay));
        Assert.Equal(page.Version, member.ConsentVersion);
        Assert.Equal(app.Clock.Now, member.ConsentAt);
        Assert.True(member.MarketingOptIn);
        Assert.DoesNotContain("912345678", member.PhoneSealed, StringComparison.Ordinal);
        var period = await app.DbAsync(db => db.TierPeriods.SingleAsync());
        Assert.Equal((member.Id, 10, TierReasons.Join), (period.MemberId, period.Level, period.Reason));
        var events = await app.DbAsync(db => db.MemberEvents.Where(e => e.MemberId == member.Id).Select(e => e.Kind).ToListAsync());
        Assert.Superset(new HashSet<string> { MemberEvents.Joined, MemberEvents.ConsentGiven, MemberEvents.MarketingOptedIn, MemberEvents.Bound, MemberEvents.CouponIssued }, events.ToHashSet());

        var welcome = await app.Line.HearsAsync(page.UserId!, "歡迎加入，王小明");
        Assert.Contains("入會禮", welcome, StringComparison.Ordinal);
        Assert.Contains("https://liff.line.me/1656000002-Aa1Bb2Cc/card", welcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_s_source_is_kept_from_the_first_visit()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app, source: "poster-7");

        using var answer = await page.JoinAsync("0912345678");

        Assert.Equal("poster-7", await app.DbAsync(db => db.Members.Select(m => m.JoinSource).SingleAsync()));
    }

    [Fact]
    public async Task Every_writing_of_a_number_is_the_same_number()
    {
        await using var app = await TestApp.StartAsync();
        var (first, _) = await LiffPage.JoinedAsync(app, "0912345678");
        first.Dispose();

        foreach (var writing in new[] { "0912-345-678", "+886 912 345 678", "886912345678", "00886 912-345-678", "０９１２３４５６７８", "(0912) 345.678" })
        {
            using var page = await LiffPage.OpenAsync(app);
            using var answer = await page.JoinAsync(writing);
            // Somebody has this number already: a code is asked for.
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{writing}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            app.Clock.Advance(TimeSpan.FromDays(2));
        }
        Assert.Equal(1, await app.DbAsync(db => db.Members.CountAsync()));
    }

    [Fact]
    public async Task Joining_twice_answers_the_same_card_once()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);
        await app.Line.FollowAsync(page.UserId!);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => page.JoinAsync("0912345678")));

        var numbers = new HashSet<string?>();
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            numbers.Add((await answer.JsonAsync()).GetProperty("card").GetProperty("cardNumber").GetString());
            answer.Dispose();
        }
        Assert.Single(numbers);
        Assert.Equal(1, await app.DbAsync(db => db.Coupons.CountAsync()));
        Assert.Equal(1, await app.DbAsync(db => db.Deliveries.CountAsync(d => d.Cause == "welcome")));
    }

    [Fact]
    public async Task Two_forms_at_once_leave_no_card_without_an_owner()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => page.JoinAsync($"09123456{i:00}")));
        foreach (var answer in answers) answer.Dispose();

        var members = await app.DbAsync(db => db.Members.Select(m => m.Id).ToListAsync());
        var bound = await app.DbAsync(db => db.LineAccounts.Where(a => a.MemberId != null).Select(a => a.MemberId!.Value).ToListAsync());
        Assert.Single(members);
        Assert.Equal(members, bound);
    }

    [Fact]
    public async Task Each_wrong_field_is_named_and_nothing_is_stored()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);

        using var answer = await page.PostAsync("join", new { phone = "02-2345-6789", name = "‮ ", birthday = "1990-02-30", gender = "x", consentVersion = page.Version, language = "ja" });

        Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), await answer.RefusalAsync());
        var errors = (await answer.JsonAsync()).GetProperty("errors");
        string[] expected = ["phone:member.phone_invalid", "name:member.name_required", "birthday:member.birthday_invalid", "gender:member.gender_invalid", "language:member.language_invalid"];
        Assert.Equal(expected, errors.EnumerateObject().Select(e => $"{e.Name}:{e.Value[0].GetString()}"));
        Assert.Equal(0, await app.DbAsync(db => db.Members.CountAsync()));
    }

    [Fact]
    public async Task A_notice_that_has_changed_must_be_read_again()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);

        using var answer = await page.PostAsync("join", new { phone = "0912345678", name = "王小明", consentVersion = "2020-01" });

        Assert.Equal((HttpStatusCode.Conflict, "member.consent_outdated"), await answer.RefusalAsync());
    }

    [Fact]
    public async Task Somebody_who_speaks_English_is_welcomed_in_English()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app, "Ann");
        await app.Line.FollowAsync(page.UserId!);

        using var answer = await page.JoinAsync("0912345678", "Ann Lee", language: "en");

        Assert.Contains("Morning Light Coffee", await app.Line.HearsAsync(page.UserId!, "Welcome, Ann Lee"), StringComparison.Ordinal);
        Assert.Equal("en", await app.DbAsync(db => db.Members.Select(m => m.Language).SingleAsync()));
    }

    [Fact]
    public async Task A_member_born_on_29_February_of_no_year_is_welcome()
    {
        await using var app = await TestApp.StartAsync();
        using var page = await LiffPage.OpenAsync(app);

        using var answer = await page.JoinAsync("0912345678", birthday: "--02-29");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var profile = await page.ReadAsync("profile");
        Assert.Equal("2/29", string.Create(CultureInfo.InvariantCulture, $"{profile.GetProperty("birthday").GetProperty("month").GetInt32()}/{profile.GetProperty("birthday").GetProperty("day").GetInt32()}"));
    }
}

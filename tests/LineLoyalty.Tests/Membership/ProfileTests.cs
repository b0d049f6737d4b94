using System.Net;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Conversation;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Membership;

public sealed class ProfileTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly TestApp app = shared.App;

    [Fact]
    public async Task A_member_sees_and_changes_what_they_told()
    {
        var phone = Fresh();
        var (page, state) = await LiffPage.JoinedAsync(app, phone, "王小明");
        var before = await page.ReadAsync("profile");
        Assert.Equal(("王小明", true, "female", "zh-TW"),
            (before.GetProperty("name").GetString(), PhoneNumber.Mask("+886" + phone[1..]) == before.GetProperty("phoneMasked").GetString(), before.GetProperty("gender").GetString(), before.GetProperty("language").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, before.GetProperty("birthday").ValueKind);
        Assert.Equal(page.Version, before.GetProperty("consent").GetProperty("version").GetString());

        using var answer = await page.PutAsync("profile", new { name = " 王 大明 ", gender = (string?)null, language = "en", birthday = "1990-05-17", marketingOptIn = false });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString();
        var member = await app.DbAsync(db => db.Members.SingleAsync(m => m.CardNumber == card));
        Assert.Equal(("王 大明", null, "en", false), (member.Name, member.Gender, member.Language, member.MarketingOptIn));
        Assert.Equal(app.Clock.Now, member.MarketingChangedAt);
        var changed = await app.DbAsync(db => db.MemberEvents.Where(e => e.MemberId == member.Id && e.Kind == MemberEvents.ProfileChanged).Select(e => e.Data).SingleAsync());
        Assert.Equal("""{"fields":["birthday","name","gender","language"]}""", changed); // which, never what
        Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e => e.MemberId == member.Id && e.Kind == MemberEvents.MarketingOptedOut)));
        page.Dispose();
    }

    [Fact]
    public async Task A_birthday_is_told_once()
    {
        var (page, _) = await LiffPage.JoinedAsync(app, Fresh());
        using (var first = await page.PutAsync("profile", new { birthday = "1990-05-17" })) Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var same = await page.PutAsync("profile", new { birthday = "1990-05-17" });
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        using var other = await page.PutAsync("profile", new { birthday = "1990-05-18", name = "別人" });

        Assert.Equal((HttpStatusCode.Conflict, "member.birthday_fixed"), await other.RefusalAsync());
        Assert.Equal("王小明", (await page.ReadAsync("profile")).GetProperty("name").GetString()); // all or nothing
        page.Dispose();
    }

    [Fact]
    public async Task The_same_choice_twice_is_one_event()
    {
        var (page, state) = await LiffPage.JoinedAsync(app, Fresh());
        var card = state.GetProperty("card").GetProperty("cardNumber").GetString();

        for (var i = 0; i < 3; i++)
        {
            using var answer = await page.PutAsync("profile", new { marketingOptIn = false });
            Assert.False((await answer.JsonAsync()).GetProperty("marketingOptIn").GetBoolean());
        }

        Assert.Equal(1, await app.DbAsync(db => db.MemberEvents.CountAsync(e =>
            e.MemberId == db.Members.Single(m => m.CardNumber == card).Id && e.Kind == MemberEvents.MarketingOptedOut)));
        page.Dispose();
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"gender":"x"}""", "gender")]
    [InlineData("""{"gender":7}""", "gender")]
    [InlineData("""{"language":"ja"}""", "language")]
    [InlineData("""{"birthday":"2027-01-01"}""", "birthday")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var (page, _) = await LiffPage.JoinedAsync(app, Fresh());

        using var answer = await page.Http.PutAsync("/api/liff/profile", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), await answer.RefusalAsync());
        Assert.True((await answer.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        page.Dispose();
    }

    private static string Fresh() => "09" + Random.Shared.Next(10_000_000, 99_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

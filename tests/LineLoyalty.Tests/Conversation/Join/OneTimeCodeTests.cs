using System.Net;
using System.Text.RegularExpressions;
using LineLoyalty.Conversation.Join;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace LineLoyalty.Tests.Conversation.Join;

public sealed partial class OneTimeCodeTests
{
    private const string Phone = "0912345678";

    /// <summary>Takes the place of the SMS company, and keeps what was sent.</summary>
    private sealed class Outbound : ISmsSender
    {
        public List<SmsMessage> Sent { get; } = [];
        public bool Broken { get; set; }
        public bool Available => true;

        public Task<bool> SendAsync(SmsMessage message, CancellationToken ct)
        {
            if (Broken) return Task.FromResult(false);
            lock (Sent) Sent.Add(message);
            return Task.FromResult(true);
        }

        public string LastCode => SixDigits().Match(Sent[^1].Text).Value;
    }

    private static async Task<(TestApp App, Outbound Sms)> StartAsync(params (string, string)[] settings)
    {
        var sms = new Outbound();
        return (await TestApp.StartAsync(settings, services => services.Replace(ServiceDescriptor.Scoped<ISmsSender>(_ => sms))), sms);
    }

    /// <summary>A member from the old system: a number and points of history, no LINE account.</summary>
    private static Task<Member> ImportedAsync(TestApp app, string phone = Phone) => app.InScopeAsync(async services =>
    {
        Assert.True(PhoneNumber.TryParse(phone, out var canonical));
        var register = services.GetRequiredService<RegisterMember>();
        return (await register.ExecuteAsync(new NewMember("王大明", canonical) { Source = "import" }, default)).Value!;
    });

    private static async Task<string> ChallengeAsync(LiffPage page, string phone = Phone)
    {
        using var answer = await page.JoinAsync(phone);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("challenge").GetString()!;
    }

    private static string Other(string code) => code == "000000" ? "000001" : "000000";

    [Fact]
    public async Task An_imported_member_gets_the_card_back_with_the_code_sent_to_the_number()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        var imported = await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        await app.Line.FollowAsync(page.UserId!);

        using var asked = await page.JoinAsync("+886 912-345-678", "王小明", birthday: "1990-05-17");
        var required = await asked.JsonAsync();
        Assert.Equal("codeRequired", required.GetProperty("state").GetString());
        Assert.Equal("0912•••678", required.GetProperty("phoneMasked").GetString());
        Assert.Equal("+886912345678", Assert.Single(sms.Sent).Phone);
        Assert.Equal("guest", (await page.ReadAsync("card")).GetProperty("state").GetString());

        using var joined = await page.PostAsync("join/code", new { challenge = required.GetProperty("challenge").GetString(), code = sms.LastCode });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        var card = (await joined.JsonAsync()).GetProperty("card");
        Assert.Equal(imported.CardNumber, card.GetProperty("cardNumber").GetString());

        var member = await app.DbAsync(db => db.Members.SingleAsync());
        Assert.Equal("王大明", member.Name);
        Assert.Equal("import", member.JoinSource);
        Assert.Equal((1990, 5, 17), (member.BirthYear, member.BirthMonth, member.BirthDay));
        Assert.Equal(page.Version, member.ConsentVersion);
        Assert.True(member.MarketingOptIn);
        Assert.Null(member.SpendHeldUntil);
        Assert.Contains("入會禮", await app.Line.HearsAsync(page.UserId!, "歡迎回來，王大明"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_works_once_and_only_for_the_account_that_asked()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        using var thief = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);

        using var stolen = await thief.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal((HttpStatusCode.Gone, "otp.expired"), await stolen.RefusalAsync());
        using var joined = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        // The answer may get lost on its way: asking again gives the card, not an error.
        using var again = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal("member", (await again.JsonAsync()).GetProperty("state").GetString());
        Assert.Equal(1, await app.DbAsync(db => db.LineAccounts.CountAsync(a => a.MemberId != null)));
    }

    [Fact]
    public async Task Five_wrong_codes_burn_it_even_when_they_come_at_once()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);

        var wrong = Other(sms.LastCode);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => page.PostAsync("join/code", new { challenge, code = wrong })));
        var refusals = new List<(HttpStatusCode, string?)>();
        foreach (var answer in answers)
        {
            refusals.Add(await answer.RefusalAsync());
            answer.Dispose();
        }
        Assert.Equal(5, refusals.Count(r => r == (HttpStatusCode.UnprocessableEntity, "otp.wrong")));
        Assert.Equal(15, refusals.Count(r => r == (HttpStatusCode.TooManyRequests, "otp.too_many")));

        using var right = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal((HttpStatusCode.TooManyRequests, "otp.too_many"), await right.RefusalAsync());
        Assert.Equal(0, await app.DbAsync(db => db.LineAccounts.CountAsync(a => a.MemberId != null)));
    }

    [Fact]
    public async Task An_account_that_guessed_five_times_waits_half_an_hour_whatever_code_is_new()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);
        for (var i = 0; i < 5; i++) (await page.PostAsync("join/code", new { challenge, code = Other(sms.LastCode) })).Dispose();

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await page.PostAsync("join/resend", new { challenge })).Dispose();
        using var early = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal((HttpStatusCode.TooManyRequests, "otp.too_many"), await early.RefusalAsync());
        Assert.Equal(29 * 60, (await early.JsonAsync()).GetProperty("retryAfter").GetInt32());

        app.Clock.Advance(TimeSpan.FromMinutes(29));
        using var later = await LiffPage.OpenAsync(app, userId: page.UserId);
        challenge = await ChallengeAsync(later);
        using var joined = await later.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task The_page_is_told_how_many_tries_are_left()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);

        for (var left = 4; left >= 0; left--)
        {
            using var answer = await page.PostAsync("join/code", new { challenge, code = Other(sms.LastCode) });
            Assert.Equal(left, (await answer.JsonAsync()).GetProperty("triesLeft").GetInt32());
        }
    }

    [Fact]
    public async Task A_code_lives_five_minutes()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);

        app.Clock.Advance(TimeSpan.FromMinutes(5));

        using var answer = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal((HttpStatusCode.Gone, "otp.expired"), await answer.RefusalAsync());
    }

    [Fact]
    public async Task Another_code_comes_after_a_minute_and_voids_the_one_before()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);
        var first = sms.LastCode;

        app.Clock.Advance(TimeSpan.FromSeconds(59));
        using var early = await page.PostAsync("join/resend", new { challenge });
        Assert.Equal((HttpStatusCode.TooManyRequests, "otp.too_soon"), await early.RefusalAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var resent = await page.PostAsync("join/resend", new { challenge });
        Assert.Equal(HttpStatusCode.Accepted, resent.StatusCode);
        Assert.Equal(2, sms.Sent.Count);

        if (first != sms.LastCode)
        {
            using var old = await page.PostAsync("join/code", new { challenge, code = first });
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "otp.wrong"), await old.RefusalAsync());
        }
        using var joined = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task The_same_form_sent_again_within_a_minute_sends_no_second_message()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);

        var before = await ChallengeAsync(page);
        using (await page.PostAsync("join/code", new { challenge = before, code = Other(sms.LastCode) })) { }
        var after = await ChallengeAsync(page);

        Assert.Single(sms.Sent);
        using var wrong = await page.PostAsync("join/code", new { challenge = after, code = Other(sms.LastCode) });
        Assert.Equal(3, (await wrong.JsonAsync()).GetProperty("triesLeft").GetInt32()); // tries go on counting
        using var joined = await page.PostAsync("join/code", new { challenge = after, code = sms.LastCode });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task One_number_and_one_account_get_five_messages_a_day()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        await ImportedAsync(app, "0987654321");
        using var page = await LiffPage.OpenAsync(app);
        var challenge = await ChallengeAsync(page);
        for (var i = 0; i < 4; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            using var resent = await page.PostAsync("join/resend", new { challenge });
            Assert.Equal(HttpStatusCode.Accepted, resent.StatusCode);
        }
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        using var sixth = await page.PostAsync("join/resend", new { challenge });
        Assert.Equal((HttpStatusCode.TooManyRequests, "otp.too_many"), await sixth.RefusalAsync());
        using var otherNumber = await page.JoinAsync("0987654321");
        Assert.Equal(HttpStatusCode.TooManyRequests, otherNumber.StatusCode);
        using var other = await LiffPage.OpenAsync(app);
        using var sameNumber = await other.JoinAsync(Phone);
        Assert.Equal(HttpStatusCode.TooManyRequests, sameNumber.StatusCode);
        Assert.Equal(5, sms.Sent.Count);

        app.Clock.Advance(TimeSpan.FromDays(1));
        using var tomorrow = await LiffPage.OpenAsync(app);
        using var allowed = await tomorrow.JoinAsync(Phone);
        Assert.Equal(HttpStatusCode.Accepted, allowed.StatusCode);
    }

    [Fact]
    public async Task The_day_s_budget_bounds_all_messages_together()
    {
        var (app, sms) = await StartAsync(("Sms:MessagesPerDay", "2"));
        await using var _ = app;
        for (var i = 0; i < 3; i++)
        {
            await ImportedAsync(app, $"091234567{i}");
            using var page = await LiffPage.OpenAsync(app);
            using var answer = await page.JoinAsync($"091234567{i}");
            Assert.Equal(i < 2 ? HttpStatusCode.Accepted : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
        Assert.Equal(2, sms.Sent.Count);
    }

    [Fact]
    public async Task A_message_that_could_not_be_sent_can_be_asked_for_again_at_once()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        sms.Broken = true;
        using var failed = await page.JoinAsync(Phone);
        Assert.Equal((HttpStatusCode.Conflict, "otp.not_sent"), await failed.RefusalAsync());

        sms.Broken = false;
        var challenge = await ChallengeAsync(page);
        using var joined = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task A_card_that_moves_is_held_and_its_earlier_account_is_told()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        var (old, _) = await LiffPage.JoinedAsync(app, Phone);
        await app.Line.FollowAsync(old.UserId!);
        using var page = await LiffPage.OpenAsync(app);
        await app.Line.FollowAsync(page.UserId!);

        var challenge = await ChallengeAsync(page);
        using var joined = await page.PostAsync("join/code", new { challenge, code = sms.LastCode });

        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        Assert.Equal("guest", (await old.ReadAsync("card")).GetProperty("state").GetString());
        using var profile = await old.GetAsync("profile");
        Assert.Equal((HttpStatusCode.Forbidden, "liff.not_member"), await profile.RefusalAsync());
        Assert.Contains("72 小時", await app.Line.HearsAsync(old.UserId!, "改綁到另一個 LINE 帳號"), StringComparison.Ordinal);

        using var spend = await page.PostAsync("codes", new { purpose = "spend" });
        Assert.Equal((HttpStatusCode.Conflict, "member.spend_held"), await spend.RefusalAsync());
        var coupons = await app.DbAsync(db => db.Coupons.ToListAsync());
        Assert.Equal(CouponState.Issued, Assert.Single(coupons).State); // the gift is given once
        var coupon = (await page.ReadAsync("coupons")).GetProperty("coupons")[0].GetProperty("id").GetString();
        using var use = await page.PostAsync($"coupons/{coupon}/code", new { });
        Assert.Equal((HttpStatusCode.Conflict, "member.spend_held"), await use.RefusalAsync());

        app.Clock.Advance(TimeSpan.FromHours(72));
        using var later = await LiffPage.OpenAsync(app, userId: page.UserId);
        using var allowed = await later.PostAsync("codes", new { purpose = "spend" });
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        old.Dispose();
    }

    [Fact]
    public async Task Imported_and_bound_numbers_cannot_be_told_apart()
    {
        var (app, _) = await StartAsync();
        await using var stop = app;
        await ImportedAsync(app, "0911111111");
        var (bound, _) = await LiffPage.JoinedAsync(app, "0922222222");
        bound.Dispose();

        var shapes = new List<string>();
        foreach (var phone in new[] { "0911111111", "0922222222" })
        {
            using var page = await LiffPage.OpenAsync(app);
            using var answer = await page.JoinAsync(phone);
            var json = await answer.JsonAsync();
            shapes.Add($"{(int)answer.StatusCode} {string.Join(',', json.EnumerateObject().Select(p => $"{p.Name}:{p.Value.ToString().Length}"))}");
        }
        Assert.Equal(shapes[0], shapes[1]);
    }

    [Fact]
    public async Task Without_a_way_to_send_codes_a_known_number_is_sent_to_the_staff_and_asking_is_rationed()
    {
        await using var app = await TestApp.StartAsync([("Sms:Provider", "None")]);
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await page.JoinAsync(Phone);
            Assert.Equal((HttpStatusCode.Conflict, "join.ask_staff"), await answer.RefusalAsync());
        }
        using var sixth = await page.JoinAsync(Phone);
        Assert.Equal((HttpStatusCode.TooManyRequests, "otp.too_many"), await sixth.RefusalAsync());
        Assert.Equal(0, await app.DbAsync(db => db.OneTimeCodes.CountAsync()));
    }

    [Fact]
    public async Task In_the_demo_the_code_arrives_in_the_chat()
    {
        await using var app = await TestApp.StartAsync();
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        await app.Line.FollowAsync(page.UserId!);
        var challenge = await ChallengeAsync(page);

        var code = SixDigits().Match((await app.Line.HearsAsync(page.UserId!, "您的驗證碼為")).Split("驗證碼為")[1]).Value;
        using var joined = await page.PostAsync("join/code", new { challenge, code });

        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task Nothing_readable_about_the_number_or_the_code_is_stored()
    {
        var (app, sms) = await StartAsync();
        await using var _ = app;
        await ImportedAsync(app);
        using var page = await LiffPage.OpenAsync(app);
        await ChallengeAsync(page);

        var row = await app.DbAsync(db => db.OneTimeCodes.SingleAsync());
        var text = System.Text.Json.JsonSerializer.Serialize(row);
        Assert.DoesNotContain("912345678", text, StringComparison.Ordinal);
        Assert.DoesNotContain("王", text, StringComparison.Ordinal);
        Assert.NotEqual(Secret.Hash(sms.LastCode), row.CodeHash); // six digits need a key, or a table would undo them
    }

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex SixDigits();
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LineLoyalty.Membership;
using LineLoyalty.Tests.Conversation;
using LineLoyalty.Tests.Liff;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Membership;

/// <summary>The e-mail address a member tells on the phone, against a real mail server.</summary>
public sealed partial class EmailTests : IAsyncDisposable
{
    private readonly MailBox mail = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => mail.DisposeAsync();

    private Task<TestApp> OpenAsync() => TestApp.StartAsync([("Outside:Email:Host", "127.0.0.1"), ("Outside:Email:Port", mail.Port.ToString(CultureInfo.InvariantCulture)), ("Outside:Email:StartTls", "false"), ("Outside:Email:From", "hello@shop.example")]);

    [Fact]
    public async Task An_address_is_used_only_after_the_code_sent_to_it_came_back()
    {
        await using var app = await OpenAsync();
        var (page, _) = await LiffPage.JoinedAsync(app, "0912345678", "王小明");
        using var held = page;
        Assert.Equal((null, false, true), Facts(await page.ReadAsync("email")));
        using var wrong = await page.PutAsync("email", new { email = "mei at home" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        using var told = await page.PutAsync("email", new { email = " mei@mail.example " });
        Assert.Equal(("m•••@mail.example", false, true), Facts(await ReadAsync(told)));
        Assert.Equal("mei@mail.example", Assert.Single(mail.Kept).To);
        var first = Code(0);
        using var soon = await page.PostAsync("email/code", new { });
        Assert.Equal(HttpStatusCode.TooManyRequests, soon.StatusCode);
        using var guess = await page.PostAsync("email/confirm", new { code = first == "000000" ? "111111" : "000000" });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 4), (guess.StatusCode, (await ReadAsync(guess)).GetProperty("triesLeft").GetInt32()));
        Assert.Null(await ConfirmedAsync(app));

        // Another address asks for another code: the first one proves nothing of it.
        using var changed = await page.PutAsync("email", new { email = "wang@mail.example" });
        using var old = await page.PostAsync("email/confirm", new { code = first });
        Assert.NotEqual(HttpStatusCode.OK, old.StatusCode);
        using var right = await page.PostAsync("email/confirm", new { code = Code(1) });
        Assert.Equal(("w•••@mail.example", true, true), Facts(await ReadAsync(right)));
        Assert.Equal(app.Clock.Now, await ConfirmedAsync(app));
        using var same = await page.PutAsync("email", new { email = "wang@mail.example" });
        Assert.True(Facts(await ReadAsync(same)).Confirmed);
        Assert.Equal(2, mail.Kept.Count);

        using var removed = await page.PutAsync("email", new { email = "" });
        Assert.Equal((null, false, true), Facts(await ReadAsync(removed)));
        Assert.Null(await ConfirmedAsync(app));
        Assert.DoesNotContain(await app.DbAsync(db => db.MemberEvents.Where(e => e.Kind == MemberEvents.EmailChanged).Select(e => e.Data!).ToListAsync(Ct)), d => d.Contains("mail.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guesses_and_letters_are_limited_and_a_code_ends()
    {
        await using var app = await OpenAsync();
        var (page, _) = await LiffPage.JoinedAsync(app, "0912345678", "王小明");
        using var held = page;
        using var told = await page.PutAsync("email", new { email = "mei@mail.example" });
        var code = Code(0);
        for (var i = 0; i < 5; i++)
        {
            using var guess = await page.PostAsync("email/confirm", new { code = code == "000000" ? "111111" : "000000" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, guess.StatusCode);
        }
        using var burnt = await page.PostAsync("email/confirm", new { code });
        Assert.Equal(HttpStatusCode.TooManyRequests, burnt.StatusCode);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var again = await page.PostAsync("email/code", new { });
        app.Clock.Advance(TimeSpan.FromMinutes(15));
        using var late = await page.PostAsync("email/confirm", new { code = Code(1) });
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        // Turned away, it can be asked for at once; but only five letters a day leave.
        mail.Answers.Enqueue("550 no such mailbox");
        using var refused = await page.PostAsync("email/code", new { });
        Assert.Equal("email.not_sent", (await ReadAsync(refused)).GetProperty("code").GetString());
        for (var i = 0; i < 2; i++)
        {
            using var more = await page.PostAsync("email/code", new { });
            Assert.Equal(HttpStatusCode.OK, more.StatusCode);
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        using var full = await page.PostAsync("email/code", new { });
        Assert.Equal(HttpStatusCode.TooManyRequests, full.StatusCode);
        Assert.Equal(4, mail.Kept.Count);
    }

    [Fact]
    public async Task Without_an_account_it_is_kept_as_told_and_stays_unconfirmed()
    {
        await using var app = await TestApp.StartAsync();
        var (page, _) = await LiffPage.JoinedAsync(app, "0912345678", "王小明");
        using var held = page;
        using var told = await page.PutAsync("email", new { email = "mei@mail.example" });
        Assert.Equal(("m•••@mail.example", false, false), Facts(await ReadAsync(told)));
        Assert.Null(await ConfirmedAsync(app));
    }

    private string Code(int letter) => Digits().Match(MailBox.WordsOf(mail.Kept[letter].Mail)).Value;

    private static (string? Masked, bool Confirmed, bool CanConfirm) Facts(JsonElement view) => (view.GetProperty("emailMasked").GetString(), view.GetProperty("confirmed").GetBoolean(), view.GetProperty("canConfirm").GetBoolean());

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) => JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct));

    private static Task<DateTime?> ConfirmedAsync(TestApp app) => app.DbAsync(db => db.Members.Select(m => m.EmailConfirmedAt).SingleAsync(Ct));

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Digits();
}

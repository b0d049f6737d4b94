using System.Net;
using System.Text;
using LineLoyalty.Tests.Conversation;
using LineLoyalty.Tests.TestHost;
using Xunit;

namespace LineLoyalty.Tests.Liff;

/// <summary>The general law of bad input, at the LIFF door.</summary>
public sealed class LiffInputTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly TestApp app = shared.App;

    [Fact]
    public async Task A_call_from_another_site_changes_nothing()
    {
        using var page = await LiffPage.OpenAsync(app);
        page.Http.DefaultRequestHeaders.Remove("Origin");

        foreach (var origin in new[] { null, "null", "https://evil.example", app.Url.GetLeftPart(UriPartial.Authority) + ".evil.example", "http://127.0.0.1:1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/liff/join")
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { phone = "0912345678", name = "王小明", consentVersion = page.Version }),
            };
            if (origin is not null) request.Headers.Add("Origin", origin);
            using var answer = await page.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.Forbidden, "liff.foreign_origin"), await answer.RefusalAsync());
        }
        Assert.Equal("guest", (await page.ReadAsync("card")).GetProperty("state").GetString()); // reading needs no origin
    }

    [Theory]
    [InlineData("join", """{"phone":"0912345678","name":"王","consentVersion":"x","memberId":7}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", """{"phone":"0912345678","phone":"0987654321","name":"王"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", """{"phone":12345}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", """{"phone":"\u0000"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", """{"name":"\ud800"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", """{"phone":""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", "[]", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", "null", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join", "", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join/code", """{"challenge":"\u0000","code":"123456"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("join/code", """{"challenge":null,"code":null}""", HttpStatusCode.Gone, "otp.expired")]
    [InlineData("join/code", """{"challenge":"'; DROP TABLE Members; --","code":"١٢٣٤٥٦"}""", HttpStatusCode.Gone, "otp.expired")]
    [InlineData("join/resend", """{"challenge":"x"}""", HttpStatusCode.Gone, "otp.expired")]
    [InlineData("session", """{"idToken":{"a":1}}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("nothing/here", "{}", HttpStatusCode.NotFound, "request.not_found")]
    public async Task Bad_input_is_answered_with_a_stable_code(string path, string body, HttpStatusCode status, string code)
    {
        using var page = await LiffPage.OpenAsync(app);

        using var answer = await page.Http.PostAsync("/api/liff/" + path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((status, code), await answer.RefusalAsync());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LineLoyalty.", text, StringComparison.Ordinal);
        using var next = await page.GetAsync("card");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task A_body_beyond_64_KB_is_refused_before_it_is_read()
    {
        using var page = await LiffPage.OpenAsync(app);

        using var answer = await page.PostAsync("join", new { phone = new string('1', 70_000) });

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request.too_large"), await answer.RefusalAsync());
    }

    [Fact]
    public async Task Only_JSON_is_taken()
    {
        using var page = await LiffPage.OpenAsync(app);

        using var form = await page.Http.PostAsync("/api/liff/join", new FormUrlEncodedContent([new("phone", "0912345678")]));
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "request.not_json"), await form.RefusalAsync());
        using var wrongMethod = await page.Http.DeleteAsync("/api/liff/profile");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "request.method_not_allowed"), await wrongMethod.RefusalAsync());
    }

    [Fact]
    public async Task One_session_s_flood_is_stopped_and_nobody_else_s_page()
    {
        using var flood = await LiffPage.OpenAsync(app);
        using var other = await LiffPage.OpenAsync(app);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 130; i++)
        {
            using var answer = await flood.GetAsync("profile");
            statuses.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) Assert.Equal("liff.too_many_requests", await answer.CodeAsync());
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.True(statuses.Count(s => s != HttpStatusCode.TooManyRequests) >= 100);
        using var calm = await other.GetAsync("card");
        Assert.Equal(HttpStatusCode.OK, calm.StatusCode);
    }

    [Fact]
    public async Task A_member_reaches_only_what_is_theirs()
    {
        var (victim, _) = await LiffPage.JoinedAsync(app, "0912345678", "王小明");
        var (attacker, _) = await LiffPage.JoinedAsync(app, "0987654321", "陳大華");
        var coupon = (await victim.ReadAsync("coupons")).GetProperty("coupons")[0].GetProperty("id").GetString();
        var before = (await victim.ReadAsync("profile")).ToString();

        using var read = await attacker.GetAsync($"coupons/{coupon}");
        using var use = await attacker.PostAsync($"coupons/{coupon}/code", new { });
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, use.StatusCode);
        foreach (var smuggled in new object[] { new { memberId = 1, name = "x" }, new { @ref = "x" }, new { phone = "0911111111" }, new { tier = "gold" }, new { pointsBalance = 9999 } })
        {
            using var answer = await attacker.PutAsync("profile?memberId=1&userId=1", smuggled);
            Assert.Equal((HttpStatusCode.BadRequest, "request.malformed"), await answer.RefusalAsync());
        }
        Assert.Equal(before, (await victim.ReadAsync("profile")).ToString());
        victim.Dispose();
        attacker.Dispose();
    }

    [Fact]
    public async Task The_page_is_told_what_it_needs_before_anybody_signed_in()
    {
        using var page = new LiffPage(app);

        var config = await page.ReadAsync("config");

        Assert.Equal("1656000002-Aa1Bb2Cc", config.GetProperty("liffId").GetString());
        Assert.Equal(("emulator", app.Emulator.BaseUrl), (config.GetProperty("platform").GetString(), config.GetProperty("emulatorUrl").GetString()));
        Assert.Equal("晨光咖啡", config.GetProperty("brand").GetProperty("name").GetString());
        var consent = config.GetProperty("consent");
        foreach (var duty in new[] { "蒐集者", "蒐集目的", "個人資料之類別", "期間", "地區", "對象", "方式", "您的權利", "不提供資料之影響" })
        {
            Assert.Contains(duty, consent.GetProperty("text").GetString(), StringComparison.Ordinal);
        }
        Assert.Contains("晨光咖啡", consent.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("Morning Light Coffee", consent.GetProperty("textEn").GetString(), StringComparison.Ordinal);
    }
}

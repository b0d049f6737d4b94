using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Line.Specification;

namespace Line.Emulator.Tests.Coverage;

/// <summary>Drives every operation of LINE's files to a good answer. What went over the wire both ways is judged by those files.</summary>
public sealed class DrivenOperationTests : IAsyncLifetime
{
    private const int Friends = 60;

    private TestBot _bot = null!;
    private TestPlatform _line = null!;
    private List<string> _friends = null!;

    public async ValueTask InitializeAsync()
    {
        _bot = await TestBot.StartAsync();
        _line = await TestPlatform.StartAsync(o =>
        {
            (o.WebhookUrl, o.NarrowcastDuration, o.AudiencePreparation, o.EnforceRateLimits) = (_bot.Url, TimeSpan.FromMilliseconds(20), TimeSpan.Zero, false);
        }, judgeRequests: true);
        using var answer = await _line.ControlAsync("/scenario/follow", new { count = Friends });
        _friends = [.. (await answer.JsonAsync()).GetProperty("userIds").EnumerateArray().Select(i => i.GetString()!)];
        await _bot.WaitForEventsAsync(Friends);
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _bot.DisposeAsync();
    }

    [Fact]
    public async Task Each_operation_has_a_good_answer()
    {
        await TokensAsync();
        await LoginAsync();
        await LiffAsync();
        await MessagesAsync();
        var (broadcast, menu) = (await BroadcastAndNarrowcastAsync(), await RichMenusAsync());
        await AudiencesAsync(broadcast);
        await CouponsAsync();
        await PeopleAsync();
        await GroupsAsync();
        await WebhookSettingsAsync();
        await StatisticsAsync(broadcast, menu);

        // Two paths serve people's tokens and channels' alike; an answer does not say whose it was.
        var good = _line.Judge.Calls.Keys.Where(c => c.Status is >= 200 and < 300).Select(c => LineSpecification.Shared.Get(c.OperationId)).Select(o => (o.Method, o.Path)).ToHashSet();
        Assert.Empty(LineSpecification.Shared.Operations.Where(o => o.Id != "authorize" && !good.Contains((o.Method, o.Path))).Select(o => o.ToString()));
    }

    private async Task TokensAsync()
    {
        var (channel, secret) = (_line.Options.ChannelId, _line.Options.ChannelSecret);
        var shortLived = (await FormAsync("/v2/oauth/accessToken", ("grant_type", "client_credentials"), ("client_id", channel), ("client_secret", secret))).GetProperty("access_token").GetString()!;
        await FormAsync("/v2/oauth/verify", ("access_token", shortLived));
        await FormAsync("/v2/oauth/revoke", ("access_token", shortLived));

        using var key = RSA.Create(2048);
        var modulus = key.ExportParameters(false);
        using var registered = await _line.ControlAsync("/assertion-keys", new { channelId = channel, n = Url(modulus.Modulus!), e = Url(modulus.Exponent!) });
        var kid = (await registered.JsonAsync()).GetProperty("kid").GetString()!;
        var assertion = Jwt(key, kid, channel);
        const string type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        var issued = await FormAsync("/oauth2/v2.1/token", ("grant_type", "client_credentials"), ("client_assertion_type", type), ("client_assertion", assertion));
        var token = issued.GetProperty("access_token").GetString()!;
        await GetAsync($"/oauth2/v2.1/tokens/kid?client_assertion_type={HttpUtility.UrlEncode(type)}&client_assertion={assertion}");
        await GetAsync($"/oauth2/v2.1/verify?access_token={HttpUtility.UrlEncode(token)}");
        await FormAsync("/oauth2/v2.1/revoke", ("client_id", channel), ("client_secret", secret), ("access_token", token));
    }

    private async Task LoginAsync()
    {
        var (channel, secret) = (_line.Options.LoginChannelId, _line.Options.LoginChannelSecret);
        const string redirect = "https://example.com/back";
        using var page = await _line.Http.PostAsync(
            $"/oauth2/v2.1/authorize?response_type=code&client_id={channel}&redirect_uri={HttpUtility.UrlEncode(redirect)}&state=s&scope=openid%20profile",
            new FormUrlEncodedContent([new("user", _friends[0])]), TestContext.Current.CancellationToken);
        var code = HttpUtility.ParseQueryString(page.Headers.Location!.Query)["code"]!;
        var tokens = await FormAsync("/oauth2/v2.1/token",
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("client_id", channel), ("client_secret", secret));
        var (access, refresh) = (tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!);
        await FormAsync("/oauth2/v2.1/verify", ("id_token", tokens.GetProperty("id_token").GetString()!), ("client_id", channel));
        await GetAsync($"/oauth2/v2.1/verify?access_token={HttpUtility.UrlEncode(access)}");
        await GetAsync("/oauth2/v2.1/certs");
        foreach (var path in (string[])["/oauth2/v2.1/userinfo", "/v2/profile", "/friendship/v1/status"])
            await DoneAsync(await _line.CallAsync(HttpMethod.Get, path, token: access));
        var second = await FormAsync("/oauth2/v2.1/token", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", channel), ("client_secret", secret));
        await FormAsync("/oauth2/v2.1/revoke", ("access_token", second.GetProperty("access_token").GetString()!), ("client_id", channel), ("client_secret", secret));
        await DoneAsync(await _line.CallAsync(HttpMethod.Post, "/user/v1/deauthorize", new { userAccessToken = access }, token: await _line.StatelessTokenAsync(channel, secret)));
    }

    private async Task LiffAsync()
    {
        var token = await _line.StatelessTokenAsync(_line.Options.LoginChannelId, _line.Options.LoginChannelSecret);
        var added = await DoneAsync(await _line.CallAsync(HttpMethod.Post, "/liff/v1/apps", new { view = new { type = "full", url = "https://example.com/card" }, scope = Of("openid", "profile") }, token: token));
        var path = $"/liff/v1/apps/{added.GetProperty("liffId").GetString()}";
        await DoneAsync(await _line.CallAsync(HttpMethod.Put, path, new { view = new { type = "tall", url = "https://example.com/card" } }, token: token));
        await DoneAsync(await _line.CallAsync(HttpMethod.Get, "/liff/v1/apps", token: token));
        await DoneAsync(await _line.CallAsync(HttpMethod.Delete, path, token: token));
    }

    private async Task MessagesAsync()
    {
        using (await _line.ControlAsync($"/users/{_friends[0]}/messages", new { type = "image" }))
            await _bot.WaitForEventsAsync(Friends + 1);
        var image = _bot.Events.Single(e => e.GetProperty("type").GetString() == "message");
        var id = image.GetProperty("message").GetProperty("id").GetString();
        foreach (var part in (string[])["", "/preview", "/transcoding"])
            await DoneAsync(await _line.GetAsync($"/v2/bot/message/{id}/content{part}"));
        await DoneAsync(await _line.ReplyAsync(image.GetProperty("replyToken").GetString()!));
        await DoneAsync(await _line.PostAsync("/v2/bot/chat/markAsRead", new { markAsReadToken = image.GetProperty("message").GetProperty("markAsReadToken").GetString() }));
        await DoneAsync(await _line.PostAsync("/v2/bot/message/markAsRead", new { chat = new { userId = _friends[0] } }));
        await DoneAsync(await _line.PostAsync("/v2/bot/chat/loading/start", new { chatId = _friends[0], loadingSeconds = 20 }));
        await DoneAsync(await _line.PostAsync("/v2/bot/message/push", new { to = _friends[0], messages = TestPlatform.Texts("hi"), customAggregationUnits = Of("spring") }));
        await DoneAsync(await _line.PostAsync("/v2/bot/message/multicast", new { to = _friends, messages = Links(), customAggregationUnits = Of("spring") }));
        foreach (var kind in (string[])["reply", "push", "multicast", "narrowcast", "broadcast"])
            await DoneAsync(await _line.PostAsync($"/v2/bot/message/validate/{kind}", new { messages = TestPlatform.Texts("hi") }));
        using var number = await _line.ControlAsync($"/users/{_friends[1]}/phone-number", new { phoneNumber = "+818000001234" });
        await DoneAsync(await _line.PostAsync("/bot/pnp/push", new { to = (await number.JsonAsync()).GetProperty("hash").GetString(), messages = TestPlatform.Texts("receipt") }));
        await GetAsync("/v2/bot/message/quota");
        await GetAsync("/v2/bot/message/quota/consumption");
        await GetAsync("/v2/bot/message/aggregation/info");
        await GetAsync("/v2/bot/message/aggregation/list");
    }

    private async Task<string> BroadcastAndNarrowcastAsync()
    {
        using var broadcast = await _line.PostAsync("/v2/bot/message/broadcast", new { messages = Links() });
        Assert.Equal(200, (int)broadcast.StatusCode);
        using var narrowcast = await _line.PostAsync("/v2/bot/message/narrowcast", new { messages = TestPlatform.Texts("some"), limit = new { max = 55 } });
        Assert.Equal(202, (int)narrowcast.StatusCode);
        await GetAsync($"/v2/bot/message/progress/narrowcast?requestId={narrowcast.Header("x-line-request-id")}");
        return broadcast.Header("x-line-request-id");
    }

    private async Task AudiencesAsync(string broadcast)
    {
        var uploaded = await DoneAsync(await _line.PostAsync("/v2/bot/audienceGroup/upload", new { description = "two", audiences = _friends.Take(2).Select(id => new { id }) }));
        var id = uploaded.GetProperty("audienceGroupId").GetInt64();
        await DoneAsync(await _line.CallAsync(HttpMethod.Put, "/v2/bot/audienceGroup/upload", new { audienceGroupId = id, audiences = new[] { new { id = _friends[2] } } }));
        await DoneAsync(await _line.CallAsync(HttpMethod.Post, "/v2/bot/audienceGroup/upload/byFile", File(("description", "filed"))));
        await DoneAsync(await _line.CallAsync(HttpMethod.Put, "/v2/bot/audienceGroup/upload/byFile", File(("audienceGroupId", $"{id}"))));
        await DoneAsync(await _line.PostAsync("/v2/bot/audienceGroup/click", new { description = "clicked", requestId = broadcast }));
        await DoneAsync(await _line.PostAsync("/v2/bot/audienceGroup/imp", new { description = "seen", requestId = broadcast }));
        await DoneAsync(await _line.CallAsync(HttpMethod.Put, $"/v2/bot/audienceGroup/{id}/updateDescription", new { description = "five" }));
        Assert.Equal(5, (await GetAsync($"/v2/bot/audienceGroup/{id}")).GetProperty("audienceGroup").GetProperty("audienceCount").GetInt32());
        Assert.Equal(4, (await GetAsync("/v2/bot/audienceGroup/list?page=1")).GetProperty("totalCount").GetInt32());
        using var shared = await _line.ControlAsync("/audiences/shared", new { description = "theirs", userIds = _friends.Take(3) });
        await GetAsync($"/v2/bot/audienceGroup/shared/{(await shared.JsonAsync()).GetProperty("audienceGroupId").GetInt64()}");
        Assert.Equal(1, (await GetAsync("/v2/bot/audienceGroup/shared/list?page=1")).GetProperty("totalCount").GetInt32());
        await DoneAsync(await _line.CallAsync(HttpMethod.Delete, $"/v2/bot/audienceGroup/{id}"));
    }

    private MultipartFormDataContent File(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        var file = new StringContent($"{_friends[3]}\n{_friends[4]}\n");
        file.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        form.Add(file, "file", "people.txt");
        return form;
    }

    private async Task CouponsAsync()
    {
        var created = await DoneAsync(await _line.PostAsync("/v2/bot/coupon", new
        {
            title = "買一送一", visibility = "UNLISTED", timezone = "ASIA_TAIPEI", startTimestamp = 1_767_225_600, endTimestamp = 1_798_761_600, maxUseCountPerTicket = 1,
            acquisitionCondition = new { type = "normal" }, reward = new { type = "discount", priceInfo = new { type = "fixed", fixedAmount = 50 } },
        }));
        var path = $"/v2/bot/coupon/{created.GetProperty("couponId").GetString()}";
        Assert.Equal("RUNNING", (await GetAsync(path)).GetProperty("status").GetString());
        await GetAsync("/v2/bot/coupon?status=RUNNING&limit=1");
        await DoneAsync(await _line.CallAsync(HttpMethod.Put, path + "/close"));
    }

    private async Task PeopleAsync()
    {
        await GetAsync($"/v2/bot/profile/{_friends[0]}");
        await GetAsync("/v2/bot/followers/ids");
        await GetAsync("/v2/bot/info");
        await DoneAsync(await _line.PostAsync($"/v2/bot/user/{_friends[0]}/linkToken"));
        using var plan = await _line.ControlAsync("/memberships", new { title = "gold", benefits = Of("more"), price = 90 });
        var membershipId = (await plan.JsonAsync()).GetProperty("membershipId").GetInt32();
        (await _line.ControlAsync($"/users/{_friends[0]}/membership", new { membershipId, change = "joined" })).Dispose();
        await GetAsync("/v2/bot/membership/list");
        await GetAsync($"/v2/bot/membership/subscription/{_friends[0]}");
        Assert.Equal(_friends[0], (await GetAsync($"/v2/bot/membership/{membershipId}/users/ids")).GetProperty("userIds")[0].GetString());
    }

    private async Task GroupsAsync()
    {
        foreach (var kind in (string[])["group", "room"])
        {
            using var made = await _line.ControlAsync("/groups", new { kind, name = "朋友", members = _friends.Take(3) });
            var id = (await made.JsonAsync()).GetProperty("groupId").GetString();
            await GetAsync($"/v2/bot/{kind}/{id}/member/{_friends[0]}");
            await GetAsync($"/v2/bot/{kind}/{id}/members/ids");
            await GetAsync($"/v2/bot/{kind}/{id}/members/count");
            if (kind == "group")
                await GetAsync($"/v2/bot/group/{id}/summary");
            await DoneAsync(await _line.PostAsync($"/v2/bot/{kind}/{id}/leave"));
        }
    }

    private async Task<string> RichMenusAsync()
    {
        var definition = new
        {
            size = new { width = 2500, height = 843 }, selected = true, name = "n", chatBarText = "選單",
            areas = new[] { new { bounds = new { x = 0, y = 0, width = 2500, height = 843 }, action = new { type = "message", text = "hi" } } },
        };
        await DoneAsync(await _line.PostAsync("/v2/bot/richmenu/validate", definition));
        var id = (await DoneAsync(await _line.PostAsync("/v2/bot/richmenu", definition))).GetProperty("richMenuId").GetString()!;
        await DoneAsync(await _line.CallAsync(HttpMethod.Post, $"/v2/bot/richmenu/{id}/content", RichMenus.RichMenuTests.Picture(2500, 843)));
        await DoneAsync(await _line.GetAsync($"/v2/bot/richmenu/{id}/content"));
        await GetAsync($"/v2/bot/richmenu/{id}");
        await GetAsync("/v2/bot/richmenu/list");
        await DoneAsync(await _line.PostAsync("/v2/bot/richmenu/alias", new { richMenuAliasId = "home", richMenuId = id }));
        await DoneAsync(await _line.PostAsync("/v2/bot/richmenu/alias/home", new { richMenuId = id }));
        await GetAsync("/v2/bot/richmenu/alias/home");
        await GetAsync("/v2/bot/richmenu/alias/list");
        await DoneAsync(await _line.CallAsync(HttpMethod.Delete, "/v2/bot/richmenu/alias/home"));
        await DoneAsync(await _line.PostAsync($"/v2/bot/user/{_friends[0]}/richmenu/{id}"));
        await GetAsync($"/v2/bot/user/{_friends[0]}/richmenu");
        await DoneAsync(await _line.CallAsync(HttpMethod.Delete, $"/v2/bot/user/{_friends[0]}/richmenu"));
        await DoneAsync(await _line.PostAsync("/v2/bot/richmenu/bulk/link", new { richMenuId = id, userIds = _friends }));
        await DoneAsync(await _line.PostAsync("/v2/bot/richmenu/bulk/unlink", new { userIds = _friends }));
        var batch = new { operations = new[] { new { type = "unlinkAll" } } };
        await DoneAsync(await _line.PostAsync("/v2/bot/richmenu/validate/batch", batch));
        using var taken = await _line.PostAsync("/v2/bot/richmenu/batch", batch);
        Assert.Equal(202, (int)taken.StatusCode);
        await GetAsync($"/v2/bot/richmenu/progress/batch?requestId={taken.Header("x-line-request-id")}");
        await DoneAsync(await _line.PostAsync($"/v2/bot/user/all/richmenu/{id}"));
        await GetAsync("/v2/bot/user/all/richmenu");
        await DoneAsync(await _line.CallAsync(HttpMethod.Delete, "/v2/bot/user/all/richmenu"));
        var spare = (await DoneAsync(await _line.PostAsync("/v2/bot/richmenu", definition))).GetProperty("richMenuId").GetString();
        await DoneAsync(await _line.CallAsync(HttpMethod.Delete, $"/v2/bot/richmenu/{spare}"));
        await DoneAsync(await _line.PostAsync($"/v2/bot/user/all/richmenu/{id}"));
        return id;
    }

    private async Task WebhookSettingsAsync()
    {
        await DoneAsync(await _line.CallAsync(HttpMethod.Put, "/v2/bot/channel/webhook/endpoint", new { endpoint = _bot.Url }));
        await GetAsync("/v2/bot/channel/webhook/endpoint");
        await DoneAsync(await _line.PostAsync("/v2/bot/channel/webhook/test", new { endpoint = _bot.Url }));
    }

    private async Task StatisticsAsync(string broadcast, string menu)
    {
        var sent = _line.Clock.GetUtcNow().AddHours(9);
        _line.Clock.Advance(TimeSpan.FromDays(3));
        await _line.NewTokenAsync();
        var (day, last) = ($"{sent:yyyyMMdd}", $"{sent.AddDays(2):yyyyMMdd}");
        foreach (var kind in (string[])["reply", "push", "multicast", "broadcast", "pnp"])
            await GetAsync($"/v2/bot/message/delivery/{kind}?date={day}");
        Assert.Equal(Friends, (await GetAsync($"/v2/bot/insight/message/delivery?date={day}")).GetProperty("apiBroadcast").GetInt32());
        Assert.Equal(Friends, (await GetAsync($"/v2/bot/insight/followers?date={day}")).GetProperty("followers").GetInt32());
        Assert.True((await GetAsync("/v2/bot/insight/demographic")).GetProperty("available").GetBoolean());
        var seen = await GetAsync($"/v2/bot/insight/message/event?requestId={broadcast}");
        Assert.InRange(seen.GetProperty("overview").GetProperty("uniqueImpression").GetInt32(), 20, Friends);
        var unit = await GetAsync($"/v2/bot/insight/message/event/aggregation?customAggregationUnit=spring&from={day}&to={day}");
        Assert.InRange(unit.GetProperty("overview").GetProperty("uniqueImpression").GetInt32(), 20, Friends);
        await GetAsync($"/v2/bot/insight/richmenu/{menu}/summary?from={day}&to={last}");
        await GetAsync($"/v2/bot/insight/richmenu/{menu}/daily?from={day}&to={last}");
    }

    private static object[] Links() =>
    [
        new { type = "template", altText = "link", template = new { type = "buttons", text = "look", actions = new[] { new { type = "uri", label = "open", uri = "https://example.com/spring" } } } },
    ];

    private Task<JsonElement> GetAsync(string path) => DoneAsync(_line.GetAsync(path));

    private async Task<JsonElement> FormAsync(string path, params (string, string)[] fields) => await DoneAsync(await _line.PostFormAsync(path, fields));

    private static async Task<JsonElement> DoneAsync(Task<HttpResponseMessage> call) => await DoneAsync(await call);

    private static async Task<JsonElement> DoneAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath}: {(int)answer.StatusCode} {await answer.TextAsync()}");
            var text = answer.Content.Headers.ContentType?.MediaType == "application/json" ? await answer.TextAsync() : "";
            return text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
        }
    }

    private static string[] Of(params string[] values) => values;

    private static string Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private string Jwt(RSA key, string kid, string channel)
    {
        var expires = _line.Clock.GetUtcNow().AddMinutes(20).ToUnixTimeSeconds();
        var signed = $"{Part(new { alg = "RS256", typ = "JWT", kid })}.{Part(new { iss = channel, sub = channel, aud = "https://api.line.me/", exp = expires, token_exp = 3600 })}";
        return $"{signed}.{Url(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        static string Part(object value) => Url(JsonSerializer.SerializeToUtf8Bytes(value));
    }
}

using System.Text.Json;

namespace Line.Emulator.Tests.Channels;

public sealed class SeveralChannelsTests : IAsyncLifetime
{
    private const string Sister = "1656000011", Stranger = "1656000021", StrangersLogin = "1656000022";

    private TestBot _bot = null!, _strangersBot = null!;
    private TestPlatform _line = null!;

    public async ValueTask InitializeAsync()
    {
        (_bot, _strangersBot) = (await TestBot.StartAsync(), await TestBot.StartAsync());
        _line = await TestPlatform.StartAsync(o =>
        {
            o.WebhookUrl = _bot.Url;
            o.MoreChannels.Add(new EmulatorChannel(Sister, "sister") { MonthlyQuota = 1 });
            o.MoreChannels.Add(new EmulatorChannel(Stranger, "stranger")
            {
                Provider = "another", WebhookUrl = _strangersBot.Url, LoginChannelId = StrangersLogin, LoginChannelSecret = "login", LiffId = $"{StrangersLogin}-Aa1Bb2Cc", LiffEndpointUrl = "https://example.com/",
            });
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _bot.DisposeAsync();
        await _strangersBot.DisposeAsync();
    }

    [Fact]
    public async Task A_person_has_one_id_per_provider()
    {
        var id = await _line.PersonAsync();
        var ids = (await _line.ControlJsonAsync($"/users/{id}/ids")).EnumerateArray().ToDictionary(i => i.GetProperty("channelId").GetString()!, i => i.GetProperty("userId").GetString()!);
        Assert.Equal(id, ids[_line.Options.ChannelId]);
        Assert.Equal(id, ids[Sister]);
        Assert.NotEqual(id, ids[Stranger]);
        Assert.Equal("王小明", (await _line.ControlJsonAsync($"/users/{ids[Stranger]}?channel={Stranger}")).GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task A_token_speaks_for_its_own_channel_only()
    {
        var id = await _line.FriendAsync();
        var strange = await TokenAsync(Stranger, "stranger");
        using var unknown = await _line.CallAsync(HttpMethod.Post, "/v2/bot/message/push", new { to = id, messages = TestPlatform.Texts("hi") }, token: strange);
        Assert.Equal(400, (int)unknown.StatusCode);
        using var notAFriend = await _line.CallAsync(HttpMethod.Get, $"/v2/bot/profile/{id}", token: await TokenAsync(Sister, "sister"));
        Assert.Equal(404, (int)notAFriend.StatusCode);
        using var info = await _line.CallAsync(HttpMethod.Get, "/v2/bot/info", token: strange);
        Assert.EndsWith(Stranger, (await info.JsonAsync()).GetProperty("userId").GetString());
        using var wrongKind = await _line.CallAsync(HttpMethod.Get, "/v2/bot/info", token: await TokenAsync(StrangersLogin, "login"));
        Assert.Equal(401, (int)wrongKind.StatusCode);
    }

    [Fact]
    public async Task Each_channel_hears_of_its_own_friends_at_its_own_address()
    {
        var id = await _line.PersonAsync();
        (await _line.ControlAsync($"/users/{id}/follow")).Dispose();
        var there = (await _line.ControlJsonAsync($"/users/{id}/ids")).EnumerateArray().Last().GetProperty("userId").GetString();
        (await _line.ControlAsync($"/users/{there}/follow?channel={Stranger}")).Dispose();
        await _bot.WaitForEventsAsync(1);
        await _strangersBot.WaitForEventsAsync(1);
        Assert.True(_strangersBot.Calls[0].IsSignedWith("stranger"));
        Assert.Equal(there, _strangersBot.Events.Single().GetProperty("source").GetProperty("userId").GetString());
        Assert.Equal(id, _bot.Events.Single().GetProperty("source").GetProperty("userId").GetString());
        Assert.EndsWith(Stranger, JsonSerializer.Deserialize<JsonElement>(_strangersBot.Calls[0].Body).GetProperty("destination").GetString());
    }

    [Fact]
    public async Task Quota_is_a_channels_own()
    {
        var id = await _line.FriendAsync();
        (await _line.ControlAsync($"/users/{id}/follow?channel={Sister}")).Dispose();
        var sister = await TokenAsync(Sister, "sister");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _line.CallAsync(HttpMethod.Post, "/v2/bot/message/push", new { to = id, messages = TestPlatform.Texts("hi") }, token: sister);
            Assert.Equal(i == 0 ? 200 : 429, (int)answer.StatusCode);
        }

        using var first = await _line.PushAsync(id);
        Assert.Equal(200, (int)first.StatusCode);
    }

    [Fact]
    public async Task Rates_are_a_channels_own()
    {
        var sister = await TokenAsync(Sister, "sister");
        for (var i = 0; i < 61; i++)
        {
            using var answer = await _line.GetAsync("/v2/bot/insight/demographic");
            Assert.Equal(i < 60 ? 200 : 429, (int)answer.StatusCode);
        }

        using var otherChannel = await _line.CallAsync(HttpMethod.Get, "/v2/bot/insight/demographic", token: sister);
        Assert.Equal(200, (int)otherChannel.StatusCode);
        using var otherCall = await _line.GetAsync("/v2/bot/insight/followers");
        Assert.Equal(200, (int)otherCall.StatusCode);
    }

    [Fact]
    public async Task A_LIFF_page_of_another_provider_learns_the_other_id()
    {
        var id = await _line.PersonAsync();
        var there = (await _line.ControlJsonAsync($"/users/{id}/ids")).EnumerateArray().Last().GetProperty("userId").GetString();
        using var opened = await _line.ControlAsync($"/users/{there}/liff?channel={Stranger}", new { url = $"https://liff.line.me/{StrangersLogin}-Aa1Bb2Cc" });
        var fragment = (await opened.JsonAsync()).GetProperty("url").GetString()!.Split('#')[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        using var verified = await _line.PostFormAsync("/oauth2/v2.1/verify", ("id_token", fragment["id_token"]), ("client_id", StrangersLogin));
        Assert.Equal(there, (await verified.JsonAsync()).GetProperty("sub").GetString());
        using var profile = await _line.CallAsync(HttpMethod.Get, "/v2/profile", token: fragment["access_token"]);
        Assert.Equal(there, (await profile.JsonAsync()).GetProperty("userId").GetString());
        using var mistaken = await _line.PostFormAsync("/oauth2/v2.1/verify", ("id_token", fragment["id_token"]), ("client_id", _line.Options.LoginChannelId));
        Assert.Equal("Invalid IdToken Audience.", (await mistaken.JsonAsync()).GetProperty("error_description").GetString());
    }

    [Fact]
    public async Task A_channel_nobody_has_is_not_found()
    {
        using var answer = await _line.ControlAsync("/users?channel=1", new { });
        Assert.Equal(404, (int)answer.StatusCode);
    }

    private Task<string> TokenAsync(string channel, string secret) => _line.StatelessTokenAsync(channel, secret);
}

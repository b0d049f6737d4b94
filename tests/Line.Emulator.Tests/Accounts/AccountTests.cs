using System.Text.Json;

namespace Line.Emulator.Tests.Accounts;

public sealed class AccountTests
{
    [Fact]
    public async Task A_link_token_links_once_within_ten_minutes()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var person = await line.FriendAsync();
        await bot.WaitForEventsAsync(1);
        var token = await TokenAsync(line, person);
        Assert.Equal(200, await LinkAsync(line, token, "0123456789"));
        await bot.WaitForEventsAsync(2);
        var linked = bot.Events[1];
        Assert.Equal(("ok", "0123456789"), (linked.GetProperty("link").GetProperty("result").GetString(), linked.GetProperty("link").GetProperty("nonce").GetString()));
        Assert.Equal(person, linked.GetProperty("source").GetProperty("userId").GetString());
        using var reply = await line.ReplyAsync(linked.GetProperty("replyToken").GetString()!);
        Assert.Equal(200, (int)reply.StatusCode);

        Assert.Equal(400, await LinkAsync(line, token, "0123456789"));
        var late = await TokenAsync(line, person);
        line.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(400, await LinkAsync(line, late, "0123456789"));
        Assert.Equal(400, await LinkAsync(line, "made up", "0123456789"));
        Assert.Equal(400, await LinkAsync(line, await TokenAsync(line, person), "short"));
        await bot.WaitForEventsAsync(3);
        Assert.Equal("failed", bot.Events[2].GetProperty("link").GetProperty("result").GetString());
        Assert.False(bot.Events[2].TryGetProperty("source", out _) || bot.Events[2].TryGetProperty("replyToken", out _));
        Assert.Equal(3, bot.Events.Count);
    }

    [Fact]
    public async Task A_coupon_is_checked_and_closed_for_good()
    {
        await using var line = await TestPlatform.StartAsync();
        using var bad = await line.PostAsync("/v2/bot/coupon", new
        {
            title = "", visibility = "SECRET", timezone = "ASIA_TAIPEI", startTimestamp = 2, endTimestamp = 1, maxUseCountPerTicket = 7, acquisitionCondition = new { type = "lottery", lotteryProbability = 100, maxAcquireCount = 1 },
        });
        var details = await bad.DetailsAsync();
        foreach (var property in (string[])["title", "visibility", "endTimestamp", "maxUseCountPerTicket", "acquisitionCondition.lotteryProbability"])
            Assert.Contains(details, d => d.StartsWith(property + ":", StringComparison.Ordinal));
        using var good = await line.PostAsync("/v2/bot/coupon", new
        {
            title = "咖啡", visibility = "PUBLIC", timezone = "ASIA_TAIPEI", startTimestamp = 1, endTimestamp = 4_000_000_000, maxUseCountPerTicket = -1, acquisitionCondition = new { type = "normal" },
        });
        var path = $"/v2/bot/coupon/{(await good.JsonAsync()).GetProperty("couponId").GetString()}";
        foreach (var expected in (int[])[200, 410])
        {
            using var closed = await line.CallAsync(HttpMethod.Put, path + "/close");
            Assert.Equal(expected, (int)closed.StatusCode);
        }

        using var running = await line.GetAsync("/v2/bot/coupon?status=RUNNING");
        Assert.Equal(0, (await running.JsonAsync()).GetProperty("items").GetArrayLength());
        using var unknown = await line.GetAsync("/v2/bot/coupon/none");
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task A_group_counts_each_member_and_answers_for_itself()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => (o.WebhookUrl, o.MonthlyQuota) = (bot.Url, 5));
        var (first, second, third) = (await line.PersonAsync("甲"), await line.PersonAsync("乙"), await line.PersonAsync("丙"));
        using var made = await line.ControlAsync("/groups", new { name = "三人", members = new[] { first, second, third } });
        var group = (await made.JsonAsync()).GetProperty("groupId").GetString()!;
        await bot.WaitForEventsAsync(1);
        Assert.Equal(("join", group), (bot.Events[0].GetProperty("type").GetString(), bot.Events[0].GetProperty("source").GetProperty("groupId").GetString()));
        using var sent = await line.PushAsync(group);
        Assert.Equal(200, (int)sent.StatusCode);
        using var used = await line.GetAsync("/v2/bot/message/quota/consumption");
        Assert.Equal(3, (await used.JsonAsync()).GetProperty("totalUsage").GetInt32());
        using var tooMuch = await line.PushAsync(group);
        Assert.Equal(429, (int)tooMuch.StatusCode);

        (await line.ControlAsync($"/groups/{group}/messages?from={second}", new { type = "text", text = "大家好" })).Dispose();
        await bot.WaitForEventsAsync(2);
        var message = bot.Events[1];
        Assert.Equal(second, message.GetProperty("source").GetProperty("userId").GetString());
        using var reply = await line.ReplyAsync(message.GetProperty("replyToken").GetString()!, "你好");
        Assert.Equal(200, (int)reply.StatusCode);
        Assert.Equal(3, (await line.ControlJsonAsync($"/groups/{group}")).GetProperty("items").GetArrayLength());

        (await line.ControlAsync($"/groups/{group}/members", new { leave = new[] { third } })).Dispose();
        using var count = await line.GetAsync($"/v2/bot/group/{group}/members/count");
        Assert.Equal(2, (await count.JsonAsync()).GetProperty("count").GetInt32());
        using var left = await line.PostAsync($"/v2/bot/group/{group}/leave");
        await bot.WaitForEventsAsync(4);
        Assert.Equal(["memberLeft", "leave"], bot.Events.Skip(2).Select(e => e.GetProperty("type").GetString()));
        using var gone = await line.PushAsync(group);
        Assert.Equal((400, "Failed to send messages"), ((int)gone.StatusCode, await gone.MessageAsync()));
    }

    [Fact]
    public async Task A_number_nobody_has_is_unprocessable()
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.PostAsync("/bot/pnp/push", new { to = new string('a', 64), messages = TestPlatform.Texts("receipt") });
        Assert.Equal(422, (int)answer.StatusCode);
        // LINE's own example of a number and its hash.
        var person = await line.FriendAsync();
        using var number = await line.ControlAsync($"/users/{person}/phone-number", new { phoneNumber = "+818000001234" });
        var hash = (await number.JsonAsync()).GetProperty("hash").GetString()!;
        Assert.StartsWith("d41e0ad7", hash);
        Assert.EndsWith("2409c", hash);
    }

    private static async Task<string> TokenAsync(TestPlatform line, string person)
    {
        await line.NewTokenAsync();
        using var answer = await line.PostAsync($"/v2/bot/user/{person}/linkToken");
        return JsonSerializer.Deserialize<JsonElement>(await answer.TextAsync()).GetProperty("linkToken").GetString()!;
    }

    private static async Task<int> LinkAsync(TestPlatform line, string token, string nonce)
    {
        using var answer = await line.Http.GetAsync($"/dialog/bot/accountLink?linkToken={Uri.EscapeDataString(token)}&nonce={nonce}", TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}

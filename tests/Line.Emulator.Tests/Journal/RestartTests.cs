using System.Net;
using System.Text.Json;

namespace Line.Emulator.Tests.Journal;

public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("line-emulator-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        await using var bot = await TestBot.StartAsync();
        var clock = new FakeClock();
        var key = Guid.NewGuid().ToString();
        string friend, blocker, replyToken, menu, oldToken, kid;
        string chat, journal;
        await using (var line = await TestPlatform.StartAsync(o => (o.DataDirectory, o.WebhookUrl, o.MonthlyQuota) = (_folder, bot.Url, 100), clock))
        {
            friend = await line.FriendAsync("林小美");
            blocker = await line.FriendAsync();
            (await line.ControlAsync($"/users/{blocker}/unfollow")).Dispose();
            (await line.ControlAsync($"/users/{friend}/messages", new { type = "text", text = "會員卡" })).Dispose();
            await bot.WaitForEventsAsync(4);
            replyToken = bot.Events.Last(e => e.GetProperty("type").GetString() == "message").GetProperty("replyToken").GetString()!;
            (await line.PushAsync(friend, "once", key)).Dispose();
            menu = await RichMenus.RichMenuTests.MenuAsync(line);
            (await line.PostAsync($"/v2/bot/user/{friend}/richmenu/{menu}")).Dispose();
            oldToken = line.Token;
            kid = (await (await line.GetAsync("/oauth2/v2.1/certs")).JsonAsync()).GetProperty("keys")[0].GetProperty("kid").GetString()!;
            chat = (await line.ControlJsonAsync($"/users/{friend}/chat")).GetProperty("items").GetRawText();
            journal = (await line.ControlJsonAsync("/journal")).GetRawText();
        }

        await using var again = await TestPlatform.StartAsync(o => (o.DataDirectory, o.WebhookUrl, o.MonthlyQuota) = (_folder, bot.Url, 100), clock);

        Assert.Equal(chat, (await again.ControlJsonAsync($"/users/{friend}/chat")).GetProperty("items").GetRawText());
        Assert.Equal(journal, (await again.ControlJsonAsync("/journal")).GetRawText());
        using var repeat = await again.PushAsync(friend, "once", key);
        Assert.Equal(HttpStatusCode.Conflict, repeat.StatusCode);
        Assert.Single((await repeat.JsonAsync()).GetProperty("sentMessages").EnumerateArray());
        again.Token = oldToken;
        Assert.Equal("""{"totalUsage":1}""", await (await again.GetAsync("/v2/bot/message/quota/consumption")).TextAsync());
        using var reply = await again.ReplyAsync(replyToken, "still there");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(menu, (await (await again.GetAsync($"/v2/bot/user/{friend}/richmenu")).JsonAsync()).GetProperty("richMenuId").GetString());
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync($"/v2/bot/richmenu/{menu}/content")).StatusCode);
        Assert.Equal(kid, (await (await again.GetAsync("/oauth2/v2.1/certs")).JsonAsync()).GetProperty("keys")[0].GetProperty("kid").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await again.GetAsync($"/v2/bot/profile/{blocker}")).StatusCode);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(4, bot.Events.Count);
    }

    [Fact]
    public async Task Nor_does_it_forget_audiences_coupons_groups_plans_and_figures()
    {
        var clock = new FakeClock();
        string[] paths;
        List<string> before;
        await using (var line = await TestPlatform.StartAsync(o => o.DataDirectory = _folder, clock))
        {
            using var followed = await line.ControlAsync("/scenario/follow", new { count = 30 });
            var friends = (await followed.JsonAsync()).GetProperty("userIds").EnumerateArray().Select(i => i.GetString()!).ToList();
            using var audience = await line.PostAsync("/v2/bot/audienceGroup/upload", new { description = "a", audiences = friends.Select(id => new { id }) });
            using var coupon = await line.PostAsync("/v2/bot/coupon", new
            {
                title = "咖啡", visibility = "PUBLIC", timezone = "ASIA_TAIPEI", startTimestamp = 1, endTimestamp = 4_000_000_000, maxUseCountPerTicket = 1, acquisitionCondition = new { type = "normal" },
            });
            using var group = await line.ControlAsync("/groups", new { members = friends.Take(2) });
            var groupId = (await group.JsonAsync()).GetProperty("groupId").GetString();
            (await line.ControlAsync($"/groups/{groupId}/messages?from={friends[0]}", new { type = "text", text = "hi" })).Dispose();
            using var plan = await line.ControlAsync("/memberships", new { title = "gold" });
            (await line.ControlAsync($"/users/{friends[0]}/membership", new { membershipId = (await plan.JsonAsync()).GetProperty("membershipId").GetInt32(), change = "joined" })).Dispose();
            using var sent = await line.PostAsync("/v2/bot/message/broadcast", new { messages = TestPlatform.Texts("all") });
            paths =
            [
                $"/v2/bot/audienceGroup/{(await audience.JsonAsync()).GetProperty("audienceGroupId").GetInt64()}", $"/v2/bot/coupon/{(await coupon.JsonAsync()).GetProperty("couponId").GetString()}",
                $"/v2/bot/group/{groupId}/members/ids", $"/v2/bot/membership/subscription/{friends[0]}", $"/v2/bot/insight/message/event?requestId={sent.Header("x-line-request-id")}",
                "/v2/bot/insight/followers?date=20260310", "/v2/bot/insight/demographic", $"/emulator/groups/{groupId}",
            ];
            clock.Advance(TimeSpan.FromDays(2));
            before = await AskAsync(line, paths);
        }

        await using var again = await TestPlatform.StartAsync(o => o.DataDirectory = _folder, clock);
        Assert.Equal(before, await AskAsync(again, paths));
    }

    private static async Task<List<string>> AskAsync(TestPlatform line, string[] paths)
    {
        await line.NewTokenAsync();
        var answers = new List<string>();
        foreach (var path in paths)
        {
            using var answer = await line.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answers.Add(await answer.TextAsync());
        }

        return answers;
    }

    [Fact]
    public async Task Events_nobody_took_are_delivered_after_the_restart_as_redeliveries()
    {
        await using var bot = await TestBot.StartAsync();
        bot.Answer = _ => Task.FromResult(503);
        await using (var line = await TestPlatform.StartAsync(o => (o.DataDirectory, o.WebhookUrl) = (_folder, bot.Url)))
        {
            await line.FriendAsync();
            await bot.WaitForEventsAsync(1);
            await Eventually.IsTrueAsync(() => File.ReadAllText(Path.Combine(_folder, "journal.jsonl")).Contains("\"k\":\"sent\"", StringComparison.Ordinal), "the attempt in the journal");
        }

        bot.Answer = _ => Task.FromResult(200);
        var before = bot.Events.Count;
        await using var again = await TestPlatform.StartAsync(o => (o.DataDirectory, o.WebhookUrl) = (_folder, bot.Url));
        await bot.WaitForEventsAsync(before + 1);

        Assert.True(bot.Events[^1].GetProperty("deliveryContext").GetProperty("isRedelivery").GetBoolean());
        Assert.Equal(bot.Events[0].GetProperty("webhookEventId").GetString(), bot.Events[^1].GetProperty("webhookEventId").GetString());
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off_and_written_over()
    {
        string friend;
        await using (var line = await TestPlatform.StartAsync(o => o.DataDirectory = _folder))
        {
            friend = await line.FriendAsync();
            (await line.PushAsync(friend, "whole")).Dispose();
        }

        var path = Path.Combine(_folder, "journal.jsonl");
        await File.AppendAllTextAsync(path, """{"k":"accepted","seq":99,"at":"2026-03-""", TestContext.Current.CancellationToken);
        await using (var line = await TestPlatform.StartAsync(o => o.DataDirectory = _folder))
            (await line.PushAsync(friend, "after")).Dispose();
        await using var again = await TestPlatform.StartAsync(o => o.DataDirectory = _folder);

        Assert.Equal(["whole", "after"], await again.ReceivedAsync(friend));
        Assert.All(await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken), l => JsonSerializer.Deserialize<JsonElement>(l));
    }

    [Fact]
    public async Task Damage_in_the_middle_stops_the_start_with_one_clear_line()
    {
        await using (var line = await TestPlatform.StartAsync(o => o.DataDirectory = _folder))
            await line.FriendAsync();
        var path = Path.Combine(_folder, "journal.jsonl");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(path, [lines[0][..20], .. lines[1..]], TestContext.Current.CancellationToken);

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => TestPlatform.StartAsync(o => o.DataDirectory = _folder));
        Assert.StartsWith("The journal is damaged at byte 0", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_emulators_cannot_share_a_folder_or_a_port()
    {
        await using var line = await TestPlatform.StartAsync(o => o.DataDirectory = _folder);
        var folder = await Assert.ThrowsAsync<InvalidOperationException>(() => TestPlatform.StartAsync(o => o.DataDirectory = _folder));
        Assert.Contains("is another emulator using it?", folder.Message, StringComparison.Ordinal);
        var port = await Assert.ThrowsAsync<InvalidOperationException>(() => TestPlatform.StartAsync(o => o.Port = new Uri(line.Host.BaseUrl).Port));
        Assert.Contains("cannot listen on port", port.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deepest_message_line_takes_can_be_read_back()
    {
        var nested = string.Concat(Enumerable.Repeat("""{"type":"box","layout":"vertical","contents":[""", 55)) + string.Concat(Enumerable.Repeat("]}", 55));
        string friend;
        await using (var line = await TestPlatform.StartAsync(o => o.DataDirectory = _folder))
        {
            friend = await line.FriendAsync();
            using var answer = await line.PostAsync("/v2/bot/message/push",
                """{"to":"#","messages":[{"type":"flex","altText":"a","contents":{"type":"bubble","body":$}}]}""".Replace("#", friend, StringComparison.Ordinal).Replace("$", nested, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await using var again = await TestPlatform.StartAsync(o => o.DataDirectory = _folder);
        using var chat = await again.Http.GetAsync($"/emulator/users/{friend}/chat", TestContext.Current.CancellationToken);
        Assert.Contains("altText", await chat.TextAsync(), StringComparison.Ordinal);
    }
}

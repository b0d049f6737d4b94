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

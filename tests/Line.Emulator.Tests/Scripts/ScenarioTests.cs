using System.Text.Json;

namespace Line.Emulator.Tests.Scripts;

public sealed class ScenarioTests
{
    private const string Liff = "https://liff.line.me/1656000002-Aa1Bb2Cc/join";

    private static async Task<JsonElement> PlayAsync(TestPlatform line, object scenario)
    {
        using var started = await line.ControlAsync("/scenario", scenario);
        Assert.True((int)started.StatusCode == 202, await started.TextAsync());
        var id = (await started.JsonAsync()).GetProperty("id").GetString();
        for (var i = 0; ; i++)
        {
            var run = await line.ControlJsonAsync($"/scenario/{id}");
            if (run.GetProperty("state").GetString() != "running")
                return run;
            Assert.True(i < 1000, run.ToString());
            await Task.Delay(15, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task People_come_bind_write_press_and_leave()
    {
        await using var bot = await TestBot.StartAsync();
        bot.EventsAreWild = true;
        await using var line = await TestPlatform.StartAsync(o => (o.WebhookUrl, o.LiffEndpointUrl) = (bot.Url, bot.Url.Replace("/line/webhook", "/liff/", StringComparison.Ordinal)));
        var run = await PlayAsync(line, new
        {
            seed = 3, rate = 0, prefix = "示範",
            steps = new object[]
            {
                new { @do = "follow", people = 12 },
                new { @do = "liff", people = 4, url = Liff, requests = new[] { new { url = bot.Url.Replace("/line/webhook", "/api/session", StringComparison.Ordinal), body = new { idToken = "{idToken}", name = "{name}", phone = "{phone}" } } } },
                new { @do = "write", people = 5, times = 2, texts = new[] { "點數" } },
                new { @do = "act", people = 3, action = new { type = "postback", data = "a=1" } },
                new { @do = "block", people = 2 },
                new { @do = "unblock", people = 1 },
            },
        });
        Assert.Equal("done", run.GetProperty("state").GetString());
        Assert.Equal("""{"act":3,"block":2,"follow":12,"liff":4,"unblock":1,"write":10}""", run.GetProperty("done").GetRawText());
        Assert.Equal(0, run.GetProperty("failed").GetInt32());

        // 28 events, and besides them 4 pages and 4 calls of those pages.
        await Eventually.IsTrueAsync(() => bot.Calls.Where(c => c.Signature is not null).Sum(c => c.Events.Count) == 28, "all events");
        var bound = bot.Calls.Where(c => c.Text.Contains("idToken", StringComparison.Ordinal)).Select(c => JsonSerializer.Deserialize<JsonElement>(c.Body)).ToList();
        Assert.Equal(4, bound.Select(b => b.GetProperty("phone").GetString()).Distinct().Count());
        Assert.All(bot.Calls.Where(c => c.Text.Contains("idToken", StringComparison.Ordinal)), c => Assert.Equal("visitor=yes", c.Cookie));
        foreach (var one in bound)
        {
            Assert.StartsWith("示範 ", one.GetProperty("name").GetString());
            using var verified = await line.PostFormAsync("/oauth2/v2.1/verify", ("id_token", one.GetProperty("idToken").GetString()!), ("client_id", line.Options.LoginChannelId));
            Assert.Equal(200, (int)verified.StatusCode);
        }

        Assert.Equal(11, (await line.ControlJsonAsync("/users?limit=50")).EnumerateArray().Count(u => u.GetProperty("friend").GetBoolean()));
    }

    [Fact]
    public async Task People_press_what_the_bot_sent()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        using var started = await line.ControlAsync("/scenario", new { steps = new object[] { new { @do = "follow", people = 2 }, new { @do = "wait", seconds = 0.4 }, new { @do = "press" } } });
        await bot.WaitForEventsAsync(2);
        using var broadcast = await line.PostAsync("/v2/bot/message/broadcast", new
        {
            messages = new[] { new { type = "template", altText = "?", template = new { type = "confirm", text = "?", actions = new object[] { new { type = "postback", label = "yes", data = "yes" }, new { type = "datetimepicker", label = "when", data = "when", mode = "date" } } } } },
        });
        Assert.Equal(200, (int)broadcast.StatusCode);
        await bot.WaitForEventsAsync(4);
        Assert.All(bot.Events.Skip(2), e => Assert.Contains(e.GetProperty("postback").GetProperty("data").GetString(), (string[])["yes", "when"]));
    }

    [Fact]
    public async Task Deeds_keep_to_the_rate()
    {
        await using var line = await TestPlatform.StartAsync();
        var began = TimeProvider.System.GetTimestamp();
        await PlayAsync(line, new { rate = 20, steps = new[] { new { @do = "follow", people = 11 } } });
        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMilliseconds(490));
    }

    [Theory]
    [InlineData("""{"steps":[]}""", "at least one step")]
    [InlineData("""{"steps":[{"do":"dance"}]}""", "steps[0]")]
    [InlineData("""{"steps":[{"do":"follow"}]}""", "'people'")]
    [InlineData("""{"steps":[{"do":"follow","people":"many"}]}""", "people")]
    public async Task A_scenario_that_makes_no_sense_is_refused(string scenario, string complaint)
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.Http.PostAsync("/emulator/scenario", new StringContent(scenario, null, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(complaint, await answer.TextAsync());
    }

    [Fact]
    public async Task What_goes_wrong_is_told()
    {
        await using var line = await TestPlatform.StartAsync();
        var run = await PlayAsync(line, new { steps = new object[] { new { @do = "follow", people = 1 }, new { @do = "press" }, new { @do = "liff", url = "https://liff.line.me/nowhere" } } });
        Assert.Equal(2, run.GetProperty("failed").GetInt32());
        Assert.Contains("no button", run.GetProperty("problems")[0].GetString());
    }
}

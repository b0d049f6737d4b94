using System.Text.Json;

namespace Line.Emulator.Tests.Sending;

public sealed class NarrowcastTests
{
    private const int Friends = 120;

    private static async Task<(TestPlatform Line, List<string> Friends)> StartAsync(Action<EmulatorOptions>? configure = null)
    {
        var line = await TestPlatform.StartAsync(o =>
        {
            (o.NarrowcastDuration, o.AudiencePreparation) = (TimeSpan.FromMilliseconds(400), TimeSpan.FromMinutes(1));
            configure?.Invoke(o);
        });
        using var answer = await line.ControlAsync("/scenario/follow", new { count = Friends });
        return (line, [.. (await answer.JsonAsync()).GetProperty("userIds").EnumerateArray().Select(i => i.GetString()!)]);
    }

    private static Task<HttpResponseMessage> SendAsync(TestPlatform line, object? recipient = null, object? filter = null, object? limit = null, string? retryKey = null)
    {
        var body = new Dictionary<string, object> { ["messages"] = TestPlatform.Texts("hello") };
        foreach (var (name, value) in new[] { ("recipient", recipient), ("filter", filter), ("limit", limit) })
        {
            if (value is not null)
                body[name] = value;
        }

        return line.PostAsync("/v2/bot/message/narrowcast", body, retryKey);
    }

    private static async Task<JsonElement> EndAsync(TestPlatform line, HttpResponseMessage accepted)
    {
        Assert.True((int)accepted.StatusCode == 202, await accepted.TextAsync());
        for (var i = 0; ; i++)
        {
            using var answer = await line.GetAsync($"/v2/bot/message/progress/narrowcast?requestId={accepted.Header("x-line-request-id")}");
            var progress = await answer.JsonAsync();
            if (progress.GetProperty("phase").GetString() is "succeeded" or "failed")
                return progress;
            Assert.True(i < 500, "The narrowcast never ended.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task It_is_accepted_first_and_sent_later_while_its_quota_is_spoken_for()
    {
        var (line, friends) = await StartAsync(o => o.MonthlyQuota = Friends + 1);
        await using var _ = line;
        using var accepted = await SendAsync(line);
        using var waiting = await line.GetAsync($"/v2/bot/message/progress/narrowcast?requestId={accepted.Header("x-line-request-id")}");
        Assert.Contains((await waiting.JsonAsync()).GetProperty("phase").GetString(), (string[])["waiting", "sending"]);
        Assert.Empty(await line.ReceivedAsync(friends[0]));
        using var within = await line.PushAsync(friends[0], "one more fits");
        Assert.Equal(200, (int)within.StatusCode);
        using var beyond = await line.PushAsync(friends[0], "this one does not");
        Assert.Equal((429, "You have reached your monthly limit."), ((int)beyond.StatusCode, await beyond.MessageAsync()));

        var progress = await EndAsync(line, accepted);
        Assert.Equal((Friends, 0, Friends), (progress.GetProperty("successCount").GetInt32(), progress.GetProperty("failureCount").GetInt32(), progress.GetProperty("targetCount").GetInt32()));
        Assert.Equal(["one more fits", "hello"], await line.ReceivedAsync(friends[0]));
        line.Clock.Advance(TimeSpan.FromDays(14));
        await line.NewTokenAsync();
        using var forgotten = await line.GetAsync($"/v2/bot/message/progress/narrowcast?requestId={accepted.Header("x-line-request-id")}");
        Assert.Equal(404, (int)forgotten.StatusCode);
    }

    [Fact]
    public async Task A_retry_key_is_used_up_by_the_acceptance()
    {
        var (line, _) = await StartAsync();
        await using var __ = line;
        var key = Guid.NewGuid().ToString();
        using var accepted = await SendAsync(line, retryKey: key);
        using var again = await SendAsync(line, retryKey: key);
        Assert.Equal((409, accepted.Header("x-line-request-id")), ((int)again.StatusCode, again.Header("x-line-accepted-request-id")));
        await EndAsync(line, accepted);
        using var later = await SendAsync(line, retryKey: key);
        Assert.Equal(409, (int)later.StatusCode);
    }

    [Fact]
    public async Task Limits_take_a_part_or_refuse_to()
    {
        var (line, friends) = await StartAsync(o => o.MonthlyQuota = 100);
        await using var _ = line;
        using var tooMany = await SendAsync(line);
        Assert.Equal(429, (int)tooMany.StatusCode);
        using var alone = await SendAsync(line, limit: new { forbidPartialDelivery = true });
        Assert.Equal(400, (int)alone.StatusCode);
        using var whole = await SendAsync(line, limit: new { upToRemainingQuota = true, forbidPartialDelivery = true });
        Assert.Equal(5, (await EndAsync(line, whole)).GetProperty("errorCode").GetInt32());
        using var some = await SendAsync(line, limit: new { max = 60 });
        Assert.Equal(60, (await EndAsync(line, some)).GetProperty("successCount").GetInt32());
        using var rest = await SendAsync(line, limit: new { upToRemainingQuota = true });
        Assert.Equal(40, (await EndAsync(line, rest)).GetProperty("successCount").GetInt32());
    }

    [Fact]
    public async Task Recipients_and_filters_choose_the_people()
    {
        var (line, friends) = await StartAsync();
        await using var _ = line;
        using var uploaded = await line.PostAsync("/v2/bot/audienceGroup/upload", new { description = "ten", audiences = friends.Take(10).Select(id => new { id }) });
        var audience = new { type = "audience", audienceGroupId = (await uploaded.JsonAsync()).GetProperty("audienceGroupId").GetInt64() };
        using var early = await SendAsync(line, audience);
        Assert.Contains("recipient.audienceGroupId: The audience does not exist or is not ready", await early.DetailsAsync());
        line.Clock.Advance(TimeSpan.FromMinutes(2));

        // Uploaded ids may be few; everybody but them are enough; a filter makes the few too few.
        using var few = await SendAsync(line, audience);
        Assert.Equal(10, (await EndAsync(line, few)).GetProperty("targetCount").GetInt32());
        using var others = await SendAsync(line, new { type = "operator", not = audience });
        Assert.Equal(Friends - 10, (await EndAsync(line, others)).GetProperty("targetCount").GetInt32());
        Assert.Equal(["hello"], await line.ReceivedAsync(friends[0]));
        Assert.Equal(["hello"], await line.ReceivedAsync(friends[50]));
        using var filtered = await SendAsync(line, audience, new { demographic = new { type = "gender", oneOf = Of("female") } });
        Assert.Equal(2, (await EndAsync(line, filtered)).GetProperty("errorCode").GetInt32());

        using var adults = await SendAsync(line, filter: new { demographic = new { type = "operator", or = new object[] { new { type = "age", gte = "age_15" }, new { type = "age", lt = "age_15" } } } });
        Assert.Equal(Friends, (await EndAsync(line, adults)).GetProperty("targetCount").GetInt32());
        using var wrong = await SendAsync(line, filter: new { demographic = new { type = "age", gte = "age_18" } });
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task Too_few_friends_have_no_filters_and_no_narrowcast()
    {
        await using var line = await TestPlatform.StartAsync(o => o.NarrowcastDuration = TimeSpan.Zero);
        await line.FriendAsync();
        using var all = await SendAsync(line);
        Assert.Equal(2, (await EndAsync(line, all)).GetProperty("errorCode").GetInt32());
        using var some = await SendAsync(line, filter: new { demographic = new { type = "appType", oneOf = Of("ios") } });
        Assert.Equal(403, (int)some.StatusCode);
    }

    [Fact]
    public async Task What_a_restart_interrupted_goes_out_afterwards()
    {
        var folder = Directory.CreateTempSubdirectory("line-narrowcast-").FullName;
        try
        {
            HttpResponseMessage accepted;
            await using (var before = await TestPlatform.StartAsync(o => (o.DataDirectory, o.NarrowcastDuration, o.NarrowcastMinimum) = (folder, TimeSpan.FromHours(1), 0)))
            {
                await before.FriendAsync();
                accepted = await SendAsync(before);
            }

            await using var after = await TestPlatform.StartAsync(o => (o.DataDirectory, o.NarrowcastDuration) = (folder, TimeSpan.Zero));
            Assert.Equal(1, (await EndAsync(after, accepted)).GetProperty("successCount").GetInt32());
            accepted.Dispose();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Of(params string[] values) => values;
}

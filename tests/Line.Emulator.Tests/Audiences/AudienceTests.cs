namespace Line.Emulator.Tests.Audiences;

public sealed class AudienceTests
{
    [Fact]
    public async Task It_is_ready_after_a_while_and_gone_after_180_days()
    {
        await using var line = await TestPlatform.StartAsync();
        var id = await CreateAsync(line, await line.PersonAsync());
        Assert.Equal("IN_PROGRESS", await StatusAsync(line, id));
        line.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("READY", await StatusAsync(line, id));
        line.Clock.Advance(TimeSpan.FromDays(180));
        await line.NewTokenAsync();
        Assert.Equal("EXPIRED", await StatusAsync(line, id));
    }

    [Fact]
    public async Task Ids_that_are_none_and_audiences_that_are_none_are_refused()
    {
        await using var line = await TestPlatform.StartAsync();
        using var malformed = await line.PostAsync("/v2/bot/audienceGroup/upload", new { description = "x", audiences = new[] { new { id = "nobody" } } });
        Assert.Equal(400, (int)malformed.StatusCode);
        using var nameless = await line.PostAsync("/v2/bot/audienceGroup/upload", new { description = new string('a', 121) });
        Assert.Contains("description: Length must be between 1 and 120", await nameless.DetailsAsync());
        using var unknown = await line.GetAsync("/v2/bot/audienceGroup/1");
        Assert.Equal("AUDIENCE_GROUP_NOT_FOUND", (await unknown.JsonAsync()).GetProperty("details")[0].GetProperty("message").GetString());
        using var noSend = await line.PostAsync("/v2/bot/audienceGroup/click", new { description = "x", requestId = Guid.NewGuid() });
        Assert.Equal(400, (int)noSend.StatusCode);
    }

    [Fact]
    public async Task More_than_ten_uploads_at_work_are_too_many()
    {
        await using var line = await TestPlatform.StartAsync();
        var person = await line.PersonAsync();
        var id = await CreateAsync(line, person);
        for (var i = 0; i < 10; i++)
        {
            using var added = await line.CallAsync(HttpMethod.Put, "/v2/bot/audienceGroup/upload", new { audienceGroupId = id, audiences = new[] { new { id = person } } });
            Assert.Equal(i < 9 ? 202 : 429, (int)added.StatusCode);
        }
    }

    [Fact]
    public async Task Audiences_have_their_own_rate()
    {
        await using var line = await TestPlatform.StartAsync();
        for (var i = 0; i < 61; i++)
        {
            using var answer = await line.GetAsync("/v2/bot/audienceGroup/list?page=1");
            Assert.Equal(i < 60 ? 200 : 429, (int)answer.StatusCode);
        }
    }

    private static async Task<long> CreateAsync(TestPlatform line, string person)
    {
        using var created = await line.PostAsync("/v2/bot/audienceGroup/upload", new { description = "one", audiences = new[] { new { id = person } } });
        return (await created.JsonAsync()).GetProperty("audienceGroupId").GetInt64();
    }

    private static async Task<string?> StatusAsync(TestPlatform line, long id)
    {
        using var answer = await line.GetAsync($"/v2/bot/audienceGroup/{id}");
        return (await answer.JsonAsync()).GetProperty("audienceGroup").GetProperty("status").GetString();
    }
}

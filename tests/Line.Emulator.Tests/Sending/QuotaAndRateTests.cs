using System.Net;

namespace Line.Emulator.Tests.Sending;

public sealed class QuotaAndRateTests
{
    [Fact]
    public async Task The_month_ends_at_nine_hours_before_utc_midnight_and_starts_from_zero()
    {
        await using var line = await TestPlatform.StartAsync(o => o.MonthlyQuota = 2);
        var to = await line.FriendAsync();
        (await line.PostAsync("/v2/bot/message/push", new { to, messages = TestPlatform.Texts("a", "b", "c") })).Dispose();
        (await line.PushAsync(to, "second")).Dispose();

        using var third = await line.PushAsync(to, "third");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("You have reached your monthly limit.", await third.MessageAsync());

        // 31 March 15:00 UTC is midnight in Japan.
        line.Clock.Advance(new DateTimeOffset(2026, 3, 31, 14, 59, 59, TimeSpan.Zero) - line.Clock.GetUtcNow());
        await line.NewTokenAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await line.PushAsync(to, "still March")).StatusCode);
        line.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await line.PushAsync(to, "April")).StatusCode);
        Assert.Equal(1, (await (await line.GetAsync("/v2/bot/message/quota/consumption")).JsonAsync()).GetProperty("totalUsage").GetInt64());
    }

    [Fact]
    public async Task A_multicast_that_does_not_fit_the_quota_is_refused_whole()
    {
        await using var line = await TestPlatform.StartAsync(o => o.MonthlyQuota = 1);
        var (anna, ben) = (await line.FriendAsync("Anna"), await line.FriendAsync("Ben"));

        using var answer = await line.PostAsync("/v2/bot/message/multicast", new { to = new[] { anna, ben }, messages = TestPlatform.Texts("x") });

        Assert.Equal("You have reached your monthly limit.", await answer.MessageAsync());
        Assert.Empty(await line.ReceivedAsync(anna));
    }

    [Fact]
    public async Task Quota_is_told_and_set_on_demand()
    {
        await using var line = await TestPlatform.StartAsync();
        Assert.Equal("""{"type":"none"}""", await (await line.GetAsync("/v2/bot/message/quota")).TextAsync());

        (await line.ControlAsync("/quota", new { type = "limited", value = 500, used = 499 })).Dispose();

        Assert.Equal("""{"type":"limited","value":500}""", await (await line.GetAsync("/v2/bot/message/quota")).TextAsync());
        Assert.Equal("""{"totalUsage":499}""", await (await line.GetAsync("/v2/bot/message/quota/consumption")).TextAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await line.ControlAsync("/quota", new { type = "limited" })).StatusCode);
    }

    [Fact]
    public async Task Multicast_is_cut_off_after_200_in_a_second()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        var body = new { to = new[] { to }, messages = TestPlatform.Texts("x") };
        for (var i = 0; i < 200; i++)
            Assert.Equal(HttpStatusCode.OK, (await line.PostAsync("/v2/bot/message/multicast", body)).StatusCode);

        using var refused = await line.PostAsync("/v2/bot/message/multicast", body);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("The API rate limit has been exceeded. Try again later.", await refused.MessageAsync());
        Assert.False(refused.Headers.Contains("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await line.PushAsync(to)).StatusCode);

        line.Clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(HttpStatusCode.OK, (await line.PostAsync("/v2/bot/message/multicast", body)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await line.PostAsync("/v2/bot/message/multicast", body)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await line.PostAsync("/v2/bot/message/multicast", body)).StatusCode);
    }

    [Fact]
    public async Task Repeats_with_a_retry_key_count_against_the_rate()
    {
        await using var line = await TestPlatform.StartAsync();
        var (body, key) = (new { messages = TestPlatform.Texts("x") }, Guid.NewGuid().ToString());
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 61; i++)
            answers.Add((await line.PostAsync("/v2/bot/message/broadcast", body, key)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.All(answers[1..60], status => Assert.Equal(HttpStatusCode.Conflict, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[60]);
    }

    [Fact]
    public async Task Deliveries_of_a_day_are_counted_the_day_after()
    {
        await using var line = await TestPlatform.StartAsync();
        (await line.PushAsync(await line.FriendAsync())).Dispose();

        Assert.Equal("""{"status":"unready"}""", await (await line.GetAsync("/v2/bot/message/delivery/push?date=20260310")).TextAsync());
        line.Clock.Advance(TimeSpan.FromDays(1));
        await line.NewTokenAsync();
        Assert.Equal("""{"status":"ready","success":1}""", await (await line.GetAsync("/v2/bot/message/delivery/push?date=20260310")).TextAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await line.GetAsync("/v2/bot/message/delivery/push?date=10.3.2026")).StatusCode);
    }

    [Fact]
    public async Task Aggregation_units_are_checked_and_listed()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        object Body(params string[] units) => new { to, messages = TestPlatform.Texts("x"), customAggregationUnits = units };

        using var bad = await line.PostAsync("/v2/bot/message/push", Body("生日"));
        using var two = await line.PostAsync("/v2/bot/message/push", Body("a", "b"));
        using var good = await line.PostAsync("/v2/bot/message/push", Body("birthday_2026"));

        Assert.Equal(["customAggregationUnits[0]: Must match ^[a-zA-Z0-9_]{1,30}$"], await bad.DetailsAsync());
        Assert.Equal(["customAggregationUnits: Size must be between 0 and 1"], await two.DetailsAsync());
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal("""{"customAggregationUnits":["birthday_2026"]}""", await (await line.GetAsync("/v2/bot/message/aggregation/list")).TextAsync());
        Assert.Equal("""{"numOfCustomAggregationUnits":1}""", await (await line.GetAsync("/v2/bot/message/aggregation/info")).TextAsync());
    }
}

using System.Text.Json;

namespace Line.Emulator.Tests.Insight;

public sealed class InsightTests
{
    [Fact]
    public async Task Followers_are_counted_by_day()
    {
        await using var line = await TestPlatform.StartAsync();
        var leaving = await line.FriendAsync();
        await line.FriendAsync();
        line.Clock.Advance(TimeSpan.FromDays(1));
        (await line.ControlAsync($"/users/{leaving}/unfollow")).Dispose();
        line.Clock.Advance(TimeSpan.FromDays(1));
        await line.NewTokenAsync();
        Assert.Equal("""{"status":"out_of_service"}""", (await AskAsync(line, "20260309")).GetRawText());
        Assert.Equal("""{"status":"ready","followers":2,"targetedReaches":2,"blocks":0}""", (await AskAsync(line, "20260310")).GetRawText());
        Assert.Equal("""{"status":"ready","followers":2,"targetedReaches":1,"blocks":1}""", (await AskAsync(line, "20260311")).GetRawText());
        Assert.Equal("""{"status":"unready"}""", (await AskAsync(line, "20260312")).GetRawText());
        using var bad = await line.GetAsync("/v2/bot/insight/followers?date=yesterday");
        Assert.Equal(400, (int)bad.StatusCode);
    }

    [Fact]
    public async Task Few_people_are_not_told_and_many_grow_with_time()
    {
        await using var line = await TestPlatform.StartAsync();
        await line.FriendAsync();
        Assert.Equal(JsonValueKind.Null, (await BroadcastAsync(line, TimeSpan.FromDays(1))).GetProperty("uniqueImpression").ValueKind);
        (await line.ControlAsync("/scenario/follow", new { count = 300 })).Dispose();
        var soon = (await BroadcastAsync(line, TimeSpan.FromHours(3))).GetProperty("uniqueImpression").GetInt32();
        var later = (await BroadcastAsync(line, TimeSpan.FromDays(3))).GetProperty("uniqueImpression").GetInt32();
        Assert.InRange(soon, 20, 120);
        Assert.InRange(later, soon + 20, 301);
    }

    [Fact]
    public async Task A_menu_that_few_have_says_nothing()
    {
        await using var line = await TestPlatform.StartAsync();
        using var unknown = await line.GetAsync("/v2/bot/insight/richmenu/richmenu-0/summary?from=20260301&to=20260302");
        Assert.Equal(404, (int)unknown.StatusCode);
        using var tooLong = await line.GetAsync("/v2/bot/insight/richmenu/richmenu-0/daily?from=20260101&to=20260501");
        Assert.Equal(400, (int)tooLong.StatusCode);
    }

    private static async Task<JsonElement> AskAsync(TestPlatform line, string date)
    {
        using var answer = await line.GetAsync($"/v2/bot/insight/followers?date={date}");
        return await answer.JsonAsync();
    }

    private static async Task<JsonElement> BroadcastAsync(TestPlatform line, TimeSpan after)
    {
        await line.NewTokenAsync();
        using var sent = await line.PostAsync("/v2/bot/message/broadcast", new { messages = TestPlatform.Texts("hello") });
        line.Clock.Advance(after);
        await line.NewTokenAsync();
        using var answer = await line.GetAsync($"/v2/bot/insight/message/event?requestId={sent.Header("x-line-request-id")}");
        return (await answer.JsonAsync()).GetProperty("overview");
    }
}

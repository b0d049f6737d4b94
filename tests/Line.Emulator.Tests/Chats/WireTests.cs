using System.Text.Json;

namespace Line.Emulator.Tests.Chats;

public sealed class WireTests
{
    [Fact]
    public async Task While_a_phone_is_open_both_directions_are_written_down_for_the_people_they_concern()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var (user, other) = (await line.FriendAsync(), await line.FriendAsync());
        await bot.WaitForEventsAsync(2); // both follows
        (await line.PushAsync(user, "before anybody looked")).Dispose();
        using var phone = await OpenAsync(line, user);

        using var pushed = await line.PushAsync(user, "hi");
        using var refused = await line.PushAsync(user, "");
        (await line.PushAsync(other, "not yours")).Dispose();
        (await line.ControlAsync($"/users/{user}/messages", new { type = "text", text = "點數" })).Dispose();

        var entries = await EntriesAsync(line, user, until: e => e.Any(IsMessage));
        entries.RemoveAll(e => e.GetProperty("kind").GetString() == "webhook" && !IsMessage(e)); // a follow's call may have ended only now
        Assert.Equal(["api", "api", "webhook"], entries.Select(e => e.GetProperty("kind").GetString()));
        Assert.Equal(pushed.Headers.GetValues("x-line-request-id").Single(), entries[0].GetProperty("requestId").GetString());
        Assert.Equal("hi", entries[0].GetProperty("request").GetProperty("messages")[0].GetProperty("text").GetString());
        Assert.Equal(1, entries[0].GetProperty("response").GetProperty("sentMessages").GetArrayLength());
        Assert.Equal(400, entries[1].GetProperty("status").GetInt32());
        Assert.Equal("messages[0].text", entries[1].GetProperty("response").GetProperty("details")[0].GetProperty("property").GetString());
        Assert.Equal("點數", entries[2].GetProperty("request").GetProperty("events")[0].GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(200, entries[2].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_reply_concerns_the_person_its_token_came_from_and_the_answer_stays_as_it_is_without_a_phone()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var (user, other) = (await line.FriendAsync(), await line.FriendAsync());
        using var phone = await OpenAsync(line, user);
        (await line.ControlAsync($"/users/{user}/messages", new { type = "text", text = "hi" })).Dispose();
        bool Wrote(JsonElement e) => e.GetProperty("type").GetString() == "message";
        await Eventually.IsTrueAsync(() => bot.Events.Any(Wrote), "the message's event");
        var token = bot.Events.First(Wrote).GetProperty("replyToken").GetString()!;
        using var replied = await line.ReplyAsync(token, "hello");
        var watched = await replied.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains(await EntriesAsync(line, user), e => e.GetProperty("path").GetString() == "/v2/bot/message/reply");
        Assert.DoesNotContain(await EntriesAsync(line, other), e => e.GetProperty("path").GetString() == "/v2/bot/message/reply");
        Assert.Contains("sentMessages", watched, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_line_serves_several_phones_and_says_whose_each_event_is()
    {
        await using var line = await TestPlatform.StartAsync();
        var (one, two, three) = (await line.FriendAsync(), await line.FriendAsync(), await line.FriendAsync());
        using var stream = await OpenAsync(line, one, two);
        (await line.PushAsync(three, "nobody looks")).Dispose();
        (await line.PushAsync(two, "to two")).Dispose();
        (await line.ControlAsync($"/users/{one}/share", new { to = new[] { two }, messages = TestPlatform.Texts("a gift") })).Dispose();

        var seen = new List<(string User, string From, string Text)>();
        while (seen.Count < 3)
        {
            var text = await stream.ReadLineAsync(TestContext.Current.CancellationToken);
            if (!text!.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            var e = JsonSerializer.Deserialize<JsonElement>(text[6..]);
            var item = e.GetProperty("data");
            seen.Add((e.GetProperty("user").GetString()!, item.GetProperty("from").GetString()!, item.GetProperty("message").GetProperty("text").GetString()!));
        }

        Assert.Equal([(two, "bot", "to two"), (two, "friend", "a gift"), (one, "user", "a gift")], seen);
    }

    [Fact]
    public async Task A_line_for_somebody_unknown_is_refused()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.PersonAsync();
        using var unknown = await line.Http.GetAsync($"/emulator/stream?user={user}&user=U{new string('a', 32)}", TestContext.Current.CancellationToken);
        using var nobody = await line.Http.GetAsync("/emulator/stream", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, nobody.StatusCode);
    }

    private static bool IsMessage(JsonElement entry) =>
        entry.GetProperty("kind").GetString() == "webhook" && entry.GetProperty("request").GetProperty("events").EnumerateArray().Any(e => e.GetProperty("type").GetString() == "message");

    private static async Task<StreamReader> OpenAsync(TestPlatform line, params string[] users)
    {
        var query = string.Join('&', users.Select(u => $"user={u}"));
        var stream = new StreamReader(await line.Http.GetStreamAsync($"/emulator/stream?{query}", TestContext.Current.CancellationToken));
        Assert.Equal(": open", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
        return stream;
    }

    private static async Task<List<JsonElement>> EntriesAsync(TestPlatform line, string user, Func<List<JsonElement>, bool>? until = null)
    {
        for (var i = 0; ; i++)
        {
            var entries = (await line.ControlJsonAsync($"/wire?user={user}")).GetProperty("entries").EnumerateArray().ToList();
            if (until is null || until(entries) || i > 100)
                return entries;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

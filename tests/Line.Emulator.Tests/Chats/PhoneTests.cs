using System.Net;
using System.Text.Json;

namespace Line.Emulator.Tests.Chats;

public sealed class PhoneTests
{
    private static Task<HttpResponseMessage> ActAsync(TestPlatform line, string user, object action) => line.ControlAsync($"/users/{user}/actions", action);

    [Fact]
    public async Task Actions_do_what_the_app_does()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.PersonAsync();
        (await ActAsync(line, user, new { type = "message", label = "x", text = "點數" })).Dispose();
        (await ActAsync(line, user, new { type = "postback", data = "a=1", displayText = "看看" })).Dispose();
        (await ActAsync(line, user, new { type = "datetimepicker", data = "b", mode = "date", @params = new { date = "1990-02-29" } })).Dispose();
        (await ActAsync(line, user, new { type = "datetimepicker", data = "b", mode = "date", @params = new { date = "1992-02-29" } })).Dispose();
        using var clipboard = await ActAsync(line, user, new { type = "clipboard", clipboardText = "ABC" });
        using var camera = await ActAsync(line, user, new { type = "camera" });
        using var unknown = await ActAsync(line, user, new { type = "teleport" });
        await bot.WaitForEventsAsync(3);

        Assert.Equal("點數", bot.Events[0].GetProperty("message").GetProperty("text").GetString());
        Assert.Equal("""{"data":"a=1"}""", bot.Events[1].GetProperty("postback").GetRawText());
        Assert.Equal("""{"data":"b","params":{"date":"1992-02-29"}}""", bot.Events[2].GetProperty("postback").GetRawText());
        Assert.Equal("ABC", (await clipboard.JsonAsync()).GetProperty("clipboard").GetString());
        Assert.Equal("camera", (await camera.JsonAsync()).GetProperty("input").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        var chat = await line.ChatAsync(user);
        Assert.Equal(["點數", "看看"], chat.Where(i => i.TryGetProperty("message", out _)).Select(i => i.GetProperty("message").GetProperty("text").GetString()));
        Assert.Equal("postback", chat[1].GetProperty("event").GetString());
    }

    [Fact]
    public async Task A_picture_is_shown_to_the_phone_and_fetched_by_the_bot_until_it_is_unsent()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.PersonAsync();
        byte[] bytes = [1, 2, 3, 250];
        using var sent = await line.ControlAsync($"/users/{user}/messages", new { type = "image", dataUrl = $"data:image/png;base64,{Convert.ToBase64String(bytes)}" });
        await bot.WaitForEventsAsync(1);
        var id = bot.Events[0].GetProperty("message").GetProperty("id").GetString();

        Assert.Equal("""{"type":"line"}""", bot.Events[0].GetProperty("message").GetProperty("contentProvider").GetRawText());
        using var fetched = await line.GetAsync($"/v2/bot/message/{id}/content");
        Assert.Equal("image/png", fetched.Content.Headers.ContentType!.MediaType);
        Assert.Equal(bytes, await fetched.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var address = (await sent.JsonAsync()).GetProperty("message").GetProperty("originalContentUrl").GetString();
        Assert.Equal(bytes, await line.Http.GetByteArrayAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, (await line.GetAsync("/v2/bot/message/1/content")).StatusCode);

        (await line.ControlAsync($"/users/{user}/messages/{id}/unsend")).Dispose();
        await bot.WaitForEventsAsync(2);
        Assert.Equal(id, bot.Events[1].GetProperty("unsend").GetProperty("messageId").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await line.GetAsync($"/v2/bot/message/{id}/content")).StatusCode);
        Assert.True((await line.ChatAsync(user))[0].GetProperty("unsent").GetBoolean());
    }

    [Theory]
    [InlineData("""{"type":"text","text":""}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"type":"image","dataUrl":"data:image/png;base64,???"}""")]
    [InlineData("""{"type":"image","dataUrl":7}""")]
    [InlineData("""[1]""")]
    public async Task A_message_the_app_could_not_send_is_refused(string body)
    {
        await using var line = await TestPlatform.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await line.Http.PostAsync($"/emulator/users/{await line.PersonAsync()}/messages", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Somebody_who_blocked_the_bot_cannot_write_to_it()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.FriendAsync();
        (await line.ControlAsync($"/users/{user}/unfollow")).Dispose();
        using var message = await line.ControlAsync($"/users/{user}/messages", new { type = "text", text = "x" });
        using var action = await ActAsync(line, user, new { type = "message", text = "x" });
        Assert.Equal(HttpStatusCode.Conflict, message.StatusCode);
        Assert.Equal("chat.blocked", (await action.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_stream_tells_a_phone_what_concerns_it()
    {
        await using var line = await TestPlatform.StartAsync();
        var (user, other) = (await line.FriendAsync(), await line.FriendAsync());
        using var stream = new StreamReader(await line.Http.GetStreamAsync($"/emulator/users/{user}/stream", TestContext.Current.CancellationToken));
        (await line.PushAsync(other, "not yours")).Dispose();
        (await line.PushAsync(user, "yours")).Dispose();
        (await line.ControlAsync($"/users/{user}/unfollow")).Dispose();

        var events = new List<(string Name, JsonElement Data)>();
        while (events.Count < 4)
        {
            var text = await stream.ReadLineAsync(TestContext.Current.CancellationToken);
            if (text!.StartsWith("event: ", StringComparison.Ordinal))
                events.Add((text[7..], default));
            else if (text.StartsWith("data: ", StringComparison.Ordinal))
                events[^1] = (events[^1].Name, JsonSerializer.Deserialize<JsonElement>(text[6..]));
        }

        Assert.Equal(["item", "user", "richmenu", "item"], events.Select(e => e.Name));
        Assert.Equal("yours", events[0].Data.GetProperty("message").GetProperty("text").GetString());
        Assert.True(events[1].Data.GetProperty("blocked").GetBoolean());
    }

    [Fact]
    public async Task A_phone_that_comes_back_is_told_to_load_the_chat_again()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.PersonAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/emulator/users/{user}/stream");
        request.Headers.Add("Last-Event-ID", "7-0");
        using var answer = await line.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("event: reset", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Profiles_are_visible_to_friends_and_writers_only()
    {
        await using var line = await TestPlatform.StartAsync();
        var (friend, stranger) = (await line.FriendAsync("林小美"), await line.PersonAsync());
        async Task<HttpStatusCode> See(string id) => (await line.GetAsync($"/v2/bot/profile/{id}")).StatusCode;

        using var profile = await line.GetAsync($"/v2/bot/profile/{friend}");
        Assert.Equal("林小美", (await profile.JsonAsync()).GetProperty("displayName").GetString());
        Assert.Equal(HttpStatusCode.NotFound, await See(stranger));
        (await line.ControlAsync($"/users/{stranger}/messages", new { type = "text", text = "hi" })).Dispose();
        Assert.Equal(HttpStatusCode.OK, await See(stranger));
        (await line.ControlAsync($"/users/{friend}/unfollow")).Dispose();
        Assert.Equal(HttpStatusCode.NotFound, await See(friend));
    }

    [Fact]
    public async Task People_are_found_by_name_and_followers_come_in_pages()
    {
        await using var line = await TestPlatform.StartAsync(o => o.SeedUsers = 30);
        (await line.ControlAsync("/scenario/follow", new { count = 12, prefix = "王" })).Dispose();
        Assert.Equal(12, (await line.ControlJsonAsync("/users?q=王 &limit=100")).EnumerateArray().Count(u => u.GetProperty("friend").GetBoolean()));
        Assert.Equal(42, (await line.ControlJsonAsync("/users?limit=100")).GetArrayLength());

        var (ids, start) = (new List<string?>(), "");
        do
        {
            var page = await (await line.GetAsync($"/v2/bot/followers/ids?limit=5{start}")).JsonAsync();
            ids.AddRange(page.GetProperty("userIds").EnumerateArray().Select(u => u.GetString()));
            start = page.TryGetProperty("next", out var next) ? $"&start={next.GetString()}" : null;
        }
        while (start is not null);
        Assert.Equal(12, ids.Distinct().Count());
        Assert.Equal(12, ids.Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await line.GetAsync("/v2/bot/followers/ids?limit=1001")).StatusCode);
    }

    [Fact]
    public async Task Loading_and_read_marks_are_taken()
    {
        await using var bot = await TestBot.StartAsync();
        await using var line = await TestPlatform.StartAsync(o => o.WebhookUrl = bot.Url);
        var user = await line.FriendAsync();
        (await line.ControlAsync($"/users/{user}/messages", new { type = "text", text = "hi" })).Dispose();
        await bot.WaitForEventsAsync(2);
        using var read = await line.PostAsync("/v2/bot/chat/markAsRead", new { markAsReadToken = bot.Events[1].GetProperty("message").GetProperty("markAsReadToken").GetString() });
        using var unread = await line.PostAsync("/v2/bot/chat/markAsRead", new { markAsReadToken = "x" });
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unread.StatusCode);
        using var loading = await line.PostAsync("/v2/bot/chat/loading/start", new { chatId = user, loadingSeconds = 20 });
        using var odd = await line.PostAsync("/v2/bot/chat/loading/start", new { chatId = user, loadingSeconds = 7 });
        using var group = await line.PostAsync("/v2/bot/chat/loading/start", new { chatId = "C" + new string('0', 32) });
        Assert.Equal(HttpStatusCode.Accepted, loading.StatusCode);
        Assert.Equal(["loadingSeconds: Must be between 5 and 60, in steps of 5"], await odd.DetailsAsync());
        Assert.Equal(HttpStatusCode.BadRequest, group.StatusCode);
    }

    [Fact]
    public async Task Everybody_has_a_picture()
    {
        await using var line = await TestPlatform.StartAsync();
        var user = await line.PersonAsync("<b>林");
        foreach (var id in (string[])[user, "bot"])
        {
            using var picture = await line.Http.GetAsync($"/emulator/avatar/{id}.svg", TestContext.Current.CancellationToken);
            Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
            Assert.StartsWith("<svg", await picture.TextAsync(), StringComparison.Ordinal);
        }
    }
}

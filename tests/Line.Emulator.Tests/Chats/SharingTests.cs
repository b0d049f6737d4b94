using System.Net;

namespace Line.Emulator.Tests.Chats;

public sealed class SharingTests
{
    [Fact]
    public async Task What_is_shared_reaches_each_chosen_person_under_the_friends_name_and_costs_nothing()
    {
        await using var line = await TestPlatform.StartAsync();
        var sender = await line.FriendAsync("林小美");
        var (friend, stranger) = (await line.FriendAsync(), await line.PersonAsync());

        using var answer = await line.ControlAsync(
            $"/users/{sender}/share", new { to = new[] { friend, stranger, friend }, messages = TestPlatform.Texts("一起加入", "https://example.com") });

        Assert.Equal("success", (await answer.JsonAsync()).GetProperty("status").GetString());
        foreach (var receiver in (string[])[friend, stranger])
        {
            var shared = (await line.ChatAsync(receiver)).Where(i => i.GetProperty("from").GetString() == "friend").ToList();
            Assert.Equal(["一起加入", "https://example.com"], shared.Select(i => i.GetProperty("message").GetProperty("text").GetString()));
            Assert.Equal(2, shared.Select(i => i.GetProperty("id").GetString()).Distinct().Count());
            Assert.All(shared, i => Assert.Equal("林小美", i.GetProperty("friend").GetProperty("displayName").GetString()));
        }

        var own = (await line.ChatAsync(sender)).Where(i => i.TryGetProperty("friend", out _)).ToList();
        Assert.All(own, i => Assert.Equal("user", i.GetProperty("from").GetString()));
        Assert.All((string[])[friend, stranger], to => Assert.Equal(2, own.Count(i => i.GetProperty("friend").GetProperty("userId").GetString() == to)));
        Assert.Equal(0, (await line.ControlJsonAsync("/journal/summary")).GetProperty("accepted").GetInt64());
    }

    [Fact]
    public async Task Nobody_is_reached_when_one_of_the_chosen_is_unknown_or_a_message_is_none()
    {
        await using var line = await TestPlatform.StartAsync();
        var (sender, friend) = (await line.FriendAsync(), await line.FriendAsync());

        using var unknown = await line.ControlAsync($"/users/{sender}/share", new { to = new[] { friend, "U" + new string('a', 32) }, messages = TestPlatform.Texts("hi") });
        using var nobody = await line.ControlAsync($"/users/{sender}/share", new { to = Array.Empty<string>(), messages = TestPlatform.Texts("hi") });
        using var nothing = await line.ControlAsync($"/users/{sender}/share", new { to = new[] { friend }, messages = new object[] { "hi" } });

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.DoesNotContain(await line.ChatAsync(friend), i => i.GetProperty("from").GetString() == "friend");
    }

    [Fact]
    public async Task A_person_may_send_a_picture_the_phone_made_up()
    {
        await using var line = await TestPlatform.StartAsync();
        var person = await line.FriendAsync();

        using var answer = await line.ControlAsync($"/users/{person}/messages", new { type = "image" });

        var message = (await answer.JsonAsync()).GetProperty("message");
        using var picture = await line.Http.GetAsync(message.GetProperty("originalContentUrl").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
    }
}

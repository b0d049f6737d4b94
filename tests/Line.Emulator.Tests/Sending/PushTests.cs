using System.Net;
using System.Text.Json;

namespace Line.Emulator.Tests.Sending;

public sealed class PushTests
{
    [Fact]
    public async Task A_push_arrives_and_names_its_messages_in_order()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();

        using var answer = await line.PostAsync("/v2/bot/message/push", new { to, messages = TestPlatform.Texts("一", "二", "三") });

        var sent = (await answer.JsonAsync()).GetProperty("sentMessages").EnumerateArray().ToList();
        Assert.Equal(3, sent.Select(m => m.GetProperty("id").GetString()).Distinct().Count());
        Assert.All(sent, m => Assert.NotEmpty(m.GetProperty("quoteToken").GetString()!));
        Assert.True(Guid.TryParse(answer.Header("x-line-request-id"), out _));
        Assert.Equal(["一", "二", "三"], await line.ReceivedAsync(to));
    }

    [Fact]
    public async Task An_unknown_person_is_400_but_somebody_who_blocked_is_200_and_hears_nothing()
    {
        await using var line = await TestPlatform.StartAsync();
        var blocker = await line.FriendAsync();
        (await line.ControlAsync($"/users/{blocker}/unfollow")).Dispose();

        using var unknown = await line.PushAsync("U" + new string('a', 32));
        using var blocked = await line.PushAsync(blocker);

        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Equal("Failed to send messages", await unknown.MessageAsync());
        Assert.Equal(HttpStatusCode.OK, blocked.StatusCode);
        Assert.Empty(await line.ReceivedAsync(blocker));
        Assert.Equal(0, (await (await line.GetAsync("/v2/bot/message/quota/consumption")).JsonAsync()).GetProperty("totalUsage").GetInt64());
    }

    [Fact]
    public async Task Somebody_who_wrote_within_seven_days_is_reached_without_being_a_friend()
    {
        await using var line = await TestPlatform.StartAsync();
        var stranger = await line.PersonAsync();
        (await line.PushAsync(stranger, "too early")).Dispose();
        (await line.ControlAsync($"/users/{stranger}/messages", new { type = "text", text = "hi" })).Dispose();
        (await line.PushAsync(stranger, "in time")).Dispose();
        (await line.PostAsync("/v2/bot/message/multicast", new { to = new[] { stranger }, messages = TestPlatform.Texts("friends only") })).Dispose();
        line.Clock.Advance(TimeSpan.FromDays(7));
        await line.NewTokenAsync();
        (await line.PushAsync(stranger, "too late")).Dispose();

        Assert.Equal(["in time"], await line.ReceivedAsync(stranger));
    }

    [Theory]
    [InlineData("\"me\"")]
    [InlineData("\"U123\"")]
    [InlineData("\"UAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("17")]
    [InlineData("null")]
    public async Task A_malformed_recipient_is_named(string to)
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.PostAsync("/v2/bot/message/push", $$"""{"to":{{to}},"messages":[{"type":"text","text":"x"}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("The property, 'to', in the request body is invalid (line: -, column: -)", await answer.MessageAsync());
    }

    [Fact]
    public async Task Multicast_takes_500_people_and_not_501()
    {
        await using var line = await TestPlatform.StartAsync();
        using var followed = await line.ControlAsync("/scenario/follow", new { count = 501, prefix = "量" });
        var people = (await followed.JsonAsync()).GetProperty("userIds").EnumerateArray().Select(u => u.GetString()!).ToArray();

        using var tooMany = await line.PostAsync("/v2/bot/message/multicast", new { to = people, messages = TestPlatform.Texts("x") });
        using var none = await line.PostAsync("/v2/bot/message/multicast", new { to = Array.Empty<string>(), messages = TestPlatform.Texts("x") });
        using var most = await line.PostAsync("/v2/bot/message/multicast", new { to = people[..500], messages = TestPlatform.Texts("x") });

        Assert.Equal(["to: Size must be between 1 and 500"], await tooMany.DetailsAsync());
        Assert.Equal(["to: Size must be between 1 and 500"], await none.DetailsAsync());
        Assert.Equal(HttpStatusCode.OK, most.StatusCode);
        Assert.Equal(500, (await line.ControlJsonAsync("/journal/summary")).GetProperty("recipients").EnumerateObject().Count());
    }

    [Fact]
    public async Task One_malformed_recipient_stops_the_whole_multicast()
    {
        await using var line = await TestPlatform.StartAsync();
        var friend = await line.FriendAsync();

        foreach (var wrong in (string[])["nobody", "C" + new string('1', 32)])
        {
            using var answer = await line.PostAsync("/v2/bot/message/multicast", new { to = new[] { friend, wrong }, messages = TestPlatform.Texts("x") });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("The property, 'to[1]', in the request body is invalid (line: -, column: -)", await answer.MessageAsync());
        }

        Assert.Empty(await line.ReceivedAsync(friend));
    }

    [Fact]
    public async Task Multicast_counts_those_it_reaches_and_each_once()
    {
        await using var line = await TestPlatform.StartAsync();
        var (friend, blocker) = (await line.FriendAsync(), await line.FriendAsync());
        (await line.ControlAsync($"/users/{blocker}/unfollow")).Dispose();
        var unknown = "U" + new string('b', 32);

        using var answer = await line.PostAsync(
            "/v2/bot/message/multicast", new { to = new[] { friend, friend, blocker, unknown }, messages = TestPlatform.Texts("x") });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["x"], await line.ReceivedAsync(friend));
        Assert.Equal(1, (await (await line.GetAsync("/v2/bot/message/quota/consumption")).JsonAsync()).GetProperty("totalUsage").GetInt64());
        var entry = Assert.Single((await line.ControlJsonAsync("/journal")).GetProperty("entries").EnumerateArray());
        Assert.Equal([blocker, unknown], entry.GetProperty("dropped").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public async Task Broadcast_reaches_every_friend()
    {
        await using var line = await TestPlatform.StartAsync();
        var (friend, stranger) = (await line.FriendAsync(), await line.PersonAsync());

        using var answer = await line.PostAsync("/v2/bot/message/broadcast", new { messages = TestPlatform.Texts("大家好") }, Guid.NewGuid().ToString());

        Assert.Equal("{}", await answer.TextAsync());
        Assert.Equal(["大家好"], await line.ReceivedAsync(friend));
        Assert.Empty(await line.ReceivedAsync(stranger));
    }

    [Fact]
    public async Task A_quote_token_belongs_to_its_chat()
    {
        await using var line = await TestPlatform.StartAsync();
        var (anna, ben) = (await line.FriendAsync("Anna"), await line.FriendAsync("Ben"));
        using var first = await line.PushAsync(anna);
        var quoteToken = (await first.JsonAsync()).GetProperty("sentMessages")[0].GetProperty("quoteToken").GetString();
        var messages = new[] { new { type = "text", text = "about that", quoteToken } };

        using var toAnna = await line.PostAsync("/v2/bot/message/push", new { to = anna, messages });
        using var toBen = await line.PostAsync("/v2/bot/message/push", new { to = ben, messages });

        Assert.Equal(HttpStatusCode.OK, toAnna.StatusCode);
        Assert.Equal(["messages[0].quoteToken: Invalid quote token"], await toBen.DetailsAsync());
    }

    [Fact]
    public async Task Validate_checks_and_sends_nothing()
    {
        await using var line = await TestPlatform.StartAsync();
        var friend = await line.FriendAsync();
        foreach (var kind in (string[])["reply", "push", "multicast", "narrowcast", "broadcast"])
        {
            using var good = await line.PostAsync($"/v2/bot/message/validate/{kind}", new { messages = TestPlatform.Texts("ok") });
            using var bad = await line.PostAsync($"/v2/bot/message/validate/{kind}", new { messages = TestPlatform.Texts("") });
            Assert.Equal("{}", await good.TextAsync());
            Assert.Equal(["messages[0].text: May not be empty"], await bad.DetailsAsync());
        }

        Assert.Empty(await line.ReceivedAsync(friend));
        Assert.Equal(JsonValueKind.Array, (await line.ControlJsonAsync("/journal")).GetProperty("entries").ValueKind);
        Assert.Equal(0, (await line.ControlJsonAsync("/journal/summary")).GetProperty("accepted").GetInt64());
    }
}

using System.Net;

namespace Line.Emulator.Tests.Sending;

public sealed class RetryKeyTests
{
    private static string NewKey() => Guid.NewGuid().ToString();

    [Fact]
    public async Task A_repeated_push_is_answered_409_with_both_request_ids_and_the_first_messages()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        var key = NewKey();

        using var first = await line.PushAsync(to, "once", key);
        using var second = await line.PushAsync(to, "once", key);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(first.Header("x-line-request-id"), second.Header("x-line-accepted-request-id"));
        Assert.NotEqual(first.Header("x-line-request-id"), second.Header("x-line-request-id"));
        Assert.Equal("The retry key is already accepted", await second.MessageAsync());
        Assert.Equal(
            (await first.JsonAsync()).GetProperty("sentMessages").GetRawText(), (await second.JsonAsync()).GetProperty("sentMessages").GetRawText());
        Assert.Equal(["once"], await line.ReceivedAsync(to));
    }

    [Fact]
    public async Task A_repeated_multicast_is_answered_409_without_sent_messages()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        var (key, body) = (NewKey(), new { to = new[] { to }, messages = TestPlatform.Texts("many") });

        using var first = await line.PostAsync("/v2/bot/message/multicast", body, key);
        using var second = await line.PostAsync("/v2/bot/message/multicast", body, key);

        Assert.Equal("{}", await first.TextAsync());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.False((await second.JsonAsync()).TryGetProperty("sentMessages", out _));
        Assert.Equal(["many"], await line.ReceivedAsync(to));
    }

    [Fact]
    public async Task A_used_key_is_409_even_with_another_body_and_another_recipient()
    {
        await using var line = await TestPlatform.StartAsync();
        var (anna, ben) = (await line.FriendAsync("Anna"), await line.FriendAsync("Ben"));
        var key = NewKey();
        (await line.PushAsync(anna, "one", key)).Dispose();

        using var other = await line.PushAsync(ben, "two", key.ToUpperInvariant());

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Empty(await line.ReceivedAsync(ben));
    }

    [Fact]
    public async Task Refused_requests_do_not_use_the_key_up()
    {
        await using var line = await TestPlatform.StartAsync(o => o.MonthlyQuota = 1);
        var to = await line.FriendAsync();
        var key = NewKey();

        using var unknown = await line.PushAsync("U" + new string('9', 32), "x", key);
        using var invalid = await line.PushAsync(to, new string('x', 5001), key);
        (await line.ControlAsync("/faults", new { endpoint = "push", kind = "error500Before", count = 1 })).Dispose();
        using var broken = await line.PushAsync(to, "x", key);
        (await line.ControlAsync("/quota", new { type = "limited", value = 0 })).Dispose();
        using var tooMany = await line.PushAsync(to, "x", key);
        (await line.ControlAsync("/quota", new { type = "none" })).Dispose();
        using var accepted = await line.PushAsync(to, "at last", key);

        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.InternalServerError, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            new[] { unknown, invalid, broken, tooMany, accepted }.Select(a => a.StatusCode));
        Assert.Equal(["at last"], await line.ReceivedAsync(to));
    }

    [Theory]
    [InlineData("error500After")]
    [InlineData("resetAfter")]
    [InlineData("timeoutAfter")]
    public async Task What_was_accepted_before_the_answer_was_lost_is_found_by_its_key(string kind)
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        var key = NewKey();
        (await line.ControlAsync("/faults", new { endpoint = "push", kind, count = 1, delayMs = 50 })).Dispose();

        if (kind == "error500After")
            Assert.Equal(HttpStatusCode.InternalServerError, (await line.PushAsync(to, "once", key)).StatusCode);
        else
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => line.PushAsync(to, "once", key));
        using var retry = await line.PushAsync(to, "once", key);

        Assert.Equal(HttpStatusCode.Conflict, retry.StatusCode);
        Assert.Single((await retry.JsonAsync()).GetProperty("sentMessages").EnumerateArray());
        Assert.Equal(["once"], await line.ReceivedAsync(to));
    }

    [Fact]
    public async Task After_24_hours_the_key_is_new_again()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        var key = NewKey();
        (await line.PushAsync(to, "first", key)).Dispose();

        line.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await line.NewTokenAsync();
        using var inTime = await line.PushAsync(to, "second", key);
        line.Clock.Advance(TimeSpan.FromSeconds(1));
        using var late = await line.PushAsync(to, "third", key);

        Assert.Equal(HttpStatusCode.Conflict, inTime.StatusCode);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Equal(["first", "third"], await line.ReceivedAsync(to));
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("123e4567e89b12d3a456426614174000")]
    [InlineData("{123e4567-e89b-12d3-a456-426614174000}")]
    public async Task A_key_that_is_no_uuid_with_dashes_is_refused(string key)
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.PushAsync(await line.FriendAsync(), "x", key);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Calls_that_know_no_retry_keys_refuse_them()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();

        using var reply = await line.PostAsync("/v2/bot/message/reply", new { replyToken = "x", messages = TestPlatform.Texts("x") }, NewKey());
        using var profile = await line.CallAsync(HttpMethod.Get, $"/v2/bot/profile/{to}", retryKey: NewKey());

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, profile.StatusCode);
    }

    [Fact]
    public async Task Forty_simultaneous_requests_with_one_key_are_accepted_once()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => line.PushAsync(to, "once", key)));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(39, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(["once"], await line.ReceivedAsync(to));
    }
}

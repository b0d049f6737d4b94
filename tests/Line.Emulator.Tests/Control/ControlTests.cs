using System.Net;
using System.Text;

namespace Line.Emulator.Tests.Control;

public sealed class ControlTests
{
    [Fact]
    public async Task The_clock_moves_forward_when_it_was_given_as_movable()
    {
        var clock = new FakeClock();
        await using var line = await TestPlatform.StartAsync(o => o.MoveClock = clock.MoveAsync, clock);
        var before = clock.GetUtcNow();
        using var moved = await line.ControlAsync("/clock", new { advance = "1.02:03:04" });
        using var backwards = await line.ControlAsync("/clock", new { advance = "-01:00:00" });

        Assert.Equal(before + new TimeSpan(1, 2, 3, 4), clock.GetUtcNow());
        Assert.Equal(clock.GetUtcNow().UtcDateTime, (await moved.JsonAsync()).GetProperty("now").GetDateTime());
        Assert.Equal(HttpStatusCode.BadRequest, backwards.StatusCode);
    }

    [Fact]
    public async Task A_fixed_clock_says_so()
    {
        await using var line = await TestPlatform.StartAsync();
        using var answer = await line.ControlAsync("/clock", new { advance = "1.00:00:00" });
        Assert.Equal("clock.fixed", (await answer.JsonAsync()).GetProperty("code").GetString());
        Assert.False((await line.ControlJsonAsync("/clock")).GetProperty("movable").GetBoolean());
    }

    [Fact]
    public async Task The_journal_is_read_in_pages_by_person_and_summed()
    {
        await using var line = await TestPlatform.StartAsync();
        var (anna, ben) = (await line.FriendAsync("Anna"), await line.FriendAsync("Ben"));
        var key = Guid.NewGuid().ToString();
        (await line.PushAsync(anna, "one", key)).Dispose();
        (await line.PushAsync(ben, "two")).Dispose();
        (await line.PushAsync(anna, "one")).Dispose();
        (await line.PostAsync("/v2/bot/message/multicast", new { to = new[] { anna, ben }, messages = TestPlatform.Texts("three") })).Dispose();

        var first = await line.ControlJsonAsync("/journal?limit=3");
        var rest = await line.ControlJsonAsync($"/journal?after={first.GetProperty("next").GetInt64()}");
        Assert.Equal(["push", "push", "push"], first.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("endpoint").GetString()));
        Assert.Equal(key, first.GetProperty("entries")[0].GetProperty("retryKey").GetString());
        Assert.Equal([anna, ben], rest.GetProperty("entries")[0].GetProperty("to").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(2, (await line.ControlJsonAsync($"/journal?user={ben}")).GetProperty("entries").GetArrayLength());
        var summary = await line.ControlJsonAsync("/journal/summary");
        Assert.Equal($$$"""{"accepted":4,"byEndpoint":{"multicast":1,"push":3},"recipients":{"{{{anna}}}":3,"{{{ben}}}":2},"duplicates":1}""", summary.GetRawText());
    }

    [Fact]
    public async Task Paths_methods_and_bodies_line_does_not_know_are_refused_as_line_does()
    {
        await using var line = await TestPlatform.StartAsync();
        line.AnswersAreWild = true;
        async Task Refused(HttpStatusCode status, string message, Task<HttpResponseMessage> call)
        {
            using var answer = await call;
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(message, await answer.MessageAsync());
            Assert.True(Guid.TryParse(answer.Header("x-line-request-id"), out _));
        }

        const string Push = "/v2/bot/message/push";
        await Refused(HttpStatusCode.NotFound, "Not found", line.PostAsync("/v2/bot/message/shout", "{}"));
        await Refused(HttpStatusCode.MethodNotAllowed, "Method not allowed", line.GetAsync(Push));
        await Refused(HttpStatusCode.UnsupportedMediaType, "The content type, text/plain; charset=utf-8, is not supported", line.PostAsync(Push, new StringContent("{}")));
        await Refused(HttpStatusCode.BadRequest, "The request body could not be parsed as JSON (line: 2, column: 3)", line.PostAsync(Push, "{\n  oops}"));
        await Refused(HttpStatusCode.BadRequest, "The request body could not be parsed as JSON (line: 1, column: 1)", line.PostAsync(Push, "[]"));
        await Refused(HttpStatusCode.BadRequest, "The request body could not be parsed as JSON (line: 1, column: 1)", line.PostAsync(Push, new StringContent("", Encoding.UTF8, "application/json")));
        await Refused(HttpStatusCode.RequestEntityTooLarge, "The request body is larger than 2 MB", line.PostAsync(Push, $"{{\"to\":\"{new string('x', 2 * 1024 * 1024)}\"}}"));
    }

    [Theory]
    [InlineData("/users", """{"userId":"x"}""")]
    [InlineData("/users", """{"displayName":7}""")]
    [InlineData("/scenario/follow", """{"count":0}""")]
    [InlineData("/scenario/follow", """{"count":1000000}""")]
    [InlineData("/quota", """{"type":"endless"}""")]
    [InlineData("/webhook/mischief", """{"duplicateProbability":2}""")]
    [InlineData("/webhook/raise", "{}")]
    [InlineData("/users", "")]
    [InlineData("/users", "null")]
    public async Task A_control_call_that_makes_no_sense_is_a_problem_and_no_crash(string path, string body)
    {
        await using var line = await TestPlatform.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await line.Http.PostAsync("/emulator" + path, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty((await answer.JsonAsync()).GetProperty("code").GetString()!);
    }

    [Theory]
    [InlineData("--port", "99999")]
    [InlineData("--wat", "")]
    [InlineData("--data", null)]
    public async Task A_wrong_argument_ends_with_2(string name, string? value) =>
        Assert.Equal(2, await EmulatorCommandLine.RunAsync(value is null ? [name] : [name, value]));

    [Fact]
    public async Task Help_ends_with_0() => Assert.Equal(0, await EmulatorCommandLine.RunAsync(["--help"]));
}

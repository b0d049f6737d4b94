using System.Diagnostics;
using System.Net;

namespace Line.Emulator.Tests.Faults;

public sealed class FaultTests
{
    private static async Task AddAsync(TestPlatform line, object fault)
    {
        using var answer = await line.ControlAsync("/faults", fault);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("error500Before", 500, null)]
    [InlineData("rate429", 429, "The API rate limit has been exceeded. Try again later.")]
    [InlineData("quota429", 429, "You have reached your monthly limit.")]
    [InlineData("unauthorized401", 401, "Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.")]
    public async Task A_fault_before_acceptance_answers_and_sends_nothing(string kind, int status, string? message)
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        await AddAsync(line, new { endpoint = "push", kind, count = 1 });
        using var broken = await line.PushAsync(to, "lost");
        using var whole = await line.PushAsync(to, "kept");
        Assert.Equal((HttpStatusCode)status, broken.StatusCode);
        if (message is not null)
            Assert.Equal(message, await broken.MessageAsync());
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal(["kept"], await line.ReceivedAsync(to));
    }

    [Theory]
    [InlineData("reset", 0)]
    [InlineData("timeout", 0)]
    [InlineData("resetAfter", 1)]
    [InlineData("timeoutAfter", 1)]
    public async Task A_cut_line_leaves_the_caller_without_an_answer(string kind, int delivered)
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        await AddAsync(line, new { endpoint = "push", kind, count = 1, delayMs = 100 });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => line.PushAsync(to));
        Assert.Equal(delivered, (await line.ReceivedAsync(to)).Count);
    }

    [Fact]
    public async Task A_hanging_call_does_not_keep_the_emulator_from_ending()
    {
        var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        await AddAsync(line, new { endpoint = "push", kind = "timeout", delayMs = 60_000 });
        var hanging = line.PushAsync(to);
        await Eventually.IsTrueAsync(() => line.ControlJsonAsync("/faults").Result[0].GetProperty("hits").GetInt32() == 1, "the call");
        var clock = Stopwatch.StartNew();
        await line.Host.DisposeAsync();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"{clock.Elapsed}");
        await Assert.ThrowsAnyAsync<Exception>(() => hanging);
        line.Http.Dispose();
    }

    [Fact]
    public async Task A_delay_only_delays()
    {
        await using var line = await TestPlatform.StartAsync();
        var to = await line.FriendAsync();
        await AddAsync(line, new { endpoint = "*", kind = "delay", count = 1, delayMs = 300 });
        var clock = Stopwatch.StartNew();
        using var answer = await line.PushAsync(to);
        Assert.True(clock.ElapsedMilliseconds >= 290);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_fault_hits_its_endpoint_with_its_probability_and_the_same_seed_hits_alike()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var line = await TestPlatform.StartAsync();
            var to = await line.FriendAsync();
            await AddAsync(line, new { endpoint = "push", kind = "error500Before", probability = 0.5, seed = 42 });
            var hits = "";
            for (var i = 0; i < 40; i++)
                hits += (await line.PushAsync(to)).StatusCode == HttpStatusCode.OK ? '.' : 'x';
            Assert.Equal(HttpStatusCode.OK, (await line.GetAsync($"/v2/bot/profile/{to}")).StatusCode);
            runs.Add(hits);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.InRange(runs[0].Count(c => c == 'x'), 10, 30);
    }

    [Fact]
    public async Task Faults_are_listed_and_removed()
    {
        await using var line = await TestPlatform.StartAsync();
        await AddAsync(line, new { endpoint = "push", kind = "reset", count = 3 });
        await AddAsync(line, new { endpoint = "reply", kind = "rate429" });
        Assert.Equal(["f1", "f2"], (await line.ControlJsonAsync("/faults")).EnumerateArray().Select(f => f.GetProperty("id").GetString()));
        (await line.Http.DeleteAsync("/emulator/faults/f1", TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal(["f2"], (await line.ControlJsonAsync("/faults")).EnumerateArray().Select(f => f.GetProperty("id").GetString()));
        (await line.Http.DeleteAsync("/emulator/faults", TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal(0, (await line.ControlJsonAsync("/faults")).GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await line.Http.DeleteAsync("/emulator/faults/f1", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("""{"kind":"earthquake"}""")]
    [InlineData("""{"kind":"3"}""")]
    [InlineData("""{"kind":"reset","probability":1.5}""")]
    [InlineData("""{"kind":"reset","count":0}""")]
    [InlineData("""{"kind":"delay","delayMs":-1}""")]
    [InlineData("""{"kind":7}""")]
    [InlineData("not json")]
    public async Task A_fault_that_makes_no_sense_is_refused(string body)
    {
        await using var line = await TestPlatform.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await line.Http.PostAsync("/emulator/faults", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}

using System.Net;
using System.Text;
using Line.Messaging.Messages;
using Line.Messaging.Tests.Specification;
using Line.Messaging.Tests.Webhooks;
using Line.Messaging.Webhooks;
using Line.Specification;

namespace Line.Messaging.Tests.Readme;

public sealed class ReadmeTests : IDisposable
{
    private const string User = "U4af4980629000000000000000000beef";
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly Stub _stub = new();
    private readonly HttpClient _http;
    private readonly ReadmeExamples _examples;

    public ReadmeTests()
    {
        _http = new(_stub);
        _examples = new(_http);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        Assert.Empty(_stub.Problems);
    }

    [Fact]
    public void The_readme_shows_ten_examples_and_exactly_these()
    {
        var shown = Blocks(File.ReadAllText(Path.Combine(Repository.Root, "src", "Line.Messaging", "README.md")), "```csharp\n", "```");
        var compiled = Blocks(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Line.Messaging.Tests", "Readme", "ReadmeExamples.cs")), "// example ", "// end")
            .Select(block => Dedented(block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(compiled, shown.Select(Dedented));
        Assert.Equal(10, shown.Length);
    }

    [Fact]
    public async Task Example_1_pushes_a_card()
    {
        await _examples.Push("1656000001", Secret, User, "https://liff.line.me/1-a", Ct);
        Assert.Equal(["issueStatelessChannelToken", "pushMessage"], _stub.Calls);
    }

    [Fact]
    public async Task Example_2_repeats_with_the_stored_key_what_may_have_failed()
    {
        _stub.FailFirst = true;
        Guid? stored = null;
        await _examples.Frozen(new() { To = User, Messages = [new TextMessage("a")] }, (_, key) => { stored = key; return Task.CompletedTask; }, Ct);
        Assert.Equal(["pushMessage", "pushMessage"], _stub.Calls);
        Assert.All(_stub.RetryKeys, key => Assert.Equal(stored.ToString(), key));
        Assert.Empty(_examples.Log);
    }

    [Fact]
    public async Task Example_3_answers_what_is_signed_and_nothing_else()
    {
        var body = WebhookSamples.Body("message-text");
        Assert.Equal(200, await _examples.Receive(body, WebhookSignature.Sign(body, Secret), Secret, Ct));
        Assert.Equal(200, await _examples.Receive(WebhookSamples.Body("follow"), WebhookSignature.Sign(WebhookSamples.Body("follow"), Secret), Secret, Ct));
        Assert.Equal(["replyMessage", "replyMessage"], _stub.Calls);
        Assert.Equal(401, await _examples.Receive(body, WebhookSignature.Sign(body, "other"), Secret, Ct));
    }

    [Fact]
    public async Task Example_4_stores_an_event_once()
    {
        HashSet<string?> ids = [];
        for (var i = 0; i < 2; i++)
        {
            await _examples.Inbox(WebhookSamples.Body("postback"), (id, _, _) => Task.FromResult(ids.Add(id)));
        }

        Assert.Equal(["postback"], _examples.Log);
    }

    [Fact]
    public async Task Example_5_mentions_somebody_in_a_group()
    {
        await _examples.Mention("C4af4980629000000000000000000beef", User, Ct);
        Assert.Equal(["pushMessage"], _stub.Calls);
    }

    [Fact]
    public async Task Example_6_narrowcasts_and_asks_how_it_goes()
    {
        await _examples.Narrowcast(5614991017776, Ct);
        Assert.Equal(["narrowcast", "getNarrowcastProgress"], _stub.Calls);
    }

    [Fact]
    public async Task Example_7_makes_a_rich_menu()
    {
        await _examples.RichMenu(User, [0x89, 0x50], Ct);
        Assert.Equal(["createRichMenu", "setRichMenuImage", "linkRichMenuIdToUser"], _stub.Calls);
    }

    [Fact]
    public async Task Example_8_makes_and_sends_a_coupon()
    {
        await _examples.Coupon(User, new(2026, 7, 24, 0, 0, 0, TimeSpan.FromHours(8)), Ct);
        Assert.Equal(["createCoupon", "pushMessage"], _stub.Calls);
    }

    [Fact]
    public async Task Example_9_adds_a_LIFF_app_with_a_token_by_key()
    {
        Assert.Equal("https://liff.line.me/sample", await _examples.Keys("1656000002", Client.JwtChannelTokenTests.PrivateJwk, "key-1", Ct));
        Assert.Equal(["issueChannelTokenByJWT", "addLIFFApp"], _stub.Calls);
    }

    [Fact]
    public async Task Example_10_signs_somebody_in()
    {
        var (signIn, claims) = await _examples.Login("1656000002", Secret, "code", Ct);
        Assert.Equal(User, claims.UserId);
        Assert.Empty(LineSpecification.Shared.Get("authorize").CheckRequest(new(signIn.PathAndQuery, [], null, default)));
        Assert.Equal(["issueUserAccessToken", "verifyIdToken"], _stub.Calls);
    }

    private static string[] Blocks(string text, string begin, string end) =>
        [.. text.Split(begin).Skip(1).Select(part => part[..part.IndexOf(end, StringComparison.Ordinal)])];

    private static string Dedented(string block)
    {
        var lines = block.Trim('\n').Split('\n').Select(line => line.TrimEnd()).ToList();
        while (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    // Answers every operation with the fullest answer LINE's files allow.
    private sealed class Stub : HttpMessageHandler
    {
        internal List<string> Calls { get; } = [];

        internal List<string> RetryKeys { get; } = [];

        internal List<string> Problems { get; } = [];

        internal bool FailFirst { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var sent = new LineRequest(uri.PathAndQuery, [.. request.Headers.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v)))], request.Content?.Headers.ContentType?.ToString(), body);
            var operation = LineSpecification.Shared.Find(request.Method.Method, uri.PathAndQuery, uri.Host).MinBy(o => o.CheckRequest(sent).Count)!;
            Problems.AddRange(operation.CheckRequest(sent).Select(problem => $"{operation} {problem}"));
            Calls.Add(operation.Id);
            RetryKeys.AddRange(request.Headers.TryGetValues("X-Line-Retry-Key", out var keys) ? keys : []);
            if (FailFirst)
            {
                FailFirst = false;
                return new(HttpStatusCode.InternalServerError) { Content = new StringContent("") };
            }

            var status = operation.Statuses[0];
            var answer = operation.ResponseSchema(status) is { } schema ? SchemaSample.Of(schema).ToJsonString() : "";
            return new((HttpStatusCode)status) { Content = new StringContent(answer, Encoding.UTF8, "application/json"), Headers = { { "x-line-request-id", LineStub.RequestId } } };
        }
    }
}

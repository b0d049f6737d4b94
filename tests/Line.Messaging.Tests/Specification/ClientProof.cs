using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Line.Messaging.Json;
using Line.Messaging.Login;
using Line.Specification;

namespace Line.Messaging.Tests.Specification;

/// <summary>What came of making every call: which operation it is, what was wrong, what occurred.</summary>
internal sealed class ClientProof
{
    private static readonly Lazy<Task<ClientProof>> Made = new(RunAsync);

    internal static Task<ClientProof> RunOnce() => Made.Value;

    internal List<string> Problems { get; } = [];

    internal SeenProperties Seen { get; } = new();

    /// <summary>Client methods by operationId.</summary>
    internal SortedDictionary<string, SortedSet<string>> Methods { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> QuerySeen { get; } = new(StringComparer.Ordinal);

    private static LineSpecification Line => LineSpecification.Shared;

    private static async Task<ClientProof> RunAsync()
    {
        var proof = new ClientProof();
        foreach (var call in ClientCalls.All)
        {
            await proof.MakeAsync(call);
        }

        proof.Authorize();
        return proof;
    }

    // The one operation that is a page to go to, not a call.
    private void Authorize()
    {
        var uri = new AuthorizeUrl
        {
            ChannelId = "1656000002", RedirectUri = "https://example.com/callback?a=b", State = "s+/=", Scopes = ["profile", "openid", "email"], Nonce = "n", BotPrompt = "aggressive",
            Prompt = "consent", MaxAge = 60, UiLocales = "zh-TW", InitialAmrDisplay = "lineqr", SwitchAmr = false, DisableAutoLogin = true, DisableIosAutoLogin = true, CodeChallenge = Pkce.Create().Challenge,
        }.ToUri();
        Judge("AuthorizeUrl.ToUri", Line.Get("authorize"), uri, new(uri.PathAndQuery, [], null, default));
    }

    private async Task MakeAsync(ClientCall call)
    {
        // The first round finds the operation; each further one answers with another kind of everything the answer may hold.
        for (var (round, rounds) = (0, 1); round < rounds; round++)
        {
            using var stub = new Stub(this, call, round);
            using var clients = new Clients(new HttpClient(stub));
            object result;
            try
            {
                result = await call.Make(clients, CancellationToken.None);
            }
            catch (Exception e) when (e is InvalidOperationException or LineApiException)
            {
                Problems.Add($"{call}: {e.Message}");
                return;
            }

            if (stub.Operation is not { } operation)
            {
                Problems.Add($"{call}: no request");
                return;
            }

            if (stub.Sent is { } sent && result is LineResult read)
            {
                var back = JsonSerializer.SerializeToNode(read, LineJson.InfoOf(read.GetType()));
                Problems.AddRange(JsonSubset.Missing(sent, back).Select(path => $"{call}: {operation} answers {path}, the result loses it"));
                if (read.RequestId != LineStub.RequestId)
                {
                    Problems.Add($"{call}: the request id is lost");
                }
            }

            rounds = operation.ResponseSchema(operation.Statuses[0]) is { } schema ? SchemaSample.Variants(schema) : 1;
            (result as IDisposable)?.Dispose();
        }
    }

    private void Judge(string method, Operation operation, Uri uri, LineRequest request)
    {
        if (uri.Scheme != "https" || uri.Host != operation.Host)
        {
            Problems.Add($"{method}: {uri} is not at {operation.Host}");
        }

        Problems.AddRange(operation.CheckRequest(request, Seen).Select(problem => $"{method}: {operation} {problem}"));
        QuerySeen.UnionWith(System.Web.HttpUtility.ParseQueryString(uri.Query).AllKeys.Select(name => $"{operation.Id}?{name}"));
        (Methods.TryGetValue(operation.Id, out var methods) ? methods : Methods[operation.Id] = new(StringComparer.Ordinal)).Add(method);
    }

    private sealed class Stub(ClientProof proof, ClientCall call, int round) : HttpMessageHandler
    {
        internal Operation? Operation { get; private set; }

        internal JsonNode? Sent { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Operation is not null)
            {
                proof.Problems.Add($"{call}: more than one request");
            }

            var uri = request.RequestUri!;
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var sent = new LineRequest(
                uri.PathAndQuery,
                [.. request.Headers.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v)))],
                request.Content?.Headers.ContentType?.ToString(),
                body);

            // Login and channel tokens share three paths: the client tells which is meant.
            Operation = Line.Find(request.Method.Method, uri.PathAndQuery, uri.Host)
                .OrderBy(operation => (operation.File == "line-login") != (call.Client == nameof(LineLoginClient)))
                .FirstOrDefault() ?? throw new InvalidOperationException($"{call}: LINE has no {request.Method} {uri}");
            proof.Judge(call.ToString(), Operation, uri, sent);
            var bearer = request.Headers.Authorization is { Scheme: "Bearer", Parameter: "channel-token" or "user-token" };
            if (bearer != Operation.NeedsBearer)
            {
                proof.Problems.Add($"{call}: {Operation} {(bearer ? "takes no" : "needs a")} token");
            }

            if (Operation.TakesRetryKey != request.Headers.Contains("X-Line-Retry-Key"))
            {
                proof.Problems.Add($"{call}: {Operation} retry key");
            }

            return Answer(Operation);
        }

        private HttpResponseMessage Answer(Operation operation)
        {
            var status = operation.Statuses[0];
            Sent = operation.ResponseSchema(status) is { } schema ? SchemaSample.Of(schema, round) : null;
            var response = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = Sent is null ? new ByteArrayContent([]) : new StringContent(Sent.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
                Headers = { { "x-line-request-id", LineStub.RequestId } },
            };
            proof.Problems.AddRange(operation.CheckResponse(new(status, response.Content.Headers.ContentType?.ToString(), Sent is null ? default : JsonSubset.Utf8(Sent))).Select(p => $"sample of {operation}: {p}"));
            return response;
        }
    }
}

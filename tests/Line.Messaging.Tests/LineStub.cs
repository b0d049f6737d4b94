using System.Collections.Concurrent;
using System.Text;
using Line.Messaging.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Line.Messaging.Tests;

/// <summary>One request as it came over the wire.</summary>
internal sealed record Seen(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal string Text => Encoding.UTF8.GetString(Body);

    internal string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>A real HTTP server on a loopback port that keeps what it got and answers as told.</summary>
internal sealed class LineStub : IAsyncDisposable
{
    internal const string RequestId = "5c2a1b0e-7d1c-4f4f-9a59-0d3e6a1c9b11";

    private readonly WebApplication _app;

    private LineStub(WebApplication app) => _app = app;

    internal ConcurrentQueue<Seen> Requests { get; } = new();

    internal Func<HttpContext, Seen, Task> Answer { get; set; } = (context, _) => Json(context, "{}");

    internal Uri Url => new(_app.Urls.First());

    internal LineClientOptions Options => new() { ApiBaseUrl = Url, DataApiBaseUrl = Url, Timeout = TimeSpan.FromSeconds(20) };

    internal HttpClient Http { get; } = LineHttp.CreateClient();

    internal Seen Only => Assert.Single(Requests);

    internal static async Task<LineStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new LineStub(app);
        app.Run(stub.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    internal LineMessagingClient Client(LineClientOptions? options = null) =>
        new(Http, new LongLivedChannelToken("long-lived"), options ?? Options);

    internal void Answers(int status, string json, params (string Name, string Value)[] headers) =>
        Answer = (context, _) =>
        {
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            return Json(context, json, status);
        };

    internal static Task Json(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var seen = new Seen(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        Requests.Enqueue(seen);
        context.Response.Headers["x-line-request-id"] = RequestId;
        await Answer(context, seen);
    }
}

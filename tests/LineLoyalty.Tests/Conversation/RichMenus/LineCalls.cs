using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Line.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace LineLoyalty.Tests.Conversation.RichMenus;

/// <summary>Stands on the wire to LINE: notes each call, and can answer in LINE's place.</summary>
internal sealed class LineCalls : DelegatingHandler
{
    private readonly ConcurrentQueue<string> made = new();

    public LineCalls() => InnerHandler = LineHttp.CreateHandler();

    /// <summary>Null lets the call through.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Answer { get; set; } = _ => null;

    /// <summary>Method and path of the calls about menus that change something.</summary>
    public IReadOnlyList<string> Changes => [.. made.Where(m => !m.StartsWith("GET", StringComparison.Ordinal) && m.Contains("richmenu", StringComparison.Ordinal))];

    public int Count(string part) => Changes.Count(c => c.Contains(part, StringComparison.Ordinal));

    public void Forget() => made.Clear();

    public void Use(IServiceCollection services) => services.AddSingleton(new LineHttpClient(new HttpClient(this) { Timeout = Timeout.InfiniteTimeSpan }));

    public static HttpResponseMessage Refuse(string message, string property) =>
        new(HttpStatusCode.BadRequest) { Content = JsonContent.Create(new { message, details = new[] { new { message = "May not be so", property } } }) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        made.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        return Answer(request) ?? await base.SendAsync(request, cancellationToken);
    }
}

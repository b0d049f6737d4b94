using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Line.Specification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Line.Emulator.Tests;

internal sealed record WebhookCall(byte[] Body, string? Signature, string? ContentType, string? Cookie = null)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public List<JsonElement> Events => [.. JsonSerializer.Deserialize<JsonElement>(Body).GetProperty("events").EnumerateArray()];

    /// <summary>Computed here on purpose, not by the emulator's own code.</summary>
    public bool IsSignedWith(string secret) =>
        Convert.ToBase64String(new HMACSHA256(Encoding.UTF8.GetBytes(secret)).ComputeHash(Body)) == Signature;
}

/// <summary>A bot that records the webhook calls it gets and answers as told.</summary>
internal sealed class TestBot : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebhookCall> _calls = [];

    private TestBot(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";
    public IReadOnlyList<WebhookCall> Calls => [.. _calls];
    public IReadOnlyList<JsonElement> Events => [.. _calls.SelectMany(c => c.Events)];

    /// <summary>Status to answer with, by the number of the call (from 1).</summary>
    public Func<int, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    public static async Task<TestBot> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        var bot = new TestBot(builder.Build());
        var count = 0;
        bot._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            bot._calls.Enqueue(new WebhookCall(body.ToArray(), context.Request.Headers["x-line-signature"], context.Request.ContentType, context.Request.Headers.Cookie));
            if (!context.Request.Headers.ContainsKey("x-line-signature"))
                context.Response.Headers.SetCookie = "visitor=yes; Path=/; Secure; HttpOnly";
            context.Response.StatusCode = await bot.Answer(Interlocked.Increment(ref count));
        });
        await bot._app.StartAsync();
        bot.Url = bot._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/line/webhook";
        return bot;
    }

    public Task WaitForEventsAsync(int count) => Eventually.IsTrueAsync(() => Events.Count >= count, $"{count} events");

    /// <summary>For tests that send what LINE's files do not know.</summary>
    public bool EventsAreWild { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (!EventsAreWild)
            Assert.All(_calls, call => Assert.Empty(LineSpecification.Shared.CheckWebhook(call.Body)));
    }
}

internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (condition())
                return;
            await Task.Delay(15, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"Waited in vain for {what}.");
    }
}

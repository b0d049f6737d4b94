using Line.Messaging;
using Line.Messaging.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LineLoyalty;

internal static class LineClients
{
    /// <summary>One HTTP stack, one token source and one client for the channel named in section <c>Line</c>.</summary>
    public static IServiceCollection AddLineClient(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => new LineHttpClient(LineHttp.CreateClient()));
        services.TryAddSingleton<IChannelTokenSource>(p =>
        {
            var line = p.GetRequiredService<IOptions<LineOptions>>().Value;
            return new StatelessChannelTokens(
                p.GetRequiredService<LineHttpClient>().Http, line.ChannelId, line.ChannelSecret, Hosts(line), p.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton(p => new LineMessagingClient(
            p.GetRequiredService<LineHttpClient>().Http, p.GetRequiredService<IChannelTokenSource>(), Hosts(p.GetRequiredService<IOptions<LineOptions>>().Value)));
        return services;
    }

    private static LineClientOptions Hosts(LineOptions line) => new() { ApiBaseUrl = new(line.ApiBaseUrl), DataApiBaseUrl = new(line.DataApiBaseUrl) };
}

/// <summary>The HTTP client LINE's clients share: a type of its own, so that nobody else's calls go through it.</summary>
internal sealed record LineHttpClient(HttpClient Http);

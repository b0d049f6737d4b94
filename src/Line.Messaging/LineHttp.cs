using System.Net;

namespace Line.Messaging;

/// <summary>The HTTP stack this library expects: no redirects, no cookies, connections renewed so that DNS changes are seen.</summary>
public static class LineHttp
{
    /// <summary>A handler for <c>ConfigurePrimaryHttpMessageHandler</c> or for <see cref="CreateClient"/>.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>A client over <see cref="CreateHandler"/>. Keep one per process; the clients of this library may share it.</summary>
    public static HttpClient CreateClient() => new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
}

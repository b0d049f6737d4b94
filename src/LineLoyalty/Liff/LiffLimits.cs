using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Liff;

/// <summary>How often one session may call, and how often one address may show cookies that open nothing.</summary>
internal sealed class LiffLimits : IDisposable
{
    // By session, not by cookie: a made-up cookie must not be a fresh budget.
    private readonly PartitionedRateLimiter<long> sessions = PartitionedRateLimiter.Create<long, long>(id => PerMinute(id, 120));
    private readonly PartitionedRateLimiter<string> strangers = PartitionedRateLimiter.Create<string, string>(address => PerMinute(address, 300));

    public bool Allows(LiffSession session) => Take(sessions, session.Id);

    /// <summary>False: this address has shown so many dead cookies that the next one is not even looked up.</summary>
    public bool AllowsStranger(HttpContext http)
    {
        using var lease = strangers.AttemptAcquire(AddressOf(http), permitCount: 0);
        return lease.IsAcquired;
    }

    public void CountStranger(HttpContext http) => Take(strangers, AddressOf(http));

    public static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    public static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "10";
        return LiffRefusals.TooManyRequests.ToProblem(http).ExecuteAsync(http);
    }

    internal static RateLimitPartition<TKey> PerMinute<TKey>(TKey key, int calls) =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = calls,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        });

    public void Dispose()
    {
        sessions.Dispose();
        strangers.Dispose();
    }

    private static bool Take<T>(PartitionedRateLimiter<T> limiter, T who)
    {
        using var lease = limiter.AttemptAcquire(who);
        return lease.IsAcquired;
    }
}

using Line.Messaging;

namespace LineLoyalty.Marketing.Campaigns;

/// <param name="Total">Messages of the month; null when the plan has no limit.</param>
/// <param name="Used">Used so far, by LINE's own (approximate) count.</param>
/// <param name="Remaining">Null when there is no limit.</param>
public sealed record QuotaView(long? Total, long Used, long? Remaining, DateTime AsOf);

/// <summary>The month's messages as LINE counts them, asked at most once a minute however many people look.</summary>
public sealed class ReadQuota(LineMessagingClient line, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim turn = new(1, 1);
    private (QuotaView? View, long At)? last;

    /// <returns>Null when LINE does not answer just now.</returns>
    public async Task<QuotaView?> ExecuteAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            if (last is { } known && Environment.TickCount64 - known.At < Fresh.TotalMilliseconds) return known.View;
            var view = await AskAsync(ct);
            last = (view, Environment.TickCount64);
            return view;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<QuotaView?> AskAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            var quota = await line.GetQuotaAsync(limit.Token);
            var used = (await line.GetQuotaConsumptionAsync(limit.Token)).TotalUsage;
            return new QuotaView(quota.Value, used, quota.Value is { } total ? Math.Max(0, total - used) : null, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is LineApiException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}

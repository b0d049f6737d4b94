namespace LineLoyalty.Deliveries;

/// <summary>Wakes this process's worker once new deliveries are durable; other processes see them at their next look.</summary>
public sealed class DeliverySignal
{
    private volatile TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wake() => Interlocked.Exchange(ref news, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Completes at the first wake after this call. Take it before looking for work, so that no wake is missed in between.</summary>
    internal Task Next => news.Task;
}

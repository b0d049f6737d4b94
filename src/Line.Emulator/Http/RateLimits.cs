using System.Collections.Concurrent;

namespace Line.Emulator.Http;

/// <summary>One token bucket per channel and operation, on the emulator's clock.</summary>
internal sealed class RateLimits(EmulatorOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Channel, LineOperation Operation), Bucket> _buckets = [];

    public bool Enforced { get; set; } = options.EnforceRateLimits;

    public bool TryTake(string channel, LineOperation operation) =>
        !Enforced || _buckets.GetOrAdd((channel, operation), key => new Bucket(key.Operation.Limit)).TryTake(operation, clock.GetUtcNow());

    private sealed class Bucket(double tokens)
    {
        private readonly Lock _lock = new();
        private double _tokens = tokens;
        private DateTimeOffset _at = DateTimeOffset.MinValue;

        public bool TryTake(LineOperation operation, DateTimeOffset now)
        {
            lock (_lock)
            {
                if (now > _at)
                {
                    var refill = (now - _at).TotalSeconds * operation.Limit / operation.Window.TotalSeconds;
                    _tokens = Math.Min(operation.Limit, _tokens + refill);
                    _at = now;
                }

                if (_tokens < 1)
                    return false;
                _tokens -= 1;
                return true;
            }
        }
    }
}

using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>Decides when a request to LINE may start: the pace of its endpoint, and what recent answers told about endpoint and channel.</summary>
internal sealed class LineGates(IOptions<DeliveryOptions> options) : IDisposable
{
    private static readonly TimeSpan LongestRatePause = TimeSpan.FromSeconds(30);
    // Short, so that sending goes on within seconds once LINE or the network is back.
    private static readonly TimeSpan LongestOutagePause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestChannelPause = TimeSpan.FromMinutes(5);
    // Longer than bad luck makes likely at any failure rate at which going on is useful.
    private const int FailuresThatMeanOutage = 10;

    private readonly Breaker channel = new();
    private readonly Endpoint push = new(options.Value.Rates.Push);
    private readonly Endpoint multicast = new(options.Value.Rates.Multicast);

    /// <summary>The pace of each endpoint, by the name its shares have in the database.</summary>
    public IEnumerable<(string Endpoint, Throttle Throttle)> Throttles => [("push", push.Throttle), ("multicast", multicast.Throttle)];

    /// <summary>LINE refuses our token or plan; nothing is sent but one try now and then.</summary>
    public bool ChannelStopped => channel.Closed;

    /// <summary>While trouble lasts, claim one row at a time: only one request is going to be let through.</summary>
    public bool Cautious(bool toMany) => channel.Closed || For(toMany).Breaker.Closed;

    public TimeSpan Wait(bool toMany)
    {
        var (a, b) = (channel.Wait, For(toMany).Breaker.Wait);
        return a > b ? a : b;
    }

    public double Rate(bool toMany) => For(toMany).Throttle.Rate;

    /// <summary>Waits for a place; <see cref="Report"/> or <see cref="Abandon"/> must follow.</summary>
    /// <param name="toMany">Which endpoint.</param>
    /// <param name="first">An answer to a person goes before everything else.</param>
    /// <param name="patience">How long to wait for a closed way.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <returns>Null when the way stays closed longer than that: give the row back.</returns>
    public async Task<Permit?> EnterAsync(bool toMany, bool first, TimeSpan patience, CancellationToken ct)
    {
        var endpoint = For(toMany);
        var giveUpAt = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            var wait = Wait(toMany);
            if (wait == TimeSpan.Zero)
            {
                // The place first: whoever waited for one must still see a way that closed meanwhile.
                await endpoint.Throttle.EnterAsync(first, ct);
                wait = channel.TryEnter(out var channelTicket);
                if (wait == TimeSpan.Zero)
                {
                    wait = endpoint.Breaker.TryEnter(out var endpointTicket);
                    if (wait == TimeSpan.Zero) return new Permit(toMany, channelTicket, endpointTicket);
                    channel.Abandoned(channelTicket);
                }
                endpoint.Throttle.GiveBack();
            }
            if (Environment.TickCount64 + wait.TotalMilliseconds > giveUpAt) return null;
            await Task.Delay(wait, ct);
        }
    }

    /// <summary>A permit that was not used.</summary>
    public void Abandon(Permit permit)
    {
        channel.Abandoned(permit.ChannelTicket);
        For(permit.ToMany).Breaker.Abandoned(permit.EndpointTicket);
        For(permit.ToMany).Throttle.GiveBack();
    }

    /// <returns>What changed for everybody, if anything: worth a line in the log.</returns>
    public GateChange Report(Permit permit, LineAnswer answer)
    {
        var endpoint = For(permit.ToMany);
        endpoint.Throttle.Leave();
        switch (answer.Kind)
        {
            case AnswerKind.ChannelRefused:
                endpoint.Breaker.Abandoned(permit.EndpointTicket);
                return channel.Failed(permit.ChannelTicket, LongestChannelPause) ? GateChange.ChannelStopped : GateChange.None;
            case AnswerKind.RateLimited:
                channel.Succeeded(permit.ChannelTicket);
                var knocking = endpoint.Breaker.Closed;
                if (!endpoint.Breaker.Failed(permit.EndpointTicket, LongestRatePause, answer.RetryAfter)) return GateChange.None;
                // A single try that was refused says nothing about the pace.
                if (knocking) return GateChange.None;
                endpoint.Throttle.Halve();
                return GateChange.Slowed;
            case AnswerKind.Uncertain or AnswerKind.NotSent:
                channel.Abandoned(permit.ChannelTicket);
                if (Interlocked.Increment(ref endpoint.Failures) < FailuresThatMeanOutage && !endpoint.Breaker.Closed) return GateChange.None;
                return endpoint.Breaker.Failed(permit.EndpointTicket, LongestOutagePause) ? GateChange.Outage : GateChange.None;
            default:
                Volatile.Write(ref endpoint.Failures, 0);
                endpoint.Breaker.Succeeded(permit.EndpointTicket);
                return channel.Succeeded(permit.ChannelTicket) ? GateChange.ChannelBack : GateChange.None;
        }
    }

    public void Dispose()
    {
        push.Dispose();
        multicast.Dispose();
    }

    private Endpoint For(bool toMany) => toMany ? multicast : push;

    private sealed class Endpoint(double perSecond) : IDisposable
    {
        public readonly Throttle Throttle = new(perSecond);
        public readonly Breaker Breaker = new();
        public int Failures;

        public void Dispose() => Throttle.Dispose();
    }
}

internal sealed record Permit(bool ToMany, long ChannelTicket, long EndpointTicket);

internal enum GateChange { None, Slowed, Outage, ChannelStopped, ChannelBack }

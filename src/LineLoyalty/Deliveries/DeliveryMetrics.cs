using System.Diagnostics.Metrics;

namespace LineLoyalty.Deliveries;

internal sealed class DeliveryMetrics
{
    private readonly Counter<long> requests;
    private readonly Counter<long> outcomes;
    private readonly Histogram<double> duration;
    private int waitingService;
    private int waitingMarketing;

    public DeliveryMetrics(IMeterFactory factory, LineGates gates, QuotaGate quota)
    {
        var meter = factory.Create("LineLoyalty");
        requests = meter.CreateCounter<long>("lineloyalty.line.requests", description: "Requests to LINE that send messages, by endpoint and what the answer meant.");
        outcomes = meter.CreateCounter<long>("lineloyalty.deliveries", description: "Deliveries by what became of one try.");
        duration = meter.CreateHistogram<double>("lineloyalty.line.request.duration", "s", "Time until LINE's answer.");
        meter.CreateObservableGauge("lineloyalty.deliveries.waiting", () => new Measurement<int>[]
        {
            new(Volatile.Read(ref waitingService), new KeyValuePair<string, object?>("purpose", nameof(DeliveryPurpose.Service))),
            new(Volatile.Read(ref waitingMarketing), new KeyValuePair<string, object?>("purpose", nameof(DeliveryPurpose.Marketing))),
        }, description: "Messages that are due and not sent yet.");
        meter.CreateObservableGauge("lineloyalty.line.channel_stopped", () => gates.ChannelStopped ? 1 : 0, description: "1 while LINE refuses our token or plan.");
        meter.CreateObservableGauge("lineloyalty.line.quota_paused", () => quota.Closed(DeliveryPurpose.Marketing) ? 1 : 0, description: "1 while the month's messages are used up.");
        meter.CreateObservableGauge("lineloyalty.line.push_rate", () => gates.Rate(toMany: false), "{request}/s", "Pushes allowed per second just now.");
        meter.CreateObservableGauge("lineloyalty.line.multicast_rate", () => gates.Rate(toMany: true), "{request}/s", "Multicasts allowed per second just now.");
    }

    public void Answered(bool multicast, AnswerKind kind, TimeSpan took)
    {
        var endpoint = new KeyValuePair<string, object?>("endpoint", multicast ? "multicast" : "push");
        requests.Add(1, endpoint, new("answer", kind.ToString()));
        duration.Record(took.TotalSeconds, endpoint);
    }

    public void Waiting(int service, int marketing)
    {
        Volatile.Write(ref waitingService, service);
        Volatile.Write(ref waitingMarketing, marketing);
    }

    public void Recorded(Result result) => outcomes.Add(1, new("fate", result.Fate.ToString()), new("purpose", result.Row.Purpose.ToString()));
}

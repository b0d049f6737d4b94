using Line.Messaging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <param name="Multicast">Up to 500 people in one request; else one request each.</param>
/// <param name="Messages">What LINE counts and charges: people, whichever way is taken.</param>
/// <param name="Requests">To LINE.</param>
/// <param name="AtLeast">How long it takes when nothing else is sent.</param>
public sealed record SendingWay(bool Multicast, int Messages, int Requests, TimeSpan AtLeast);

/// <summary>How a push would go out: who gets the same words goes out together, who gets their own goes out alone. Both cost the same; only the time differs.</summary>
public sealed class ForecastSending(IOptions<DeliveryOptions> options)
{
    /// <param name="people">Who gets it.</param>
    /// <param name="personal">The member's own name, numbers or counted links are in it.</param>
    public SendingWay Of(int people, bool personal)
    {
        var requests = personal ? people : (people + LineLimits.MulticastRecipients - 1) / LineLimits.MulticastRecipients;
        var rate = personal ? options.Value.Rates.Push : options.Value.Rates.Multicast;
        return new(!personal, people, requests, TimeSpan.FromSeconds(Math.Ceiling(requests / rate)));
    }
}

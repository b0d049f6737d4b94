using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>Section <c>Deliveries</c>: how fast and how patiently messages go out.</summary>
public sealed class DeliveryOptions
{
    /// <summary>False holds everything back (after a restore, for instance); rows wait and nothing is lost.</summary>
    public bool Enabled { get; set; } = true;

    [ValidateObjectMembers] public DeliveryRates Rates { get; set; } = new();

    /// <summary>Requests in flight at once: answers to people, personal marketing, multicasts.</summary>
    [Range(1, 256)] public int ServiceParallel { get; set; } = 16;
    [Range(1, 512)] public int PersonalParallel { get; set; } = 200;
    [Range(1, 64)] public int MulticastParallel { get; set; } = 20;

    /// <summary>Rows one claim takes; a group's rows are claimed and their results recorded in one commit each.</summary>
    [Range(1, 1000)] public int GroupSize { get; set; } = 250;

    /// <summary>How long a claim is good for. A worker whose claim ran out sends nothing of it any more.</summary>
    [Range(typeof(TimeSpan), "00:00:15", "01:00:00")] public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for LINE's answer; after that the outcome is unknown. Must be well below the lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")] public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait after a failed try; doubles, with full jitter, up to <see cref="LongestRetry"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")] public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")] public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>LINE keeps a retry key for 24 hours; a message whose outcome is still unknown after this is left to a person.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "23:30:00")] public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(23);

    /// <summary>How often one message asks whether the month's quota is free again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")] public TimeSpan QuotaProbe { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often to look for due rows nobody woke us for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")] public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Section <c>Deliveries:Rates</c>: requests per second never passed, per endpoint, by all copies of the server together. LINE allows a channel
/// 2,000 pushes and 200 multicasts a second; give less where another program sends through the same channel.
/// </summary>
public sealed class DeliveryRates
{
    [Range(0.1, 2000)] public double Push { get; set; } = 2000;
    [Range(0.1, 200)] public double Multicast { get; set; } = 200;
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;

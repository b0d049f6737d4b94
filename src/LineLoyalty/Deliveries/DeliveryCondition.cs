namespace LineLoyalty.Deliveries;

/// <summary>
/// Asked in the transaction that claims a message for its first try: is its reason still true? The area that planned the message
/// answers (a purchase since then cancels a "we miss you"), so that this one need not know it.
/// </summary>
public interface IDeliveryCondition
{
    /// <summary>The <see cref="Delivery.Cause"/> this condition speaks for.</summary>
    string Cause { get; }

    /// <summary>Why it is dropped, kept with the recipient, e.g. <c>purchased</c>.</summary>
    string Reason { get; }

    /// <returns>Ids of deliveries to drop. What was given together with the message may be taken back here: same transaction.</returns>
    Task<IReadOnlySet<long>> NoLongerTrueAsync(IReadOnlyList<Delivery> deliveries, CancellationToken ct);
}

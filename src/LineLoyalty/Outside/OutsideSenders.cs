namespace LineLoyalty.Outside;

/// <param name="Key">The same for every try of one message.</param>
/// <param name="Address">Where it goes; must reach no log.</param>
public sealed record OutsideLetter(string Key, string Address, string? Subject, string Text);

public enum OutsideVerdict
{
    Accepted,
    /// <summary>Another try would be of no use.</summary>
    Refused,
    /// <summary>Certainly not taken: may be tried again.</summary>
    Failed,
    /// <summary>It may have been taken.</summary>
    Unknown,
}

/// <param name="Result">A few words for the row and the log, without the address.</param>
public sealed record OutsideAnswer(OutsideVerdict Verdict, string Result);

/// <summary>Carries messages by one channel. Replace one in the container to send by another company's own protocol.</summary>
public interface IOutsideSender
{
    OutsideChannel Channel { get; }

    /// <summary>False: no account is set up; nothing is sent this way.</summary>
    bool Available { get; }

    /// <summary>NT$ a message; of an SMS, each of its parts.</summary>
    decimal Price { get; }

    /// <summary>The receiving side knows a message by its key: what nobody can say about may be asked again.</summary>
    bool KnowsRepeats { get; }

    /// <summary>Never called inside a unit: it waits for a network.</summary>
    Task<OutsideAnswer> SendAsync(OutsideLetter letter, CancellationToken ct);
}

/// <summary>Looked at again right before sending, as <see cref="Deliveries.IDeliveryCondition"/> is for LINE.</summary>
public interface IOutsideCondition
{
    string Cause { get; }

    /// <returns>Why it is not to be sent any more; null when it is.</returns>
    Task<string?> AgainstAsync(OutsideMessage message, CancellationToken ct);
}

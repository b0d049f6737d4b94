using LineLoyalty.Membership;

namespace LineLoyalty.Outside;

/// <summary>Which way beside LINE reaches a member for the least money.</summary>
public sealed class ChooseChannel(IEnumerable<IOutsideSender> senders)
{
    /// <summary>Set up and able to send.</summary>
    public IReadOnlyList<IOutsideSender> Available { get; } = [.. senders.Where(s => s.Available).OrderBy(s => s.Price).ThenBy(s => s.Channel)];

    /// <param name="allowed">Those a marketer wants to use for this message.</param>
    /// <returns>Null when none of them reaches the member.</returns>
    public OutsideChannel? Cheapest(Member member, IReadOnlyCollection<OutsideChannel> allowed) =>
        member is { MarketingOptIn: true, ErasedAt: null } ? Cheapest(member is { EmailSealed: not null, EmailConfirmedAt: not null }, member.PhoneSealed is not null, allowed)?.Channel : null;

    /// <summary>For one who agreed, by which addresses may be used.</summary>
    public IOutsideSender? Cheapest(bool email, bool phone, IReadOnlyCollection<OutsideChannel> allowed) =>
        Available.FirstOrDefault(s => allowed.Contains(s.Channel) && (s.Channel == OutsideChannel.Email ? email : phone));
}

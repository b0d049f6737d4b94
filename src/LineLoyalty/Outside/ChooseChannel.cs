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
        member is { MarketingOptIn: true, ErasedAt: null } ? Available.FirstOrDefault(s => allowed.Contains(s.Channel) && HasAddress(member, s.Channel))?.Channel : null;

    private static bool HasAddress(Member member, OutsideChannel channel) => channel == OutsideChannel.Email ? member.EmailSealed is not null : member.PhoneSealed is not null;
}

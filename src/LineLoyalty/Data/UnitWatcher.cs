using LineLoyalty.Membership;

namespace LineLoyalty.Data;

/// <summary>What one action has put on timelines, and whom it has written to already.</summary>
public sealed record UnitFacts(IReadOnlyList<MemberEvent> Events, IReadOnlySet<long> WrittenTo);

/// <summary>
/// Asked once at the end of every action that left something on a timeline, in its transaction: the only way to say in one message what
/// several areas did. It adds rows and changes none.
/// </summary>
public interface IUnitWatcher
{
    Task BeforeCommitAsync(UnitFacts facts, CancellationToken ct);
}

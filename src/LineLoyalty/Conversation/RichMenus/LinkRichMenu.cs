using LineLoyalty.Data;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Sees to it that a person's menu fits: the member's after joining, the guest's after the tie is gone. The database tells what should
/// be; this only says "look now" once the caller's change is durable. What fails is found again by the regular look.
/// </summary>
public sealed class LinkRichMenu(LoyaltyDb db, RichMenuSignal signal)
{
    /// <summary>Inside a unit: after its commit. Without one: at once.</summary>
    public void AfterCommit(long lineAccountId)
    {
        if (db.CurrentUnit is { } unit) unit.AfterCommit(() => signal.Ask(lineAccountId));
        else signal.Ask(lineAccountId);
    }
}

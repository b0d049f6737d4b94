using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Intake;

/// <summary>The official account's own user id: from the settings, or learned from LINE after the start.</summary>
internal sealed class BotIdentity(IOptions<LineOptions> line)
{
    private volatile string? userId = line.Value.BotUserId.Length > 0 ? line.Value.BotUserId : null;

    /// <summary>Null until it is known.</summary>
    public string? UserId => userId;

    public void Learn(string botUserId) => userId = botUserId;

    /// <summary>False for a webhook that was signed with our secret but addressed to another account.</summary>
    public bool IsAddressedBy(string? destination) => userId is not { } own || destination == own;
}

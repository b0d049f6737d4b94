namespace LineLoyalty.Deliveries;

/// <summary>A row this process holds: what to send, and the proof that it is still ours.</summary>
internal sealed class ClaimedDelivery
{
    public required long Id { get; init; }
    /// <summary>Written into the row by the claim; every later write asks for it (fencing).</summary>
    public required string Token { get; init; }
    public required bool Multicast { get; init; }
    public required Guid RetryKey { get; init; }
    public required byte[] Body { get; init; }
    public required string Messages { get; init; }
    /// <summary>Nothing was ever sent under this key: if LINE says no, the row can go back as if untouched.</summary>
    public required bool Fresh { get; init; }
    public required DateTime FirstTriedAt { get; init; }
    public required int Attempts { get; init; }
    public required DeliveryPurpose Purpose { get; init; }
    public required string Cause { get; init; }
    public required long? CampaignId { get; init; }
    public required IReadOnlyList<ClaimedRecipient> Recipients { get; init; }
    /// <summary>The one message that asks whether the month's quota is free again.</summary>
    public bool QuotaProbe { get; init; }
    /// <summary>When the row was last seen to be ours and wanted, in <see cref="Environment.TickCount64"/>.</summary>
    public long SeenAt { get; set; }
}

internal sealed record ClaimedRecipient(long Id, long LineAccountId, long? MemberId);

/// <summary>What the rows of one claim loop have in common.</summary>
internal enum Lane
{
    /// <summary>Answers to people; their own lane, so that no campaign is ever in front of them.</summary>
    Service,
    /// <summary>Marketing with the member's own name or numbers in it: one push each.</summary>
    Personal,
    /// <summary>The same words to up to 500 at once.</summary>
    Multicast,
}

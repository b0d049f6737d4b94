namespace Line.Emulator;

/// <summary>One more official account beside the first: a Messaging API channel and, if it has one, the Login channel it belongs to.</summary>
public sealed record EmulatorChannel(string ChannelId, string ChannelSecret)
{
    /// <summary>People have the same user id in all channels of one provider, and another one in those of another.</summary>
    public string Provider { get; init; } = EmulatorOptions.FirstProvider;

    public string BotUserId { get; init; } = "U" + ChannelId.PadLeft(32, '0');
    public string BotName { get; init; } = $"官方帳號 {ChannelId}";
    public string BotBasicId { get; init; } = $"@{ChannelId}";
    public string? WebhookUrl { get; init; }
    public string? LongLivedToken { get; init; }
    public long? MonthlyQuota { get; init; }

    /// <summary>Empty: this account has no Login channel of its own.</summary>
    public string LoginChannelId { get; init; } = "";

    public string LoginChannelSecret { get; init; } = "";

    /// <summary>Empty: no LIFF app to start with.</summary>
    public string LiffId { get; init; } = "";

    public string LiffEndpointUrl { get; init; } = "";
}

using Microsoft.Extensions.Logging;

namespace Line.Emulator;

/// <summary>How one emulator is set up. Everything has a value that works for a demo.</summary>
public sealed class EmulatorOptions
{
    public const string FirstProvider = "provider-1";

    /// <summary>0 takes a free port.</summary>
    public int Port { get; set; } = 5090;

    /// <summary>Answers by https as well, with a certificate of its own for LINE's host names; 0 takes a free port, null: not at all.</summary>
    public int? HttpsPort { get; set; }

    /// <summary>The console's switch of the share target picker.</summary>
    public bool ShareTargetPicker { get; set; } = true;

    /// <summary>Where journal, images and keys live. Null keeps them in a temporary folder that is removed at the end.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Null sends no webhooks until one is set (<c>PUT /v2/bot/channel/webhook/endpoint</c>).</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>The provider of the first channel.</summary>
    public string Provider { get; set; } = FirstProvider;

    /// <summary>Further official accounts, each with people's chats, menus, quota and webhook of its own.</summary>
    public IList<EmulatorChannel> MoreChannels { get; set; } = [];

    public string ChannelId { get; set; } = "1656000001";
    public string ChannelSecret { get; set; } = "0123456789abcdef0123456789abcdef";
    public string LoginChannelId { get; set; } = "1656000002";
    public string LoginChannelSecret { get; set; } = "fedcba9876543210fedcba9876543210";
    public string LiffId { get; set; } = "1656000002-Aa1Bb2Cc";
    public string LiffEndpointUrl { get; set; } = "http://localhost:5080/liff/";
    public string BotUserId { get; set; } = "U00000000000000000000000000000b07";
    public string BotName { get; set; } = "示範官方帳號";
    public string BotBasicId { get; set; } = "@000emulator";

    /// <summary>A channel access token that never expires, as the console issues it. Null: none.</summary>
    public string? LongLivedToken { get; set; }

    /// <summary>Recipients per month (UTC+9); null is a plan without a limit.</summary>
    public long? MonthlyQuota { get; set; }

    /// <summary>Made-up people to start with, besides those given to <see cref="EmulatorHost.Seed"/>.</summary>
    public int SeedUsers { get; set; }

    public bool EnforceRateLimits { get; set; } = true;

    /// <summary>Called when the phone moves time forward (or back to now, with a negative span). Null: the clock cannot be moved.</summary>
    public Func<TimeSpan, Task>? MoveClock { get; set; }

    public TimeSpan WebhookTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Events that come this close together share a webhook call.</summary>
    public TimeSpan WebhookGathering { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits before a webhook without a 2xx answer is tried again; the last one repeats. Empty: redelivery is off.</summary>
    public IReadOnlyList<TimeSpan> RedeliveryDelays { get; set; } =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    public int RedeliveryAttempts { get; set; } = 100;

    /// <summary>How long a narrowcast waits and sends before it is done; half of it passes in each of the two phases.</summary>
    public TimeSpan NarrowcastDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an audience is being prepared before it is ready.</summary>
    public TimeSpan AudiencePreparation { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many people a narrowcast must reach, unless it goes to uploaded ids.</summary>
    public int NarrowcastMinimum { get; set; } = 50;

    public Action<ILoggingBuilder>? Logging { get; set; }

    /// <summary>The same emulator seen from another channel.</summary>
    internal EmulatorOptions For(EmulatorChannel channel)
    {
        var options = (EmulatorOptions)MemberwiseClone();
        (options.Provider, options.ChannelId, options.ChannelSecret) = (channel.Provider, channel.ChannelId, channel.ChannelSecret);
        (options.LoginChannelId, options.LoginChannelSecret) = (channel.LoginChannelId, channel.LoginChannelSecret);
        (options.LiffId, options.LiffEndpointUrl) = (channel.LiffId, channel.LiffEndpointUrl);
        (options.BotUserId, options.BotName, options.BotBasicId) = (channel.BotUserId, channel.BotName, channel.BotBasicId);
        (options.WebhookUrl, options.LongLivedToken, options.MonthlyQuota) = (channel.WebhookUrl, channel.LongLivedToken, channel.MonthlyQuota);
        return options;
    }
}

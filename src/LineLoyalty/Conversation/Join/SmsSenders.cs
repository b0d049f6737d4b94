using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Outside;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Join;

/// <param name="Phone">Canonical.</param>
/// <param name="LineAccountId">Who asked for it.</param>
public sealed record SmsMessage(string Phone, string Text, long LineAccountId);

/// <summary>Carries one-time codes to phones.</summary>
public interface ISmsSender
{
    /// <summary>False: codes cannot be sent at all.</summary>
    bool Available { get; }

    /// <summary>True once the message was accepted. Never called inside a unit: it may wait for a network.</summary>
    Task<bool> SendAsync(SmsMessage message, CancellationToken ct);
}

internal sealed class NoSms : ISmsSender
{
    public bool Available => false;

    public Task<bool> SendAsync(SmsMessage message, CancellationToken ct) => Task.FromResult(false);
}

/// <summary>Puts the code into the chat of the emulator's phone, where a newcomer without an SMS company finds it.</summary>
internal sealed class EmulatorSms(LoyaltyDb db, Outbox outbox) : ISmsSender
{
    public bool Available => true;

    public async Task<bool> SendAsync(SmsMessage message, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        outbox.Push(message.LineAccountId, null, DeliveryPurpose.Service, "sms", null, [new TextMessage($"簡訊 SMS · {PhoneNumber.Local(message.Phone)}\n{message.Text}")]);
        await unit.CommitAsync(ct);
        return true;
    }
}

/// <summary>Posts to the SMS company the settings name.</summary>
internal sealed partial class HttpSms(HttpClient http, IOptions<SmsOptions> options, ILogger<HttpSms> logger) : ISmsSender
{
    public bool Available => true;

    public async Task<bool> SendAsync(SmsMessage message, CancellationToken ct)
    {
        var answer = await options.Value.PostAsync(http, message.Phone, message.Text, id: null, sign: null, ct);
        if (answer.Verdict == OutsideVerdict.Accepted) return true;
        Log.NotAccepted(logger, answer.Result);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The SMS company did not accept a one-time code: {Result}")]
        public static partial void NotAccepted(ILogger logger, string result);
    }
}

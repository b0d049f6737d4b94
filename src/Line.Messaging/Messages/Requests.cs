using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Line.Messaging.Validation;

namespace Line.Messaging.Messages;

/// <summary>The part all sends share.</summary>
public abstract record SendRequest
{
    private protected SendRequest()
    {
    }

    /// <summary>1 to 5 messages, shown in this order.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>True to send without sound and notification; null leaves LINE's default (false).</summary>
    [JsonPropertyOrder(2)]
    public bool? NotificationDisabled { get; init; }

    /// <summary>
    /// What breaks LINE's main limits, found without a call; empty when nothing was. LINE checks more (sticker lists, images):
    /// the <c>Validate…Async</c> calls ask it. Counted in UTF-16 units or graphemes as LINE documents for each property.
    /// </summary>
    /// <seealso href="https://developers.line.biz/en/docs/messaging-api/text-character-count/"/>
    public IReadOnlyList<LineErrorDetail> Validate() => RequestRules.Check(this);
}

/// <summary>An answer to one webhook event.</summary>
public sealed record ReplyRequest : SendRequest
{
    /// <summary>From the event; usable once, within about a minute.</summary>
    public required string ReplyToken { get; init; }
}

/// <summary>A message to one user, group or room.</summary>
public sealed record PushRequest : SendRequest
{
    /// <summary>User, group or room id from a webhook or a verified login.</summary>
    public required string To { get; init; }

    /// <summary>At most one name of 1 to 30 <c>a-zA-Z0-9_</c> for LINE's statistics.</summary>
    [JsonPropertyOrder(3)]
    public IReadOnlyList<string>? CustomAggregationUnits { get; init; }
}

/// <summary>The same messages to up to 500 users.</summary>
public sealed record MulticastRequest : SendRequest
{
    /// <summary>1 to 500 user ids; groups and rooms are refused.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>At most one name of 1 to 30 <c>a-zA-Z0-9_</c> for LINE's statistics.</summary>
    [JsonPropertyOrder(3)]
    public IReadOnlyList<string>? CustomAggregationUnits { get; init; }
}

/// <summary>The same messages to every friend of the account.</summary>
public sealed record BroadcastRequest : SendRequest;

internal sealed record ValidateRequest(IReadOnlyList<Message> Messages);

/// <summary>A LINE notification message: sent to a phone number, friend or not.</summary>
/// <seealso href="https://developers.line.biz/en/reference/partner-docs/#send-line-notification-message"/>
public sealed record NotificationRequest : SendRequest
{
    /// <summary>SHA-256 of the number in E.164 form (<c>+886912345678</c>), as 64 lower-case hexadecimal digits: <see cref="HashPhone"/>.</summary>
    public required string To { get; init; }

    /// <summary>The hash of a phone number.</summary>
    /// <param name="number">E.164: a plus sign, country code and number without spaces.</param>
    /// <exception cref="ArgumentException">Not an E.164 number.</exception>
    public static string HashPhone(string number)
    {
        ArgumentException.ThrowIfNullOrEmpty(number);
        if (number[0] != '+' || number.Length is < 3 or > 16 || !number.AsSpan(1).ToArray().All(char.IsAsciiDigit))
        {
            throw new ArgumentException("A phone number must be in E.164 form, such as +886912345678.", nameof(number));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(number)));
    }
}

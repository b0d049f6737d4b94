using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
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
    private const int LongestAnswer = 16 * 1024;
    private readonly SmsOptions options = options.Value;

    public bool Available => true;

    public async Task<bool> SendAsync(SmsMessage message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new StringContent(Fill(message), Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(options.ContentType);
        if (options.Authorization is { Length: > 0 } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var accepted = answer.IsSuccessStatusCode && (options.AcceptedWhen is null || await MatchesAsync(answer, options.AcceptedWhen, ct));
            if (!accepted) Log.NotAccepted(logger, (int)answer.StatusCode);
            return accepted;
        }
        catch (HttpRequestException e)
        {
            Log.Failed(logger, e.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, "timeout");
        }
        return false;
    }

    private string Fill(SmsMessage message)
    {
        var phone = options.LocalNumber ? PhoneNumber.Local(message.Phone).Replace("-", "", StringComparison.Ordinal) : message.Phone;
        // The text last: what it says must not be searched for placeholders.
        return options.Body.Replace("{phone}", Escape(phone), StringComparison.Ordinal).Replace("{text}", Escape(message.Text), StringComparison.Ordinal);
    }

    private string Escape(string value) => options.ContentType switch
    {
        var type when type.Contains("json", StringComparison.OrdinalIgnoreCase) => JavaScriptEncoder.Default.Encode(value),
        var type when type.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) => Uri.EscapeDataString(value),
        var type when type.Contains("xml", StringComparison.OrdinalIgnoreCase) => System.Security.SecurityElement.Escape(value),
        _ => value,
    };

    private static async Task<bool> MatchesAsync(HttpResponseMessage answer, string pattern, CancellationToken ct)
    {
        var buffer = new byte[LongestAnswer];
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Regex.IsMatch(Encoding.UTF8.GetString(buffer, 0, length), pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The SMS company answered {Status} and did not accept a one-time code")]
        public static partial void NotAccepted(ILogger logger, int status);

        [LoggerMessage(LogLevel.Warning, "The SMS company could not be reached: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

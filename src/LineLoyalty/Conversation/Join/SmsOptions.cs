using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Join;

public enum SmsProvider
{
    /// <summary>No codes can be sent; a number that is known already is sent to the staff.</summary>
    None,
    /// <summary>A POST to the SMS company's address.</summary>
    Http,
    /// <summary>The code arrives as a chat message of the LINE account that asks. Only with the emulator: it proves nothing.</summary>
    Emulator,
}

/// <summary>Section <c>Sms</c>: how one-time codes reach a phone.</summary>
public sealed class SmsOptions
{
    public SmsProvider Provider { get; set; }
    /// <summary>Address the message is posted to; https, or loopback for tests.</summary>
    public string Url { get; set; } = "";
    /// <summary>Value of the Authorization header, e.g. <c>Bearer …</c>.</summary>
    public string? Authorization { get; set; }
    public string ContentType { get; set; } = "application/json";
    /// <summary>Body with <c>{phone}</c> and <c>{text}</c>; both are escaped as <see cref="ContentType"/> needs.</summary>
    public string Body { get; set; } = """{"to":"{phone}","text":"{text}"}""";
    /// <summary>True writes 0912345678 instead of +886912345678.</summary>
    public bool LocalNumber { get; set; }
    /// <summary>Regular expression the answer's body must match; for companies that answer 200 to everything.</summary>
    public string? AcceptedWhen { get; set; }
    /// <summary>Most messages in 24 hours, whoever asks: the bill of an attack ends here.</summary>
    public int MessagesPerDay { get; set; } = 500;
}

internal sealed class SmsOptionsCheck(IOptions<LineOptions> line) : IValidateOptions<SmsOptions>
{
    public ValidateOptionsResult Validate(string? name, SmsOptions options)
    {
        if (options.MessagesPerDay < 1) return ValidateOptionsResult.Fail("Sms:MessagesPerDay must be at least 1.");
        if (options.Provider == SmsProvider.Emulator && !line.Value.IsEmulated)
        {
            return ValidateOptionsResult.Fail("Sms:Provider Emulator works only with the emulator; use Http or None.");
        }
        if (options.Provider != SmsProvider.Http) return ValidateOptionsResult.Success;
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            return ValidateOptionsResult.Fail("Sms:Url must be an https address.");
        }
        if (!options.Body.Contains("{phone}", StringComparison.Ordinal) || !options.Body.Contains("{text}", StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Fail("Sms:Body must contain {phone} and {text}.");
        }
        return ValidateOptionsResult.Success;
    }
}

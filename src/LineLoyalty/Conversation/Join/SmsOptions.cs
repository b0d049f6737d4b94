using LineLoyalty.Outside;
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
public sealed class SmsOptions : SmsCompany
{
    public SmsProvider Provider { get; set; }
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
        if (options.Fault() is { } fault) return ValidateOptionsResult.Fail($"Sms:{fault}");
        return ValidateOptionsResult.Success;
    }
}

using Microsoft.Extensions.Options;

namespace LineLoyalty.Outside;

/// <summary>Section <c>Outside</c>: what journeys may use for members LINE does not reach. Nothing set, nothing sent.</summary>
public sealed class OutsideOptions
{
    public EmailAccount Email { get; set; } = new();
    public SmsAccount Sms { get; set; } = new();
}

/// <summary>An SMTP account; a host and a sender's address switch it on.</summary>
public sealed class EmailAccount
{
    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;
    /// <summary>STARTTLS; false only for a server on this machine.</summary>
    public bool StartTls { get; set; } = true;
    public string? User { get; set; }
    public string? Password { get; set; }
    public string From { get; set; } = "";
    public string? FromName { get; set; }
    /// <summary>NT$ a message.</summary>
    public decimal Price { get; set; }

    internal bool IsSet => Host.Length > 0 && From.Length > 0;
}

/// <summary>An account with an SMS company for marketing; an address switches it on.</summary>
public sealed class SmsAccount : SmsCompany
{
    /// <summary>NT$ for each part of a message (70 Chinese characters).</summary>
    public decimal Price { get; set; } = 1;
    /// <summary>Signs each request: <c>X-Signature: t=SECONDS,v1=HMAC-SHA256(SECONDS.BODY)</c>.</summary>
    public string? Secret { get; set; }
    /// <summary>The company sends one message for one <c>{id}</c>, so an unclear answer may be asked again.</summary>
    public bool KnowsRepeats { get; set; }

    internal bool IsSet => Url.Length > 0;
}

internal sealed class OutsideOptionsCheck : IValidateOptions<OutsideOptions>
{
    public ValidateOptionsResult Validate(string? name, OutsideOptions options)
    {
        if (options.Sms.IsSet && options.Sms.Fault() is { } fault) return ValidateOptionsResult.Fail($"Outside:Sms:{fault}");
        if (options.Sms.Price < 0 || options.Email.Price < 0) return ValidateOptionsResult.Fail("Outside: a price is never negative.");
        if (options.Email.IsSet && !Membership.EmailAddress.TryParse(options.Email.From, out _)) return ValidateOptionsResult.Fail("Outside:Email:From must be an e-mail address.");
        if (options.Email is { IsSet: true, StartTls: false } && options.Email.Host is not ("localhost" or "127.0.0.1" or "::1")) return ValidateOptionsResult.Fail("Outside:Email:StartTls may be off only for a server on this machine.");
        return ValidateOptionsResult.Success;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Outside;

/// <summary>Posts to the SMS company of the settings.</summary>
internal sealed class HttpSmsSender(IHttpClientFactory clients, IOptions<OutsideOptions> options, TimeProvider clock) : IOutsideSender
{
    public const string Client = "outside-sms";
    private readonly SmsAccount account = options.Value.Sms;

    public OutsideChannel Channel => OutsideChannel.Sms;
    public bool Available => account.IsSet;
    public decimal Price => account.Price;
    public bool KnowsRepeats => account.KnowsRepeats;

    public async Task<OutsideAnswer> SendAsync(OutsideLetter letter, CancellationToken ct)
    {
        using var http = clients.CreateClient(Client);
        return await account.PostAsync(http, letter.Address, letter.Text, letter.Key, account.Secret is { Length: > 0 } secret ? body => ("X-Signature", Sign(secret, body)) : null, ct);
    }

    private string Sign(string secret, string body)
    {
        var seconds = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}")))}";
    }
}

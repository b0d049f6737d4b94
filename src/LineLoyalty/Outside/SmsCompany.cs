using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using LineLoyalty.Membership;

namespace LineLoyalty.Outside;

/// <summary>How an SMS company takes a message: one POST, described by settings.</summary>
public class SmsCompany
{
    /// <summary>Address the message is posted to; https, or loopback for tests.</summary>
    public string Url { get; set; } = "";
    /// <summary>Value of the Authorization header, e.g. <c>Bearer …</c>.</summary>
    public string? Authorization { get; set; }
    public string ContentType { get; set; } = "application/json";
    /// <summary>Body with <c>{phone}</c> and <c>{text}</c>, if need be <c>{id}</c>; all are escaped as <see cref="ContentType"/> needs.</summary>
    public string Body { get; set; } = """{"to":"{phone}","text":"{text}"}""";
    /// <summary>True writes 0912345678 instead of +886912345678.</summary>
    public bool LocalNumber { get; set; }
    /// <summary>Regular expression the answer's body must match; for companies that answer 200 to everything.</summary>
    public string? AcceptedWhen { get; set; }

    /// <summary>What is wrong with the settings, beginning with the setting's name.</summary>
    internal string? Fault()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))) return "Url must be an https address.";
        return Body.Contains("{phone}", StringComparison.Ordinal) && Body.Contains("{text}", StringComparison.Ordinal) ? null : "Body must contain {phone} and {text}.";
    }

    private const int LongestAnswer = 16 * 1024;

    /// <param name="phone">Canonical.</param>
    /// <param name="id">The message's, sent as <c>X-Request-Id</c> too; null for none.</param>
    /// <param name="sign">Header and value for this body.</param>
    internal async Task<OutsideAnswer> PostAsync(HttpClient http, string phone, string text, string? id, Func<string, (string Name, string Value)>? sign, CancellationToken ct)
    {
        var body = Fill(phone, text, id ?? "");
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        if (Authorization is { Length: > 0 } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (id is not null) request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        if (sign is not null)
        {
            var (name, value) = sign(body);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = $"HTTP {(int)answer.StatusCode}";
            if (answer.IsSuccessStatusCode) return AcceptedWhen is null || await MatchesAsync(answer, AcceptedWhen, ct) ? new(OutsideVerdict.Accepted, status) : new(OutsideVerdict.Refused, status + ", not accepted");
            // Turned away at the door is certain; an error after it is not.
            return (int)answer.StatusCode switch
            {
                429 or 503 => new(OutsideVerdict.Failed, status),
                408 or >= 500 => new(OutsideVerdict.Unknown, status),
                _ => new(OutsideVerdict.Refused, status),
            };
        }
        catch (HttpRequestException e)
        {
            var never = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
            return new(never ? OutsideVerdict.Failed : OutsideVerdict.Unknown, e.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(OutsideVerdict.Unknown, "timeout");
        }
    }

    private string Fill(string phone, string text, string id)
    {
        var written = LocalNumber ? PhoneNumber.Local(phone).Replace("-", "", StringComparison.Ordinal) : phone;
        // The text last: what it says must not be searched for placeholders.
        return Body.Replace("{phone}", Escape(written), StringComparison.Ordinal).Replace("{id}", Escape(id), StringComparison.Ordinal).Replace("{text}", Escape(text), StringComparison.Ordinal);
    }

    private string Escape(string value) => ContentType switch
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
}

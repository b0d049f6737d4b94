using System.Text.RegularExpressions;

namespace Line.Emulator.Liff;

internal sealed record LiffView(string LiffId, string View);

/// <summary>Addresses that open a LIFF app: LINE's own, and this emulator's.</summary>
internal static partial class LiffUrls
{
    /// <summary>The LIFF app an address belongs to, and everything behind its id (path, query, fragment).</summary>
    public static (string LiffId, string Extra)? Parse(string url, string baseUrl)
    {
        var rest = url.StartsWith(baseUrl + "/", StringComparison.OrdinalIgnoreCase) ? url[(baseUrl.Length + 1)..]
            : Hosted().Match(url) is { Success: true } hosted ? url[hosted.Length..]
            : url.StartsWith('/') ? url[1..]
            : null;
        if (rest is null)
            return null;
        if (rest.StartsWith("liff/open/", StringComparison.Ordinal))
            rest = rest["liff/open/".Length..];
        return IdAndRest().Match(rest) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;
    }

    public static LiffView? View(string url, World world) =>
        Parse(url, world.BaseUrl) is { } liff && world.LiffApps.GetValueOrDefault(liff.LiffId) is { } app ? new LiffView(app.LiffId, app.View) : null;

    [GeneratedRegex(@"^(https://(liff|miniapp)\.line\.me/|https://line\.me/R/app/|line://app/|http://localhost:\d+/|http://127\.0\.0\.1:\d+/)", RegexOptions.IgnoreCase)]
    private static partial Regex Hosted();

    [GeneratedRegex(@"^(\d{10}-[A-Za-z0-9]{8})((?:[/?#].*)?)$")]
    private static partial Regex IdAndRest();
}

namespace LineLoyalty;

/// <summary>Section <c>Line</c>: the Messaging API channel and the LINE Login channel (same provider) the programme runs on.</summary>
public sealed class LineOptions
{
    public string ChannelId { get; set; } = "";
    public string ChannelSecret { get; set; } = "";
    /// <summary>Host of the Messaging API; only LINE's own or a loopback address is accepted.</summary>
    public string ApiBaseUrl { get; set; } = "https://api.line.me";
    public string DataApiBaseUrl { get; set; } = "https://api-data.line.me";
    /// <summary>The official account's own user id, to which every webhook must be addressed; learned from LINE when left empty.</summary>
    public string BotUserId { get; set; } = "";
    public string LoginChannelId { get; set; } = "";
    public string LoginChannelSecret { get; set; } = "";
    /// <summary><c>{LoginChannelId}-{8 characters}</c></summary>
    public string LiffId { get; set; } = "";

    /// <summary>Nothing of LINE's is filled in: the server runs as a demo with its own emulator.</summary>
    public bool IsEmpty => (ChannelId + ChannelSecret + LoginChannelId + LoginChannelSecret + LiffId).Length == 0;

    /// <summary>True when <see cref="ApiBaseUrl"/> is a machine of our own, so the emulator answers instead of LINE.</summary>
    public bool IsEmulated => Uri.TryCreate(ApiBaseUrl, UriKind.Absolute, out var url) && url.IsLoopback;

    /// <summary>A link that opens the LIFF app at <paramref name="path"/> inside LINE, e.g. <c>card</c> or <c>join?src=greeting</c>.</summary>
    public string LiffLink(string path) => $"https://liff.line.me/{LiffId}/{path.TrimStart('/')}";

    /// <summary>One line per wrong or missing setting, each naming its key.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (key, value) in new[]
        {
            (nameof(ChannelId), ChannelId), (nameof(ChannelSecret), ChannelSecret), (nameof(LoginChannelId), LoginChannelId),
            (nameof(LiffId), LiffId),
        })
        {
            if (value.Length == 0) yield return $"Line:{key} is missing.";
        }
        if (LiffId.Length > 0 && !LiffId.StartsWith(LoginChannelId + "-", StringComparison.Ordinal))
        {
            yield return "Line:LiffId must start with the LINE Login channel's id and a hyphen (Line:LoginChannelId).";
        }
        foreach (var (key, value) in new[] { (nameof(ApiBaseUrl), ApiBaseUrl), (nameof(DataApiBaseUrl), DataApiBaseUrl) })
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || !(url.IsLoopback || (url.Scheme == "https" && url.Host.EndsWith(".line.me", StringComparison.Ordinal))))
            {
                yield return $"Line:{key} must be an https address of line.me, or a loopback address for tests.";
            }
        }
    }
}

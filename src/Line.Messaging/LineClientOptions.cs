namespace Line.Messaging;

/// <summary>Where LINE is and how long to wait for it. The defaults are LINE's own hosts; point them at an emulator in tests.</summary>
public sealed record LineClientOptions
{
    /// <summary>Host of the API. Default <c>https://api.line.me</c>.</summary>
    public Uri ApiBaseUrl { get; init; } = new("https://api.line.me");

    /// <summary>Host of the binary API (content, rich menu images). Default <c>https://api-data.line.me</c>.</summary>
    public Uri DataApiBaseUrl { get; init; } = new("https://api-data.line.me");

    /// <summary>
    /// Longest wait for one call, token excluded: until the whole JSON answer is read, or until the headers of a download.
    /// Default 30 seconds. Running out raises <see cref="LineErrorKind.TimedOut"/>, whose outcome is unknown.
    /// A shorter <see cref="HttpClient.Timeout"/> has the same effect.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

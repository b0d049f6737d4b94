namespace Line.Emulator.Messages;

internal static class Addresses
{
    /// <summary>LINE wants https. On one's own machine there is no certificate, so plain http passes for this machine only.</summary>
    public static bool IsSecure(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || uri.Scheme == "http" && uri.IsLoopback);
}

using System.Text.RegularExpressions;

namespace LineLoyalty.Pictures;

/// <summary>How a picture of our own is named: by its path on this server, so that the brand may move to another domain.</summary>
internal static partial class PicturePath
{
    private const int LongestAddress = 2000;

    public static string Of(string hash, string contentType) => $"/pictures/{hash}{(contentType == PictureFile.Png ? ".png" : ".jpg")}";

    public static bool IsOne(string? address) => address is not null && Form().IsMatch(address);

    /// <summary>Where a member's page may load it from: nothing, one of ours, a file that comes with the server, or https.</summary>
    public static bool IsShowable(string? address) => address is null || IsOne(address) || (address.Length <= LongestAddress
        && (address.StartsWith("/samples/", StringComparison.Ordinal) || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)));

    /// <summary>As somebody outside fetches it.</summary>
    public static string Absolute(string address, string publicUrl) => IsOne(address) ? publicUrl.TrimEnd('/') + address : new Uri(address).AbsoluteUri;

    /// <summary>Pictures of ours that a text (an address, or content as JSON) shows.</summary>
    public static IReadOnlyList<string> HashesIn(string? text) => text is null ? [] : [.. Shown().Matches(text).Select(m => m.Groups[1].Value).Distinct()];

    /// <summary>Whatever could be the name of a picture, however it is written: hand-written JSON names them by full address, with its own escapes.</summary>
    public static IEnumerable<string> PossibleHashesIn(string? text) => text is null ? [] : Hash().Matches(text).Select(m => m.Value);

    [GeneratedRegex(@"^/pictures/[0-9a-f]{64}\.(png|jpg)\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<=^|"")/pictures/([0-9a-f]{64})\.(?:png|jpg)(?=$|"")")]
    private static partial Regex Shown();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}

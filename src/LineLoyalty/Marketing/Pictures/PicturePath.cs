using System.Text.RegularExpressions;

namespace LineLoyalty.Marketing.Pictures;

/// <summary>How a message names a picture of our own: by its path on this server, so that the brand may move to another domain.</summary>
internal static partial class PicturePath
{
    public static string Of(string hash, string contentType) => $"/pictures/{hash}{(contentType == PictureFile.Png ? ".png" : ".jpg")}";

    public static bool IsOne(string? address) => address is not null && Form().IsMatch(address);

    [GeneratedRegex(@"^/pictures/[0-9a-f]{64}\.(png|jpg)\z")]
    private static partial Regex Form();
}

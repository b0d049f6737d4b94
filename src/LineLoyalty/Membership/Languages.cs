namespace LineLoyalty.Membership;

/// <summary>The two languages the programme speaks.</summary>
public static class Languages
{
    public const string Chinese = "zh-TW";
    public const string English = "en";

    public static bool IsKnown(string? language) => language is Chinese or English;

    /// <summary>The nearer of the two for what a phone or browser says (<c>en-US</c>, <c>zh-Hant</c>, <c>ja</c>); Chinese when it says nothing.</summary>
    public static string Nearest(string? language) =>
        string.IsNullOrWhiteSpace(language) || language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English;
}

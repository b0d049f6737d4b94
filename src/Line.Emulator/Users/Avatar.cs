using System.Globalization;
using System.Net;

namespace Line.Emulator.Users;

/// <summary>A round picture with the last character of a name, in a colour that belongs to the id.</summary>
internal static class Avatar
{
    private static readonly string[] Colours =
        ["#5B8DEF", "#E57373", "#4DB6AC", "#BA68C8", "#F2994A", "#7986CB", "#81A94B", "#D4799B", "#5C9EAD", "#A1887F"];

    public static string Svg(string id, string name)
    {
        var colour = Colours[id.Aggregate(7, (sum, c) => (sum * 31 + c) & 0xFFFF) % Colours.Length];
        var clusters = StringInfo.ParseCombiningCharacters(name);
        var letter = clusters.Length == 0 ? "?" : char.IsAscii(name[0]) ? name[..1].ToUpperInvariant() : name[clusters[^1]..];
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" role="img"><rect width="96" height="96" rx="48" fill="{colour}"/><text x="48" y="49" fill="#fff" font-family="'Noto Sans TC','PingFang TC','Microsoft JhengHei',sans-serif" font-size="42" font-weight="500" text-anchor="middle" dominant-baseline="central">{WebUtility.HtmlEncode(letter)}</text></svg>
            """;
    }

    public static string Bot(string name) => Svg("bot", name);
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Line.Emulator.Http;

namespace Line.Emulator.Messages;

internal static partial class TextRules
{
    private const int Longest = 5000;
    private const int MostEmojis = 20;
    private const int MostSubstitutions = 100;

    public static void Check(JsonElement message, string at, Problems problems)
    {
        var text = problems.Text(message, "text", $"{at}.text", 1, Longest, required: true);
        if (problems.Array(message, "emojis", $"{at}.emojis", 0, MostEmojis, required: false) is not { } emojis || text is null)
            return;
        var index = 0;
        foreach (var emoji in emojis.EnumerateArray())
        {
            var place = $"{at}.emojis[{index++}]";
            problems.Text(emoji, "productId", $"{place}.productId", 1, 100, required: true);
            problems.Text(emoji, "emojiId", $"{place}.emojiId", 1, 100, required: true);
            if (problems.WholeNumber(emoji, "index", $"{place}.index") is { } position
                && (position < 0 || position >= text.Length || text[position] != '$'))
                problems.Add("The index must point at a '$' of the text", $"{place}.index");
        }
    }

    /// <summary>Braces name substitutions; doubled braces stand for themselves.</summary>
    public static void CheckV2(JsonElement message, string at, Problems problems)
    {
        if (problems.Text(message, "text", $"{at}.text", 1, Longest, required: true) is not { } text)
            return;
        var substitution = problems.Object(message, "substitution", $"{at}.substitution", required: false);
        var bare = text.Replace("{{", "", StringComparison.Ordinal).Replace("}}", "", StringComparison.Ordinal);
        foreach (var key in Placeholder().Matches(bare).Select(m => m.Groups[1].Value).Distinct())
        {
            if (substitution?.Get(key) is null)
                problems.Add($"There is no substitution for '{key}'", $"{at}.text");
        }

        if (Placeholder().Replace(bare, "").AsSpan().IndexOfAny('{', '}') >= 0)
            problems.Add("A single brace must be part of {key}", $"{at}.text");
        if (substitution is { } given)
            CheckSubstitutions(given, $"{at}.substitution", problems);
    }

    private static void CheckSubstitutions(JsonElement given, string at, Problems problems)
    {
        int count = 0, emojis = 0;
        foreach (var property in given.EnumerateObject())
        {
            count++;
            var place = $"{at}.{property.Name}";
            if (!Key().IsMatch(property.Name))
                problems.Add("The key must match ^[0-9A-Za-z_]{1,20}$", place);
            switch (problems.OneOf(property.Value, "type", $"{place}.type", required: true, "mention", "emoji"))
            {
                case "emoji":
                    emojis++;
                    problems.Text(property.Value, "productId", $"{place}.productId", 1, 100, required: true);
                    problems.Text(property.Value, "emojiId", $"{place}.emojiId", 1, 100, required: true);
                    break;
                case "mention":
                    // Only groups and rooms have somebody to mention, and this platform has one-to-one chats.
                    problems.Add("Mentions can only be used in group chats and multi-person chats", place);
                    break;
            }
        }

        if (count > MostSubstitutions)
            problems.Add($"Size must be between 0 and {MostSubstitutions}", at);
        if (emojis > MostEmojis)
            problems.Add($"At most {MostEmojis} emojis", at);
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[0-9A-Za-z_]{1,20}$")]
    private static partial Regex Key();
}

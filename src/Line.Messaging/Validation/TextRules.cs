using Line.Messaging.Messages;

namespace Line.Messaging.Validation;

/// <summary>Texts with LINE emojis, and texts with placeholders.</summary>
internal static class TextRules
{
    internal static void Check(TextMessage text, Faults faults, string path)
    {
        faults.Length(text.Text, LineLimits.Text, $"{path}.text", 1);
        if (text.Emojis is not { } emojis)
        {
            return;
        }

        faults.Size(emojis.Count, 0, LineLimits.TextEmojis, $"{path}.emojis");
        faults.Each(emojis, $"{path}.emojis", (emoji, place) =>
        {
            if (emoji.Index < 0 || emoji.Index >= text.Text.Length || text.Text[emoji.Index] != '$')
            {
                faults.Add($"{place}.index", "Must point at a $ of the text");
            }
        });
    }

    internal static void Check(TextV2Message text, Faults faults, string path)
    {
        faults.Length(text.Text, LineLimits.Text, $"{path}.text", 1);
        Placeholders(text, faults, $"{path}.text");
        if (text.Substitution is not { } substitution)
        {
            return;
        }

        faults.Size(substitution.Count, 0, LineLimits.TextSubstitutions, $"{path}.substitution");
        faults.Size(substitution.Values.Count(s => s?.Type == "mention"), 0, LineLimits.TextMentions, $"{path}.substitution");
        faults.Size(substitution.Values.Count(s => s?.Type == "emoji"), 0, LineLimits.TextEmojis, $"{path}.substitution");
        foreach (var (key, value) in substitution)
        {
            var place = $"{path}.substitution.{key}";
            if (!IsKey(key))
            {
                faults.Add($"{path}.substitution", $"The key {key} must be 1 to {LineLimits.SubstitutionKey} of 0-9A-Za-z_");
            }

            switch (value)
            {
                case null:
                    faults.Add($"{path}.substitution", $"The key {key} may not be null");
                    break;
                case { Type: "mention", Mentionee: null }:
                    faults.Add($"{place}.mentionee", "May not be null");
                    break;
                case { Type: "mention", Mentionee: { Type: "user", UserId: null or "" } }:
                    faults.Add($"{place}.mentionee.userId", "May not be empty");
                    break;
                case { Type: "emoji" } when string.IsNullOrEmpty(value.ProductId) || string.IsNullOrEmpty(value.EmojiId):
                    faults.Add(place, "productId and emojiId may not be empty");
                    break;
            }
        }
    }

    // {key} needs a value, {{ and }} stand for themselves, a lone brace is an error.
    private static void Placeholders(TextV2Message message, Faults faults, string path)
    {
        var text = message.Text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                i++;
                continue;
            }

            var end = text[i] == '{' ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                faults.Add(path, $"The brace at {i} must be doubled or part of a placeholder");
                return;
            }

            var key = text[(i + 1)..end];
            if (message.Substitution?.ContainsKey(key) is not true)
            {
                faults.Add(path, $"The placeholder {key} has no substitution");
            }

            i = end;
        }
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= LineLimits.SubstitutionKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

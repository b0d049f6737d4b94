using System.Globalization;
using System.Text;

namespace LineLoyalty.Membership;

/// <summary>Names of people, as typed and as shown to somebody who only needs to recognise them.</summary>
public static class Names
{
    public const int MaxLength = 60;

    /// <summary>Trims, makes one space of many, and drops control and direction marks; refuses what then has no letter or is too long.</summary>
    public static bool TryClean(string? text, out string name)
    {
        name = text is null || text.Length > MaxLength * 8 ? "" : Readable(text);
        if (name.Length is > 0 and <= MaxLength && name.EnumerateRunes().Any(Rune.IsLetter)) return true;
        name = "";
        return false;
    }

    /// <summary>Text from outside as it may be shown in a list: nothing in it can turn the line around or hide.</summary>
    public static string Readable(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                case UnicodeCategory.Control when Rune.IsWhiteSpace(rune):
                    if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }
        return clean.ToString().Trim(' ').Normalize(NormalizationForm.FormC);
    }

    /// <summary>王小明 → 王○明, 王明 → 王○, John Smith → J○n S○h.</summary>
    public static string Mask(string name) =>
        string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(MaskWord));

    private static string MaskWord(string word)
    {
        var signs = new List<string>();
        var reader = StringInfo.GetTextElementEnumerator(word);
        while (reader.MoveNext()) signs.Add(reader.GetTextElement());
        return signs.Count switch
        {
            0 or 1 => "○",
            2 => signs[0] + "○",
            // Each Chinese character is shown as one ring; a Latin name's length is nobody's business.
            _ => signs[0] + (IsIdeograph(signs[1]) ? new string('○', signs.Count - 2) : "○") + signs[^1],
        };
    }

    private static bool IsIdeograph(string sign) =>
        Rune.GetRuneAt(sign, 0).Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}

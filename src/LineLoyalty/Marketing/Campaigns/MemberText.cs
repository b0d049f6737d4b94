using System.Globalization;
using System.Text;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>What a text may say about the member who gets it.</summary>
public sealed record MemberValues(string? Name, long Points, string? Tier, int CouponCount)
{
    /// <summary>Which version of the words the member gets.</summary>
    public string Language { get; init; } = Languages.Chinese;

    internal string? ValueOf(string variable) => variable switch
    {
        "name" => Name,
        "points" => MessageLook.Number(Points),
        "tier" => Tier,
        _ => CouponCount.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>
/// Text with variables: <c>{name}</c>, <c>{points}</c>, <c>{tier}</c>, <c>{couponCount}</c>, each with words for when there is nothing
/// to say, as in <c>{name|貴賓}</c>. <c>{{</c> and <c>}}</c> stand for the braces themselves.
/// </summary>
public sealed class MemberText
{
    /// <summary>Every variable and the most characters it can take.</summary>
    public static readonly IReadOnlyDictionary<string, int> Variables = new Dictionary<string, int> { ["name"] = 60, ["points"] = 20, ["tier"] = 30, ["couponCount"] = 10 };

    private readonly List<Piece> pieces = [];

    private MemberText()
    {
    }

    /// <summary>Says something about the member, so that everybody gets another text.</summary>
    public bool IsPersonal => pieces.Exists(p => p.Variable is not null);

    /// <summary>Length in the worst case, in UTF-16 units as LINE counts.</summary>
    public int LongestLength => pieces.Sum(p => p.Variable is null ? p.Text.Length : Math.Max(p.Text.Length, Variables[p.Variable]));

    /// <param name="fault">What is wrong, and with which words; null when it can be read.</param>
    public static MemberText Parse(string text, out TextFault? fault)
    {
        var result = new MemberText();
        var words = new StringBuilder();
        fault = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                words.Append(c);
                i++;
            }
            else if (c == '}')
            {
                fault ??= new("text.brace", "}");
            }
            else if (c == '{')
            {
                var end = text.IndexOf('}', i);
                if (end < 0)
                {
                    fault ??= new("text.brace", text[i..Math.Min(text.Length, i + 20)]);
                    break;
                }
                var parts = text[(i + 1)..end].Split('|', 2);
                if (!Variables.ContainsKey(parts[0])) fault ??= new("text.variable_unknown", "{" + parts[0] + "}");
                else if (parts.Length == 2 && parts[1].Contains('{', StringComparison.Ordinal)) fault ??= new("text.brace", parts[1]);
                if (words.Length > 0) result.pieces.Add(new(null, words.ToString()));
                words.Clear();
                if (fault is null) result.pieces.Add(new(parts[0], parts.Length == 2 ? parts[1] : ""));
                i = end;
            }
            else
            {
                words.Append(c);
            }
        }
        if (words.Length > 0) result.pieces.Add(new(null, words.ToString()));
        return result;
    }

    public string For(MemberValues member)
    {
        if (pieces.Count == 1 && pieces[0].Variable is null) return pieces[0].Text;
        var text = new StringBuilder();
        foreach (var (variable, words) in pieces)
        {
            var value = variable is null ? words : member.ValueOf(variable);
            text.Append(string.IsNullOrWhiteSpace(value) ? words : value);
        }
        return text.ToString();
    }

    private sealed record Piece(string? Variable, string Text);
}

/// <param name="Code"><c>text.variable_unknown</c> or <c>text.brace</c>.</param>
/// <param name="Near">The words in question.</param>
public sealed record TextFault(string Code, string Near);

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Line.Messaging.Messages;

/// <summary>
/// Builds a <see cref="TextV2Message"/> from an interpolated string: <see cref="TextSubstitution"/>s get placeholders of their own, everything
/// else is plain text whose braces are doubled.
/// </summary>
[InterpolatedStringHandler]
public sealed class TextV2Text
{
    private readonly StringBuilder _text;
    private readonly Dictionary<string, TextSubstitution> _values = new(StringComparer.Ordinal);

    /// <summary>For the compiler.</summary>
    public TextV2Text(int literalLength, int formattedCount) => _text = new(literalLength + (formattedCount * 8));

    /// <summary>For the compiler.</summary>
    public void AppendLiteral(string value) => Plain(value);

    /// <summary>A mention or an emoji.</summary>
    public void AppendFormatted(TextSubstitution value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var key = string.Create(CultureInfo.InvariantCulture, $"s{_values.Count + 1}");
        _values.Add(key, value);
        _text.Append('{').Append(key).Append('}');
    }

    /// <summary>A text of any content.</summary>
    public void AppendFormatted(string? value) => Plain(value);

    /// <summary>A value in the current culture's form.</summary>
    public void AppendFormatted<T>(T value, string? format = null) =>
        Plain(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.CurrentCulture) : value?.ToString());

    internal TextV2Message ToMessage() => new() { Text = _text.ToString(), Substitution = _values.Count == 0 ? null : _values };

    private void Plain(string? value) => _text.Append(value?.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
}

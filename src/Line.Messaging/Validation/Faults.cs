using System.Globalization;

namespace Line.Messaging.Validation;

/// <summary>Collects what is wrong with an object, in LINE's words and places.</summary>
internal sealed class Faults
{
    private readonly List<LineErrorDetail> _found = [];

    internal IReadOnlyList<LineErrorDetail> Found => _found;

    internal void Add(string property, string message) => _found.Add(new(message, property));

    /// <summary>Counted in UTF-16 units.</summary>
    internal void Length(string? value, int max, string property, int min = 0)
    {
        if (value is not null && (value.Length > max || value.Length < min))
        {
            Add(property, value.Length == 0 ? "May not be empty" : $"Length must be between {min} and {max}");
        }
    }

    /// <summary>Counted in grapheme clusters: what a reader calls a character.</summary>
    internal void Graphemes(string? value, int max, string property, int min = 0)
    {
        // Never more graphemes than units, so most texts need no counting.
        if (value is not null && (value.Length < min || (value.Length > max && StringInfo.ParseCombiningCharacters(value).Length > max)))
        {
            Add(property, value.Length == 0 ? "May not be empty" : $"Length must be between {min} and {max}");
        }
    }

    internal void Size(int count, int min, int max, string property)
    {
        if (count < min || count > max)
        {
            Add(property, min == max ? $"Size must be {max}" : max is int.MaxValue ? $"Size must be at least {min}" : $"Size must be between {min} and {max}");
        }
    }

    internal void Number(long value, long min, long max, string property)
    {
        if (value < min || value > max)
        {
            Add(property, max is long.MaxValue or int.MaxValue ? $"Must be at least {min}" : $"Must be between {min} and {max}");
        }
    }

    internal void Https(string? value, string property, bool required = false)
    {
        if (value is null)
        {
            if (required)
            {
                Add(property, "May not be empty");
            }

            return;
        }

        Length(value, LineLimits.MediaUrl, property, 1);
        // On one's own machine, where an emulator stands for LINE, there is no certificate.
        if (value.Length > 0 && !(Uri.IsWellFormedUriString(value, UriKind.Absolute) && new Uri(value) is var uri && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))))
        {
            Add(property, "Must be a valid HTTPS URL");
        }
    }

    internal void OneOf(string? value, string property, params ReadOnlySpan<string> allowed)
    {
        if (value is not null && !allowed.Contains(value))
        {
            Add(property, $"Must be one of the following values: [{string.Join(", ", allowed.ToArray())}]");
        }
    }

    internal void Color(string? value, string property, bool alpha = true)
    {
        if (value is null)
        {
            return;
        }

        var fits = value.Length is 7 || (alpha && value.Length is 9);
        if (!fits || value[0] != '#' || !value.AsSpan(1).ToArray().All(char.IsAsciiHexDigit))
        {
            Add(property, "invalid color");
        }
    }

    /// <summary>Checks every element of a list; an element that is null is a fault, not a crash.</summary>
    internal void Each<T>(IReadOnlyList<T>? list, string property, Action<T, string> check)
        where T : class
    {
        for (var i = 0; i < list?.Count; i++)
        {
            var place = $"{property}[{i}]";
            if (list[i] is { } element)
            {
                check(element, place);
            }
            else
            {
                Add(place, "May not be null");
            }
        }
    }
}

using System.Buffers;
using System.Globalization;
using Line.Messaging.Messages;

namespace Line.Messaging.Validation;

/// <summary>Where an action sits; label and kind rules differ.</summary>
internal enum ActionPlace
{
    Template,
    TemplateDefault,
    ImageCarousel,
    QuickReply,
    Flex,
    FlexButton,
    RichMenu,
}

internal static class ActionRules
{
    private static readonly string[] Schemes = ["https:", "http:", "line:", "tel:"];
    private static readonly SearchValues<char> NotInUri = SearchValues.Create(" <>\"\r\n\t");
    private static readonly DateTime Earliest = new(1900, 1, 1);
    private static readonly DateTime Latest = new(2100, 12, 31, 23, 59, 0);

    internal static void Check(LineAction? action, ActionPlace place, Faults faults, string path)
    {
        if (action is null)
        {
            faults.Add(path, "May not be null");
            return;
        }

        CheckPlace(action, place, faults, path);
        CheckLabel(action, place, faults, path);
        switch (action)
        {
            case PostbackAction postback:
                faults.Length(postback.Data, LineLimits.PostbackData, $"{path}.data", 1);
                faults.Graphemes(postback.DisplayText, LineLimits.ActionTextGraphemes, $"{path}.displayText");
                faults.Graphemes(postback.Text, LineLimits.ActionTextGraphemes, $"{path}.text");
                faults.Graphemes(postback.FillInText, LineLimits.ActionTextGraphemes, $"{path}.fillInText");
                faults.OneOf(postback.InputOption, $"{path}.inputOption", InputOptions.CloseRichMenu, InputOptions.OpenRichMenu, InputOptions.OpenKeyboard, InputOptions.OpenVoice);
                if (postback is { DisplayText: not null, Text: not null })
                {
                    faults.Add($"{path}.text", "displayText and text cannot be used together");
                }

                if (postback.FillInText is not null && postback.InputOption != InputOptions.OpenKeyboard)
                {
                    faults.Add($"{path}.fillInText", "Only with inputOption openKeyboard");
                }

                break;
            case MessageAction message:
                faults.Graphemes(message.Text, LineLimits.ActionTextGraphemes, $"{path}.text", 1);
                break;
            case UriAction uri:
                Target(uri.Uri, $"{path}.uri", faults);
                if (uri.AltUri is { } alt)
                {
                    Target(alt.Desktop, $"{path}.altUri.desktop", faults);
                }

                break;
            case ClipboardAction clipboard:
                faults.Length(clipboard.ClipboardText, LineLimits.ClipboardText, $"{path}.clipboardText", 1);
                break;
            case RichMenuSwitchAction menu:
                faults.Length(menu.RichMenuAliasId, LineLimits.RichMenuAliasId, $"{path}.richMenuAliasId", 1);
                faults.Length(menu.Data, LineLimits.PostbackData, $"{path}.data", 1);
                break;
            case DatetimePickerAction picker:
                Picker(picker, faults, path);
                break;
        }
    }

    private static void CheckPlace(LineAction action, ActionPlace place, Faults faults, string path)
    {
        var fits = action switch
        {
            CameraAction or CameraRollAction or LocationAction => place is ActionPlace.QuickReply,
            RichMenuSwitchAction => place is ActionPlace.RichMenu,
            _ => true,
        };
        if (!fits)
        {
            faults.Add($"{path}.type", $"The action {action.Type} cannot be used here");
        }
    }

    private static void CheckLabel(LineAction action, ActionPlace place, Faults faults, string path)
    {
        if (action is RawAction)
        {
            return;
        }

        var (max, required) = place switch
        {
            ActionPlace.Template => (LineLimits.TemplateLabelGraphemes, true),
            ActionPlace.TemplateDefault => (LineLimits.TemplateLabelGraphemes, false),
            ActionPlace.ImageCarousel => (LineLimits.ImageCarouselLabelGraphemes, false),
            ActionPlace.QuickReply => (LineLimits.QuickReplyLabelGraphemes, true),
            ActionPlace.RichMenu => (LineLimits.RichMenuLabelGraphemes, false),
            _ => (LineLimits.FlexLabelGraphemes, place is ActionPlace.FlexButton),
        };
        if (required && string.IsNullOrEmpty(action.Label))
        {
            faults.Add($"{path}.label", "May not be empty");
            return;
        }

        faults.Graphemes(action.Label, max, $"{path}.label");
    }

    private static void Target(string uri, string path, Faults faults)
    {
        faults.Length(uri, LineLimits.ActionUri, path, 1);
        var known = Array.Exists(Schemes, scheme => uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        if (uri.Length > 0 && (!known || uri.AsSpan().ContainsAny(NotInUri)))
        {
            faults.Add(path, "invalid uri scheme or characters");
        }
    }

    private static void Picker(DatetimePickerAction picker, Faults faults, string path)
    {
        faults.Length(picker.Data, LineLimits.PostbackData, $"{path}.data", 1);
        faults.OneOf(picker.Mode, $"{path}.mode", "date", "time", "datetime");
        var format = picker.Mode switch { "date" => "yyyy-MM-dd", "time" => "HH:mm", _ => "yyyy-MM-ddTHH:mm" };
        var min = Value(picker.Min, "min");
        var max = Value(picker.Max, "max");
        Value(picker.Initial, "initial");
        if (min >= max)
        {
            faults.Add($"{path}.min", "min must be before max");
        }

        DateTime? Value(string? text, string name)
        {
            if (text is null)
            {
                return null;
            }

            // LINE's samples write the T of a date with time in either case.
            if (DateTime.TryParseExact(text.Replace('t', 'T'), format, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var value)
                && (picker.Mode == "time" || (value >= Earliest && value <= Latest)))
            {
                return value;
            }

            faults.Add($"{path}.{name}", $"Must be a {picker.Mode} between 1900-01-01 and 2100-12-31");
            return null;
        }
    }
}

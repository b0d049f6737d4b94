using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Line.Messaging.Messages;
using Line.Messaging.RichMenus;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Membership;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.RichMenus;

/// <param name="Hash">Of all that is shown and all it does.</param>
/// <param name="Alias">By which other tabs switch to it; null in a menu without tabs.</param>
internal sealed record RichMenuDesign(long MenuId, int Tab, string Language, RichMenu Menu, string Picture, string Hash, string? Alias);

/// <summary>Turns a menu of the brand into LINE's rich menus: one for each tab and language.</summary>
internal sealed class RichMenuDesigns(MenuPictures pictures, IOptions<LineOptions> line)
{
    private const string NameStart = "LineLoyalty ";
    private const string AliasStart = "loyalty-";
    private const int HashShown = 16;

    /// <summary>True for a menu made by this program, whatever its version.</summary>
    public static bool IsOurs(string name) => name.StartsWith(NameStart, StringComparison.Ordinal);

    public static bool IsOurAlias(string alias) => alias.StartsWith(AliasStart, StringComparison.Ordinal);

    public IReadOnlyList<RichMenuDesign> Of(long menuId, MenuContent content) =>
        [.. from language in content.Languages from tab in content.Tabs.Select((t, i) => (Tab: t, Index: i)) select Design(menuId, content, tab.Tab, tab.Index, language)];

    private RichMenuDesign Design(long menuId, MenuContent content, MenuTab tab, int index, string language)
    {
        var face = tab.Face(language);
        var menu = new RichMenu
        {
            Size = new RichMenuSize(tab.Width, tab.Height),
            Selected = content.Selected,
            Name = NameStart,
            ChatBarText = face.BarText.Trim(),
            Areas = [.. tab.Areas.Select(a => new RichMenuArea(new RichMenuBounds(a.X, a.Y, a.Width, a.Height), Action(menuId, a.Action, language)))],
        };
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(menu) + pictures.ContentKey(face.Picture))));
        // The name tells a later run which menu this is, should we be cut off before writing it down.
        var named = menu with { Name = $"{NameStart}{menuId}.{tab.Id}.{language} {hash[..HashShown]}" };
        return new RichMenuDesign(menuId, index, language, named, face.Picture, hash, content.Tabs.Count > 1 ? Alias(menuId, tab.Id, language) : null);
    }

    private static string Alias(long menuId, string tabId, string language) => $"{AliasStart}{menuId}-{tabId}-{(language == Languages.English ? "en" : "zh")}";

    private LineAction Action(long menuId, MenuAction action, string language)
    {
        var english = language == Languages.English;
        var value = english && action.ValueEn.Length > 0 ? action.ValueEn : action.Value;
        var label = (english && action.LabelEn.Length > 0 ? action.LabelEn : action.Label).Trim() is { Length: > 0 } text ? text : null;
        return action.Kind switch
        {
            MenuActionKind.Page => new UriAction { Label = label, Uri = line.Value.LiffLink(MenuPages.Paths[value]) },
            MenuActionKind.Ask => new PostbackAction { Label = label, Data = BotCommands.Postback(Enum.Parse<BotCommand>(value, ignoreCase: true)), DisplayText = label },
            MenuActionKind.Message => new MessageAction { Label = label, Text = value },
            MenuActionKind.Postback => new PostbackAction { Label = label, Data = value },
            MenuActionKind.Uri => new UriAction { Label = label, Uri = CheckMenu.Link(value) ?? throw new InvalidOperationException("A menu with a broken link was published.") },
            MenuActionKind.Tab => new RichMenuSwitchAction { Label = label, RichMenuAliasId = Alias(menuId, value, language), Data = "menu=" + value },
            _ => throw new InvalidOperationException($"No such action: {action.Kind}."),
        };
    }
}

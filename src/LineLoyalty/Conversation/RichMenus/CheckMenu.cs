using System.Globalization;
using System.Text.RegularExpressions;
using Line.Messaging;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Conversation.RichMenus;

/// <param name="Path">Where in the content, e.g. <c>tabs[0].areas[2].action.value</c>.</param>
public sealed record MenuProblem(string Path, string English, string Chinese);

/// <summary>What keeps a menu from being published, each said beside the place it is about.</summary>
public sealed partial class CheckMenu(LoyaltyDb db, MenuPictures pictures)
{
    public const int MostTabs = 5;
    private const int LongestTag = 40;
    private const int LongestUri = 1000;

    public async Task<IReadOnlyList<MenuProblem>> ExecuteAsync(string name, MenuContent content, CancellationToken ct)
    {
        var found = new List<MenuProblem>();
        void Wrong(string path, string english, string chinese) => found.Add(new(path, english, chinese));
        if (name.Trim().Length is 0 or > Menu.LongestName) Wrong("name", $"Give a name of at most {Menu.LongestName} characters.", $"請填寫選單名稱，最多 {Menu.LongestName} 字。");
        await AudienceAsync(content.Audience, Wrong, ct);
        if (content.Tabs.Count is 0 or > MostTabs) Wrong("tabs", $"A menu has 1 to {MostTabs} tabs.", $"一個選單要有 1–{MostTabs} 個分頁。");
        if (content.Tabs.Select(t => t.Id).Distinct(StringComparer.Ordinal).Count() < content.Tabs.Count || content.Tabs.Any(t => !TabId().IsMatch(t.Id))) Wrong("tabs", "Each tab needs an id of its own.", "分頁代號重複或不正確。");
        for (var i = 0; i < Math.Min(content.Tabs.Count, MostTabs); i++) await TabAsync(content, i, Wrong, ct);
        return found;
    }

    private async Task AudienceAsync(MenuAudience audience, Action<string, string, string> wrong, CancellationToken ct)
    {
        if (audience.Who != MenuReaders.Members && audience.TierLevels.Count + audience.Tags.Count + audience.Segments.Count > 0) wrong("audience", "Only members have tiers, tags and segments.", "只有會員才有等級、標籤與分眾，請把對象改為「會員」。");
        var tiers = await db.Tiers.Select(t => t.Level).ToListAsync(ct);
        if (audience.TierLevels.Except(tiers).Any()) wrong("audience.tierLevels", "There is no such tier.", "查無這個會員等級。");
        var segments = await db.Segments.Where(s => s.ArchivedAt == null).Select(s => s.Id).ToListAsync(ct);
        if (audience.Segments.Except(segments).Any()) wrong("audience.segments", "There is no such segment.", "查無這個分眾。");
        if (audience.Segments.Count > 10) wrong("audience.segments", "At most 10 segments.", "分眾最多 10 個。");
        if (audience.Tags.Count > 20 || audience.Tags.Any(t => t.Length is 0 or > LongestTag)) wrong("audience.tags", "At most 20 tags.", "標籤最多 20 個。");
    }

    private async Task TabAsync(MenuContent content, int index, Action<string, string, string> wrong, CancellationToken ct)
    {
        var tab = content.Tabs[index];
        var path = $"tabs[{index}]";
        if (content.Tabs.Count > 1 && tab.Name.Trim().Length is 0 or > 20) wrong($"{path}.name", "Name the tab, at most 20 characters.", "請填寫分頁名稱，最多 20 字。");
        if (KeepMenuImage.SizeProblem(tab.Width, tab.Height) is { } size) wrong($"{path}.size", size.English, size.Chinese);
        foreach (var language in content.Languages) await FaceAsync(tab, language, $"{path}.{(language == Languages.English ? "english" : "chinese")}", wrong, ct);
        if (tab.Areas.Count == 0) wrong($"{path}.areas", "Draw at least one area to tap.", "請至少畫一個點擊區域。");
        if (tab.Areas.Count > LineLimits.RichMenuAreas) wrong($"{path}.areas", $"At most {LineLimits.RichMenuAreas} areas; there are {tab.Areas.Count}.", $"點擊區域最多 {LineLimits.RichMenuAreas} 個，目前有 {tab.Areas.Count} 個。");
        for (var i = 0; i < tab.Areas.Count; i++) Area(content, tab, tab.Areas[i], i, $"{path}.areas[{i}]", wrong);
        if (index > 0 && !content.Tabs.Any(t => t.Id != tab.Id && t.Areas.Any(a => a.Action.Kind == MenuActionKind.Tab && a.Action.Value == tab.Id)))
        {
            wrong($"{path}.areas", "No area of another tab leads here.", $"沒有任何區域可以切換到分頁「{tab.Name}」，請在其他分頁加一個切換區域。");
        }
    }

    private async Task FaceAsync(MenuTab tab, string language, string path, Action<string, string, string> wrong, CancellationToken ct)
    {
        var face = tab.Face(language);
        var (english, chinese) = language == Languages.English ? ("English", "英文") : ("Chinese", "中文");
        if (face.Picture.Length == 0) wrong($"{path}.picture", $"The {english} picture is missing.", $"還沒有{chinese}圖片，請上傳或用範本製作。");
        else if (await pictures.SizeAsync(face.Picture, ct) is not { } size) wrong($"{path}.picture", "This picture is gone; add it again.", "找不到這張圖片，請重新上傳。");
        else if (size != (tab.Width, tab.Height))
        {
            wrong($"{path}.picture", $"The {english} picture is {size.Width} × {size.Height}, the menu {tab.Width} × {tab.Height}.", $"{chinese}圖片是 {size.Width} × {size.Height}，與選單尺寸 {tab.Width} × {tab.Height} 不同。");
        }
        if (face.BarText.Trim().Length == 0) wrong($"{path}.barText", "Give the text of the chat bar.", $"請填寫{chinese}的選單列文字。");
        else if (Graphemes(face.BarText) > LineLimits.RichMenuChatBarGraphemes) wrong($"{path}.barText", $"At most {LineLimits.RichMenuChatBarGraphemes} characters.", $"選單列文字最多 {LineLimits.RichMenuChatBarGraphemes} 字。");
        if (face.Drawing is { } drawing && (drawing.Cells.Count > LineLimits.RichMenuAreas || drawing.Cells.Any(c => c.Icon.Length > 20 || c.Text.Length > 20 || c.Hint.Length > 30) || drawing.Template.Length > 10 || drawing.Style.Length > 10))
        {
            wrong($"{path}.drawing", "The drawing's texts are too long.", "範本文字太長：標題最多 20 字、說明最多 30 字。");
        }
    }

    private static void Area(MenuContent content, MenuTab tab, MenuArea area, int index, string path, Action<string, string, string> wrong)
    {
        if (area.X < 0 || area.Y < 0 || area.Width < 1 || area.Height < 1 || area.X + (long)area.Width > tab.Width || area.Y + (long)area.Height > tab.Height)
        {
            wrong($"{path}.bounds", $"Area {index + 1} sticks out of the picture ({tab.Width} × {tab.Height}).", $"區域 {index + 1} 超出圖片範圍（{tab.Width} × {tab.Height}）。");
        }
        var action = area.Action;
        if (Graphemes(action.Label) > LineLimits.RichMenuLabelGraphemes || Graphemes(action.LabelEn) > LineLimits.RichMenuLabelGraphemes) wrong($"{path}.action.label", $"At most {LineLimits.RichMenuLabelGraphemes} characters.", $"區域名稱最多 {LineLimits.RichMenuLabelGraphemes} 字。");
        Value(content, tab, action, action.Value, index + 1, $"{path}.action.value", wrong);
        if (action.ValueEn.Length > 0) Value(content, tab, action, action.ValueEn, index + 1, $"{path}.action.valueEn", wrong);
    }

    private static void Value(MenuContent content, MenuTab tab, MenuAction action, string value, int number, string path, Action<string, string, string> wrong)
    {
        switch (action.Kind)
        {
            case MenuActionKind.Page when !MenuPages.Paths.ContainsKey(value):
                wrong(path, $"Area {number}: choose a page.", $"區域 {number}：請選擇要開啟的頁面。");
                break;
            case MenuActionKind.Ask when !MenuCommands.All.Contains(value):
                wrong(path, $"Area {number}: choose what the bot answers.", $"區域 {number}：請選擇要查詢的內容。");
                break;
            case MenuActionKind.Message when value.Trim().Length == 0 || Graphemes(value) > LineLimits.ActionTextGraphemes:
                wrong(path, $"Area {number}: give a text of at most {LineLimits.ActionTextGraphemes} characters.", $"區域 {number}：請填寫要送出的文字，最多 {LineLimits.ActionTextGraphemes} 字。");
                break;
            case MenuActionKind.Postback when value.Trim().Length == 0 || value.Length > LineLimits.PostbackData:
                wrong(path, $"Area {number}: give data of at most {LineLimits.PostbackData} characters.", $"區域 {number}：請填寫回傳資料（postback data），最多 {LineLimits.PostbackData} 字。");
                break;
            case MenuActionKind.Uri when Link(value) is not { } link:
                wrong(path, $"Area {number}: the link must start with https://, http://, tel: or line:// and be complete.", $"區域 {number}：網址格式不正確，請以 https://、http://、tel: 或 line:// 開頭。");
                break;
            case MenuActionKind.Uri when Link(value)!.Length > LongestUri:
                wrong(path, $"Area {number}: the link is longer than {LongestUri} characters once encoded.", $"區域 {number}：網址編碼後超過 {LongestUri} 字（一個中文字算 9 字），請縮短。");
                break;
            case MenuActionKind.Tab when value == tab.Id || content.Tabs.All(t => t.Id != value):
                wrong(path, $"Area {number}: choose another tab of this menu.", $"區域 {number}：請選擇要切換到的其他分頁。");
                break;
        }
    }

    /// <summary>As LINE wants it, Chinese characters encoded; null when it is no link LINE opens.</summary>
    internal static string? Link(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)) return null;
        return uri.Scheme switch
        {
            "http" or "https" => uri.Host.Length > 0 && uri.UserInfo.Length == 0 ? uri.AbsoluteUri : null,
            "tel" => Phone().IsMatch(uri.AbsoluteUri) ? uri.AbsoluteUri : null,
            "line" => uri.AbsoluteUri,
            _ => null,
        };
    }

    private static int Graphemes(string text) => StringInfo.ParseCombiningCharacters(text).Length;

    [GeneratedRegex("^[a-z0-9]{1,4}$")]
    private static partial Regex TabId();

    [GeneratedRegex(@"^tel:\+?[0-9#*,;-]{2,30}$")]
    private static partial Regex Phone();
}

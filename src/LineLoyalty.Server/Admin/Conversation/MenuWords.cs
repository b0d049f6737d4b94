using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Server.Admin.Conversation;

/// <summary>A menu's audience and state in plain words.</summary>
public static class MenuWords
{
    public static string Audience(MenuAudience audience, IReadOnlyList<Tier> tiers, IReadOnlyDictionary<long, string> segments, Words w)
    {
        var parts = new List<string>
        {
            audience.Who switch
            {
                MenuReaders.Everyone => w["所有好友", "every friend"],
                MenuReaders.Guests => w["還沒加入會員的好友", "friends who have not joined"],
                _ => w["會員", "members"],
            },
        };
        var levels = audience.TierLevels.Order().Select(l => tiers.FirstOrDefault(t => t.Level == l)).OfType<Tier>().Select(t => t.NameIn(w.Language)).ToList();
        if (levels.Count > 0) parts.Add(w["等級：", "tier: "] + string.Join(w["、", ", "], levels));
        if (audience.Tags.Count > 0) parts.Add(w["標籤：", "tag: "] + string.Join(w["或", " or "], audience.Tags));
        if (audience.Segments.Count > 0) parts.Add(w["分眾：", "segment: "] + string.Join(w["或", " or "], audience.Segments.Select(s => segments.GetValueOrDefault(s, "?"))));
        return string.Join(w["，", "; "], parts);
    }

    public static (string Text, string Badge) State(Menu menu, Words w) => menu switch
    {
        { State: MenuState.Refused } => (w["LINE 拒絕", "LINE refused"], "bg-red-lt"),
        { State: MenuState.Publishing } => (w["發布中…", "publishing…"], "bg-azure-lt"),
        { HasChanges: true } => (w["有變更未發布", "changes waiting"], "bg-orange-lt"),
        { State: MenuState.On } => (w["已發布", "published"], "bg-green-lt"),
        _ => (w["草稿", "draft"], "bg-secondary-lt"),
    };

    /// <summary>Where the browser finds a picture; its name changes with its content, so it may be kept.</summary>
    public static string PictureUrl(string picture) => "/admin/menus?handler=Picture&name=" + Uri.EscapeDataString(picture);
}

using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Rewards.Tiers;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A push's states, reasons and audience in words.</summary>
internal static class PushWords
{
    public static string State(CampaignState state, Words w) => state switch
    {
        CampaignState.Draft => w["草稿", "Draft"],
        CampaignState.Scheduled => w["已排程", "Scheduled"],
        CampaignState.Planning => w["準備名單中", "Preparing"],
        CampaignState.Sending => w["發送中", "Sending"],
        CampaignState.Sent => w["已完成", "Sent"],
        _ => w["已停止", "Stopped"],
    };

    public static string Tone(CampaignState state) => state switch
    {
        CampaignState.Draft => "bg-secondary-lt",
        CampaignState.Scheduled => "bg-azure-lt",
        CampaignState.Planning or CampaignState.Sending => "bg-orange-lt",
        CampaignState.Sent => "bg-green-lt",
        _ => "bg-red-lt",
    };

    public static bool IsRunning(CampaignState state) => state is CampaignState.Planning or CampaignState.Sending;

    public static string Recipient(RecipientState state, Words w) => state switch
    {
        RecipientState.Planned => w["等待發送", "Waiting"],
        RecipientState.Accepted => w["LINE 已接受", "Accepted by LINE"],
        RecipientState.Refused => w["LINE 拒絕", "Refused by LINE"],
        RecipientState.Suppressed => w["未發送", "Not sent"],
        _ => w["結果不明", "Unknown"],
    };

    public static string Reason(string? reason, Words w) => reason switch
    {
        "opted_out" => w["取消了行銷訊息", "opted out of marketing"],
        "blocked" => w["已封鎖官方帳號", "blocked the account"],
        "erased" => w["已刪除會員資料", "erased"],
        "unbound" => w["已解除綁定", "no longer bound"],
        "stopped" => w["推播被停止", "the push was stopped"],
        _ => reason ?? "",
    };

    public static string Audience(CampaignAudience audience, IReadOnlyList<Tier> tiers, Words w)
    {
        var parts = new List<string>();
        if (audience.TierLevels.Count > 0)
        {
            parts.Add(w["等級為", "tier "] + string.Join(w["、", ", "], tiers.Where(t => audience.TierLevels.Contains(t.Level)).Select(t => t.NameIn(w.Language))));
        }
        if (audience.TagsAny.Count > 0) parts.Add(w["有標籤", "tagged "] + string.Join(w["或", " or "], audience.TagsAny.Select(t => w[$"「{t}」", $"“{t}”"])));
        if (audience.TagsAll.Count > 0) parts.Add(w["同時有標籤", "tagged "] + string.Join(w["和", " and "], audience.TagsAll.Select(t => w[$"「{t}」", $"“{t}”"])));
        if (audience.DaysSincePurchaseAtLeast is { } least) parts.Add(w[$"至少 {least} 天沒有消費", $"no purchase for {least} days or longer"]);
        if (audience.DaysSincePurchaseAtMost is { } most) parts.Add(w[$"{most} 天內有消費", $"bought within {most} days"]);
        return parts.Count == 0 ? w["所有已綁定的會員", "Every bound member"] : string.Join(w["，且", "; "], parts);
    }

    /// <summary>The problems of a refused push, one text each.</summary>
    public static IReadOnlyList<string> Problems(Refusal refusal, Words w)
    {
        if (refusal.Facts.GetValueOrDefault("errors") is IReadOnlyList<CampaignProblem> problems) return [.. problems.Select(p => w[p.Chinese, p.English])];
        var text = refusal.Text(w.Language);
        return [refusal.Facts.GetValueOrDefault("message") is string said ? $"{text} ({said})" : text];
    }
}

using LineLoyalty.Deliveries;
using LineLoyalty.Marketing.Campaigns;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>A push's states, reasons and audience in words.</summary>
internal static class PushWords
{
    public static string State(CampaignState state, Words w) => state switch
    {
        CampaignState.Draft => w["草稿", "Draft"],
        CampaignState.AwaitingApproval => w["等待核准", "Waits for approval"],
        CampaignState.Scheduled => w["已排程", "Scheduled"],
        CampaignState.Held => w["逾時暫停", "Held"],
        CampaignState.Testing => w["A/B 測試中", "Testing"],
        CampaignState.Repeating => w["定期發送", "Repeating"],
        CampaignState.Planning => w["準備名單中", "Preparing"],
        CampaignState.Sending => w["發送中", "Sending"],
        CampaignState.Sent => w["已完成", "Sent"],
        _ => w["已停止", "Stopped"],
    };

    public static string Tone(CampaignState state) => state switch
    {
        CampaignState.Draft => "bg-secondary-lt",
        CampaignState.Scheduled or CampaignState.Repeating => "bg-azure-lt",
        CampaignState.AwaitingApproval or CampaignState.Held => "bg-yellow-lt",
        CampaignState.Planning or CampaignState.Sending or CampaignState.Testing => "bg-orange-lt",
        CampaignState.Sent => "bg-green-lt",
        _ => "bg-red-lt",
    };

    public static bool IsRunning(CampaignState state) => state is CampaignState.Planning or CampaignState.Sending or CampaignState.Testing;

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
        "opted_out" => w["未同意行銷訊息", "no consent to marketing"],
        "blocked" => w["已封鎖官方帳號", "blocked the account"],
        "erased" => w["已刪除會員資料", "erased"],
        "unbound" => w["未綁定 LINE", "no LINE account"],
        "stopped" => w["推播被停止", "the push was stopped"],
        LeftOut.Excluded => w["在排除名單中", "excluded"],
        LeftOut.HoldOut => w["對照組（刻意不發送）", "held out to compare"],
        LeftOut.Capped => w["近期訊息已達上限", "had enough messages lately"],
        _ => reason ?? "",
    };

    /// <summary>The problems of a refused push, one text each.</summary>
    public static IReadOnlyList<string> Problems(Refusal refusal, Words w)
    {
        if (refusal.Facts.GetValueOrDefault("errors") is IReadOnlyList<CampaignProblem> problems) return [.. problems.Select(p => w[p.Chinese, p.English])];
        var text = refusal.Text(w.Language);
        return [refusal.Facts.GetValueOrDefault("message") is string said ? $"{text} ({said})" : text];
    }
}

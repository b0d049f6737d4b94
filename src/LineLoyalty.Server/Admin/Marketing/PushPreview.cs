using Line.Messaging;
using Line.Messaging.Json;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>How a push looks on a phone while it is still being written: what is not right yet is left out or shown as a placeholder.</summary>
public sealed class PushPreview(RenderCampaign render)
{
    public static readonly Refusal NoTestAccount = new("campaign.no_test_account", "First choose the LINE account that gets your tests, on “My account”.", "請先到「我的帳號」設定接收測試訊息的 LINE 帳號。");

    /// <summary>A person nobody is, so that a preview shows no member's data.</summary>
    public static readonly MemberValues Sample = new("王小明", 1280, "金卡會員", 2);
    private static readonly MemberValues EnglishSample = new("Ming Wang", 1280, "Gold", 2) { Language = Languages.English };

    /// <param name="language">Whose version; null is the Chinese one.</param>
    /// <returns>LINE's message objects as a JSON array.</returns>
    public async Task<string> ExecuteAsync(CampaignContent content, Words words, CancellationToken ct, string? language = null)
    {
        var sample = language == Languages.English ? EnglishSample : Sample;
        var messages = content.In(sample.Language);
        var problems = new CampaignContent(messages).Problems();
        var shown = messages.Take(LineLimits.MessagesPerRequest).Select((m, i) => Shown(m, $"messages[{i}]", problems, words)).OfType<CampaignMessage>();
        return LineJson.ToJson(await render.ForAsync(new CampaignContent([.. shown]), sample with { Language = Languages.Chinese }, ct));
    }

    private static CampaignMessage? Shown(CampaignMessage message, string path, IReadOnlyList<CampaignProblem> problems, Words words) => message switch
    {
        CampaignText text => string.IsNullOrWhiteSpace(text.Text) ? new CampaignText("…") : text,
        CampaignImage image => Wrong(problems, path + ".url") ? new CampaignText(words["（圖片）", "(picture)"])
            : image with { Ratio = Wrong(problems, path + ".ratio") ? null : image.Ratio, Button = Button(image.Button, path + ".button", problems) },
        CampaignCard card => Card(card, path, problems, words),
        CampaignCarousel row => row.Cards.Count == 0 ? null : new CampaignCarousel([.. row.Cards.Take(LineLimits.FlexBubbles).Select((c, i) => Card(c, $"{path}.cards[{i}]", problems, words))]),
        CampaignLineCoupon coupon => coupon.CouponId.Length == 0 ? null : coupon,
        CampaignJson => problems.Any(p => p.Path.StartsWith(path, StringComparison.Ordinal)) ? new CampaignText("{ … }") : message,
        _ => message,
    };

    private static CampaignCard Card(CampaignCard card, string path, IReadOnlyList<CampaignProblem> problems, Words words) => card with
    {
        Template = Wrong(problems, path + ".template") ? CardTemplates.Announcement : card.Template,
        Title = string.IsNullOrWhiteSpace(card.Title) ? words["（標題）", "(title)"] : card.Title,
        ImageUrl = Wrong(problems, path + ".imageUrl") ? null : card.ImageUrl,
        Button = Button(card.Button, path + ".button", problems),
        MoreButtons = [.. (card.MoreButtons ?? []).Take(2).Select((b, i) => Button(b, $"{path}.moreButtons[{i}]", problems)).OfType<CampaignButton>()],
    };

    private static CampaignButton? Button(CampaignButton? button, string path, IReadOnlyList<CampaignProblem> problems) =>
        button is null || Wrong(problems, path + ".label") || Wrong(problems, path + ".url") ? null : button;

    private static bool Wrong(IReadOnlyList<CampaignProblem> problems, string path) => problems.Any(p => p.Path == path);
}

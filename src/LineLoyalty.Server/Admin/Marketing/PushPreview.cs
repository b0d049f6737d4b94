using Line.Messaging;
using Line.Messaging.Json;
using LineLoyalty.Marketing.Campaigns;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>How a push looks on a phone while it is still being written: what is not right yet is left out or shown as a placeholder.</summary>
public sealed class PushPreview(RenderCampaign render)
{
    public static readonly Refusal NoTestAccount = new("campaign.no_test_account", "First choose the LINE account that gets your tests, on “My account”.", "請先到「我的帳號」設定接收測試訊息的 LINE 帳號。");

    /// <summary>A person nobody is, so that a preview shows no member's data.</summary>
    public static readonly MemberValues Sample = new("王小明", 1280, "金卡會員", 2);

    /// <returns>LINE's message objects as a JSON array.</returns>
    public async Task<string> ExecuteAsync(CampaignContent content, Words words, CancellationToken ct)
    {
        var problems = content.Problems();
        bool Wrong(int message, string field) => problems.Any(p => p.Path == $"messages[{message}].{field}");
        var shown = content.Messages.Take(LineLimits.MessagesPerRequest).Select((m, i) => m switch
        {
            CampaignText text => string.IsNullOrWhiteSpace(text.Text) ? new CampaignText("…") : text,
            CampaignCard card => card with
            {
                Template = Wrong(i, "template") ? CardTemplates.Announcement : card.Template,
                Title = string.IsNullOrWhiteSpace(card.Title) ? words["（標題）", "(title)"] : card.Title,
                ImageUrl = Wrong(i, "imageUrl") ? null : card.ImageUrl,
                Button = Wrong(i, "button.label") || Wrong(i, "button.url") ? null : card.Button,
            },
            _ => m,
        }).Where(m => m is not CampaignLineCoupon { CouponId: "" });
        return LineJson.ToJson(await render.ForAsync(new CampaignContent([.. shown]), Sample, ct));
    }

    /// <summary>A form that leaves fields out means them empty.</summary>
    public static CampaignContent WithoutNulls(CampaignContent content) => new([.. content.Messages.Select(m => m switch
    {
        CampaignText text => new CampaignText(text.Text ?? ""),
        CampaignLineCoupon coupon => new CampaignLineCoupon(coupon.CouponId ?? ""),
        CampaignCard card => card with
        {
            Template = card.Template ?? "", Title = card.Title ?? "", Body = card.Body ?? "",
            ImageUrl = string.IsNullOrWhiteSpace(card.ImageUrl) ? null : card.ImageUrl.Trim(),
            CouponCode = string.IsNullOrEmpty(card.CouponCode) ? null : card.CouponCode,
            Button = card.Button is null || (string.IsNullOrWhiteSpace(card.Button.Label) && string.IsNullOrWhiteSpace(card.Button.Url)) ? null : card.Button with { Tag = string.IsNullOrWhiteSpace(card.Button.Tag) ? null : card.Button.Tag.Trim() },
        },
        _ => m,
    })]);
}

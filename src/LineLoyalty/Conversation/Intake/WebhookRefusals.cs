using Microsoft.AspNetCore.Http;

namespace LineLoyalty.Conversation.Intake;

internal static class WebhookRefusals
{
    public static readonly Refusal NotSigned = new("webhook.not_signed",
        "The request does not carry our channel's signature of its body.", "請求未附上本頻道的有效簽章。", StatusCodes.Status401Unauthorized);

    public static readonly Refusal NotOurs = new("webhook.not_ours",
        "The webhook is addressed to another account; is Line:BotUserId right?", "此 Webhook 屬於其他官方帳號。", StatusCodes.Status401Unauthorized);

    public static readonly Refusal Malformed = new("webhook.malformed",
        "The signed body is not a webhook.", "請求內容不是 Webhook。", StatusCodes.Status400BadRequest);

    public static readonly Refusal TooLarge = new("webhook.too_large",
        "The body is larger than 2 MB.", "請求內容超過 2 MB。", StatusCodes.Status413PayloadTooLarge);

    public static readonly Refusal NotStored = new("webhook.not_stored",
        "The events could not be stored just now; send them again.", "目前無法儲存事件，請稍後重送。", StatusCodes.Status503ServiceUnavailable);
}

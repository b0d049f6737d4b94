using System.Text.Json;
using LineLoyalty.Marketing.Campaigns;
using LineLoyalty.Membership;

namespace LineLoyalty.Server.Admin.Marketing;

/// <summary>What the composer sends: all of a push, or the part that is asked about.</summary>
internal sealed record PushDraft(long? Id, long? Version, string Name, string? Language, CampaignContent? Content, CampaignAudience? Audience, CampaignExperiment Experiment)
{
    /// <returns>Null when it is not a push's shape.</returns>
    public static async Task<PushDraft?> ReadAsync(Stream body, CancellationToken ct)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: ct);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var content = root.TryGetProperty("content", out var c) ? Whole(CampaignContent.Parse(c.GetRawText())) : null;
            var audience = root.TryGetProperty("audience", out var a) ? CampaignAudience.Parse(a.GetRawText()) : null;
            var experiment = root.TryGetProperty("experiment", out var e) ? CampaignExperiment.Parse(e.GetRawText()) : CampaignExperiment.None;
            if (audience is { ExcludeSegments: null } or { ExcludeTags: null } || experiment.Variants is null) return null;
            var language = Text(root, "language");
            return new PushDraft(Number(root, "id"), Number(root, "version"), Text(root, "name") ?? "", Languages.IsKnown(language) ? language : null, content, audience,
                experiment with { Variants = [.. experiment.Variants.Select(Whole)] });
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A form that leaves fields out means them empty.</summary>
    internal static CampaignContent Whole(CampaignContent content)
    {
        if (content?.Messages is null) throw new JsonException("No messages.");
        return new CampaignContent([.. content.Messages.Select(Whole)]) { English = content.English is { Count: > 0 } english ? [.. english.Select(Whole)] : null };
    }

    private static CampaignMessage Whole(CampaignMessage message) => message switch
    {
        null => throw new JsonException("null is not a message."),
        CampaignText text => new CampaignText(text.Text ?? ""),
        CampaignImage image => image with { Url = image.Url?.Trim() ?? "", Button = Whole(image.Button) },
        CampaignLineCoupon coupon => new CampaignLineCoupon(coupon.CouponId ?? ""),
        CampaignCard card => Whole(card),
        CampaignCarousel row => new CampaignCarousel([.. (row.Cards ?? []).Select(c => Whole(c ?? throw new JsonException("null is not a card.")))]),
        CampaignJson json => json with { Json = json.Json ?? "" },
        _ => message,
    };

    private static CampaignCard Whole(CampaignCard card)
    {
        List<CampaignButton> more = [.. (card.MoreButtons ?? []).Select(Whole).OfType<CampaignButton>()];
        return card with
        {
            Template = card.Template ?? "", Title = card.Title ?? "", Body = card.Body ?? "",
            ImageUrl = string.IsNullOrWhiteSpace(card.ImageUrl) ? null : card.ImageUrl.Trim(),
            CouponCode = string.IsNullOrEmpty(card.CouponCode) ? null : card.CouponCode,
            Button = Whole(card.Button), MoreButtons = more.Count == 0 ? null : more,
        };
    }

    private static CampaignButton? Whole(CampaignButton? button) => button is null || (string.IsNullOrWhiteSpace(button.Label) && string.IsNullOrWhiteSpace(button.Url)) ? null
        : button with { Label = button.Label ?? "", Url = button.Url?.Trim() ?? "", Tag = string.IsNullOrWhiteSpace(button.Tag) ? null : button.Tag.Trim() };

    private static long? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

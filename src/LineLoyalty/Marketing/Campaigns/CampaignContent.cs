using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>What a campaign says: one to five messages, shown in this order.</summary>
public sealed record CampaignContent(IReadOnlyList<CampaignMessage> Messages)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">Not content.</exception>
    public static CampaignContent Parse(string json) => JsonSerializer.Deserialize<CampaignContent>(json, Json) ?? throw new JsonException();

    /// <summary>Coupon kinds given together with it, in order, with the message that carries each.</summary>
    internal IEnumerable<(int Index, string DefinitionCode)> Coupons =>
        Messages.Select((m, i) => (i, (m as CampaignCard)?.CouponCode)).Where(m => m.Item2 is not null).Select(m => (m.i, m.Item2!));

    /// <summary>LINE's ids of the coupons of its own it carries, with the message of each.</summary>
    internal IEnumerable<(int Index, string CouponId)> LineCoupons => Messages.Select((m, i) => (i, (m as CampaignLineCoupon)?.CouponId)).Where(m => m.Item2 is not null).Select(m => (m.i, m.Item2!));

    /// <summary>Everything that keeps it from being sent; empty when it is right. What LINE itself thinks is asked when it is scheduled.</summary>
    public IReadOnlyList<CampaignProblem> Problems()
    {
        var found = new List<CampaignProblem>();
        if (Messages.Count is < 1 or > LineLimits.MessagesPerRequest)
        {
            found.Add(new("messages", "campaign.message_count", "Write one to five messages.", "請撰寫 1 至 5 則訊息。"));
        }
        for (var i = 0; i < Messages.Count; i++) Messages[i].AddProblems($"messages[{i}]", found);
        return found;
    }
}

/// <param name="Path">The field, e.g. <c>messages[0].title</c>.</param>
public sealed record CampaignProblem(string Path, string Code, string English, string Chinese);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CampaignText), "text")]
[JsonDerivedType(typeof(CampaignCard), "card")]
[JsonDerivedType(typeof(CampaignLineCoupon), "lineCoupon")]
public abstract record CampaignMessage
{
    internal abstract void AddProblems(string path, List<CampaignProblem> found);

    private protected static void CheckText(string path, string? text, int longest, bool required, List<CampaignProblem> found)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (required) found.Add(new(path, "campaign.required", "This must not be empty.", "此欄位必填。"));
            return;
        }
        var parsed = MemberText.Parse(text, out var fault);
        if (fault is { Code: "text.variable_unknown" })
        {
            found.Add(new(path, fault.Code, $"There is no variable {fault.Near}. Use {AllVariables}.", $"沒有 {fault.Near} 這個變數，可用的變數為 {AllVariables}。"));
        }
        else if (fault is not null)
        {
            found.Add(new(path, fault.Code, $"A brace near '{fault.Near}' is not closed; write {{{{ or }}}} for a brace itself.", $"「{fault.Near}」附近的大括號沒有成對；要顯示大括號請輸入 {{{{ 或 }}}}。"));
        }
        else if (parsed.LongestLength > longest)
        {
            found.Add(new(path, "campaign.too_long", $"Too long: with the longest names it can reach {parsed.LongestLength} of {longest} characters.", $"文字過長：帶入變數後最長可能有 {parsed.LongestLength} 字，上限為 {longest} 字。"));
        }
    }

    private static string AllVariables => string.Join(" ", MemberText.Variables.Keys.Select(v => "{" + v + "}"));
}

/// <summary>A plain text message.</summary>
public sealed record CampaignText(string Text) : CampaignMessage
{
    internal override void AddProblems(string path, List<CampaignProblem> found) => CheckText(path + ".text", Text, LineLimits.Text, required: true, found);
}

/// <summary>The designs a card can have.</summary>
public static class CardTemplates
{
    /// <summary>公告: picture, title, text.</summary>
    public const string Announcement = "announcement";
    /// <summary>優惠: a band in the brand's colour.</summary>
    public const string Offer = "offer";
    /// <summary>海報: the title over a tall picture.</summary>
    public const string Poster = "poster";

    public static readonly IReadOnlyList<string> All = [Announcement, Offer, Poster];
}

/// <summary>A Flex message filled in by a form.</summary>
/// <param name="Template">One of <see cref="CardTemplates"/>.</param>
public sealed record CampaignCard(string Template, string Title, string Body) : CampaignMessage
{
    private const int LongestTitle = 120;
    private const int LongestBody = 1000;

    /// <summary>HTTPS address of a JPEG or PNG.</summary>
    public string? ImageUrl { get; init; }
    public CampaignButton? Button { get; init; }
    /// <summary>Code of a coupon kind every recipient gets with it.</summary>
    public string? CouponCode { get; init; }

    internal override void AddProblems(string path, List<CampaignProblem> found)
    {
        if (!CardTemplates.All.Contains(Template)) found.Add(new(path + ".template", "campaign.template_unknown", "Choose one of the designs.", "請選擇一個版型。"));
        CheckText(path + ".title", Title, LongestTitle, required: true, found);
        CheckText(path + ".body", Body, LongestBody, required: false, found);
        if (ImageUrl is { Length: > 0 } && !IsLink(ImageUrl, LineLimits.MediaUrl, "https"))
        {
            found.Add(new(path + ".imageUrl", "campaign.image_url", "The picture's address must start with https://.", "圖片網址必須以 https:// 開頭。"));
        }
        if (Button is null) return;
        if (string.IsNullOrWhiteSpace(Button.Label) || new StringInfo(Button.Label).LengthInTextElements > LineLimits.FlexLabelGraphemes)
        {
            found.Add(new(path + ".button.label", "campaign.button_label", $"The button needs a label of at most {LineLimits.FlexLabelGraphemes} characters.", $"按鈕文字必填，最多 {LineLimits.FlexLabelGraphemes} 字。"));
        }
        AddClickProblems(path, found);
        if (!IsLink(Button.Url, LineLimits.ActionUri, "http", "https", "line", "tel"))
        {
            found.Add(new(path + ".button.url", "campaign.button_url", "The button's link must start with https://, http://, line:// or tel:.", "按鈕連結必須以 https://、http://、line:// 或 tel: 開頭。"));
        }
    }

    private void AddClickProblems(string path, List<CampaignProblem> found)
    {
        if (Button is not { IsTracked: true }) return;
        if (!IsLink(Button.Url, LineLimits.ActionUri, "http", "https")) found.Add(new(path + ".button.track", "campaign.button_track", "Only web links can be counted.", "只有網頁連結（https://）可以計算點擊。"));
        if (Button.Tag is { } tag && (Names.Readable(tag) != tag || tag.Length is 0 or > WearTag.LongestName)) found.Add(new(path + ".button.tag", "campaign.button_tag", "A tag has 1 to 40 characters.", "標籤為 1–40 個字。"));
    }

    private static bool IsLink(string? url, int longest, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.AbsoluteUri.Length <= longest;
}

public sealed record CampaignButton(string Label, string Url)
{
    /// <summary>Who presses it is counted: each recipient gets an address of their own.</summary>
    public bool Track { get; init; }
    /// <summary>Tag of members who press it.</summary>
    public string? Tag { get; init; }

    [JsonIgnore] public bool IsTracked => Track || Tag is not null;
}

/// <summary>A coupon of LINE's own, drawn by LINE; the wallet knows nothing of it.</summary>
/// <param name="CouponId">LINE's id.</param>
public sealed record CampaignLineCoupon(string CouponId) : CampaignMessage
{
    internal override void AddProblems(string path, List<CampaignProblem> found)
    {
        if (string.IsNullOrWhiteSpace(CouponId)) found.Add(new(path + ".couponId", "campaign.required", "Choose a LINE coupon.", "請選擇一張 LINE 優惠券。"));
    }
}

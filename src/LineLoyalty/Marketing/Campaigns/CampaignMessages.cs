using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging;
using Line.Messaging.Json;
using Line.Messaging.Messages;
using LineLoyalty.Pictures;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Campaigns;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CampaignText), "text")]
[JsonDerivedType(typeof(CampaignImage), "image")]
[JsonDerivedType(typeof(CampaignCard), "card")]
[JsonDerivedType(typeof(CampaignCarousel), "carousel")]
[JsonDerivedType(typeof(CampaignLineCoupon), "lineCoupon")]
[JsonDerivedType(typeof(CampaignJson), "json")]
public abstract record CampaignMessage
{
    /// <summary>Links whose presses are counted, in the order they are drawn.</summary>
    internal virtual IEnumerable<CampaignButton> Links => [];

    /// <summary>Coupon kinds every recipient gets with it, with the field that names each.</summary>
    internal virtual IEnumerable<(string Path, string DefinitionCode)> Coupons(string path) => [];

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

    private protected static void CheckImage(string path, string? url, bool required, List<CampaignProblem> found)
    {
        if (string.IsNullOrEmpty(url))
        {
            if (required) found.Add(new(path, "campaign.required", "This must not be empty.", "此欄位必填。"));
        }
        else if (!PicturePath.IsOne(url) && !IsLink(url, LineLimits.MediaUrl, "https"))
        {
            found.Add(new(path, "campaign.image_url", "Upload a picture, or give an address that starts with https://.", "請上傳圖片，或填寫 https:// 開頭的網址。"));
        }
    }

    internal static bool IsLink(string? url, int longest, params ReadOnlySpan<string> schemes) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.AbsoluteUri.Length <= longest;

    private static string AllVariables => string.Join(" ", MemberText.Variables.Keys.Select(v => "{" + v + "}"));
}

/// <summary>A plain text message.</summary>
public sealed record CampaignText(string Text) : CampaignMessage
{
    internal override void AddProblems(string path, List<CampaignProblem> found) => CheckText(path + ".text", Text, LineLimits.Text, required: true, found);
}

/// <summary>A picture, and where pressing it leads, if anywhere.</summary>
/// <param name="Url">HTTPS address of a JPEG or PNG.</param>
public sealed record CampaignImage(string Url) : CampaignMessage
{
    /// <summary>Width to height, drawn so when it has a link; without one the phone shows the picture as it is.</summary>
    public static readonly IReadOnlyList<string> Ratios = ["1:1", "20:13", "16:9", "4:5", "2:3"];

    public string? Ratio { get; init; }
    /// <summary>The label is read out, and shown in the list of chats.</summary>
    public CampaignButton? Button { get; init; }

    internal override IEnumerable<CampaignButton> Links => Button is { IsTracked: true } ? [Button] : [];

    internal override void AddProblems(string path, List<CampaignProblem> found)
    {
        CheckImage(path + ".url", Url, required: true, found);
        if (Ratio is not null && !Ratios.Contains(Ratio)) found.Add(new(path + ".ratio", "campaign.ratio", "Choose one of the shapes.", "請選擇圖片比例。"));
        Button?.AddProblems(path + ".button", found);
    }
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
    private const int MostMoreButtons = 2;

    /// <summary>HTTPS address of a JPEG or PNG.</summary>
    public string? ImageUrl { get; init; }
    public CampaignButton? Button { get; init; }
    /// <summary>Quieter ones below it.</summary>
    public IReadOnlyList<CampaignButton>? MoreButtons { get; init; }
    /// <summary>Code of a coupon kind every recipient gets with it.</summary>
    public string? CouponCode { get; init; }

    internal IEnumerable<CampaignButton> Buttons => Button is null ? MoreButtons ?? [] : [Button, .. MoreButtons ?? []];

    internal override IEnumerable<CampaignButton> Links => Buttons.Where(b => b.IsTracked);

    internal override IEnumerable<(string, string)> Coupons(string path) => CouponCode is null ? [] : [(path + ".couponCode", CouponCode)];

    internal override void AddProblems(string path, List<CampaignProblem> found)
    {
        if (!CardTemplates.All.Contains(Template)) found.Add(new(path + ".template", "campaign.template_unknown", "Choose one of the designs.", "請選擇一個版型。"));
        CheckText(path + ".title", Title, LongestTitle, required: true, found);
        CheckText(path + ".body", Body, LongestBody, required: false, found);
        CheckImage(path + ".imageUrl", ImageUrl, required: false, found);
        Button?.AddProblems(path + ".button", found);
        if (MoreButtons is not { Count: > 0 }) return;
        if (MoreButtons.Count > MostMoreButtons) found.Add(new(path + ".moreButtons", "campaign.button_count", "A card has at most three buttons.", "一張卡片最多 3 個按鈕。"));
        for (var i = 0; i < MoreButtons.Count; i++) MoreButtons[i].AddProblems($"{path}.moreButtons[{i}]", found);
    }
}

/// <summary>Cards beside each other, to be pushed through with a finger.</summary>
public sealed record CampaignCarousel(IReadOnlyList<CampaignCard> Cards) : CampaignMessage
{
    internal override IEnumerable<CampaignButton> Links => Cards.SelectMany(c => c.Links);

    internal override IEnumerable<(string, string)> Coupons(string path) => Cards.SelectMany((c, i) => c.Coupons($"{path}.cards[{i}]"));

    internal override void AddProblems(string path, List<CampaignProblem> found)
    {
        if (Cards.Count is < 2 or > LineLimits.FlexBubbles) found.Add(new(path + ".cards", "campaign.card_count", $"A row has 2 to {LineLimits.FlexBubbles} cards.", $"輪播需要 2 至 {LineLimits.FlexBubbles} 張卡片。"));
        for (var i = 0; i < Cards.Count; i++) Cards[i].AddProblems($"{path}.cards[{i}]", found);
    }
}

public sealed record CampaignButton(string Label, string Url)
{
    /// <summary>Who presses it is counted: each recipient gets an address of their own.</summary>
    public bool Track { get; init; }
    /// <summary>Tag of members who press it.</summary>
    public string? Tag { get; init; }

    [JsonIgnore] public bool IsTracked => Track || Tag is not null;

    internal void AddProblems(string path, List<CampaignProblem> found)
    {
        if (string.IsNullOrWhiteSpace(Label) || new StringInfo(Label).LengthInTextElements > LineLimits.FlexLabelGraphemes)
        {
            found.Add(new(path + ".label", "campaign.button_label", $"The button needs a label of at most {LineLimits.FlexLabelGraphemes} characters.", $"按鈕文字必填，最多 {LineLimits.FlexLabelGraphemes} 字。"));
        }
        if (IsTracked && !CampaignMessage.IsLink(Url, LineLimits.ActionUri, "http", "https")) found.Add(new(path + ".track", "campaign.button_track", "Only web links can be counted.", "只有網頁連結（https://）可以計算點擊。"));
        if (Tag is { } tag && (Names.Readable(tag) != tag || tag.Length is 0 or > WearTag.LongestName)) found.Add(new(path + ".tag", "campaign.button_tag", "A tag has 1 to 40 characters.", "標籤為 1–40 個字。"));
        if (!CampaignMessage.IsLink(Url, LineLimits.ActionUri, "http", "https", "line", "tel"))
        {
            found.Add(new(path + ".url", "campaign.button_url", "The button's link must start with https://, http://, line:// or tel:.", "按鈕連結必須以 https://、http://、line:// 或 tel: 開頭。"));
        }
    }
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

/// <summary>One of LINE's message objects, written by hand. Its texts may hold variables.</summary>
public sealed record CampaignJson(string Json) : CampaignMessage
{
    private const int Longest = LineLimits.FlexCarouselBytes;

    /// <summary>Presses of its web links are counted.</summary>
    public bool Track { get; init; }

    internal override IEnumerable<CampaignButton> Links => Track && HandWritten.TryRead(Json, out var root) ? HandWritten.Links(root!).Select(l => new CampaignButton(l.Label, l.Url) { Track = true }) : [];

    internal override void AddProblems(string path, List<CampaignProblem> found)
    {
        path += ".json";
        if (string.IsNullOrWhiteSpace(Json)) found.Add(new(path, "campaign.required", "This must not be empty.", "此欄位必填。"));
        else if (Json.Length > Longest) found.Add(new(path, "campaign.too_long", $"At most {Longest} characters.", $"最多 {Longest} 字。"));
        else if (!HandWritten.TryRead(Json, out var root)) found.Add(new(path, "campaign.json", "This is not a JSON object.", "這不是正確的 JSON 物件。"));
        else if (Readable(root!.ToJsonString()) is not { } message || message is RawMessage) found.Add(new(path, "campaign.json_message", "This is none of LINE's message objects: look at its \"type\" and required fields.", "這不是 LINE 的訊息物件，請檢查 type 與必填欄位。"));
        else
        {
            foreach (var text in HandWritten.Texts(root!)) CheckText(path, text, LineLimits.Text, required: false, found);
        }
    }

    internal static Message? Readable(string json)
    {
        try
        {
            return LineJson.ParseMessage(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

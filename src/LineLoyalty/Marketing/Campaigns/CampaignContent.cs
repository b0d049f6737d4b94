using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Line.Messaging;
using LineLoyalty.Membership;

namespace LineLoyalty.Marketing.Campaigns;

/// <summary>What is said to a member: one to five messages, shown in this order. Campaigns and journeys write it alike.</summary>
public sealed record CampaignContent(IReadOnlyList<CampaignMessage> Messages)
{
    /// <summary>The same for members whose language is English; null says <see cref="Messages"/> to everybody.</summary>
    public IReadOnlyList<CampaignMessage>? English { get; init; }

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">Not content.</exception>
    public static CampaignContent Parse(string json) => JsonSerializer.Deserialize<CampaignContent>(json, Json) ?? throw new JsonException();

    /// <summary>What somebody of this language gets.</summary>
    public IReadOnlyList<CampaignMessage> In(string language) => language == Languages.English && English is { Count: > 0 } ? English : Messages;

    /// <summary>Every message of every language, with where it stands.</summary>
    private IEnumerable<(string Path, CampaignMessage Message)> Everything =>
        Messages.Select((m, i) => ($"messages[{i}]", m)).Concat((English ?? []).Select((m, i) => ($"english[{i}]", m)));

    /// <summary>Links whose presses are counted, in the order of their numbers.</summary>
    internal IEnumerable<CampaignButton> Links => Everything.SelectMany(m => m.Message.Links);

    /// <summary>Coupon kinds given together with it, with the field that names each.</summary>
    internal IEnumerable<(string Path, string DefinitionCode)> Coupons => Everything.SelectMany(m => m.Message.Coupons(m.Path));

    /// <summary>Coupon kinds somebody of this language gets, in order.</summary>
    internal IEnumerable<string> CouponsIn(string language) => In(language).SelectMany(m => m.Coupons("")).Select(c => c.DefinitionCode);

    /// <summary>The same, where a coupon could not be given.</summary>
    internal CampaignContent WithoutCoupon(string code)
    {
        return new CampaignContent([.. Messages.Select(Bare)]) { English = English is null ? null : [.. English.Select(Bare)] };

        CampaignMessage Bare(CampaignMessage message) => message switch
        {
            CampaignCard card => Card(card),
            CampaignCarousel row => new CampaignCarousel([.. row.Cards.Select(Card)]),
            _ => message,
        };

        CampaignCard Card(CampaignCard card) => card.CouponCode == code ? card with { CouponCode = null } : card;
    }

    /// <summary>LINE's ids of the coupons of its own it carries, with the field of each.</summary>
    internal IEnumerable<(string Path, string CouponId)> LineCoupons => Everything.Where(m => m.Message is CampaignLineCoupon).Select(m => (m.Path + ".couponId", ((CampaignLineCoupon)m.Message).CouponId));

    /// <summary>Everything that keeps it from being sent; empty when it is right. What LINE itself thinks is asked when it is scheduled.</summary>
    public IReadOnlyList<CampaignProblem> Problems()
    {
        var found = new List<CampaignProblem>();
        CountProblems("messages", Messages.Count, found);
        if (English is { Count: > 0 }) CountProblems("english", English.Count, found);
        foreach (var (path, message) in Everything) message.AddProblems(path, found);
        return found;
    }

    private static void CountProblems(string path, int count, List<CampaignProblem> found)
    {
        if (count is < 1 or > LineLimits.MessagesPerRequest) found.Add(new(path, "campaign.message_count", "Write one to five messages.", "請撰寫 1 至 5 則訊息。"));
    }
}

/// <param name="Path">The field, e.g. <c>messages[0].title</c>.</param>
public sealed record CampaignProblem(string Path, string Code, string English, string Chinese);

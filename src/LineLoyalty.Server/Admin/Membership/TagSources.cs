using System.Globalization;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Membership;

/// <summary>Who or what put a tag on or took it off, in words.</summary>
public sealed class TagSources
{
    private readonly Words w;
    private readonly Dictionary<string, string> staff;
    private readonly Dictionary<string, string> campaigns;
    private readonly Dictionary<string, string> journeys;
    private readonly Dictionary<string, string> sources;

    private TagSources(Words w, Dictionary<string, string> staff, Dictionary<string, string> campaigns, Dictionary<string, string> journeys, Dictionary<string, string> sources) =>
        (this.w, this.staff, this.campaigns, this.journeys, this.sources) = (w, staff, campaigns, journeys, sources);

    public static async Task<TagSources> ReadAsync(LoyaltyDb db, Words w, CancellationToken ct) => new(
        w,
        await db.StaffAccounts.AsNoTracking().ToDictionaryAsync(s => s.Id.ToString(CultureInfo.InvariantCulture), s => s.DisplayName, ct),
        await db.Campaigns.AsNoTracking().Where(c => db.CampaignClicks.Any(k => k.CampaignId == c.Id)).ToDictionaryAsync(c => c.Id.ToString(CultureInfo.InvariantCulture), c => c.Name, ct),
        await db.Journeys.AsNoTracking().ToDictionaryAsync(j => j.Id.ToString(CultureInfo.InvariantCulture), j => j.Name, ct),
        await db.JoinSources.AsNoTracking().ToDictionaryAsync(s => s.Code, s => s.Name, ct));

    public string Of(string? source) => source?.Split(':', 2) switch
    {
        ["staff", var id] => w[$"人員 {staff.GetValueOrDefault(id, "")}", $"staff {staff.GetValueOrDefault(id, "")}"],
        ["rule", _] => w["自動規則", "a rule"],
        ["click", var id] => w[$"點擊推播「{campaigns.GetValueOrDefault(id, "")}」", $"a click in “{campaigns.GetValueOrDefault(id, "")}”"],
        ["journey", var id] => w[$"旅程「{journeys.GetValueOrDefault(id, "")}」", $"the journey “{journeys.GetValueOrDefault(id, "")}”"],
        ["journeyclick", var id] => w[$"點擊旅程「{journeys.GetValueOrDefault(id, "")}」的訊息", $"a click in the journey “{journeys.GetValueOrDefault(id, "")}”"],
        ["source", var code] => w[$"由「{sources.GetValueOrDefault(code, code)}」加入", $"joined through “{sources.GetValueOrDefault(code, code)}”"],
        ["programme", _] => w["自動化行銷", "a programme"],
        ["expired"] => w["到期", "its time was over"],
        _ => source ?? "",
    };
}

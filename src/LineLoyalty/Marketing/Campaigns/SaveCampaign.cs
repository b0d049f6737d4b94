using Line.Messaging.Coupons;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Marketing.LineCoupons;
using LineLoyalty.Membership;
using LineLoyalty.Pictures;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <param name="Id">Null makes a new draft.</param>
/// <param name="Version">The version the change was based on; null does not ask.</param>
public sealed record CampaignDraft(long? Id, string Name, CampaignContent Content, CampaignAudience Audience, long? Version = null)
{
    public CampaignExperiment Experiment { get; init; } = CampaignExperiment.None;
}

/// <summary>Keeps a draft. A text with an unknown variable or a link LINE would refuse is told now, not when it goes out.</summary>
public sealed class SaveCampaign(LoyaltyDb db, TimeProvider clock, RenderCampaign render, CountAudience count, ManageLineCoupons lineCoupons, KeepPicture pictures)
{
    private const int LongestName = 80;

    public async Task<Outcome<Campaign>> ExecuteAsync(CampaignDraft draft, long staffId, CancellationToken ct)
    {
        var problems = await ProblemsAsync(draft, ct);
        if (problems.Count > 0) return CampaignRefusals.Invalid.With(("errors", problems));
        var existing = draft.Id is { } id ? await db.Campaigns.FirstOrDefaultAsync(c => c.Id == id, ct) : null;
        if (draft.Id is not null && existing is null) return CampaignRefusals.NotFound;
        if (existing is { State: not CampaignState.Draft }) return CampaignRefusals.NotDraft;
        if (existing is not null && draft.Version is { } version && existing.Version != version) return CampaignRefusals.Changed;

        var campaign = existing ?? new Campaign { Name = "", Content = "", Audience = "", CreatedBy = staffId, CreatedAt = clock.GetUtcNow().UtcDateTime };
        (campaign.Name, campaign.Content, campaign.Audience, campaign.Experiment) = (draft.Name.Trim(), draft.Content.ToJson(), draft.Audience.ToJson(), draft.Experiment.ToJson());
        campaign.ChangedBy = staffId;
        if (!await pictures.ChooseAsync(campaign.Content, ct) || !await pictures.ChooseAsync(campaign.Experiment, ct)) return KeepPicture.Gone;
        if (existing is null) db.Campaigns.Add(campaign);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CampaignRefusals.Changed;
        }
        return campaign;
    }

    private async Task<IReadOnlyList<CampaignProblem>> ProblemsAsync(CampaignDraft draft, CancellationToken ct)
    {
        var found = new List<CampaignProblem>();
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Trim().Length > LongestName)
        {
            found.Add(new("name", "campaign.name", $"Give it a name of at most {LongestName} characters.", $"請輸入名稱，最多 {LongestName} 字。"));
        }
        found.AddRange(draft.Content.Problems());
        found.AddRange(draft.Audience.Problems());
        found.AddRange(draft.Experiment.Problems());
        // Without a counted link the first version would win, whatever people thought of it.
        if (draft.Experiment is { HasRest: true, By: WinBy.Clicks } && Versions(draft).Any(v => !v.Content.Links.Any()))
        {
            found.Add(new("experiment.by", "campaign.nothing_to_click", "To choose by clicks, each version needs a link that is counted.", "要依點擊率選擇，每個版本都要有勾選「計算點擊人數」的連結。"));
        }
        if (draft.Audience.Problems().Count == 0 && await count.RefuseAsync(draft.Audience, ct) is { } gone) found.Add(new("audience", gone.Code, gone.English, gone.Chinese));
        foreach (var (prefix, content) in Versions(draft))
        {
            foreach (var (path, code) in content.Coupons)
            {
                if (!await db.CouponDefinitions.AnyAsync(d => d.Code == code && d.Active, ct))
                {
                    found.Add(new(prefix + path, "campaign.coupon_unknown", "There is no such kind of coupon, or it is switched off.", "查無此優惠券，或優惠券已停用。"));
                }
            }
        }
        if (found.Count > 0) return found;
        foreach (var (prefix, content) in Versions(draft))
        {
            found.AddRange(await LineCouponProblemsAsync(prefix, content, ct));
            if (found.Count == 0) found.AddRange(await LimitProblemsAsync(prefix, content, ct));
        }
        return found;
    }

    private static IEnumerable<(string Prefix, CampaignContent Content)> Versions(CampaignDraft draft) =>
        draft.Experiment.Variants.Select((v, i) => ($"variants[{i}].", v)).Prepend(("", draft.Content));

    // Each language as its readers would get it.
    private async Task<List<CampaignProblem>> LimitProblemsAsync(string prefix, CampaignContent content, CancellationToken ct)
    {
        var prepared = await render.PrepareAsync(content, ct);
        List<CampaignProblem> found = [];
        foreach (var language in new[] { Languages.Chinese, Languages.English }.DistinctBy(prepared.Version))
        {
            var sample = prepared.For(new MemberValues("王小明", 1280, "金卡會員", 2) { Language = language });
            var root = prepared.Version(language) == Languages.English ? "english" : "messages";
            found.AddRange(Message.Validate(sample).Select(d => new CampaignProblem(prefix + (d.Property ?? "messages").Replace("messages", root, StringComparison.Ordinal), "campaign.line_limits", d.Message ?? "LINE would refuse this.", $"LINE 不接受：{d.Message}")));
        }
        return found;
    }

    // LINE would refuse the whole message for one that is closed. While LINE does not answer, its own check at the scheduling decides.
    private async Task<List<CampaignProblem>> LineCouponProblemsAsync(string prefix, CampaignContent content, CancellationToken ct)
    {
        List<CampaignProblem> found = [];
        var now = new DateTimeOffset(clock.GetUtcNow().UtcDateTime).ToUnixTimeSeconds();
        foreach (var (path, id) in content.LineCoupons)
        {
            var known = await lineCoupons.ReadAsync(id, ct);
            if (known.Refusal?.Code == LineCouponRefusals.NotFound.Code || known.Value is { } coupon && (coupon.Status == CouponStatus.Closed || coupon.EndTimestamp <= now))
            {
                found.Add(new(prefix + path, "campaign.line_coupon_closed", "LINE has no such coupon, or it is over.", "LINE 上查無這張優惠券，或它已經結束。"));
            }
        }
        return found;
    }
}

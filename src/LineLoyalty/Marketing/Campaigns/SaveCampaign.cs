using Line.Messaging.Coupons;
using Line.Messaging.Messages;
using LineLoyalty.Data;
using LineLoyalty.Marketing.LineCoupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Campaigns;

/// <param name="Id">Null makes a new draft.</param>
/// <param name="Version">The version the change was based on; null does not ask.</param>
public sealed record CampaignDraft(long? Id, string Name, CampaignContent Content, CampaignAudience Audience, long? Version = null);

/// <summary>Keeps a draft. A text with an unknown variable or a link LINE would refuse is told now, not when it goes out.</summary>
public sealed class SaveCampaign(LoyaltyDb db, TimeProvider clock, RenderCampaign render, ManageLineCoupons lineCoupons)
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
        (campaign.Name, campaign.Content, campaign.Audience) = (draft.Name.Trim(), draft.Content.ToJson(), draft.Audience.ToJson());
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
        foreach (var (index, code) in draft.Content.Coupons)
        {
            if (!await db.CouponDefinitions.AnyAsync(d => d.Code == code && d.Active, ct))
            {
                found.Add(new($"messages[{index}].couponCode", "campaign.coupon_unknown", "There is no such kind of coupon, or it is switched off.", "查無此優惠券，或優惠券已停用。"));
            }
        }
        if (found.Count == 0) found.AddRange(await LineCouponProblemsAsync(draft.Content, ct));
        if (found.Count > 0) return found;
        var sample = await render.ForAsync(draft.Content, new MemberValues("王小明", 1280, "金卡會員", 2), ct);
        return [.. Message.Validate(sample).Select(d => new CampaignProblem(d.Property ?? "messages", "campaign.line_limits", d.Message ?? "LINE would refuse this.", $"LINE 不接受：{d.Message}"))];
    }

    // LINE would refuse the whole message for one that is closed. While LINE does not answer, its own check at the scheduling decides.
    private async Task<List<CampaignProblem>> LineCouponProblemsAsync(CampaignContent content, CancellationToken ct)
    {
        List<CampaignProblem> found = [];
        var now = new DateTimeOffset(clock.GetUtcNow().UtcDateTime).ToUnixTimeSeconds();
        foreach (var (index, id) in content.LineCoupons)
        {
            var known = await lineCoupons.ReadAsync(id, ct);
            if (known.Refusal?.Code == LineCouponRefusals.NotFound.Code || known.Value is { } coupon && (coupon.Status == CouponStatus.Closed || coupon.EndTimestamp <= now))
            {
                found.Add(new($"messages[{index}].couponId", "campaign.line_coupon_closed", "LINE has no such coupon, or it is over.", "LINE 上查無這張優惠券，或它已經結束。"));
            }
        }
        return found;
    }
}

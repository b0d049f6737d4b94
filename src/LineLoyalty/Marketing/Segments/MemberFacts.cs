using System.Globalization;
using LineLoyalty.Data;
using LineLoyalty.Deliveries;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Coupons;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Segments;

/// <summary>What one member has where a condition asks for one of a list or for something that happened; so that the reason says more than yes.</summary>
internal sealed class MemberFacts(SegmentScope scope, long memberId, SegmentNames names, bool english, CancellationToken ct)
{
    private const int MostShown = 3;

    private LoyaltyDb Db => scope.Db;

    /// <returns>Null when there is nothing to show.</returns>
    public async Task<string?> OfAsync(SegmentRule rule) => rule switch
    {
        ChoiceCondition choice when SegmentFields.Find<ChoiceField>(choice.Field) is { } field => Named(field.List, await ValuesAsync(choice.Field)),
        PointsExpireCondition points => await PointsAsync(points),
        CouponCondition coupon => await CouponsAsync(coupon),
        CampaignCondition campaign => await PushAsync(campaign),
        ClickedCondition clicked => await ClickAsync(clicked),
        MovedCondition moved => await MoveAsync(moved),
        _ => null,
    };

    private async Task<List<string>> ValuesAsync(string field)
    {
        var member = Db.Members.Where(m => m.Id == memberId);
        var now = scope.Now;
        var rounds = Db.MissionRounds.Where(r => r.MemberId == memberId);
        List<string?> found = field switch
        {
            "gender" => [(await member.Select(m => m.Gender).SingleAsync(ct))?.ToString()],
            "birthMonth" => [(await member.Select(m => m.BirthMonth).SingleAsync(ct))?.ToString(CultureInfo.InvariantCulture)],
            "language" => [await member.Select(m => m.Language).SingleAsync(ct)],
            "source" => [await member.Select(m => m.JoinSource).SingleAsync(ct)],
            "joinStore" => [await member.Select(m => m.JoinStore).SingleAsync(ct)],
            "tier" => [await member.Select(m => Db.Tiers.Where(t => t.Level == m.TierLevel).Select(t => t.Code).FirstOrDefault()).SingleAsync(ct)],
            "tag" => [.. await Db.MemberTags.Where(t => t.MemberId == memberId && (t.ExpiresAt == null || t.ExpiresAt > now)).OrderBy(t => t.Name).Select(t => t.Name).ToListAsync(ct)],
            "rfm" => [(await Db.BuyerStats.Where(b => b.MemberId == memberId).Select(b => b.Rfm).FirstOrDefaultAsync(ct))?.ToString()],
            "nes" => [(await Db.BuyerStats.Where(b => b.MemberId == memberId).Select(b => b.Nes).FirstOrDefaultAsync(ct))?.ToString()],
            "missionFinished" => [.. await Missions(rounds.Where(r => r.FinishedAt != null).Select(r => r.MissionId)).ToListAsync(ct)],
            "missionBegun" => [.. await Missions(rounds.Where(r => r.BegunAt != null && r.FinishedAt == null && (r.EndsAt == null || r.EndsAt > now)).Select(r => r.MissionId)).ToListAsync(ct)],
            _ => [],
        };
        return [.. found.OfType<string>()];
    }

    private IQueryable<string> Missions(IQueryable<long> ids) => Db.Missions.Where(m => ids.Contains(m.Id)).OrderBy(m => m.Id).Select(m => m.Code);

    private async Task<string> PointsAsync(PointsExpireCondition rule)
    {
        var (now, until) = (scope.Now, scope.DaysAgo(-rule.Days));
        var sum = await Db.PointsLots.Where(l => l.MemberId == memberId && l.Remaining > 0 && l.ExpiresAt > now && l.ExpiresAt <= until).SumAsync(l => l.Remaining, ct);
        return $"{sum.ToString("N0", CultureInfo.InvariantCulture)} {(english ? "points" : "點")}";
    }

    private async Task<string> CouponsAsync(CouponCondition rule)
    {
        var codes = rule.Codes ?? [];
        var any = codes.Count == 0;
        var (now, since) = (scope.Now, rule.Days is { } days ? scope.DaysAgo(days - 1) : DateTime.MinValue);
        var own = Db.Coupons.Where(c => c.MemberId == memberId && (any || codes.Contains(c.Definition.Code)));
        own = rule.Did switch
        {
            CouponDid.Holds or CouponDid.Expiring => own.Where(c => c.State == CouponState.Issued && c.ValidUntil > now),
            CouponDid.Received => own.Where(c => c.IssuedAt >= since),
            _ => own.Where(c => c.RedeemedAt >= since),
        };
        if (rule.Did == CouponDid.Expiring)
        {
            var until = scope.DaysAgo(-rule.Days!.Value);
            own = own.Where(c => c.ValidUntil <= until);
        }
        var kinds = await own.GroupBy(c => c.Definition.Code).Select(g => new { Code = g.Key, Count = g.Count() }).OrderBy(g => g.Code).ToListAsync(ct);
        return kinds.Count == 0 ? Nothing : Several(kinds.ConvertAll(k => names.Name(SegmentLists.Coupons, k.Code) + (k.Count > 1 ? $" ×{k.Count}" : "")));
    }

    private async Task<string> PushAsync(CampaignCondition rule)
    {
        var campaigns = (rule.Campaigns ?? []).Select(c => (long?)c).ToList();
        var any = campaigns.Count == 0;
        var since = rule.Days is { } days ? scope.DaysAgo(days - 1) : DateTime.MinValue;
        var last = await Db.DeliveryRecipients.Where(r => r.MemberId == memberId && r.State == RecipientState.Accepted && r.Delivery.CampaignId != null
            && (any || campaigns.Contains(r.Delivery.CampaignId)) && r.Delivery.FinishedAt >= since).OrderByDescending(r => r.Delivery.FinishedAt).Select(r => new { r.Delivery.CampaignId, r.Delivery.FinishedAt }).FirstOrDefaultAsync(ct);
        return last is null ? Nothing : $"{await NameAsync(last.CampaignId!.Value)} {Day(last.FinishedAt!.Value)}";
    }

    private async Task<string> ClickAsync(ClickedCondition rule)
    {
        var campaigns = rule.Campaigns ?? [];
        var any = campaigns.Count == 0;
        var since = rule.Days is { } days ? scope.DaysAgo(days - 1) : DateTime.MinValue;
        var last = await Db.CampaignClicks.Where(c => c.MemberId == memberId && (any || campaigns.Contains(c.CampaignId)) && c.At >= since).OrderByDescending(c => c.At).Select(c => new { c.CampaignId, c.At }).FirstOrDefaultAsync(ct);
        if (last is not null) return $"{await NameAsync(last.CampaignId)} {Day(last.At)}";
        var journey = any ? await Db.JourneyClicks.Where(c => c.MemberId == memberId && c.At >= since).MaxAsync(c => (DateTime?)c.At, ct) : null;
        return journey is { } at ? $"{(english ? "a journey’s message" : "旅程訊息")} {Day(at)}" : Nothing;
    }

    private async Task<string> MoveAsync(MovedCondition rule)
    {
        var list = rule.Score == Analytics.BuyerScore.Rfm ? SegmentLists.Rfm : SegmentLists.Nes;
        var since = scope.Today.AddDays(1 - rule.Days);
        var last = await Db.BuyerMoves.Where(v => v.MemberId == memberId && v.Score == rule.Score && v.Day >= since).OrderByDescending(v => v.Day).Select(v => new { v.From, v.To, v.Day }).FirstOrDefaultAsync(ct);
        if (last is null) return Nothing;
        string Group(string? code) => code is null ? (english ? "none" : "無") : names.Name(list, code);
        return $"{Group(last.From)} → {Group(last.To)} {last.Day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture)}";
    }

    private async Task<string> NameAsync(long campaign) => await Db.Campaigns.Where(c => c.Id == campaign).Select(c => c.Name).FirstOrDefaultAsync(ct) ?? "";

    private string Nothing => english ? "none" : "無";

    private string Named(string list, List<string> codes) => codes.Count == 0 ? Nothing : Several(codes.ConvertAll(c => names.Name(list, c)));

    private string Several(List<string> words) =>
        string.Join(english ? ", " : "、", words.Take(MostShown)) + (words.Count > MostShown ? english ? $" and {words.Count - MostShown} more" : $" 等 {words.Count} 項" : "");

    private string Day(DateTime at) => scope.Time.DayOf(DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToString("yyyy/MM/dd", CultureInfo.InvariantCulture);
}

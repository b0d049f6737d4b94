using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points.Earning;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <param name="Event"><c>sale</c>, <c>join</c>, <c>profile</c>, <c>survey</c>, <c>checkIn</c>, <c>review</c> or <c>referral</c>.</param>
/// <param name="Done">Nothing more to get from it: joining and the profile once, the check-in for today.</param>
public sealed record WayToEarn(string Event, string Name, string Summary, bool Done);

/// <param name="CheckInNeedsCode">A check-in begins with the code on the store's counter.</param>
public sealed record WaysToEarnView(IReadOnlyList<WayToEarn> Ways, bool CheckInNeedsCode);

/// <summary>賺點方式: everything the brand's rules give points for now, in their own plain words.</summary>
public sealed class ReadWaysToEarn(LoyaltyDb db, BrandTime time, ReadPointsProgramme programmes)
{
    // Sales first, then what can be done today, then the rest.
    private static readonly EarningEvent[] Order =
        [EarningEvent.Sale, EarningEvent.CheckIn, EarningEvent.Profile, EarningEvent.Survey, EarningEvent.Review, EarningEvent.Referral, EarningEvent.Join];

    public async Task<WaysToEarnView> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = time.Now;
        var programme = await programmes.AtAsync(now, ct);
        var english = await db.Members.Where(m => m.Id == memberId).Select(m => m.Language).SingleAsync(ct) == Languages.English;
        string[] keys = [$"join:{memberId}", $"profile:{memberId}", CheckInKey(time.Today) + $":{memberId}"];
        var had = await db.PointsGrants.Where(g => keys.Contains(g.Key)).Select(g => g.Key).ToListAsync(ct);
        bool Done(EarningEvent e) => e switch
        {
            EarningEvent.Join => true,
            EarningEvent.Profile => had.Contains(keys[1]),
            EarningEvent.CheckIn => had.Contains(keys[2]),
            _ => false,
        };
        var ways = programme.Rules.OrderBy(r => Array.IndexOf(Order, r.Says.Event)).ThenByDescending(r => r.Says.Priority).ThenBy(r => r.Code, StringComparer.Ordinal)
            .Select(r => new WayToEarn(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(r.Says.Event.ToString()), english && r.NameEn.Length > 0 ? r.NameEn : r.Name,
                EarningWords.Summary(r.Says, english), Done(r.Says.Event)));
        return new WaysToEarnView([.. ways], programme.Policy.CheckInNeedsCode);
    }

    /// <summary>What makes a check-in count once a day.</summary>
    public static string CheckInKey(DateOnly day) => $"checkin:{day:yyyy-MM-dd}";
}

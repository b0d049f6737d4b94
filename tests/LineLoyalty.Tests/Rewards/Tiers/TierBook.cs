using LineLoyalty.Membership;
using LineLoyalty.Rewards.Tiers;
using LineLoyalty.Server.Admin.Rewards;
using LineLoyalty.Tests.Pos;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Rewards.Tiers;

/// <summary>Levels in a test: changed as the admin page does, reviewed as the night does, read as history.</summary>
internal static class TierBook
{
    public static async Task ChangeTierAsync(this TestApp app, string code, Func<TierForm, TierForm> change)
    {
        var tier = await app.DbAsync(db => db.Tiers.AsNoTracking().SingleAsync(t => t.Code == code));
        await app.SaveTierAsync(change(TierForm.Of(tier)), code);
    }

    public static async Task SaveTierAsync(this TestApp app, TierForm form, string? existing) =>
        Assert.Empty(await app.InScopeAsync(s => s.Get<SaveTier>().ExecuteAsync(form, existing, 1, default)));

    /// <summary>Eight in the morning of a day at the brand, after the night's review.</summary>
    public static async Task PassToAsync(this TestApp app, DateOnly day)
    {
        app.Clock.Set(new DateTimeOffset(day.ToDateTime(new TimeOnly(0, 0)), TimeSpan.Zero));
        await app.InScopeAsync(async s =>
        {
            var review = s.Get<ReviewTiers>();
            foreach (var id in await review.DueAsync(0, 100, default)) await review.ExecuteAsync(id, default);
            return true;
        });
    }

    public static Task<string> TierOfAsync(this TestApp app, Member member) =>
        app.DbAsync(db => db.Tiers.Where(t => db.Members.Any(m => m.Id == member.Id && m.TierLevel == t.Level)).Select(t => t.Code).SingleAsync());

    /// <summary>Every period so far, as <c>level:reason</c>.</summary>
    public static Task<List<string>> TiersOfAsync(this TestApp app, Member member) => app.DbAsync(async db => (await db.TierPeriods.Where(p => p.MemberId == member.Id).OrderBy(p => p.Id)
        .Select(p => new { Tier = db.Tiers.Where(t => t.Level == p.Level).Select(t => t.Code).First(), p.Reason }).ToListAsync()).ConvertAll(p => $"{p.Tier}:{p.Reason}"));
}

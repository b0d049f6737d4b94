using LineLoyalty.Data;
using LineLoyalty.Rewards.Tiers;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

public sealed class TiersModel(LoyaltyDb db, ForecastTiers forecast) : AdminPage
{
    /// <summary>The highest first.</summary>
    public IReadOnlyList<TierForecast> Levels { get; private set; } = [];
    /// <summary>Titles of coupons by code.</summary>
    public IReadOnlyDictionary<string, string> Coupons { get; private set; } = new Dictionary<string, string>();

    public async Task OnGetAsync(CancellationToken ct)
    {
        var english = W.IsEnglish;
        Levels = [.. (await forecast.ExecuteAsync(new TierRules(await db.Tiers.AsNoTracking().ToListAsync(ct)), ct)).OrderByDescending(f => f.Tier.Level)];
        Coupons = await db.CouponDefinitions.AsNoTracking().ToDictionaryAsync(d => d.Code, d => english && d.TitleEn != "" ? d.TitleEn : d.Title, ct);
    }
}

using LineLoyalty.Data;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Server.Admin.Rewards;

/// <summary>What a prize is called, in the reader's language.</summary>
internal sealed class PrizeNames
{
    private readonly Dictionary<string, string> coupons = [];
    private readonly Dictionary<string, string> draws = [];
    private bool english;

    public static async Task<PrizeNames> ReadAsync(LoyaltyDb db, bool english, CancellationToken ct)
    {
        var names = new PrizeNames { english = english };
        foreach (var d in await db.CouponDefinitions.AsNoTracking().Select(d => new { d.Code, d.Title, d.TitleEn }).ToListAsync(ct)) names.coupons[d.Code] = english && d.TitleEn != "" ? d.TitleEn : d.Title;
        foreach (var d in await db.Draws.AsNoTracking().Select(d => new { d.Code, d.Name, d.NameEn }).ToListAsync(ct)) names.draws[d.Code] = english && d.NameEn != "" ? d.NameEn : d.Name;
        return names;
    }

    public string Of(Prize prize) => prize switch
    {
        CouponPrize c => coupons.GetValueOrDefault(c.Coupon, c.Coupon),
        PointsPrize p => english ? $"{Show.Number(p.Points)} points" : $"{Show.Number(p.Points)} 點",
        EntryPrize e => draws.GetValueOrDefault(e.Draw, e.Draw),
        _ => "",
    };
}

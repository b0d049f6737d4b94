using LineLoyalty.Data;
using LineLoyalty.Marketing.Programmes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Journeys;

/// <summary>Which fixed programme says the same as a ready-made journey, and the switch between them: nobody hears a thing twice.</summary>
public sealed class SwitchProgrammes(LoyaltyDb db)
{
    private static readonly Dictionary<string, GiftOccasion> Gifts = new()
    {
        [ReadyMadeJourneys.Birthday] = GiftOccasion.Birthday, [ReadyMadeJourneys.Anniversary] = GiftOccasion.Anniversary, [ReadyMadeJourneys.MonthlyVisit] = GiftOccasion.MonthlyVisit,
    };

    private static readonly Dictionary<string, string> Fixed = new()
    {
        [ReadyMadeJourneys.Reactivation] = ReactivationProgramme.Name, [ReadyMadeJourneys.PointsExpiry] = TakenOver.PointsExpiry, [ReadyMadeJourneys.CouponExpiry] = TakenOver.CouponExpiry,
    };

    /// <summary>What switching this journey on switches off, as the page says it; null for nothing.</summary>
    public static (string Chinese, string English)? Replaces(string? code) => code switch
    {
        ReadyMadeJourneys.Birthday => ("生日禮", "the birthday gift"),
        ReadyMadeJourneys.Anniversary => ("入會週年禮", "the anniversary gift"),
        ReadyMadeJourneys.MonthlyVisit => ("每月首購禮", "the monthly visit gift"),
        ReadyMadeJourneys.Reactivation => ("喚回（30／60／90 天）", "the win-back after 30, 60 and 90 days"),
        ReadyMadeJourneys.PointsExpiry => ("點數到期提醒", "the reminder of expiring points"),
        ReadyMadeJourneys.CouponExpiry => ("優惠券到期提醒", "the reminder of expiring coupons"),
        _ => null,
    };

    /// <summary>The journey that is on and says what gifts of this occasion say; null when none is.</summary>
    public async Task<string?> SpokenByAsync(GiftOccasion occasion, CancellationToken ct)
    {
        var codes = Gifts.Where(g => g.Value == occasion).Select(g => g.Key).ToList();
        return codes.Count == 0 ? null : await db.Journeys.Where(j => codes.Contains(j.Code!) && j.State == JourneyState.On && j.ArchivedAt == null).Select(j => j.Name).FirstOrDefaultAsync(ct);
    }

    public async Task TakeOverAsync(string? code, CancellationToken ct)
    {
        if (code is not null && Gifts.TryGetValue(code, out var occasion))
        {
            foreach (var rule in await db.GiftRules.Where(r => r.Occasion == occasion && r.Enabled).ToListAsync(ct)) rule.Enabled = false;
        }
        if (code is not null && Fixed.TryGetValue(code, out var programme) && await db.Settings.FindAsync([TakenOver.Key(programme)], ct) is null)
        {
            db.Settings.Add(new Setting { Key = TakenOver.Key(programme), Value = code });
        }
    }
}

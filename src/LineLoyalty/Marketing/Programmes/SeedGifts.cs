using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Marketing.Programmes;

/// <summary>The gifts every brand begins with, until a marketer changes them: a coupon for the new card and one for the birthday.</summary>
public sealed class SeedGifts(LoyaltyDb db, IOptions<ProgrammeOptions> options)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var birthday = options.Value.Birthday;
        if (!await db.GiftRules.AnyAsync(r => r.Occasion == GiftOccasion.CardOpening, ct))
        {
            db.GiftRules.Add(new GiftRule { Name = "開卡禮", NameEn = "Welcome gift", Occasion = GiftOccasion.CardOpening, Coupon = "welcome", BeganAt = DateTime.UnixEpoch });
        }
        if (!await db.GiftRules.AnyAsync(r => r.Occasion == GiftOccasion.Birthday, ct))
        {
            db.GiftRules.Add(new GiftRule
            {
                Name = "生日禮", NameEn = "Birthday gift", Occasion = GiftOccasion.Birthday, Coupon = birthday.Coupon, DaysBefore = birthday.CouponDaysBefore, Enabled = birthday.Enabled, BeganAt = DateTime.UnixEpoch,
            });
        }
        await unit.CommitAsync(ct);
    }
}

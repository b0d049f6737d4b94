namespace LineLoyalty.Rewards.Coupons;

/// <summary>From when and until when a coupon given at some instant can be used; pure.</summary>
public static class CouponValidity
{
    /// <summary>Null when the kind's last day is over.</summary>
    public static (DateTime From, DateTime Until)? Of(CouponDefinition d, DateTime now, BrandTime time)
    {
        var (r, today) = (d.Rules, time.DayOf(now));
        var from = r.StartsAfterDays > 0 ? time.StartOf(today.AddDays(r.StartsAfterDays)) : now;
        if (r.StartsOn is { } first && time.StartOf(first) is var start && start > from) from = start;
        if (d.IsPaid) return (from, Coupon.Never);
        var until = time.EndOf((from > now ? time.DayOf(from) : today).AddDays(d.ValidDays));
        if (r.EndsOn is { } last && time.EndOf(last) is var end && end < until) until = end;
        return until > now && until > from ? (from, until) : null;
    }
}

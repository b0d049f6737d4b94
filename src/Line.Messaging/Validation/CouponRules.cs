using Line.Messaging.Coupons;

namespace Line.Messaging.Validation;

internal static class CouponRules
{
    internal static IReadOnlyList<LineErrorDetail> Check(CouponRequest coupon)
    {
        var faults = new Faults();
        faults.Length(coupon.Title, LineLimits.CouponTitle, "title", 1);
        faults.Length(coupon.Description, LineLimits.CouponDescription, "description");
        faults.Length(coupon.UsageCondition, LineLimits.CouponUsageCondition, "usageCondition");
        faults.Length(coupon.CouponCode, LineLimits.CouponCode, "couponCode");
        faults.Https(coupon.ImageUrl, "imageUrl");
        faults.Https(coupon.BarcodeImageUrl, "barcodeImageUrl");
        faults.OneOf(coupon.Visibility, "visibility", CouponVisibility.Unlisted, CouponVisibility.Public);
        faults.Length(coupon.Timezone, int.MaxValue, "timezone", 1);
        if (coupon.MaxUseCountPerTicket is not (1 or -1))
        {
            faults.Add("maxUseCountPerTicket", "Must be 1 or -1");
        }

        if (coupon.StartTimestamp >= coupon.EndTimestamp)
        {
            faults.Add("endTimestamp", "Must be after startTimestamp");
        }

        switch (coupon.AcquisitionCondition)
        {
            case LotteryAcquisition lottery:
                faults.Number(lottery.LotteryProbability, 1, 99, "acquisitionCondition.lotteryProbability");
                if (lottery.MaxAcquireCount != -1)
                {
                    faults.Number(lottery.MaxAcquireCount, 1, LineLimits.CouponWinners, "acquisitionCondition.maxAcquireCount");
                }

                break;
            case ReferralAcquisition:
                faults.Add("acquisitionCondition.type", "Must be one of the following values: [normal, lottery]");
                break;
        }

        switch (coupon.Reward)
        {
            case CashBackReward { PriceInfo: ExplicitPrice }:
                faults.Add("reward.priceInfo.type", "Must be one of the following values: [fixed, percentage]");
                break;
            case CashBackReward back:
                Price(back.PriceInfo, faults);
                break;
            case DiscountReward discount:
                Price(discount.PriceInfo, faults);
                break;
        }

        return faults.Found;
    }

    private static void Price(CouponPrice? price, Faults faults)
    {
        switch (price)
        {
            case FixedPrice amount:
                faults.Number(amount.FixedAmount, 1, long.MaxValue, "reward.priceInfo.fixedAmount");
                break;
            case PercentagePrice part:
                faults.Number(part.Percentage, 1, 99, "reward.priceInfo.percentage");
                break;
            case ExplicitPrice prices when prices.PriceAfterDiscount < 0 || prices.PriceAfterDiscount >= prices.OriginalPrice:
                faults.Add("reward.priceInfo.priceAfterDiscount", "Must be less than originalPrice");
                break;
        }
    }
}

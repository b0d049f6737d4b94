using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.Messages;

namespace Line.Emulator.Coupons;

/// <summary>What LINE wants of a coupon.</summary>
internal static class CouponRules
{
    private static readonly string[] Timezones =
    [
        "ETC_GMT_MINUS_12", "ETC_GMT_MINUS_11", "PACIFIC_HONOLULU", "AMERICA_ANCHORAGE", "AMERICA_LOS_ANGELES", "AMERICA_PHOENIX", "AMERICA_CHICAGO",
        "AMERICA_NEW_YORK", "AMERICA_CARACAS", "AMERICA_SANTIAGO", "AMERICA_ST_JOHNS", "AMERICA_SAO_PAULO", "ETC_GMT_MINUS_2", "ATLANTIC_CAPE_VERDE",
        "EUROPE_LONDON", "EUROPE_PARIS", "EUROPE_ISTANBUL", "EUROPE_MOSCOW", "ASIA_TEHRAN", "ASIA_TBILISI", "ASIA_KABUL", "ASIA_TASHKENT", "ASIA_COLOMBO",
        "ASIA_KATHMANDU", "ASIA_ALMATY", "ASIA_RANGOON", "ASIA_BANGKOK", "ASIA_TAIPEI", "ASIA_TOKYO", "AUSTRALIA_DARWIN", "AUSTRALIA_SYDNEY",
        "ASIA_VLADIVOSTOK", "ETC_GMT_PLUS_12", "PACIFIC_TONGATAPU",
    ];

    public static LineAnswer? Check(JsonElement coupon)
    {
        var problems = new Problems();
        problems.Text(coupon, "title", "title", 1, 60, required: true);
        problems.Text(coupon, "description", "description", 0, 1000, required: false);
        problems.Text(coupon, "usageCondition", "usageCondition", 0, 100, required: false);
        problems.Text(coupon, "couponCode", "couponCode", 1, 16, required: false);
        problems.Address(coupon, "imageUrl", "imageUrl", required: false);
        problems.Address(coupon, "barcodeImageUrl", "barcodeImageUrl", required: false);
        problems.OneOf(coupon, "visibility", "visibility", required: true, "UNLISTED", "PUBLIC");
        problems.OneOf(coupon, "timezone", "timezone", required: true, Timezones);
        var start = Seconds(coupon, "startTimestamp", problems);
        if (Seconds(coupon, "endTimestamp", problems) is { } end && end <= start)
            problems.Add("Must be later than startTimestamp", "endTimestamp");
        if (problems.WholeNumber(coupon, "maxUseCountPerTicket", "maxUseCountPerTicket") is { } uses && uses is not (1 or -1))
            problems.Add("Must be one of the following values: [-1, 1]", "maxUseCountPerTicket");
        if (problems.Object(coupon, "acquisitionCondition", "acquisitionCondition") is { } condition)
            CheckCondition(condition, problems);
        if (problems.Object(coupon, "reward", "reward", required: false) is { } reward)
            CheckReward(reward, problems);
        return problems.Answer();
    }

    private static void CheckCondition(JsonElement condition, Problems problems)
    {
        if (problems.OneOf(condition, "type", "acquisitionCondition.type", required: true, "normal", "lottery") != "lottery")
            return;
        Between(condition, "lotteryProbability", "acquisitionCondition.lotteryProbability", 1, 99, problems);
        if (problems.WholeNumber(condition, "maxAcquireCount", "acquisitionCondition.maxAcquireCount") is { } most && most is not (-1 or (>= 1 and <= 999_999)))
            problems.Add("Must be -1, or between 1 and 999999", "acquisitionCondition.maxAcquireCount");
    }

    private static void CheckReward(JsonElement reward, Problems problems)
    {
        var type = problems.OneOf(reward, "type", "reward.type", required: true, "cashBack", "discount", "free", "gift", "others");
        if (type is not ("cashBack" or "discount") || problems.Object(reward, "priceInfo", "reward.priceInfo", required: false) is not { } price)
            return;
        const string at = "reward.priceInfo";
        var kind = type == "discount"
            ? problems.OneOf(price, "type", $"{at}.type", required: true, "fixed", "percentage", "explicit")
            : problems.OneOf(price, "type", $"{at}.type", required: true, "fixed", "percentage");
        switch (kind)
        {
            case "fixed":
                Between(price, "fixedAmount", $"{at}.fixedAmount", 1, 999_999, problems);
                break;
            case "percentage":
                Between(price, "percentage", $"{at}.percentage", 1, 99, problems);
                break;
            case "explicit":
                Between(price, "originalPrice", $"{at}.originalPrice", 1, 999_999, problems);
                Between(price, "priceAfterDiscount", $"{at}.priceAfterDiscount", 1, 999_999, problems);
                break;
        }
    }

    private static void Between(JsonElement from, string name, string at, int min, int max, Problems problems)
    {
        if (problems.WholeNumber(from, name, at) is { } value && (value < min || value > max))
            problems.Add($"Must be between {min} and {max}", at);
    }

    private static long? Seconds(JsonElement coupon, string name, Problems problems)
    {
        if (coupon.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var seconds))
        {
            // A time in milliseconds is the usual mistake.
            if (seconds is < 0 or > 253_402_300_799)
                problems.Add("Must be a UNIX time in seconds", name);
            return seconds;
        }

        problems.Add("May not be null", name);
        return null;
    }
}

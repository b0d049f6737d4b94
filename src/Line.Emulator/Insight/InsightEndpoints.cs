using System.Globalization;
using Line.Emulator.Http;
using Line.Emulator.Sending;

namespace Line.Emulator.Insight;

/// <summary>Statistics as LINE gives them out: per day, in Japan's time, and nothing where it could point to a person.</summary>
internal static class InsightEndpoints
{
    private const int LeastFriends = 20;
    private const int LongestUnitPeriod = 30;

    public static void MapInsight(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/bot/insight/message/delivery", (string? date, World world) => Delivery(date, world)).AsLine(Operation("delivery"));
        app.MapGet("/v2/bot/insight/followers", (string? date, World world) => Followers(date, world)).AsLine(Operation("followers"));
        app.MapGet("/v2/bot/insight/demographic", (World world) => Friends(world)).AsLine(Operation("demographic"));
        app.MapGet("/v2/bot/insight/message/event", (string? requestId, World world) => Event(requestId, world)).AsLine(Operation("event"));
        app.MapGet("/v2/bot/insight/message/event/aggregation", (string? customAggregationUnit, string? from, string? to, World world) =>
            Unit(customAggregationUnit, from, to, world)).AsLine(Operation("unit"));
    }

    public static LineOperation Operation(string name) => LineOperation.PerHour($"insight.{name}", 60);

    public static LineAnswer BadParameter(string name) => LineAnswer.Refusal(400, $"The value for the '{name}' parameter is invalid");

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static DateOnly Today(World world) => DateOnly.FromDateTime(SendingMeter.InJapan(world.Now));

    private static LineAnswer Delivery(string? date, World world)
    {
        if (Day(date) is not { } day)
            return BadParameter("date");
        lock (world.Gate)
        {
            if (day >= Today(world))
                return LineAnswer.Of(new { status = "unready" });
            return LineAnswer.Of(new
            {
                status = "ready",
                apiBroadcast = world.Meter.OnDay("broadcast", day),
                apiPush = world.Meter.OnDay("push", day),
                apiMulticast = world.Meter.OnDay("multicast", day),
                apiNarrowcast = world.Meter.OnDay("narrowcast", day),
                apiReply = world.Meter.OnDay("reply", day),
            });
        }
    }

    private static LineAnswer Followers(string? date, World world)
    {
        lock (world.Gate)
        {
            var day = date is null ? Today(world).AddDays(-1) : Day(date);
            if (day is null)
                return BadParameter("date");
            if (day >= Today(world))
                return LineAnswer.Of(new { status = "unready" });
            return world.Followers.On(day.Value) is { } count
                ? LineAnswer.Of(new { status = "ready", followers = count.Followers, targetedReaches = count.Friends, blocks = count.Blocks })
                : LineAnswer.Of(new { status = "out_of_service" });
        }
    }

    private static LineAnswer Friends(World world)
    {
        lock (world.Gate)
        {
            var friends = world.Users.All.Where(u => u.CanReceiveBulk).ToList();
            if (friends.Count < LeastFriends)
                return LineAnswer.Of(new { available = false });
            var known = friends.ConvertAll(u => Demographics.Of(u.UserId));
            return LineAnswer.Of(new
            {
                available = true,
                genders = Tiles(known.Select(k => k.Gender)).Select(t => new { gender = t.Key, percentage = t.Percentage }),
                ages = Tiles(known.Select(k => k.AgeGroup)).Select(t => new { age = t.Key, percentage = t.Percentage }),
                areas = Tiles(known.Select(k => Demographics.Areas.First(a => a.Code == k.Area).Name)).Select(t => new { area = t.Key, percentage = t.Percentage }),
                appTypes = Tiles(known.Select(k => k.App)).Select(t => new { appType = t.Key, percentage = t.Percentage }),
                subscriptionPeriods = Tiles(friends.Select(u => Period(u.FollowedAt, world.Now))).Select(t => new { subscriptionPeriod = t.Key, percentage = t.Percentage }),
            });
        }
    }

    private static string Period(DateTime? since, DateTime now) => since is null ? "unknown" : (now - since.Value).TotalDays switch
    {
        < 7 => "within7days",
        < 30 => "within30days",
        < 90 => "within90days",
        < 180 => "within180days",
        < 365 => "within365days",
        _ => "over365days",
    };

    private static IEnumerable<(string Key, double Percentage)> Tiles(IEnumerable<string> values)
    {
        var all = values.ToList();
        return all.GroupBy(v => v, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, Math.Round(100.0 * g.Count() / all.Count, 1)));
    }

    private static LineAnswer Event(string? requestId, World world)
    {
        if (string.IsNullOrEmpty(requestId))
            return BadParameter("requestId");
        lock (world.Gate)
        {
            if (world.Figures.Find(requestId) is not { } send)
                return LineAnswer.NotFound;
            var figures = EventFigures.Of([send], world.Now);
            var overview = figures.Overview();
            return LineAnswer.Of(new
            {
                overview = new Dictionary<string, object?>
                {
                    ["requestId"] = requestId,
                    ["timestamp"] = new DateTimeOffset(send.At).ToUnixTimeSeconds(),
                    ["delivered"] = send.Receivers.Count,
                    ["uniqueImpression"] = overview["uniqueImpression"],
                    ["uniqueClick"] = overview["uniqueClick"],
                    ["uniqueMediaPlayed"] = overview["uniqueMediaPlayed"],
                    ["uniqueMediaPlayed100Percent"] = overview["uniqueMediaPlayed100Percent"],
                },
                messages = figures.Messages(withUniqueImpression: false),
                clicks = figures.Clicks(),
            });
        }
    }

    private static LineAnswer Unit(string? unit, string? from, string? to, World world)
    {
        if (string.IsNullOrEmpty(unit) || unit.Length > 30 || !unit.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return BadParameter("customAggregationUnit");
        if (Day(from) is not { } first)
            return BadParameter("from");
        if (Day(to) is not { } last || last < first || last > first.AddDays(LongestUnitPeriod))
            return BadParameter("to");
        lock (world.Gate)
        {
            var figures = EventFigures.Of(world.Figures.OfUnit(unit, first, last), world.Now);
            return LineAnswer.Of(new { overview = figures.Overview(), messages = figures.Messages(withUniqueImpression: true), clicks = figures.Clicks() });
        }
    }
}

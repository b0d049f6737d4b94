using System.Globalization;
using System.Text.Json;
using Line.Emulator.Http;
using Line.Emulator.RichMenus;
using Line.Emulator.Sending;

namespace Line.Emulator.Insight;

/// <summary>How often a menu was seen and its areas tapped; made up from how many people have it.</summary>
internal static class RichMenuInsightEndpoints
{
    private const int LongestSummary = 396;
    private const int LongestDaily = 99;

    /// <summary>Fewer people than this who tapped: LINE tells nothing.</summary>
    private const long Least = 20;

    private sealed record Use(long Count, long UniqueUsers);

    public static void MapRichMenuInsight(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/bot/insight/richmenu/{richMenuId}/summary", (string richMenuId, string? from, string? to, World world) =>
            Answer(richMenuId, from, to, world, LongestSummary, Summary)).AsLine(InsightEndpoints.Operation("richmenu.summary"));
        app.MapGet("/v2/bot/insight/richmenu/{richMenuId}/daily", (string richMenuId, string? from, string? to, World world) =>
            Answer(richMenuId, from, to, world, LongestDaily, Daily)).AsLine(InsightEndpoints.Operation("richmenu.daily"));
    }

    private static LineAnswer Answer(
        string id, string? from, string? to, World world, int longest, Func<RichMenu, long, DateOnly, DateOnly, object> describe)
    {
        if (InsightEndpoints.Day(from) is not { } first)
            return InsightEndpoints.BadParameter("from");
        if (InsightEndpoints.Day(to) is not { } last || last < first || last > first.AddDays(longest))
            return InsightEndpoints.BadParameter("to");
        lock (world.Gate)
        {
            if (world.Menus.Find(id) is not { } menu)
                return RichMenuEndpoints.NoSuchMenu;
            var created = DateOnly.FromDateTime(SendingMeter.InJapan(menu.CreatedAt));
            var yesterday = InsightEndpoints.Today(world).AddDays(-1);
            if (first < created)
                first = created;
            if (last > yesterday)
                last = yesterday;
            long people = world.Users.All.Count(u => world.Menus.ShownTo(u)?.Id == id);
            return last < first || Areas(menu).Select((_, i) => Taps(id, i, people, first, last).UniqueUsers).Sum() < Least
                ? LineAnswer.Of(new { richMenuId = id })
                : LineAnswer.Of(describe(menu, people, first, last));
        }
    }

    private static object Summary(RichMenu menu, long people, DateOnly first, DateOnly last) => new
    {
        richMenuId = menu.Id,
        metricsFrom = Text(first),
        metricsTo = Text(last),
        impression = new { metrics = Views(menu.Id, people, first, last) },
        clicks = Areas(menu).Select((bounds, i) => new { bounds, metrics = Taps(menu.Id, i, people, first, last) }),
    };

    private static object Daily(RichMenu menu, long people, DateOnly first, DateOnly last) => new
    {
        richMenuId = menu.Id,
        metricsFrom = Text(first),
        metricsTo = Text(last),
        impression = new { metrics = PerDay(first, last, day => Views(menu.Id, people, day, day)) },
        clicks = Areas(menu).Select((bounds, i) => new { bounds, metrics = PerDay(first, last, day => Taps(menu.Id, i, people, day, day)) }),
    };

    private static IEnumerable<object> PerDay(DateOnly first, DateOnly last, Func<DateOnly, Use> use)
    {
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var (count, uniqueUsers) = use(day);
            yield return new { date = Text(day), count, uniqueUsers };
        }
    }

    private static IEnumerable<JsonElement> Areas(RichMenu menu) => menu.Definition.GetProperty("areas").EnumerateArray().Select(a => a.GetProperty("bounds"));

    /// <summary>Between a sixth and a quarter of the people open the chat on a day, some of them more than once.</summary>
    private static Use Views(string menuId, long people, DateOnly first, DateOnly last) =>
        Counted(people, first, last, day => 0.17 + 0.08 * Draw.Of("views", menuId, day), 1.3);

    private static Use Taps(string menuId, int area, long people, DateOnly first, DateOnly last) =>
        Counted(people, first, last, day => (0.02 + 0.06 * Draw.Of("taps", menuId, day, Text(area))) / (1 + area * 0.4), 1.1);

    private static Use Counted(long people, DateOnly first, DateOnly last, Func<string, double> share, double perPerson)
    {
        long count = 0;
        double never = 1;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var part = share(Text(day));
            count += (long)Math.Round(people * part * perPerson);
            never *= 1 - part;
        }

        return new Use(count, (long)Math.Round(people * (1 - never)));
    }

    private static string Text(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

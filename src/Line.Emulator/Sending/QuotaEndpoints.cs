using System.Globalization;
using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Sending;

internal static class QuotaEndpoints
{
    public static void MapQuota(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v2/bot/message/quota", (World world) =>
        {
            lock (world.Gate)
                return world.Meter.Quota is { } value ? LineAnswer.Of(new { type = "limited", value }) : LineAnswer.Of(new { type = "none" });
        }).AsLine(LineOperation.PerSecond("quota"));
        app.MapGet("/v2/bot/message/quota/consumption", (World world) =>
        {
            lock (world.Gate)
                return LineAnswer.Of(new { totalUsage = world.Meter.Used(world.Now) });
        }).AsLine(LineOperation.PerSecond("quota.consumption"));
        foreach (var endpoint in (string[])["reply", "push", "multicast", "broadcast", "pnp"])
        {
            app.MapGet($"/v2/bot/message/delivery/{endpoint}", (World world, string? date) => Delivered(world, endpoint, date)).AsLine(LineOperation.PerSecond($"delivery.{endpoint}"));
        }

        app.MapGet("/v2/bot/message/aggregation/info", (World world) =>
        {
            lock (world.Gate)
                return LineAnswer.Of(new { numOfCustomAggregationUnits = world.Meter.Units(world.Now).Count });
        }).AsLine(LineOperation.PerSecond("aggregation.info"));
        app.MapGet("/v2/bot/message/aggregation/list", Units).AsLine(LineOperation.PerSecond("aggregation.list"));
    }

    public static void MapQuotaControl(this RouteGroupBuilder control) =>
        control.MapPost("/quota", async (QuotaRequest request, World world) =>
        {
            if (request.Type is not ("limited" or "none") || request.Type == "limited" && request.Value is not >= 0)
                return ControlProblem.Invalid("type", "'none', or 'limited' with a value of 0 or more");
            if (request.Used < 0)
                return ControlProblem.Invalid("used", "0 or more");
            await world.Record(new QuotaSet(request.Type == "none" ? null : request.Value, request.Used));
            lock (world.Gate)
                return Results.Json(new { type = request.Type, value = world.Meter.Quota, used = world.Meter.Used(world.Now) }, ControlJson.Options);
        });

    /// <summary>Counts are ready the day after, as LINE says.</summary>
    private static LineAnswer Delivered(World world, string endpoint, string? date)
    {
        if (!DateOnly.TryParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return LineAnswer.Refusal(400, "The value for the 'date' parameter is invalid");
        lock (world.Gate)
        {
            var today = DateOnly.FromDateTime(SendingMeter.InJapan(world.Now));
            return day >= today ? LineAnswer.Of(new { status = "unready" })
                : LineAnswer.Of(new { status = "ready", success = world.Meter.OnDay(endpoint, day) });
        }
    }

    private static LineAnswer Units(World world, int? limit, string? start)
    {
        if (limit is < 1 or > 100)
            return LineAnswer.Refusal(400, "The value for the 'limit' parameter is invalid");
        var from = start is null ? 0 : int.TryParse(start, CultureInfo.InvariantCulture, out var number) ? number : -1;
        if (from < 0)
            return LineAnswer.Refusal(400, "The value for the 'start' parameter is invalid");
        lock (world.Gate)
        {
            var all = world.Meter.Units(world.Now);
            var page = all.Skip(from).Take(limit ?? 100).ToList();
            var next = from + page.Count < all.Count ? (from + page.Count).ToString(CultureInfo.InvariantCulture) : null;
            return LineAnswer.Of(new { customAggregationUnits = page, next });
        }
    }
}

internal sealed record QuotaRequest(string? Type, long? Value, long? Used);

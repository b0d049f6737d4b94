using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Line.Emulator.Http;

namespace Line.Emulator.Coupons;

/// <summary>LINE's own coupons: made once, never changed, closed for good.</summary>
internal static class CouponEndpoints
{
    private const int LargestPage = 100;

    public static void MapCoupons(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/bot/coupon", CreateAsync).AsLine(LineOperation.PerSecond("coupon.create", 200));
        app.MapGet("/v2/bot/coupon", List).AsLine(LineOperation.PerSecond("coupon.list", 200));
        app.MapGet("/v2/bot/coupon/{couponId}", (string couponId, World world) =>
        {
            lock (world.Gate)
                return world.Coupons.Find(couponId) is { } coupon ? LineAnswer.Of(Described(coupon, world.Now)) : NoSuchCoupon;
        }).AsLine(LineOperation.PerSecond("coupon.get", 200));
        app.MapPut("/v2/bot/coupon/{couponId}/close", CloseAsync).AsLine(LineOperation.PerSecond("coupon.close", 200));
    }

    /// <summary>For the phone, which draws the coupons it is sent.</summary>
    public static void MapCouponControl(this RouteGroupBuilder control) =>
        control.MapGet("/coupons/{couponId}", (string couponId, World world) =>
        {
            lock (world.Gate)
                return world.Coupons.Find(couponId) is { } coupon ? Results.Json(Described(coupon, world.Now), ControlJson.Options) : Results.NotFound();
        });

    private static async Task<LineAnswer> CreateAsync(HttpContext http, World world)
    {
        var body = await LineBody.ReadAsync(http);
        if ((body.Refusal ?? CouponRules.Check(body.Json)) is { } refusal)
            return refusal;
        var couponId = RandomNumberGenerator.GetString("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26);
        Task kept;
        lock (world.Gate)
        {
            if (world.Coupons.All.Count(c => c.StatusAt(world.Now) == "RUNNING") >= CouponShelf.MostValid)
                return LineAnswer.Refusal(400, "The number of coupons has reached the limit");
            kept = world.Record(new CouponCreated(couponId, body.Json));
        }

        await kept;
        return LineAnswer.Of(new { couponId });
    }

    private static LineAnswer List(HttpContext http, World world)
    {
        var query = http.Request.Query;
        var limit = 20;
        if (query.ContainsKey("limit") && (!int.TryParse(query["limit"], out limit) || limit is < 1 or > LargestPage))
            return LineAnswer.Refusal(400, "The value for the 'limit' parameter is invalid");
        var from = 0;
        if (query.ContainsKey("start") && (!int.TryParse(query["start"], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out from) || from < 0))
            return LineAnswer.Refusal(400, "The value for the 'start' parameter is invalid");
        var wanted = query["status"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (!wanted.All(status => status is "DRAFT" or "RUNNING" or "CLOSED"))
            return LineAnswer.Refusal(400, "The value for the 'status' parameter is invalid");
        lock (world.Gate)
        {
            var found = world.Coupons.All.AsEnumerable().Reverse().Where(c => wanted.Length == 0 || wanted.Contains(c.StatusAt(world.Now))).ToList();
            var items = found.Skip(from).Take(limit).Select(c => new { couponId = c.Id, title = c.Definition.GetProperty("title").GetString() }).ToList();
            return LineAnswer.Of(new { items, next = from + items.Count < found.Count ? (from + items.Count).ToString("x8", CultureInfo.InvariantCulture) : null });
        }
    }

    private static async Task<LineAnswer> CloseAsync(string couponId, World world)
    {
        Task kept;
        lock (world.Gate)
        {
            if (world.Coupons.Find(couponId) is not { } coupon)
                return NoSuchCoupon;
            if (coupon.StatusAt(world.Now) == "CLOSED")
                return LineAnswer.Refusal(410, "The coupon is already closed");
            kept = world.Record(new CouponClosed(couponId));
        }

        await kept;
        return new LineAnswer(200);
    }

    private static Dictionary<string, object> Described(Coupon coupon, DateTime now)
    {
        var described = new Dictionary<string, object> { ["couponId"] = coupon.Id };
        foreach (var property in coupon.Definition.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
            described[property.Name] = property.Name == "reward" ? WithCurrency(property.Value) : property.Value;
        described["maxTicketPerUser"] = 1;
        described["maxAcquireCount"] = coupon.Definition.Get("acquisitionCondition")?.Int("maxAcquireCount") ?? -1;
        described["createdTimestamp"] = new DateTimeOffset(coupon.CreatedAt).ToUnixTimeSeconds();
        described["status"] = coupon.StatusAt(now);
        return described;
    }

    /// <summary>Prices are in the account's own currency, which the request does not name.</summary>
    private static object WithCurrency(JsonElement reward)
    {
        if (reward.Get("priceInfo") is not { } price)
            return reward;
        var described = price.EnumerateObject().ToDictionary(p => p.Name, p => (object)p.Value);
        if (price.Text("type") != "percentage")
            described["currency"] = "TWD";
        return new Dictionary<string, object> { ["type"] = reward.GetProperty("type"), ["priceInfo"] = described };
    }

    private static LineAnswer NoSuchCoupon => LineAnswer.Refusal(404, "coupon not found");
}

using System.Text.Json;
using Line.Emulator.Journal;

namespace Line.Emulator.Coupons;

internal sealed class Coupon(CouponCreated created)
{
    public string Id => created.CouponId;
    public JsonElement Definition => created.Definition;
    public DateTime CreatedAt => created.At;
    public bool Closed { get; set; }

    public string StatusAt(DateTime now) =>
        Closed || new DateTimeOffset(now).ToUnixTimeSeconds() >= Definition.GetProperty("endTimestamp").GetInt64() ? "CLOSED" : "RUNNING";
}

internal sealed class CouponShelf
{
    public const int MostValid = 5000;

    /// <summary>In order of creation.</summary>
    public List<Coupon> All { get; } = [];

    public Coupon? Find(string id) => All.Find(c => c.Id == id);
}

internal sealed record CouponCreated(string CouponId, JsonElement Definition) : JournalRecord
{
    public override void Apply(World world) => world.Coupons.All.Add(new Coupon(this));
}

internal sealed record CouponClosed(string CouponId) : JournalRecord
{
    public override void Apply(World world)
    {
        if (world.Coupons.Find(CouponId) is { } coupon)
            coupon.Closed = true;
    }
}

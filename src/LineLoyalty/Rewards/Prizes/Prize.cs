using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LineLoyalty.Rewards.Prizes;

/// <summary>What a member is given for points, for stamps or by luck. Kept as JSON; the kinds are closed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CouponPrize), "coupon")]
[JsonDerivedType(typeof(PointsPrize), "points")]
[JsonDerivedType(typeof(EntryPrize), "entry")]
public abstract record Prize
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static Prize Parse(string json) => JsonSerializer.Deserialize<Prize>(json, Options) ?? throw new JsonException("A prize is not null.");
}

/// <param name="Coupon">Code of the kind.</param>
public sealed record CouponPrize(string Coupon) : Prize;

public sealed record PointsPrize(long Points) : Prize;

/// <summary>One entry into a draw.</summary>
/// <param name="Draw">Its code.</param>
public sealed record EntryPrize(string Draw) : Prize;

internal static class PrizeColumn
{
    public static PropertyBuilder<Prize> IsPrize(this PropertyBuilder<Prize> column) => column.HasMaxLength(400).HasConversion(
        p => p.ToJson(), text => Prize.Parse(text), new ValueComparer<Prize>((a, b) => a == b, p => p.GetHashCode(), p => p));
}

using System.Text.Json;
using System.Text.Json.Serialization;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Referrals;

/// <summary>What bringing a friend gives, as the brand decided; one JSON value. Off until a marketer switches it on.</summary>
/// <param name="InviterCoupon">Code of the inviter's coupon; null for none (an earning rule may give points).</param>
/// <param name="FriendCoupon">Code of the friend's coupon; null for none.</param>
/// <param name="MinimumSpend">The friend's first sale that counts: NT$ paid.</param>
/// <param name="WaitDays">Days in which that sale may be returned; the gifts come after them.</param>
/// <param name="MostPerMonth">Friends for whom one member is rewarded in a calendar month.</param>
public sealed record ReferralRules(bool Enabled = false, string? InviterCoupon = null, string? FriendCoupon = null, long MinimumSpend = 1, int WaitDays = 7, int MostPerMonth = 10)
{
    private const string Key = "referral.rules";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static async Task<ReferralRules> ReadAsync(LoyaltyDb db, CancellationToken ct) =>
        await db.Settings.AsNoTracking().Where(s => s.Key == Key).Select(s => s.Value).FirstOrDefaultAsync(ct) is { } text ? JsonSerializer.Deserialize<ReferralRules>(text, Json)! : new ReferralRules();

    /// <summary>Adds the change to the context; the caller saves it with its audit entry.</summary>
    public async Task WriteAsync(LoyaltyDb db, CancellationToken ct)
    {
        if (await db.Settings.FirstOrDefaultAsync(s => s.Key == Key, ct) is { } setting) setting.Value = ToJson();
        else db.Settings.Add(new Setting { Key = Key, Value = ToJson() });
    }
}

using System.Reflection;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Tills;
using Xunit;

namespace LineLoyalty.Tests.Pos;

public sealed class VendorGuideTests
{
    // Said to staff, to the till page or to programmes, never to a vendor's till.
    private static readonly string[] NotForTills = ["pos_key.", "pos.foreign_origin", "coupon.definition_unknown", "coupon.sold_out", "points.adjust_limit", "points.gift", "adjust.closed", "adjust.own_request", "late.paid_too_much", "reward.redemption_unknown", "reward.cancel_over", "reward.used", "draw.no_free_entry", "draw.no_points_entry", "draw.still_open", "draw.not_open", "draw.not_draft", "draw.price_changed"];

    [Fact]
    public void Every_refusal_a_till_can_get_is_in_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(TestApp.RepositoryRoot(), "docs", "pos-api.md"));
        var codes = new[] { typeof(PosRefusals), typeof(PurchaseRefusals), typeof(PointsRefusals), typeof(CouponRefusals), typeof(CodeRefusals), typeof(RewardRefusals), typeof(DrawRefusals), typeof(TillRefusals), typeof(RecordLate) }
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(f => f.FieldType == typeof(Refusal)).Select(f => ((Refusal)f.GetValue(null)!).Code).Distinct().ToList();
        Assert.True(codes.Count > 30);
        Assert.All(
            codes.Where(c => !NotForTills.Any(n => c.StartsWith(n, StringComparison.Ordinal))),
            c => Assert.Contains($"`{c}`", guide, StringComparison.Ordinal));
    }
}

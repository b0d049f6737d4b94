using System.Reflection;
using System.Text.RegularExpressions;
using LineLoyalty.Pos;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Catalogue;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Draws;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Tests.Rewards.Coupons;
using LineLoyalty.Tests.TestHost;
using LineLoyalty.Tills;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace LineLoyalty.Tests.Pos;

public sealed partial class VendorGuideTests
{
    // Said to staff, to the till page or to programmes, never to a vendor's till.
    private static readonly string[] NotForTills = ["pos_key.", "pos.foreign_origin", "coupon.paid_stays", "coupon.points_paid", "points.adjust_limit", "points.gift", "adjust.closed", "adjust.own_request", "late.paid_too_much", "reward.redemption_unknown", "reward.cancel_over", "reward.used", "draw.no_free_entry", "draw.no_points_entry", "draw.still_open", "draw.not_open", "draw.not_draft", "draw.price_changed"];

    private static string Guide => File.ReadAllText(Path.Combine(TestApp.RepositoryRoot(), "docs", "pos-api.md"));

    [Fact]
    public void Every_refusal_a_till_can_get_is_in_the_guide_and_at_some_call_of_the_description()
    {
        var guide = Guide;
        var description = File.ReadAllText(Path.Combine(TestApp.RepositoryRoot(), "docs", "openapi", "pos.json"));
        var codes = new[] { typeof(PosRefusals), typeof(PurchaseRefusals), typeof(PointsRefusals), typeof(CouponRefusals), typeof(CodeRefusals), typeof(RewardRefusals), typeof(DrawRefusals), typeof(TillRefusals), typeof(StampRefusals), typeof(RecordLate) }
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(f => f.FieldType == typeof(Refusal)).Select(f => ((Refusal)f.GetValue(null)!).Code).Distinct().ToList();
        Assert.True(codes.Count > 30);
        Assert.All(
            codes.Where(c => !NotForTills.Any(n => c.StartsWith(n, StringComparison.Ordinal))),
            c =>
            {
                Assert.Contains($"`{c}`", guide, StringComparison.Ordinal);
                if (!OnlySuggested.Contains(c)) Assert.Contains($"`{c}`", description, StringComparison.Ordinal);
            });
    }

    // Reasons beside a suggestion; no call is refused with them.
    private static readonly string[] OnlySuggested = ["coupon.no_benefit", "coupon.other_is_better", "coupon.confirm_by_staff"];

    /// <summary>A vendor's first hour is what really happens: every example is sent as it stands, with this database's own numbers.</summary>
    [Fact]
    public async Task Every_example_of_the_guide_runs()
    {
        await using var app = await PosApp.QuietAsync();
        using var till = await Till.OpenAsync(app, "members purchases refunds coupons adjust");
        await app.DbAsync(async db =>
        {
            db.Stores.Add(new Store { Code = "TPE01", Name = "永康店" });
            db.Products.Add(new Product { Sku = "C02", Name = "拿鐵", Category = "咖啡", Price = 120 });
            return await db.SaveChangesAsync();
        });
        var member = await till.NewMemberAsync("莊小翰", "+886912345678");
        await till.SellForAsync(member, 1000);
        var wallet = await till.GiveAsync(member, "welcome");
        var (shown, kept) = (await till.CodeOfAsync(await till.GiveAsync(member, "reactivation60")), await till.CodeOfAsync(await till.GiveAsync(member, "reactivation90")));
        await Kinds.SaveAsync(app, CouponKind.Amount, 500, new CouponRules { Paid = new PaidTerms(500, "信託專戶", "某銀行", FeePercent: 3) }, d => d.SoldSku = "GIFT500");
        await till.SellAsync(member, Till.Line("GIFT500", 1, 500));
        var voucher = await till.CodeOfAsync(await app.DbAsync(db => db.Coupons.SingleAsync(c => c.SoldInPurchaseId != null)));
        app.Clock.Advance(TimeSpan.FromHours(1)); // after the examples' hours of 10 March

        var sale = "";
        var ran = new HashSet<string>();
        foreach (var (path, body) in Examples())
        {
            var code = path.StartsWith("coupons/refund", StringComparison.Ordinal) ? voucher : path.StartsWith("coupons/reserve", StringComparison.Ordinal) ? kept : shown;
            string Own(string text) => text.Replace("61d03ee83269e6d6", member.Ref, StringComparison.Ordinal).Replace("J3HqA1I6TOILE8MOTuQxBg", wallet.Ref, StringComparison.Ordinal)
                .Replace("XXXX-XXXX-XXXX-XXXX-X", code, StringComparison.Ordinal).Replace("/ID/", $"/{sale}/", StringComparison.Ordinal);
            var answer = body is null ? await till.GetAsync(Own(path)) : await till.PostTextAsync(Own(path), Own(body));
            Assert.True((int)answer.Status is >= 200 and < 300, $"{path}: {(int)answer.Status} {answer.Body}");
            if (path == "purchases") sale = answer.Text("purchase.id");
            if (path == "purchases/batch") Assert.All(answer.At("items").EnumerateArray(), i => Assert.Equal("accepted", i.GetProperty("result").GetString()));
            ran.Add(path);
        }
        Assert.True(ran.Count >= 13, string.Join(" ", ran));
    }

    private static IEnumerable<(string Path, string? Body)> Examples() => Example().Matches(Guide)
        .Select(m => (m.Groups["path"].Value, m.Groups["body"].Success ? m.Groups["body"].Value : null));

    // A call ends where the next one begins or its block ends.
    [GeneratedRegex("""curl -si? "?\$POS/(?<path>[^\s"]+)(?:(?!curl |```)[\s\S])*?(?:-d '(?<body>[^']*)'|(?=\ncurl |\n```))""")]
    private static partial Regex Example();
}

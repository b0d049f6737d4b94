using System.Reflection;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Coupons.Codes;
using LineLoyalty.Rewards.Points;

namespace LineLoyalty.Tills;

/// <summary>The sentence of a stored refusal code: rows keep the code, screens and tills get the words.</summary>
public static class LateWords
{
    private static readonly Dictionary<string, Refusal> Known = new[]
        { typeof(PurchaseRefusals), typeof(PointsRefusals), typeof(CouponRefusals), typeof(CodeRefusals), typeof(MemberRefusals), typeof(RecordLate) }
        .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(f => f.FieldType == typeof(Refusal)).Select(f => (Refusal)f.GetValue(null)!)
        .GroupBy(r => r.Code).ToDictionary(g => g.Key, g => g.First());

    public static string Of(string code, string? language) => Known.TryGetValue(code, out var refusal) ? refusal.Text(language) : code;
}

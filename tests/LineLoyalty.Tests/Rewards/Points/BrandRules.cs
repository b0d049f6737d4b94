using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tests.Rewards.Points;

/// <summary>Writes rules as a brand would have decided them.</summary>
internal static class BrandRules
{
    public static Task DecideAsync(this TestApp app, string code, EarningDefinition says, DateTime? from = null, bool active = true, DateTime? to = null) => app.DbAsync(async db =>
    {
        var rule = await db.EarningRules.Include(r => r.Versions).SingleOrDefaultAsync(r => r.Code == code)
            ?? db.EarningRules.Add(new EarningRule { Code = code, CreatedAt = Now(app) }).Entity;
        rule.Versions.Add(new EarningRuleVersion
        {
            Version = rule.Versions.Count + 1, Name = "規則 " + code, NameEn = "Rule " + code, Definition = says.ToJson(), Active = active, ValidFrom = from ?? Now(app), ValidTo = to, CreatedAt = Now(app),
        });
        return await db.SaveChangesAsync();
    });

    public static Task DecideAsync(this TestApp app, Func<PointsPolicy, PointsPolicy> change, DateTime? from = null) => app.DbAsync(async db =>
    {
        var last = await db.PointsPolicyVersions.OrderByDescending(v => v.Version).FirstAsync();
        db.PointsPolicyVersions.Add(new PointsPolicyVersion
        {
            Version = last.Version + 1, Definition = change(PointsPolicy.Parse(last.Definition)).ToJson(), ValidFrom = from ?? Now(app), CreatedAt = Now(app),
        });
        return await db.SaveChangesAsync();
    });

    private static DateTime Now(TestApp app) => app.Clock.GetUtcNow().UtcDateTime;
}

using LineLoyalty.Data;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Ready-made missions of a fresh database, all off. What exists already is the brand's.</summary>
public sealed class SeedMissions(LoyaltyDb db, TimeProvider clock)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var known = await db.Missions.Select(m => m.Code).ToListAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        db.Missions.AddRange(All().Where(m => !known.Contains(m.Code)).Select(m => new Mission
        {
            Code = m.Code, CreatedAt = now,
            Versions = [new MissionVersion { Version = 1, Name = m.Name, NameEn = m.NameEn, Definition = m.Says.ToJson(), Active = false, ValidFrom = now, CreatedAt = now }],
        }));
        await unit.CommitAsync(ct);
    }

    internal static IEnumerable<(string Code, string Name, string NameEn, MissionDefinition Says)> All()
    {
        yield return ("newcomer", "新手任務", "First steps", new MissionDefinition
        {
            Days = 30, Goals = [new PurchasesGoal(3), new ProfileGoal()], Prizes = [new(new PointsPrize(20), 1), new(new PointsPrize(80))],
            About = "入會 30 天內消費 3 次並填完會員資料，送 80 點；先完成一項就送 20 點。", AboutEn = "Buy three times and fill in your profile within 30 days of joining: 80 points, and 20 for the first of the two.",
        });
        yield return ("month-spend", "本月滿額任務", "This month’s treat", new MissionDefinition
        {
            Repeat = MissionRepeat.Monthly, Goals = [new SpendGoal(1_000)], Prizes = [new(new PointsPrize(20), 500), new(new PointsPrize(50))],
            About = "每月累積消費滿 NT$500 送 20 點，滿 NT$1,000 再送 50 點。", AboutEn = "Each month: 20 points at NT$500, 50 more at NT$1,000.",
        });
        yield return ("three-weeks", "連續三週來店", "Three weeks in a row", new MissionDefinition
        {
            Goals = [new WeeksGoal(3)], Prizes = [new(new PointsPrize(60))], About = "連續三週、每週至少來店一次。", AboutEn = "Come at least once a week, three weeks in a row.",
        });
        yield return ("come-back", "回來坐坐", "Come and see us", new MissionDefinition
        {
            For = MissionFor.Given, Repeat = MissionRepeat.Again, Days = 14, Goals = [new PurchasesGoal(1)], Prizes = [new(new PointsPrize(50))],
            About = "14 天內回來消費一次，送 50 點。", AboutEn = "Come back within 14 days and get 50 points.",
        });
    }
}

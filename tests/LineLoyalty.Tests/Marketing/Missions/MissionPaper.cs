using LineLoyalty.Marketing.Missions;
using LineLoyalty.Membership;
using LineLoyalty.Tests.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LineLoyalty.Tests.Marketing.Missions;

/// <summary>Missions as a brand would have decided them, and the background that settles them.</summary>
internal static class MissionPaper
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task WriteAsync(TestApp app, string code, MissionDefinition says, bool active = true) => app.DbAsync(async db =>
    {
        var mission = await db.Missions.Include(m => m.Versions).SingleOrDefaultAsync(m => m.Code == code, Ct) ?? db.Missions.Add(new Mission { Code = code, CreatedAt = app.Clock.Now }).Entity;
        mission.Versions.Add(new MissionVersion
        {
            Version = mission.Versions.Count + 1, Name = "任務 " + code, NameEn = "Mission " + code, Definition = says.ToJson(), Active = active, ValidFrom = app.Clock.Now, CreatedAt = app.Clock.Now,
        });
        return await db.SaveChangesAsync(Ct);
    });

    public static Task SettleAsync(TestApp app) => app.Services.GetRequiredService<RunMissions>().ExecuteAsync(Ct);

    /// <summary>Another copy of the server.</summary>
    public static RunMissions Another(TestApp app) => new(app.Services.GetRequiredService<IServiceScopeFactory>(), app.Clock, NullLogger<RunMissions>.Instance);

    public static Task<IReadOnlyList<MissionView>> SeenAsync(TestApp app, Member member) => app.InScopeAsync(s => s.GetRequiredService<ReadMissions>().ExecuteAsync(member.Id, Ct));

    public static Task<List<MissionRound>> RoundsAsync(TestApp app) => app.DbAsync(db => db.MissionRounds.AsNoTracking().Include(r => r.Rewards).OrderBy(r => r.Id).ToListAsync(Ct));

    public static Task<Outcome<MissionRound>> GiveAsync(TestApp app, Member member, string code, string key) =>
        app.InScopeAsync(s => s.GetRequiredService<GiveMission>().ExecuteAsync(member.Id, code, key, "staff:1", Ct));

    /// <summary>Whatever happened: rounds say what was given, the budget is the rounds that hold a place, and nothing waits.</summary>
    public static async Task AssertHoldsAsync(TestApp app)
    {
        Assert.Equal(0, await app.DbAsync(db => db.MissionSignals.CountAsync(Ct)));
        var counts = await app.DbAsync(db => db.Missions.Select(m => new { m.Rewarded, Counted = db.MissionRounds.Count(r => r.MissionId == m.Id && r.Counted) }).ToListAsync(Ct));
        Assert.All(counts, c => Assert.Equal(c.Counted, c.Rewarded));
        var rewards = await app.DbAsync(db => db.MissionRewards.AsNoTracking().ToListAsync(Ct));
        Assert.All(rewards.Where(r => r.TakenBackAt is null).GroupBy(r => (r.RoundId, r.Position)), g => Assert.Single(g));
        // Points in the ledger are the rewards that stand; what went back went back whole.
        var booked = await app.DbAsync(db => db.PointsEntries.Where(e => e.Rule != null && e.Rule.StartsWith("mission:")).SumAsync(e => e.Points, Ct));
        Assert.Equal(rewards.Where(r => r.TakenBackAt is null).Sum(r => r.Points), booked);
    }
}

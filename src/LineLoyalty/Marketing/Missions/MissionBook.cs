using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases.CheckIns;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>A mission as one of its versions says it.</summary>
public sealed record MissionKind(long Id, string Code, int Version, string Name, string NameEn, bool Active, DateTime ValidFrom, MissionDefinition Says)
{
    public string NameIn(bool english) => english && NameEn.Length > 0 ? NameEn : Name;
}

/// <summary>All missions, at an instant or by version.</summary>
public sealed class MissionBook
{
    private readonly ILookup<long, MissionKind> versions;
    private readonly HashSet<string> heard;

    internal MissionBook(IEnumerable<MissionKind> all)
    {
        versions = all.OrderBy(k => k.Version).ToLookup(k => k.Id);
        // One that is off was on once: what had been done then can still come back.
        heard = [.. versions.Where(v => v.Any(k => k.Active)).SelectMany(v => v).SelectMany(k => k.Says.Goals).SelectMany(Kinds)];
        UsesProfile = Newest.Any(k => k.Active && k.Says.Goals.Any(g => g is ProfileGoal));
    }

    /// <summary>Whether filling in the profile counts for any mission that is on.</summary>
    internal bool UsesProfile { get; }

    /// <summary>Whether any mission counts what this kind of timeline line tells.</summary>
    public bool Hears(string kind) => heard.Contains(kind);

    /// <summary>The newest version of each, whatever it says.</summary>
    public IEnumerable<MissionKind> Newest => versions.Select(v => v.Last());

    public MissionKind? ByCode(string? code) => Newest.FirstOrDefault(k => k.Code == code);

    public MissionKind Version(long id, int version) => versions[id].First(k => k.Version == version);

    /// <summary>How many may be rewarded; the newest version's number also for rounds that began with an older one, since it is the brand's purse.</summary>
    public int MostRewarded(long id) => versions[id].Last().Says.Budget ?? int.MaxValue;

    /// <summary>The version that speaks at an instant, on or off; null before the first.</summary>
    internal MissionKind? At(long id, DateTime at) => versions[id].LastOrDefault(k => k.ValidFrom <= at);

    /// <summary>When it was first switched on; null for one that never was.</summary>
    internal DateTime? Since(long id) => versions[id].FirstOrDefault(k => k.Active)?.ValidFrom;

    /// <summary>From when on nothing counts, because it is off; null while it is on.</summary>
    internal DateTime? StoppedAt(long id)
    {
        var all = versions[id].ToList();
        if (all[^1].Active) return null;
        var on = all.FindLastIndex(k => k.Active);
        return all[on + 1].ValidFrom;
    }

    private static IEnumerable<string> Kinds(MissionGoal goal) => goal switch
    {
        CheckInsGoal => [MemberEvents.CheckedIn],
        FriendsGoal => [MemberEvents.ReferralCounted],
        ProfileGoal => [MemberEvents.ProfileChanged, MemberEvents.Joined],
        ClickGoal => [MemberEvents.CampaignClicked],
        WeeksGoal => [MemberEvents.Purchased, MemberEvents.Refunded, MemberEvents.CheckedIn],
        _ => [MemberEvents.Purchased, MemberEvents.Refunded],
    };
}

public sealed class ReadMissionBook(LoyaltyDb db, BrandRules rules)
{
    public Task<MissionBook> ExecuteAsync(CancellationToken ct) => rules.GetAsync(LoadAsync, ct);

    private async Task<MissionBook> LoadAsync(CancellationToken ct) => new(
        (await db.MissionVersions.AsNoTracking().Include(v => v.Mission).ToListAsync(ct))
            .Select(v => new MissionKind(v.MissionId, v.Mission.Code, v.Version, v.Name, v.NameEn, v.Active, v.ValidFrom, MissionDefinition.Parse(v.Definition))));
}

/// <summary>Lets check-ins be written down while a mission counts them.</summary>
internal sealed class CountCheckIns(ReadMissionBook read) : ICheckInListener
{
    public async Task<bool> ListensAsync(CancellationToken ct) => (await read.ExecuteAsync(ct)).Hears(MemberEvents.CheckedIn);
}

/// <summary>Leaves a signal for each timeline line a mission counts, in the transaction that writes the line. A sale no mission counts pays nothing.</summary>
internal sealed class WatchForMissions(LoyaltyDb db, ReadMissionBook read) : IUnitWatcher
{
    public async Task BeforeCommitAsync(UnitFacts facts, CancellationToken ct)
    {
        var book = await read.ExecuteAsync(ct);
        foreach (var member in facts.Events.Where(e => e.MemberId is not null && book.Hears(e.Kind)).GroupBy(e => e.MemberId!.Value))
        {
            var undone = member.Any(e => e.Kind is MemberEvents.Refunded or MemberEvents.ReferralCounted);
            db.MissionSignals.Add(new MissionSignal { MemberId = member.Key, At = undone ? null : member.Min(e => e.At) });
        }
    }
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Card;
using LineLoyalty.Rewards.Coupons;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <param name="Kind">The goal's type, e.g. <c>purchases</c> or <c>checkIns</c>.</param>
/// <param name="Unit"><c>money</c> or <c>count</c>.</param>
public sealed record MissionGoalView(string Kind, string Text, string TextEn, long Done, long Needed, string Unit);

/// <param name="At">With how much of the mission's measure it comes.</param>
/// <param name="Kind"><c>coupon</c> or <c>points</c>.</param>
/// <param name="State"><c>ahead</c>, <c>coming</c> (earned, on its way), <c>given</c> or <c>missed</c>.</param>
/// <param name="Coupon">Its id in the wallet.</param>
public sealed record MissionPrizeView(long At, string Kind, string Title, string TitleEn, string State, string? Coupon);

/// <param name="State"><c>open</c>, <c>done</c>, <c>soldOut</c> (open, but its rewards are gone) or <c>over</c>.</param>
/// <param name="Until">Last second on which it can be worked on.</param>
/// <param name="Repeat"><c>once</c>, <c>weekly</c>, <c>monthly</c> or <c>again</c>.</param>
public sealed record MissionView(string Code, string Name, string NameEn, string State, long Done, long Needed, DateTime? Until, string Repeat)
{
    public string? About { get; init; }
    public string? AboutEn { get; init; }
    /// <summary>One of the goals is enough.</summary>
    public bool Any { get; init; }
    public DateTime? FinishedAt { get; init; }
    public IReadOnlyList<MissionGoalView> Goals { get; init; } = [];
    public IReadOnlyList<MissionPrizeView> Prizes { get; init; } = [];
}

public sealed record MissionsView(IReadOnlyList<MissionView> Missions);

/// <summary>A member's missions as they are this instant, also before the background has settled what was done.</summary>
public sealed class ReadMissions : ICardMissions
{
    private static readonly TimeSpan ShowOver = TimeSpan.FromDays(7), ShowDone = TimeSpan.FromDays(30);

    private readonly LoyaltyDb db;
    private readonly ReadMissionBook read;
    private readonly ReadMissionFacts readFacts;
    private readonly BrandTime time;

    internal ReadMissions(LoyaltyDb db, ReadMissionBook read, ReadMissionFacts readFacts, BrandTime time) => (this.db, this.read, this.readFacts, this.time) = (db, read, readFacts, time);

    private sealed record Shown(MissionKind Kind, MissionWindow Window, MissionRound? Round);

    public async Task<IReadOnlyList<MissionView>> ExecuteAsync(long memberId, CancellationToken ct)
    {
        var now = time.Now;
        var shown = await ShownAsync(memberId, now, ct);
        if (shown.Count == 0) return [];
        var facts = await readFacts.ExecuteAsync(memberId, shown.Min(s => s.Window.Start), [.. shown.SelectMany(s => s.Kind.Says.Goals)], ct);
        var (chinese, english, coupons) = (await NamesAsync(false, ct), await NamesAsync(true, ct), await CouponsAsync(ct));
        var ids = shown.SelectMany(s => s.Round?.Rewards ?? []).Select(r => r.CouponId).OfType<long>().ToList();
        var refs = await db.Coupons.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Ref, ct);
        var missions = shown.Select(s => s.Kind.Id).ToList();
        var book = await read.ExecuteAsync(ct);
        var taken = await db.Missions.Where(m => missions.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Rewarded, ct);
        List<MissionView> views = [];
        var unsettled = false;
        foreach (var (kind, window, round) in shown)
        {
            var says = kind.Says;
            var progress = MeasureMission.For(says, facts, window.Start, window.End, time.DayOf, time.Today);
            var done = round?.FinishedAt is not null || progress.Finished;
            unsettled |= done && round?.FinishedAt is null;
            var spent = taken[kind.Id] >= book.MostRewarded(kind.Id) && round?.Counted != true;
            views.Add(new MissionView(kind.Code, kind.Name, kind.NameEn, done ? "done" : now >= window.End ? "over" : spent && says.Prizes.Count > 0 ? "soldOut" : "open",
                done ? says.Needed : progress.Done, says.Needed, window.End is { } end ? LastMoment.Before(end) : null, Camel(says.Repeat))
            {
                About = says.About, AboutEn = says.AboutEn, Any = says.Any, FinishedAt = round?.FinishedAt,
                Goals = [.. says.Goals.Zip(progress.Goals, (g, p) => new MissionGoalView(KindOf(g), MissionWords.Goal(g, false, chinese), MissionWords.Goal(g, true, english), p.Done, p.Needed, g is SpendGoal ? "money" : "count"))],
                Prizes = [.. says.Prizes.Select((p, i) => View(says, p, i, progress, round, spent, coupons, refs)).OrderBy(p => p.At)],
            });
        }
        if (unsettled) await AskToSettleAsync(memberId, now, ct);
        return [.. views.OrderBy(v => v.State switch { "open" => 0, "done" => 1, "soldOut" => 2, _ => 3 }).ThenBy(v => v.Until ?? DateTime.MaxValue)];
    }

    /// <summary>How many can be worked on now, for the home page.</summary>
    public async Task<int> OpenAsync(long memberId, CancellationToken ct)
    {
        var now = time.Now;
        return (await read.ExecuteAsync(ct)).Newest.Any(k => k.Active) ? (await ShownAsync(memberId, now, ct)).Count(s => s.Round?.FinishedAt is null && !(now >= s.Window.End)) : 0;
    }

    /// <summary>For each mission the round that is on, or else the last one while it is news.</summary>
    private async Task<List<Shown>> ShownAsync(long memberId, DateTime now, CancellationToken ct)
    {
        var book = await read.ExecuteAsync(ct);
        var active = book.Newest.Where(k => k.Active).ToList();
        if (active.Count == 0) return [];
        var (over, done) = (now - ShowOver, now - ShowDone);
        var rounds = (await db.MissionRounds.AsNoTracking().Include(r => r.Rewards)
            .Where(r => r.MemberId == memberId && (r.EndsAt == null || r.EndsAt > over || r.FinishedAt > done)).ToListAsync(ct)).ToLookup(r => r.MissionId);
        DateTime? joined = null;
        List<Shown> shown = [];
        foreach (var kind in active)
        {
            var own = rounds[kind.Id].OrderByDescending(r => r.StartsAt).ThenByDescending(r => r.Id).ToList();
            var round = own.Find(r => now >= r.StartsAt && !(now >= r.EndsAt));
            if (round is null && kind.Says.For == MissionFor.Everybody)
            {
                joined ??= await db.Members.Where(m => m.Id == memberId).Select(m => m.JoinedAt).SingleAsync(ct);
                if (MissionWindows.At(kind.Says, book.Since(kind.Id)!.Value, now, joined.Value, time) is { } window)
                {
                    shown.Add(new Shown(kind, window, null));
                    continue;
                }
            }
            round ??= own.Find(r => r.FinishedAt > done || (r.EndsAt > over && (r.BegunAt is not null || kind.Says.For != MissionFor.Everybody)));
            if (round is not null) shown.Add(new Shown(book.Version(kind.Id, round.Version), new MissionWindow(round.Key, round.StartsAt, round.EndsAt), round));
        }
        return shown;
    }

    private static MissionPrizeView View(
        MissionDefinition says, MissionPrize prize, int index, MissionProgress progress, MissionRound? round, bool spent, Dictionary<string, (string Title, string TitleEn)> coupons, Dictionary<long, string> refs)
    {
        var at = prize.At ?? says.Needed;
        var got = round?.Rewards.Find(r => r.Position == index && r.TakenBackAt is null);
        var (title, english) = prize.Prize switch
        {
            PointsPrize p => ($"{p.Points} 點", $"{p.Points} points"),
            CouponPrize c => coupons.GetValueOrDefault(c.Coupon, (c.Coupon, c.Coupon)),
            _ => ("", ""),
        };
        var state = got is { Missed: not null } ? "missed" : got is not null ? "given" : progress.Done >= at ? spent ? "missed" : "coming" : "ahead";
        return new MissionPrizeView(at, prize.Prize is PointsPrize ? "points" : "coupon", title, english, state, got?.CouponId is { } id ? refs.GetValueOrDefault(id) : null);
    }

    // What no deed of the member told of (a profile that was complete before the mission began) is seen here first.
    private async Task AskToSettleAsync(long memberId, DateTime now, CancellationToken ct)
    {
        if (await db.MissionSignals.AnyAsync(s => s.MemberId == memberId, ct)) return;
        db.MissionSignals.Add(new MissionSignal { MemberId = memberId, At = now });
        await db.SaveChangesAsync(ct);
    }

    private async Task<MissionNames> NamesAsync(bool english, CancellationToken ct) => await MissionNaming.ReadAsync(db, english, ct);

    private Task<Dictionary<string, (string, string)>> CouponsAsync(CancellationToken ct) =>
        db.CouponDefinitions.AsNoTracking().Select(d => new { d.Code, d.Title, d.TitleEn }).ToDictionaryAsync(d => d.Code, d => (d.Title, d.TitleEn.Length > 0 ? d.TitleEn : d.Title), ct);

    private static string Camel(MissionRepeat repeat) => JsonNamingPolicy.CamelCase.ConvertName(repeat.ToString());

    private static string KindOf(MissionGoal goal) => goal switch
    {
        PurchasesGoal => "purchases", SpendGoal => "spend", StoresGoal => "stores", VarietyGoal => "variety", CheckInsGoal => "checkIns",
        FriendsGoal => "friends", ProfileGoal => "profile", ClickGoal => "click", _ => "weeks",
    };
}

/// <summary>The brand's own names for what missions mention.</summary>
public static class MissionNaming
{
    public static async Task<MissionNames> ReadAsync(LoyaltyDb db, bool english, CancellationToken ct) => new()
    {
        Stores = await db.Stores.AsNoTracking().ToDictionaryAsync(s => s.Code, s => english && s.NameEn.Length > 0 ? s.NameEn : s.Name, ct),
        Products = await db.Products.AsNoTracking().ToDictionaryAsync(p => p.Sku, p => english && p.NameEn.Length > 0 ? p.NameEn : p.Name, ct),
        Campaigns = await db.Campaigns.AsNoTracking().Where(c => c.StartedAt != null).OrderByDescending(c => c.Id).Take(200).ToDictionaryAsync(c => c.Id, c => c.Name, ct),
        Segments = await db.Segments.AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Name, ct),
    };
}

using LineLoyalty.Data;
using LineLoyalty.Marketing.Segments;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

public enum TriedPrizeState
{
    /// <summary>More has to be done.</summary>
    Ahead,
    WouldGive,
    Given,
    /// <summary>All places of the budget are taken.</summary>
    NoBudget,
    /// <summary>The coupon is not on, or none is left.</summary>
    NoCoupon,
}

/// <param name="At">With how much of the mission's measure it comes.</param>
public sealed record TriedPrize(long At, Prize Prize, TriedPrizeState State);

public enum NotTakingPart
{
    /// <summary>Not in its segment.</summary>
    NotInside,
    /// <summary>Nobody has given it to them.</summary>
    NotGiven,
    /// <summary>Its time is not now, or the member's own days are over.</summary>
    NotNow,
}

/// <param name="From">From when on deeds count in this trial; <paramref name="Until"/>, the first instant after it.</param>
/// <param name="Assumed">It is not on yet, or not the member's yet: as if it had begun then.</param>
/// <param name="Version">The one the member has begun and keeps; null when the form's words would hold.</param>
/// <param name="Against">Why the member takes no part now; the rest says what would be if they did.</param>
public sealed record TriedMission(DateTime From, DateTime? Until, bool Assumed, int? Version, NotTakingPart? Against, MissionProgress Progress, IReadOnlyList<TriedPrize> Prizes);

/// <summary>What a mission would say of one member, before it is saved. Nothing is kept.</summary>
public sealed class TryMission
{
    /// <summary>A mission that is not on yet is tried as if it had begun so long ago.</summary>
    public const int BackDays = 30;

    private readonly LoyaltyDb db;
    private readonly ReadMissionBook read;
    private readonly ReadMissionFacts readFacts;
    private readonly AskSegment ask;
    private readonly BrandTime time;

    internal TryMission(LoyaltyDb db, ReadMissionBook read, ReadMissionFacts readFacts, AskSegment ask, BrandTime time) =>
        (this.db, this.read, this.readFacts, this.ask, this.time) = (db, read, readFacts, ask, time);

    /// <param name="code">Of the mission that is being changed; null for a new one.</param>
    public async Task<TriedMission> ExecuteAsync(MissionDefinition says, string? code, Member member, CancellationToken ct)
    {
        var (now, book) = (time.Now, await read.ExecuteAsync(ct));
        var known = book.ByCode(code);
        var round = known is null ? null : await db.MissionRounds.AsNoTracking().Include(r => r.Rewards)
            .Where(r => r.MissionId == known.Id && r.MemberId == member.Id && r.StartsAt <= now && (r.EndsAt == null || r.EndsAt > now)).OrderByDescending(r => r.StartsAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(ct);
        var since = known is null ? null : book.Since(known.Id);
        var (window, assumed) = round is not null ? (new MissionWindow(round.Key, round.StartsAt, round.EndsAt), false) : Window(says, since, member, now);
        var against = round is not null ? null : await AgainstAsync(says, window, member, ct);
        // Out of its time there is nothing to count; what goals are missing is still told.
        window ??= new MissionWindow(MissionWindows.Once, now, null);
        var facts = await readFacts.ExecuteAsync(member.Id, window.Start, says.Goals, ct);
        var progress = MeasureMission.For(says, facts, window.Start, window.End, time.DayOf, time.Today);
        var full = says.Budget is { } most && round?.Counted != true && known is not null && await db.Missions.AnyAsync(m => m.Id == known.Id && m.Rewarded >= most, ct);
        List<TriedPrize> prizes = [];
        foreach (var prize in says.Prizes) prizes.Add(await PrizeAsync(says, prize, progress, round, full, now, ct));
        return new TriedMission(window.Start, window.End, assumed, round is not null && book.Version(round.MissionId, round.Version).Says.ToJson() != says.ToJson() ? round.Version : null, against, progress, [.. prizes.OrderBy(p => p.At)]);
    }

    private (MissionWindow? Window, bool Assumed) Window(MissionDefinition says, DateTime? since, Member member, DateTime now)
    {
        var back = time.StartOf(time.Today.AddDays(-BackDays));
        if (says.For == MissionFor.Given)
        {
            var given = time.StartOf(time.Today.AddDays(-Math.Min(BackDays, (says.Days ?? BackDays) - 1)));
            return (MissionWindows.Given(says, "try", now, time) is null ? null : MissionWindows.Given(says, "try", given, time) ?? MissionWindows.Given(says, "try", now, time), true);
        }
        var begun = since ?? back;
        var from = says.For == MissionFor.Segment ? time.StartOf(time.Today.AddDays(-Math.Min(BackDays, (says.Days ?? BackDays) - 1))) : member.JoinedAt;
        // Without a first day it begins when it is switched on: the trial lets it have begun earlier, and says so.
        return (MissionWindows.At(says, begun, now, from, time), since is null && says.FirstDay is null);
    }

    private async Task<NotTakingPart?> AgainstAsync(MissionDefinition says, MissionWindow? window, Member member, CancellationToken ct)
    {
        if (window is null) return NotTakingPart.NotNow;
        if (says.For == MissionFor.Given) return NotTakingPart.NotGiven;
        if (says.For != MissionFor.Segment) return null;
        var segment = await db.Segments.AsNoTracking().SingleOrDefaultAsync(s => s.Id == says.SegmentId, ct);
        return segment is not null && await (await ask.MembersAsync(segment.Rule, ct)).AnyAsync(m => m.Id == member.Id, ct) ? null : NotTakingPart.NotInside;
    }

    private async Task<TriedPrize> PrizeAsync(MissionDefinition says, MissionPrize prize, MissionProgress progress, MissionRound? round, bool full, DateTime now, CancellationToken ct)
    {
        var at = prize.At ?? says.Needed;
        // By what it is, not by its place: the form may have moved it.
        if (round?.Rewards.Exists(r => r.Prize == prize.Prize && r.TakenBackAt is null && r.Missed is null) == true) return new(at, prize.Prize, TriedPrizeState.Given);
        if (full) return new(at, prize.Prize, TriedPrizeState.NoBudget);
        var none = prize.Prize is CouponPrize coupon && !await db.CouponDefinitions.AnyAsync(d => d.Code == coupon.Coupon && d.Active && (d.IssueLimit == null || d.IssuedCount < d.IssueLimit) && (d.Budget == null || d.BudgetSpent < d.Budget), ct);
        return new(at, prize.Prize, none ? TriedPrizeState.NoCoupon : progress.Done >= at ? TriedPrizeState.WouldGive : TriedPrizeState.Ahead);
    }
}

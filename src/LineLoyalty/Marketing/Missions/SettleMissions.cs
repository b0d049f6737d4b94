using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using LineLoyalty.Rewards.Points;
using LineLoyalty.Rewards.Prizes;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>
/// Brings a member's rounds to what the member's deeds say, gives what that brings and takes back what a return undid. Everything is derived
/// anew under the member's lock, so it may be killed, doubled or repeated; the signals go last.
/// </summary>
internal sealed class SettleMissions(LoyaltyDb db, ReadMissionBook read, ReadMissionFacts readFacts, GivePrize give, TakeBackPrize takeBack, WearTag wear, BrandTime time)
{
    internal const string TagSource = "mission:";

    private sealed record Candidate(MissionKind Kind, MissionWindow Window, MissionRound? Round);

    public Task<List<long>> NextAsync(int count, CancellationToken ct) =>
        db.MissionSignals.GroupBy(s => s.MemberId).Select(g => new { g.Key, First = g.Min(s => s.Id) }).OrderBy(g => g.First).Take(count).Select(g => g.Key).ToListAsync(ct);

    public async Task ExecuteAsync(long memberId, CancellationToken ct)
    {
        var signals = await db.MissionSignals.AsNoTracking().Where(s => s.MemberId == memberId).ToListAsync(ct);
        if (signals.Count == 0) return;
        if (await db.Members.Where(m => m.Id == memberId && m.ErasedAt == null).Select(m => (DateTime?)m.JoinedAt).SingleOrDefaultAsync(ct) is { } joined)
        {
            var book = await read.ExecuteAsync(ct);
            // One unit each, in the same order for everybody: two members who finish at once never wait for each other's missions.
            foreach (var candidate in await ChangedAsync(memberId, joined, signals, book, ct)) await SettleAsync(memberId, candidate, book, ct);
        }
        var ids = signals.ConvertAll(s => s.Id);
        await using var unit = await db.BeginWriteAsync(ct);
        await db.MissionSignals.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>The rounds the signals may concern and in which something would change; nothing is locked yet.</summary>
    private async Task<List<Candidate>> ChangedAsync(long memberId, DateTime joined, List<MissionSignal> signals, MissionBook book, CancellationToken ct)
    {
        var (now, undone, earliest) = (time.Now, signals.Exists(s => s.At is null), signals.Min(s => s.At) ?? time.Now);
        var rounds = await db.MissionRounds.AsNoTracking().Include(r => r.Rewards)
            .Where(r => r.MemberId == memberId && (r.EndsAt == null || r.EndsAt > earliest || r.EndsAt > now || (undone && r.Done > 0))).ToListAsync(ct);
        var found = rounds.ConvertAll(r => new Candidate(book.Version(r.MissionId, r.Version), new MissionWindow(r.Key, r.StartsAt, r.EndsAt), r));
        foreach (var mission in book.Newest.Where(k => k.Says.For == MissionFor.Everybody))
        {
            if (book.Since(mission.Id) is not { } since) continue;
            foreach (var at in signals.Select(s => s.At).OfType<DateTime>().Distinct())
            {
                if (book.At(mission.Id, at < since ? since : at) is not { Active: true, Says.For: MissionFor.Everybody } kind) continue;
                if (MissionWindows.At(kind.Says, since, at, joined, time) is not { } window || found.Exists(c => c.Kind.Id == kind.Id && c.Window.Key == window.Key)) continue;
                // An older round of the member's that is not among those looked at.
                if (await db.MissionRounds.AnyAsync(r => r.MissionId == kind.Id && r.MemberId == memberId && r.Key == window.Key, ct)) continue;
                found.Add(new Candidate(kind, window, null));
            }
        }
        if (found.Count == 0) return [];
        var facts = await readFacts.ExecuteAsync(memberId, found.Min(c => c.Window.Start), [.. found.SelectMany(c => c.Kind.Says.Goals)], ct);
        return [.. found.Where(c => Changes(c.Kind.Says, c.Round, Measure(c, book, facts))).OrderBy(c => c.Kind.Id).ThenBy(c => c.Window.Start)];
    }

    private static bool Changes(MissionDefinition says, MissionRound? round, MissionProgress progress) =>
        round is null ? progress.Begun : round.Done != progress.Done || (round.FinishedAt is not null) != progress.Finished || (round.BegunAt is null && progress.Begun) || Owes(says, round);

    /// <summary>It was missed, and has been promised since: <see cref="MakeUpMission"/>.</summary>
    private static bool Owes(MissionDefinition says, MissionRound round) =>
        round.Counted && says.Prizes.Index().Any(p => (p.Item.At ?? says.Needed) <= round.Done && round.Rewards.Exists(r => r.Position == p.Index) && !round.Rewards.Exists(r => r.Position == p.Index && r.TakenBackAt is null));

    private MissionProgress Measure(Candidate c, MissionBook book, MissionFacts facts)
    {
        var until = (c.Window.End, book.StoppedAt(c.Kind.Id)) switch
        {
            ({ } end, { } stopped) => end < stopped ? end : stopped,
            var (end, stopped) => end ?? stopped,
        };
        return MeasureMission.For(c.Kind.Says, facts, c.Window.Start, until, time.DayOf, today: null);
    }

    private async Task SettleAsync(long memberId, Candidate candidate, MissionBook book, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var unit = await db.BeginWriteAsync(ct);
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null }) return;
        var (kind, window) = (candidate.Kind, candidate.Window);
        var round = await db.MissionRounds.Include(r => r.Rewards).SingleOrDefaultAsync(r => r.MissionId == kind.Id && r.MemberId == memberId && r.Key == window.Key, ct);
        // Begun by another server meanwhile, by another version.
        if (round is not null) (kind, window) = (book.Version(kind.Id, round.Version), new MissionWindow(round.Key, round.StartsAt, round.EndsAt));
        var facts = await readFacts.ExecuteAsync(memberId, window.Start, [.. kind.Says.Goals], ct);
        var progress = Measure(new Candidate(kind, window, round), book, facts);
        if (!Changes(kind.Says, round, progress)) return;
        var now = time.Now;
        if (round is null)
        {
            round = new MissionRound { MissionId = kind.Id, MemberId = memberId, Key = window.Key, Version = kind.Version, StartsAt = window.Start, EndsAt = window.End, CreatedAt = now };
            db.MissionRounds.Add(round);
        }
        var was = round.FinishedAt is not null;
        round.Done = progress.Done;
        if (progress.Begun) round.BegunAt ??= now;
        round.FinishedAt = progress.Finished ? round.FinishedAt ?? now : null;
        await db.SaveChangesAsync(ct);
        var lost = await UndoAsync(round, kind, now, ct);
        await GiveAsync(round, kind, book.MostRewarded(kind.Id), now, ct);
        if (progress.Finished != was)
        {
            await TagAsync(round, kind, progress.Finished, now, ct);
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = memberId, Kind = progress.Finished ? MemberEvents.MissionFinished : MemberEvents.MissionUndone, At = now,
                Data = JsonSerializer.Serialize(new { mission = kind.Code, round = round.Id, points = lost == 0 ? (long?)null : lost }, Relaxed),
            });
        }
        await unit.CommitAsync(ct);
    }

    private async Task GiveAsync(MissionRound round, MissionKind kind, int most, DateTime now, CancellationToken ct)
    {
        // Coupons in the order of their codes: two members at once take their kinds' rows in the same order.
        foreach (var (index, prize) in kind.Says.Prizes.Index().Where(p => (p.Item.At ?? kind.Says.Needed) <= round.Done).OrderBy(p => (p.Item.Prize as CouponPrize)?.Coupon, StringComparer.Ordinal).ToList())
        {
            var before = round.Rewards.Where(r => r.Position == index).ToList();
            if (before.Exists(r => r.TakenBackAt is null)) continue;
            if (!await ClaimAsync(db, round, most, ct))
            {
                round.Rewards.Add(new MissionReward { Position = index, Time = before.Count, Prize = prize.Prize, At = now, Missed = MissionRefusals.Budget.Code });
                continue;
            }
            var cause = Cause(round, kind, string.Create(CultureInfo.InvariantCulture, $"mission:{round.Id}:{index}:{before.Count}"), now);
            // What ran out must not stop the rest: the round remembers, and staff can see it.
            var outcome = await give.ExecuteAsync(round.MemberId, prize.Prize, cause, ct);
            round.Rewards.Add(new MissionReward
            {
                Position = index, Time = before.Count, Prize = prize.Prize, At = now, CouponId = outcome.Value?.Coupon?.Id, Points = outcome.Value?.Points ?? 0, Missed = outcome.Refusal?.Code,
            });
        }
        await db.SaveChangesAsync(ct);
    }

    /// <summary>One of the budget's places, for the whole round.</summary>
    internal static async Task<bool> ClaimAsync(LoyaltyDb db, MissionRound round, int most, CancellationToken ct)
    {
        if (round.Counted) return true;
        round.Counted = await db.Missions.Where(m => m.Id == round.MissionId && m.Rewarded < most).ExecuteUpdateAsync(s => s.SetProperty(m => m.Rewarded, m => m.Rewarded + 1), ct) > 0;
        return round.Counted;
    }

    /// <returns>Points taken back.</returns>
    private async Task<long> UndoAsync(MissionRound round, MissionKind kind, DateTime now, CancellationToken ct)
    {
        var lost = 0L;
        foreach (var reward in round.Rewards.Where(r => (kind.Says.Prizes[r.Position].At ?? kind.Says.Needed) > round.Done && r.TakenBackAt is null && !r.Kept).ToList())
        {
            if (reward.Missed is not null) reward.TakenBackAt = now;
            else if (kind.Says.KeepsPrizes) reward.Kept = true;
            else if (reward.CouponId is { } coupon)
            {
                if (await takeBack.CouponAsync(round.MemberId, coupon, PointsReasons.Mission, now, ct)) reward.TakenBackAt = now;
                else reward.Kept = true;
            }
            else
            {
                reward.TakenBackAt = now;
                lost += reward.Points;
                await takeBack.PointsAsync(round.MemberId, reward.Points, reward.At, Cause(round, kind, "", now), ct);
            }
        }
        if (round.Counted && !Owes(kind.Says, round) && round.Rewards.TrueForAll(r => r.TakenBackAt is not null || r.Missed is not null))
        {
            round.Counted = false;
            await db.Missions.Where(m => m.Id == kind.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Rewarded, m => m.Rewarded - 1), ct);
        }
        await db.SaveChangesAsync(ct);
        return lost;
    }

    private async Task TagAsync(MissionRound round, MissionKind kind, bool on, DateTime now, CancellationToken ct)
    {
        if (kind.Says.Tag is not { } tag) return;
        var source = TagSource + kind.Code;
        if (on) await wear.ExecuteAsync(round.MemberId, tag, source, until: null, ct);
        else if (!kind.Says.KeepsPrizes && await db.MemberTags.SingleOrDefaultAsync(t => t.MemberId == round.MemberId && t.Name == tag && t.Source == source, ct) is { } worn)
        {
            db.MemberTags.Remove(worn);
            db.MemberEvents.Add(WearTag.TagEvent(round.MemberId, MemberEvents.TagRemoved, now, tag, source));
        }
    }

    private static PrizeCause Cause(MissionRound round, MissionKind kind, string key, DateTime at) => new(PointsReasons.Mission, key, at, "mission:" + kind.Code, round.Version,
        JsonSerializer.Serialize(new { name = kind.Name, nameEn = kind.NameEn.Length > 0 ? kind.NameEn : null }, Relaxed));

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}

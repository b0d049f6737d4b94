using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Marketing.Missions;

/// <summary>Gives a member a mission that is only given, once per key. Joins the caller's unit when there is one.</summary>
public sealed class GiveMission(LoyaltyDb db, ReadMissionBook read, BrandTime time)
{
    public const int LongestKey = 60;

    /// <param name="source">Who or what gave it, e.g. <c>journey:7</c> or <c>staff:3</c>.</param>
    public async Task<Outcome<MissionRound>> ExecuteAsync(long memberId, string code, string key, string source, CancellationToken ct)
    {
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null }) return MemberRefusals.NotFound;
        var now = time.Now;
        if ((await read.ExecuteAsync(ct)).ByCode(code) is not { Active: true } kind) return MissionRefusals.NotFound;
        if (kind.Says.For != MissionFor.Given) return MissionRefusals.NotGiven;
        if (MissionWindows.Given(kind.Says, key, now, time) is not { } window) return MissionRefusals.Over;
        var rounds = await db.MissionRounds.Where(r => r.MissionId == kind.Id && r.MemberId == memberId).ToListAsync(ct);
        if (rounds.Find(r => r.Key == window.Key) is { } same) return same;
        if (rounds.Exists(r => kind.Says.Repeat != MissionRepeat.Again || (r.FinishedAt is null && !(now >= r.EndsAt)))) return MissionRefusals.Already;
        var round = new MissionRound { MissionId = kind.Id, MemberId = memberId, Key = window.Key, Version = kind.Version, StartsAt = window.Start, EndsAt = window.End, CreatedAt = now };
        db.MissionRounds.Add(round);
        // What is done already (a profile that is complete) counts at once.
        db.MissionSignals.Add(new MissionSignal { MemberId = memberId, At = now });
        db.MemberEvents.Add(new MemberEvent
        {
            MemberId = memberId, Kind = MemberEvents.MissionGiven, At = now, Data = JsonSerializer.Serialize(new { mission = kind.Code, source }, JsonSerializerOptions.Web),
        });
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return round;
    }
}

using System.Globalization;
using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Rewards.Points.Earning;
using LineLoyalty.Rewards.Points.Policies;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Rewards.Points;

/// <param name="Counted">False when it had counted before.</param>
public sealed record EventPoints(bool Counted, long Points, long Available)
{
    /// <summary>It had counted before.</summary>
    public bool Before { get; init; }
}

/// <summary>The store in which a member did something.</summary>
public sealed record EventPlace(long StoreId, string StoreCode);

/// <param name="Key">The till's key; <paramref name="By"/>, the clerk's or the till's name.</param>
/// <param name="Reason">Code of the reason.</param>
/// <param name="Approved">Who agreed to it, where somebody had to.</param>
public sealed record AdjustSource(long Key, string By, string Reason, long? Approved);

/// <summary>Points without a sale, each under a key that lets it happen once. Joins the caller's unit when there is one.</summary>
public sealed class GivePoints(LoyaltyDb db, BrandTime time, PointsLedger ledger, ReadPointsProgramme programmes)
{
    /// <summary>What the brand's rules give for something a member did at <paramref name="at"/>; nothing when no rule says so.</summary>
    /// <param name="key">What was done, e.g. <c>survey:spring</c>; the member is added to it.</param>
    public async Task<Outcome<EventPoints>> ForEventAsync(long memberId, EarningEvent what, string key, DateTime at, CancellationToken ct, EventPlace? place = null)
    {
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        var now = time.Now;
        var account = await ledger.OpenAsync(member, null, ct);
        var full = string.Create(CultureInfo.InvariantCulture, $"{key}:{memberId}");
        if (await db.PointsGrants.AnyAsync(g => g.Key == full, ct)) return new EventPoints(false, 0, account.Available(now)) { Before = true };
        var programme = await programmes.AtAsync(at, ct);
        var earning = DecideEarning.For(await FactsAsync(member, what, at, place, programme, ct), programme.Rules);
        if (earning.Total == 0) return new EventPoints(false, 0, account.Available(now));
        var expiryFacts = await ExpiryFactsAsync(member, programme.Policy, ct);
        foreach (var part in earning.Parts)
        {
            var expiry = part.Rule.ExpiryUnder(programme.Policy);
            account.Earn(part.Points, at, at, expiry.Of(at, expiryFacts, time), part.Rule.Code,
                new PointsCause(at, now, Reason(what)) { Rule = part.Rule.Code, RuleVersion = part.Rule.Version, Inputs = part.Inputs.ToJson() }, (expiry as Inactivity)?.Days);
        }
        db.PointsGrants.Add(new PointsGrant { MemberId = memberId, Key = full, At = at, Points = earning.Total });
        Tell(member, MemberEvents.PointsEarned, at, earning.Total, Reason(what), place?.StoreId);
        await ledger.BookAsync(account, member, ct);
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return new EventPoints(true, earning.Total, account.Available(now));
    }

    /// <summary>What the rules of today would give for it then.</summary>
    public async Task<long> PreviewAsync(long memberId, EarningEvent what, DateTime at, EventPlace? place, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == memberId, ct);
        var programme = await programmes.AtAsync(at, ct);
        return DecideEarning.For(await FactsAsync(member, what, at, place, programme, ct), programme.Rules).Total;
    }

    /// <summary>A correction by hand: more points, which live as any others, or fewer, but never below zero.</summary>
    /// <param name="key">Number of the form, or of the batch's line.</param>
    /// <param name="source">The till it was done at; null at the back office.</param>
    public async Task<Outcome<EventPoints>> AdjustAsync(
        long memberId, long points, string reason, string key, long? staffId, long? batchId, CancellationToken ct, AdjustSource? source = null)
    {
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        if (await db.TakeMemberAsync(memberId, ct) is not { ErasedAt: null } member) return MemberRefusals.NotFound;
        var now = time.Now;
        var account = await ledger.OpenAsync(member, null, ct);
        if (await db.PointsGrants.AnyAsync(g => g.Key == key, ct)) return new EventPoints(false, 0, account.Available(now));
        if (-points > account.Available(now)) return PointsRefusals.Insufficient.With(("available", account.Available(now)));
        var policy = await programmes.PolicyAtAsync(now, ct);
        var cause = new PointsCause(now, now, batchId is null ? PointsReasons.Adjusted : PointsReasons.Batch)
        {
            Inputs = JsonSerializer.Serialize(new { name = reason, staff = staffId, batch = batchId, source?.Key, source?.By, source?.Reason, source?.Approved }, Relaxed),
        };
        var expires = policy.Expiry.Of(now, await ExpiryFactsAsync(member, policy, ct), time);
        account.Adjust(points, now, expires, batchId is { } batch ? BatchRule(batch) : PointsReasons.Adjusted, cause, (policy.Expiry as Inactivity)?.Days);
        db.PointsGrants.Add(new PointsGrant { MemberId = memberId, Key = key, At = now, Points = points, BatchId = batchId });
        Tell(member, MemberEvents.PointsAdjusted, now, points, reason);
        await ledger.BookAsync(account, member, ct);
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return new EventPoints(true, points, account.Available(now));
    }

    /// <summary>Takes back what is left of a batch's line: what has been spent stays spent, so nobody goes below zero.</summary>
    public async Task<long> UndoAsync(long memberId, long batchId, long staffId, CancellationToken ct)
    {
        await using var own = db.CurrentUnit is null ? await db.BeginWriteAsync(ct) : null;
        if (await db.TakeMemberAsync(memberId, ct) is not { } member) return 0;
        var key = string.Create(CultureInfo.InvariantCulture, $"{UndoKey(batchId)}{memberId}");
        if (await db.PointsGrants.AnyAsync(g => g.Key == key, ct)) return 0;
        var now = time.Now;
        var account = await ledger.OpenAsync(member, null, ct);
        var taken = account.Withdraw(BatchRule(batchId), now, new PointsCause(now, now, PointsReasons.Batch)
        {
            Inputs = JsonSerializer.Serialize(new { name = "undo", staff = staffId, batch = batchId }, Relaxed),
        });
        if (taken == 0) return 0;
        db.PointsGrants.Add(new PointsGrant { MemberId = memberId, Key = key, At = now, Points = -taken });
        Tell(member, MemberEvents.PointsAdjusted, now, -taken, "undo");
        await ledger.BookAsync(account, member, ct);
        if (own is null) await db.SaveChangesAsync(ct);
        else await own.CommitAsync(ct);
        return taken;
    }

    private static readonly JsonSerializerOptions Relaxed = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Begins the key of each member's undoing.</summary>
    public static string UndoKey(long batchId) => string.Create(CultureInfo.InvariantCulture, $"undo:{batchId}:");

    private static string BatchRule(long batchId) => string.Create(CultureInfo.InvariantCulture, $"batch:{batchId}");

    private static string Reason(EarningEvent what) => what.ToString().ToLowerInvariant();

    private async Task<EarningFacts> FactsAsync(Member member, EarningEvent what, DateTime at, EventPlace? place, PointsProgramme programme, CancellationToken ct)
    {
        var rules = programme.Rules.Where(r => r.Says.Event == what).ToList();
        var codes = rules.Where(r => r.Says is { CapPerDay: not null } or { CapPerMember: not null }).Select(r => r.Code).ToList();
        var (dayStart, dayEnd) = (time.StartOf(time.DayOf(at)), time.EndOf(time.DayOf(at)));
        var given = codes.Count == 0 ? [] : await db.PointsEntries
            .Where(e => e.MemberId == member.Id && e.Rule != null && codes.Contains(e.Rule) && e.Kind == PointsEntryKind.Earn).GroupBy(e => e.Rule!)
            .Select(g => new { g.Key, Today = g.Sum(e => e.At >= dayStart && e.At < dayEnd ? e.Points : 0), All = g.Sum(e => e.Points) }).ToDictionaryAsync(g => g.Key, g => new CapUse(g.Today, g.All), ct);
        return new EarningFacts
        {
            Event = what, Local = time.Local(at), BirthMonth = member.BirthMonth, Given = given, Store = place?.StoreCode,
            Tier = rules.Exists(r => r.Says.Conditions.Tiers is { Count: > 0 }) ? await db.TierPeriods.Where(p => p.MemberId == member.Id && p.FromAt <= at).OrderByDescending(p => p.FromAt).ThenByDescending(p => p.Id)
                .Select(p => db.Tiers.Where(t => t.Level == p.Level).Select(t => t.Code).FirstOrDefault()).FirstOrDefaultAsync(ct)
                ?? await db.Tiers.Where(t => t.Level == member.TierLevel).Select(t => t.Code).FirstOrDefaultAsync(ct) : null,
        };
    }

    private async Task<ExpiryFacts> ExpiryFactsAsync(Member member, PointsPolicy policy, CancellationToken ct) => new(member.JoinedAt, policy.Expiry is TierAnniversary
        ? await db.TierPeriods.Where(p => p.MemberId == member.Id && p.ToAt == null).Select(p => p.ValidUntil).FirstOrDefaultAsync(ct) : null);

    private void Tell(Member member, string kind, DateTime at, long points, string reason, long? store = null) => db.MemberEvents.Add(new MemberEvent
    {
        MemberId = member.Id, Kind = kind, At = at, Data = JsonSerializer.Serialize(new { points, reason, store }, Relaxed),
    });
}

/// <summary>A member whose profile has all the brand asks for gets what the rules give for that, once.</summary>
internal sealed class RewardProfile(GivePoints give, BrandTime time) : IProfileObserver
{
    public Task ChangedAsync(Member member, CancellationToken ct) =>
        member is { BirthMonth: not null, Gender: not null, Name.Length: > 0 } ? give.ForEventAsync(member.Id, EarningEvent.Profile, "profile", time.Now, ct) : Task.CompletedTask;
}

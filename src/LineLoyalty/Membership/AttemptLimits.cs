using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

/// <param name="Name">First part of the counter's key.</param>
/// <param name="Limit">How many within <paramref name="Window"/>.</param>
/// <param name="Pause">How long everything is refused once the limit is reached; for rations it is the rest of the window.</param>
public sealed record AttemptRule(string Name, int Limit, TimeSpan Window, TimeSpan Pause = default);

/// <summary>The numbers of the promises: wrong codes per member, per POS key and per client address.</summary>
public static class AttemptRules
{
    public static readonly AttemptRule Member = new("member", 5, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30));
    public static readonly AttemptRule MemberPerDay = new("member-day", 20, TimeSpan.FromDays(1), TimeSpan.FromDays(1));
    public static readonly AttemptRule PromoCode = new("promo", 10, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30));
    public static readonly AttemptRule PosKey = new("pos", 30, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
    private static readonly HashSet<string> WrongCodes = ["coupon.not_found", "code.invalid", "promo.unknown"];

    /// <summary>Whether a refusal with this code says that what was shown is no code at all.</summary>
    public static bool IsWrongCode(string? refusal) => refusal is not null && WrongCodes.Contains(refusal);

    public static readonly AttemptRule Address = new("address", 60, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}

/// <summary>Counts wrong tries in the database, so that every copy of the server shares one limit and a restart forgets nothing.</summary>
public sealed class AttemptLimits(LoyaltyDb db, TimeProvider clock, Vault vault)
{
    /// <summary>A client address as a counter's subject; the address itself is nobody's business.</summary>
    public string Subject(System.Net.IPAddress? address) => vault.Index("address", address?.ToString() ?? "unknown");

    /// <summary>The refusal while the subject is paused, or null.</summary>
    public async Task<Refusal?> RefuseAsync(AttemptRule rule, string subject, CancellationToken ct)
    {
        var key = Key(rule, subject);
        return Refuse(await PausedUntil.On(db)(db, key, ct));
    }

    /// <summary>As <see cref="RefuseAsync"/>, by what a counter has just said.</summary>
    internal Refusal? Refuse(DateTime? pausedUntil) => pausedUntil is { } end && end > Now ? TooMany(end) : null;

    private static readonly KnownQuery<Func<LoyaltyDb, string, CancellationToken, Task<DateTime?>>> PausedUntil = new(() => EF.CompileAsyncQuery(
        (LoyaltyDb db, string key, CancellationToken ct) => db.AttemptCounters.Where(c => c.Key == key).Select(c => c.PausedUntil).FirstOrDefault()));

    /// <summary>Counts one wrong try and pauses the subject when that reaches the limit. Not inside a unit: a refused action is rolled back, its count must stay.</summary>
    public async Task CountAsync(AttemptRule rule, string subject, CancellationToken ct)
    {
        if (db.CurrentUnit is not null) throw new InvalidOperationException("A wrong try is counted outside the unit that refused it.");
        var (key, now) = (Key(rule, subject), Now);
        await using var unit = await db.BeginWriteAsync(ct);
        await AddAsync(key, rule, int.MaxValue, now, ct);
        var pausedUntil = now + rule.Pause;
        await db.AttemptCounters.Where(c => c.Key == key && c.Count >= rule.Limit && (c.PausedUntil == null || c.PausedUntil <= now))
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.PausedUntil, pausedUntil).SetProperty(c => c.Count, 0), ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>
    /// Takes one of a ration (so many messages per number and day) and answers the refusal when none is left.
    /// Joins the caller's unit; call it before other rows are loaded.
    /// </summary>
    public async Task<Refusal?> TakeAsync(AttemptRule rule, string subject, CancellationToken ct)
    {
        var (key, now) = (Key(rule, subject), Now);
        await using var unit = await db.BeginWriteAsync(ct);
        var taken = await AddAsync(key, rule, rule.Limit, now, ct);
        await unit.CommitAsync(ct);
        if (taken) return null;
        var start = await db.AttemptCounters.Where(c => c.Key == key).Select(c => c.WindowStart).FirstAsync(ct);
        return TooMany(start + rule.Window);
    }

    private async Task<bool> AddAsync(string key, AttemptRule rule, int most, DateTime now, CancellationToken ct)
    {
        var windowEdge = now - rule.Window;
        while (true)
        {
            var row = db.AttemptCounters.Where(c => c.Key == key);
            if (await row.Where(c => c.WindowStart > windowEdge && c.Count < most)
                    .ExecuteUpdateAsync(s => s.SetProperty(c => c.Count, c => c.Count + 1), ct) == 1) return true;
            if (await row.Where(c => c.WindowStart <= windowEdge)
                    .ExecuteUpdateAsync(s => s.SetProperty(c => c.WindowStart, now).SetProperty(c => c.Count, 1), ct) == 1) return true;
            if (await row.AnyAsync(ct)) return false;

            await using var inner = await db.BeginWriteAsync(ct);
            db.AttemptCounters.Add(new AttemptCounter { Key = key, WindowStart = now, Count = 1 });
            try
            {
                await inner.CommitAsync(ct);
                return true;
            }
            catch (DbUpdateException e) when (db.IsUniqueViolation(e))
            {
                // Another copy of the server counted first: count on its row.
            }
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal static string Key(AttemptRule rule, string subject) => $"{rule.Name}:{subject}";

    private Refusal TooMany(DateTime until) =>
        MemberRefusals.TooManyTries.With(("retryAfter", (long)Math.Ceiling((until - Now).TotalSeconds)));
}

using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Liff;

/// <summary>Who is looking at the page: a LINE account, and the member it is bound to, if any, as of this request.</summary>
public sealed record LiffSession(long Id, long LineAccountId, long? MemberId, string? Source)
{
    internal DateTime LastSeenAt { get; init; }
    internal DateTime ExpiresAt { get; init; }
}

/// <summary>Sessions of LIFF pages. Every request asks the database, so an ended session is refused at once on every copy of the server.</summary>
public sealed class LiffSessions(LoyaltyDb db, TimeProvider clock)
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(12);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    /// <summary>Starts a session and answers its token: 256 random bits, of which only the hash is kept.</summary>
    public async Task<string> StartAsync(long lineAccountId, string? source, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var token = Secret.New();
        await using var unit = await db.BeginWriteAsync(ct);
        db.MemberSessions.Add(new MemberSession
        {
            TokenHash = Secret.Hash(token),
            LineAccountId = lineAccountId,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + Absolute,
            Source = source,
        });
        await unit.CommitAsync(ct);
        return token;
    }

    /// <summary>The live session behind a cookie, or null when it is unknown, idle too long, too old or ended.</summary>
    public async Task<LiffSession?> FindAsync(string token, CancellationToken ct)
    {
        if (token.Length != 43) return null;
        var hash = Secret.Hash(token);
        var now = clock.GetUtcNow().UtcDateTime;
        var idleEdge = now - Idle;
        var session = await db.MemberSessions.AsNoTracking()
            .Where(s => s.TokenHash == hash && s.RevokedAt == null && s.ExpiresAt > now && s.LastSeenAt > idleEdge)
            .Select(s => new LiffSession(s.Id, s.LineAccountId, s.LineAccount.Member!.ErasedAt == null ? s.LineAccount.MemberId : null, s.Source)
            {
                LastSeenAt = s.LastSeenAt,
                ExpiresAt = s.ExpiresAt,
            })
            .FirstOrDefaultAsync(ct);
        return session;
    }

    /// <summary>Moves the idle limit on; true when that was written (at most once a minute, since it costs a commit).</summary>
    public async Task<bool> TouchAsync(LiffSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var edge = now - TouchEvery;
        if (session.LastSeenAt > edge) return false;
        await using var unit = await db.BeginWriteAsync(ct);
        var rows = await db.MemberSessions.Where(s => s.Id == session.Id && s.LastSeenAt <= edge && s.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.LastSeenAt, now), ct);
        await unit.CommitAsync(ct);
        return rows > 0;
    }

    public async Task EndAsync(long sessionId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.MemberSessions.Where(s => s.Id == sessionId && s.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.RevokedAt, now), ct);
        await unit.CommitAsync(ct);
    }

    /// <summary>Ends every session of a LINE account; joins the caller's unit.</summary>
    public async Task EndAllAsync(long lineAccountId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.MemberSessions.Where(s => s.LineAccountId == lineAccountId && s.RevokedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.RevokedAt, now), ct);
        await unit.CommitAsync(ct);
    }
}

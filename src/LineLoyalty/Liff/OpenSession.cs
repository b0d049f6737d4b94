using Line.Messaging.Login;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Liff;

/// <param name="Token">The new session's token; null when the session that was there goes on.</param>
public sealed record OpenedSession(LiffSession Session, string? Token);

/// <summary>Turns LINE's signed word about who is looking (an ID token for our own LINE Login channel) into a session of ours.</summary>
public sealed class OpenSession(LoyaltyDb db, TimeProvider clock, IdTokenVerifier verifier, LiffSessions sessions)
{
    private const int LongestName = 100;
    private const int LongestUrl = 2000;

    /// <param name="current">The session of the request's cookie: LIFF loads a deep link twice, and both loads sign in.</param>
    public async Task<Outcome<OpenedSession>> ExecuteAsync(string? idToken, string? source, LiffSession? current, CancellationToken ct)
    {
        var result = await verifier.VerifyAsync(idToken, ct: ct);
        if (result.Outcome == IdTokenOutcome.KeysUnavailable) return LiffRefusals.LineUnavailable;
        if (!result.IsValid) return LiffRefusals.IdTokenInvalid;

        var account = await SeeAsync(result.Claims, ct);
        if (current?.LineAccountId == account) return new OpenedSession(current, null);
        if (current is not null) await sessions.EndAsync(current.Id, ct);
        var token = await sessions.StartAsync(account, source, ct);
        return new OpenedSession((await sessions.FindAsync(token, ct))!, token);
    }

    private async Task<long> SeeAsync(IdTokenClaims claims, CancellationToken ct)
    {
        var name = claims.Name is null ? null : Cut(Names.Readable(claims.Name));
        var picture = claims.Picture is { Length: <= LongestUrl } url && IsWebAddress(url) ? url : null;
        while (true)
        {
            var known = await db.LineAccounts.AsNoTracking().FirstOrDefaultAsync(a => a.LineUserId == claims.UserId, ct);
            // A token without name or picture (no consent yet) must not erase what a webhook told us.
            if (known is not null && (name ?? known.DisplayName) == known.DisplayName && (picture ?? known.PictureUrl) == known.PictureUrl) return known.Id;
            await using var unit = await db.BeginWriteAsync(ct);
            var account = await db.LineAccounts.FirstOrDefaultAsync(a => a.LineUserId == claims.UserId, ct);
            if (account is null)
            {
                // Many followed before this server heard of them; until an unfollow event says otherwise they count as reachable.
                account = new LineAccount { LineUserId = claims.UserId, FirstSeenAt = clock.GetUtcNow().UtcDateTime, Friend = true };
                db.LineAccounts.Add(account);
            }
            account.DisplayName = name ?? account.DisplayName;
            account.PictureUrl = picture ?? account.PictureUrl;
            try
            {
                await unit.CommitAsync(ct);
                return account.Id;
            }
            catch (DbUpdateException e) when (db.IsUniqueViolation(e))
            {
                // The follow event or the page's other load met this person in the same moment.
            }
        }
    }

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static string Cut(string text) =>
        text.Length <= LongestName ? text : text[..(char.IsHighSurrogate(text[LongestName - 1]) ? LongestName - 1 : LongestName)];
}

using Line.Messaging;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Makes LINE hold our menus as they are now: uploads only what changed or is gone, sets the default, and removes what nobody sees any
/// more. May be cut off anywhere and run again.
/// </summary>
internal sealed partial class PublishRichMenus(
    LoyaltyDb db, TimeProvider clock, LineMessagingClient line, RichMenuDesigns designs, ConversationLock @lock, ILogger<PublishRichMenus> logger)
{
    // No LINE user id starts like this, so the lock table serves here too: one publisher at a time.
    private const string LockSubject = "#rich-menus";
    private const string RetiredStart = "retired:";

    /// <summary>How an account remembers which menu it was given: the design and which upload of it.</summary>
    public static string LinkKey(string key, string richMenuId) => $"{key}@{richMenuId[^Math.Min(12, richMenuId.Length)..]}";

    /// <returns>False when another copy of the server is at it.</returns>
    public async Task<bool> ExecuteAsync(CancellationToken ct)
    {
        if (!await TakeTurnAsync(ct)) return false;
        var online = (await line.ListRichMenusAsync(ct)).RichMenus.Where(m => RichMenuDesigns.IsOurs(m.Name)).Select(m => m.RichMenuId).ToHashSet(StringComparer.Ordinal);
        foreach (var design in designs.All)
        {
            if (!await TakeTurnAsync(ct)) return false;
            var known = await db.RichMenuPublications.AsNoTracking().FirstOrDefaultAsync(p => p.Key == design.Key, ct);
            if (known is null || known.ContentHash != design.Hash || !online.Contains(known.RichMenuId)) await UploadAsync(design, ct);
        }
        await SetDefaultAsync(ct);
        await RemoveUnusedAsync(online, ct);
        return true;
    }

    private async Task UploadAsync(RichMenuDesign design, CancellationToken ct)
    {
        var id = (await line.CreateRichMenuAsync(design.Menu, ct)).RichMenuId;
        await line.UploadRichMenuImageAsync(id, design.Picture, "image/png", ct);
        await using var unit = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var row = await db.RichMenuPublications.FirstOrDefaultAsync(p => p.Key == design.Key, ct);
        if (row is null)
        {
            db.RichMenuPublications.Add(new RichMenuPublication { Key = design.Key, ContentHash = design.Hash, RichMenuId = id, PublishedAt = now });
        }
        else
        {
            // People still see the old one until they were given the new one.
            db.RichMenuPublications.Add(new RichMenuPublication { Key = RetiredStart + LinkKey(row.Key, row.RichMenuId), ContentHash = row.ContentHash, RichMenuId = row.RichMenuId, PublishedAt = row.PublishedAt });
            (row.ContentHash, row.RichMenuId, row.PublishedAt) = (design.Hash, id, now);
        }
        await unit.CommitAsync(ct);
        Log.Published(logger, design.Key, id);
    }

    private async Task SetDefaultAsync(CancellationToken ct)
    {
        var wanted = await db.RichMenuPublications.Where(p => p.Key == RichMenuDesigns.Default).Select(p => p.RichMenuId).FirstAsync(ct);
        if (await CurrentDefaultAsync(ct) != wanted) await line.SetDefaultRichMenuAsync(wanted, ct);
    }

    private async Task<string?> CurrentDefaultAsync(CancellationToken ct)
    {
        try
        {
            return (await line.GetDefaultRichMenuIdAsync(ct)).RichMenuId;
        }
        catch (LineApiException e) when (e.Kind == LineErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task RemoveUnusedAsync(HashSet<string> online, CancellationToken ct)
    {
        var rows = await db.RichMenuPublications.AsNoTracking().ToListAsync(ct);
        foreach (var retired in rows.Where(r => r.Key.StartsWith(RetiredStart, StringComparison.Ordinal)).ToList())
        {
            var linkKey = retired.Key[RetiredStart.Length..];
            if (await db.LineAccounts.AnyAsync(a => a.Friend && a.RichMenuKey == linkKey, ct)) continue;
            await RemoveAsync(retired.RichMenuId, ct);
            await using var unit = await db.BeginWriteAsync(ct);
            await db.RichMenuPublications.Where(r => r.Key == retired.Key).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
            rows.Remove(retired);
            online.Remove(retired.RichMenuId);
        }
        // Made by a start that was cut off before it could write them down.
        foreach (var stray in online.Where(id => !rows.Exists(r => r.RichMenuId == id))) await RemoveAsync(stray, ct);
    }

    private async Task RemoveAsync(string richMenuId, CancellationToken ct)
    {
        try
        {
            await line.DeleteRichMenuAsync(richMenuId, ct);
            Log.Removed(logger, richMenuId);
        }
        catch (LineApiException e) when (e.Kind == LineErrorKind.NotFound)
        {
            // Gone is what was wanted.
        }
    }

    private async Task<bool> TakeTurnAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await @lock.HoldAsync(db, LockSubject, ct)) return false;
        await unit.CommitAsync(ct);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Rich menu {Key} is published as {RichMenuId}")]
        public static partial void Published(ILogger logger, string key, string richMenuId);

        [LoggerMessage(LogLevel.Information, "Rich menu {RichMenuId} was replaced and is removed")]
        public static partial void Removed(ILogger logger, string richMenuId);
    }
}

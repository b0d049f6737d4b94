using Line.Messaging;
using Line.Messaging.RichMenus;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>
/// Makes LINE hold the brand's menus as they were published: uploads only what changed or is gone, points the tabs' aliases to it, sets
/// the default, and retires what was replaced. May be cut off anywhere and run again: what was created without being written down is
/// recognised by its name and used.
/// </summary>
internal sealed partial class PublishRichMenus(
    LoyaltyDb db, TimeProvider clock, LineMessagingClient line, RichMenuDesigns designs, MenuPictures pictures, KeepMenuSegments segments, ConversationLock @lock, ILogger<PublishRichMenus> logger)
{
    // No LINE user id starts like this, so the lock table serves here too: one publisher at a time.
    private const string LockSubject = "#rich-menus";
    private const int MostRefusal = 500;

    /// <summary>What LINE holds of ours: names by id.</summary>
    private readonly Dictionary<string, string> online = new(StringComparer.Ordinal);
    private Dictionary<string, string> aliases = [];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <returns>False when another copy of the server is at it.</returns>
    public async Task<bool> ExecuteAsync(CancellationToken ct)
    {
        if (!await TakeTurnAsync(ct)) return false;
        await segments.ExecuteAsync(null, ct);
        online.Clear();
        foreach (var menu in (await line.ListRichMenusAsync(ct)).RichMenus.Where(m => RichMenuDesigns.IsOurs(m.Name))) online[menu.RichMenuId] = menu.Name;
        aliases = (await line.ListRichMenuAliasesAsync(ct)).Aliases.Where(a => RichMenuDesigns.IsOurAlias(a.RichMenuAliasId)).ToDictionary(a => a.RichMenuAliasId, a => a.RichMenuId, StringComparer.Ordinal);
        var menus = await db.Menus.AsNoTracking().Where(m => m.Live != null).OrderBy(m => m.Rank).ThenBy(m => m.Id).ToListAsync(ct);
        var wantedAliases = new HashSet<string>(StringComparer.Ordinal);
        foreach (var menu in menus)
        {
            var wanted = designs.Of(menu.Id, MenuContent.Parse(menu.Live!));
            wantedAliases.UnionWith(wanted.Select(d => d.Alias).OfType<string>());
            try
            {
                if (!await PublishAsync(menu, wanted, ct)) return false;
            }
            catch (LineApiException e) when (e.Kind is LineErrorKind.BadRequest or LineErrorKind.UnsupportedMediaType or LineErrorKind.PayloadTooLarge or LineErrorKind.Forbidden)
            {
                // The same again would be refused again; the other menus go on, and so does what LINE has of this one.
                await NoteRefusalAsync(menu, e, ct);
            }
        }
        await RetireAsync([.. menus.Select(m => m.Id)], ct);
        await SetDefaultAsync(ct);
        foreach (var alias in aliases.Keys.Where(a => !wantedAliases.Contains(a))) await GoneIsFineAsync(() => line.DeleteRichMenuAliasAsync(alias, ct));
        return true;
    }

    /// <summary>All tabs first, then people are led to them: nobody gets a menu that is half there.</summary>
    private async Task<bool> PublishAsync(Menu menu, IReadOnlyList<RichMenuDesign> wanted, CancellationToken ct)
    {
        var ready = new List<(RichMenuDesign Design, string RichMenuId)>();
        foreach (var design in wanted)
        {
            if (!await TakeTurnAsync(ct)) return false;
            ready.Add((design, await FindAsync(design, ct) ?? await UploadAsync(design, ct)));
        }
        foreach (var (design, richMenuId) in ready) await PointAsync(design.Alias, richMenuId, ct);
        await SwitchAsync(menu, ready, ct);
        return true;
    }

    private async Task<string?> FindAsync(RichMenuDesign design, CancellationToken ct)
    {
        var rows = await db.RichMenuPublications.AsNoTracking().Where(p => p.MenuId == design.MenuId && p.Language == design.Language && p.ContentHash == design.Hash)
            .OrderBy(p => p.State == PublicationState.Current ? 0 : 1).Select(p => p.RichMenuId).ToListAsync(ct);
        return rows.Find(online.ContainsKey);
    }

    private async Task<string> UploadAsync(RichMenuDesign design, CancellationToken ct)
    {
        var known = await db.RichMenuPublications.Select(p => p.RichMenuId).ToListAsync(ct);
        var id = online.FirstOrDefault(m => m.Value == design.Menu.Name && !known.Contains(m.Key)).Key;
        var hasImage = id is not null && await HasImageAsync(id, ct);
        if (id is null)
        {
            id = (await line.CreateRichMenuAsync(design.Menu, ct)).RichMenuId;
            online[id] = design.Menu.Name;
        }
        if (!hasImage)
        {
            var (bytes, contentType) = await pictures.ReadAsync(design.Picture, ct) ?? throw new InvalidOperationException($"Menu {design.MenuId} has lost its picture.");
            await line.UploadRichMenuImageAsync(id, bytes, contentType, ct);
        }
        await using var unit = await db.BeginWriteAsync(ct);
        db.RichMenuPublications.Add(new RichMenuPublication
        {
            RichMenuId = id, MenuId = design.MenuId, Tab = design.Tab, Language = design.Language, ContentHash = design.Hash, State = PublicationState.Ready, PublishedAt = Now,
        });
        await unit.CommitAsync(ct);
        Log.Published(logger, design.Menu.Name, id);
        return id;
    }

    private async Task<bool> HasImageAsync(string richMenuId, CancellationToken ct)
    {
        try
        {
            await using var content = await line.DownloadRichMenuImageAsync(richMenuId, ct);
            return true;
        }
        catch (LineApiException e) when (e.Kind == LineErrorKind.NotFound)
        {
            return false;
        }
    }

    private async Task PointAsync(string? alias, string richMenuId, CancellationToken ct)
    {
        if (alias is null || aliases.GetValueOrDefault(alias) == richMenuId) return;
        if (aliases.ContainsKey(alias)) await line.UpdateRichMenuAliasAsync(alias, richMenuId, ct);
        else await line.CreateRichMenuAliasAsync(alias, richMenuId, ct);
        aliases[alias] = richMenuId;
    }

    private async Task SwitchAsync(Menu menu, List<(RichMenuDesign Design, string RichMenuId)> ready, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        foreach (var row in await db.RichMenuPublications.Where(p => p.MenuId == menu.Id).ToListAsync(ct))
        {
            var found = ready.Find(r => r.RichMenuId == row.RichMenuId);
            if (found.RichMenuId is null)
            {
                row.State = PublicationState.Retired;
                row.RetiredAt ??= Now;
            }
            else
            {
                (row.State, row.Tab, row.RetiredAt) = (PublicationState.Current, found.Design.Tab, null);
            }
        }
        // Only if nobody has published it anew meanwhile.
        if (menu.TakenAt is null || menu.Refusal is not null)
        {
            await db.Menus.Where(m => m.Id == menu.Id && m.LiveAt == menu.LiveAt && m.Live != null)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.TakenAt, Now).SetProperty(m => m.Refusal, (string?)null), ct);
        }
        await unit.CommitAsync(ct);
    }

    private async Task NoteRefusalAsync(Menu menu, LineApiException e, CancellationToken ct)
    {
        var said = string.Join("; ", e.Details.Select(d => $"{d.Property}: {d.Message}").Prepend(e.LineMessage ?? e.Kind.ToString()));
        if (said.Length > MostRefusal) said = said[..MostRefusal];
        await using var unit = await db.BeginWriteAsync(ct);
        await db.Menus.Where(m => m.Id == menu.Id && m.LiveAt == menu.LiveAt).ExecuteUpdateAsync(s => s.SetProperty(m => m.Refusal, said), ct);
        await unit.CommitAsync(ct);
        Log.Refused(logger, menu.Id, said, e.RequestId);
    }

    /// <summary>What belongs to no published menu any more, and what a run left behind that was cut off and is not needed now.</summary>
    private async Task RetireAsync(IReadOnlyList<long> live, CancellationToken ct)
    {
        var now = Now;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.RichMenuPublications.Where(p => p.State != PublicationState.Retired && !live.Contains(p.MenuId))
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.State, PublicationState.Retired).SetProperty(p => p.RetiredAt, now), ct);
        var known = await db.RichMenuPublications.AsNoTracking().Select(p => new { p.RichMenuId, p.State }).ToListAsync(ct);
        db.RichMenuPublications.AddRange(online.Keys.Except(known.Select(k => k.RichMenuId)).Select(id => new RichMenuPublication
        {
            RichMenuId = id, MenuId = 0, Tab = 0, Language = "", ContentHash = "", State = PublicationState.Retired, PublishedAt = now, RetiredAt = now,
        }));
        var gone = known.Where(k => k.State == PublicationState.Retired && !online.ContainsKey(k.RichMenuId)).Select(k => k.RichMenuId).ToList();
        if (gone.Count > 0) await db.RichMenuPublications.Where(p => gone.Contains(p.RichMenuId)).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
    }

    private async Task SetDefaultAsync(CancellationToken ct)
    {
        var wanted = (await MenuOrder.OnLineAsync(db, ct)).DefaultId;
        var current = await CurrentDefaultAsync(ct);
        if (wanted == current) return;
        if (wanted is not null) await line.SetDefaultRichMenuAsync(wanted, ct);
        // A default somebody else's program set is not ours to take away.
        else if (online.ContainsKey(current!)) await line.ClearDefaultRichMenuAsync(ct);
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

    internal static async Task GoneIsFineAsync(Func<Task<LineResult>> delete)
    {
        try
        {
            await delete();
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
        [LoggerMessage(LogLevel.Information, "{Name} is at LINE as {RichMenuId}")]
        public static partial void Published(ILogger logger, string name, string richMenuId);

        [LoggerMessage(LogLevel.Warning, "LINE refused menu {MenuId}: {Reason} (request {RequestId})")]
        public static partial void Refused(ILogger logger, long menuId, string reason, string? requestId);
    }
}

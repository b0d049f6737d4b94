using Line.Messaging;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Deletes at LINE what nobody has any more, and here the pictures no menu uses.</summary>
internal sealed partial class RemoveRichMenus(LoyaltyDb db, TimeProvider clock, LineMessagingClient line, IOptions<RichMenuOptions> options, ILogger<RemoveRichMenus> logger)
{
    private static readonly TimeSpan KeepPictures = TimeSpan.FromDays(1);

    public async Task ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await RemoveMenusAsync(now - options.Value.KeepReplaced, ct);
        await RemovePicturesAsync(now - KeepPictures, ct);
    }

    private async Task RemoveMenusAsync(DateTime before, CancellationToken ct)
    {
        var retired = await db.RichMenuPublications.AsNoTracking().Where(p => p.State == PublicationState.Retired && p.RetiredAt <= before).Select(p => p.RichMenuId).ToListAsync(ct);
        if (retired.Count == 0) return;
        // Somebody may still have one of them, as long as one link is not changed yet.
        var keys = (await MenuOrder.OnLineAsync(db, ct)).Targets.Keys.ToList();
        if (await db.LineAccounts.AnyAsync(a => a.Friend && a.RichMenuKey != null && !keys.Contains(a.RichMenuKey), ct)) return;
        foreach (var id in retired)
        {
            await PublishRichMenus.GoneIsFineAsync(() => line.DeleteRichMenuAsync(id, ct));
            await using var unit = await db.BeginWriteAsync(ct);
            await db.RichMenuPublications.Where(p => p.RichMenuId == id && p.State == PublicationState.Retired).ExecuteDeleteAsync(ct);
            await unit.CommitAsync(ct);
            Log.Removed(logger, id);
        }
    }

    private async Task RemovePicturesAsync(DateTime before, CancellationToken ct)
    {
        if (!await db.MenuImages.AnyAsync(i => i.AddedAt < before, ct)) return;
        await using var unit = await db.BeginWriteAsync(ct);
        var used = (await db.Menus.AsNoTracking().Select(m => new { m.Draft, m.Live }).ToListAsync(ct)).SelectMany(m => new[] { m.Draft, m.Live }).OfType<string>()
            .SelectMany(json => MenuContent.Parse(json).Tabs).SelectMany(t => new[] { t.Chinese.Picture, t.English.Picture }).Distinct().ToList();
        await db.MenuImages.Where(i => i.AddedAt < before && !used.Contains(i.Hash)).ExecuteDeleteAsync(ct);
        await unit.CommitAsync(ct);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Rich menu {RichMenuId} is nobody's any more and was removed")]
        public static partial void Removed(ILogger logger, string richMenuId);
    }
}

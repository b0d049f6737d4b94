using System.Linq.Expressions;
using Line.Messaging;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Gives people the menu that fits them now. What an account was given is written down only after LINE said yes.</summary>
internal sealed partial class FitRichMenus(LoyaltyDb db, LineMessagingClient line, ILogger<FitRichMenus> logger)
{
    // More than a handful at once go in one call, which LINE carries out a little later.
    private const int SingleCalls = 20;

    private sealed record Target(Expression<Func<LineAccount, bool>> For, string? LinkKey, string? RichMenuId);

    private sealed record Misfit(long Id, string LineUserId, long? MemberId);

    /// <summary>Everybody whose menu does not fit, or only <paramref name="among"/> these accounts.</summary>
    public async Task ExecuteAsync(IReadOnlyCollection<long>? among, CancellationToken ct)
    {
        foreach (var target in await TargetsAsync(ct))
        {
            var misfits = db.LineAccounts.AsNoTracking().Where(a => a.Friend && a.RichMenuKey != target.LinkKey).Where(target.For);
            if (among is not null) misfits = misfits.Where(a => among.Contains(a.Id));
            for (var after = 0L; ;)
            {
                var page = await misfits.Where(a => a.Id > after).OrderBy(a => a.Id).Take(LineLimits.RichMenuBulkUsers)
                    .Select(a => new Misfit(a.Id, a.LineUserId, a.MemberId)).ToListAsync(ct);
                if (page.Count == 0) break;
                after = page[^1].Id;
                if (page.Count <= SingleCalls) await GiveOneByOneAsync(page, target, ct);
                else await GiveAllAsync(page, target, ct);
            }
        }
    }

    private async Task<List<Target>> TargetsAsync(CancellationToken ct)
    {
        var published = await db.RichMenuPublications.AsNoTracking().ToDictionaryAsync(p => p.Key, p => p.RichMenuId, ct);
        List<Target> targets = [];
        Add(RichMenuDesigns.Key(true, Languages.Chinese), a => a.MemberId != null && a.Member!.Language != Languages.English);
        Add(RichMenuDesigns.Key(true, Languages.English), a => a.MemberId != null && a.Member!.Language == Languages.English);
        Add(RichMenuDesigns.Key(false, Languages.English), a => a.MemberId == null && a.Language != null && a.Language != "" && !a.Language.StartsWith("zh"));
        // The default menu needs no link.
        targets.Add(new Target(a => a.MemberId == null && (a.Language == null || a.Language == "" || a.Language.StartsWith("zh")), null, null));
        return targets;

        void Add(string key, Expression<Func<LineAccount, bool>> who)
        {
            if (published.TryGetValue(key, out var id)) targets.Add(new Target(who, PublishRichMenus.LinkKey(key, id), id));
        }
    }

    private async Task GiveOneByOneAsync(List<Misfit> people, Target target, CancellationToken ct)
    {
        foreach (var person in people)
        {
            try
            {
                if (target.RichMenuId is { } id) await line.LinkRichMenuAsync(person.LineUserId, id, ct);
                else await line.UnlinkRichMenuAsync(person.LineUserId, ct);
            }
            catch (LineApiException e) when (e.Kind is LineErrorKind.BadRequest or LineErrorKind.NotFound)
            {
                // Not somebody LINE knows: asking again every minute would change nothing.
                Log.Refused(logger, person.Id, e.RequestId);
            }
            await NoteAsync([person], target, ct);
        }
    }

    private async Task GiveAllAsync(List<Misfit> people, Target target, CancellationToken ct)
    {
        var userIds = people.ConvertAll(p => p.LineUserId);
        try
        {
            if (target.RichMenuId is { } id) await line.LinkRichMenusAsync(id, userIds, ct);
            else await line.UnlinkRichMenusAsync(userIds, ct);
        }
        catch (LineApiException e) when (e.Kind is LineErrorKind.BadRequest)
        {
            // One of them is at fault; one by one the others get theirs.
            await GiveOneByOneAsync(people, target, ct);
            return;
        }
        await NoteAsync(people, target, ct);
    }

    // Somebody who joined between our look and LINE's answer is looked at again.
    private async Task NoteAsync(List<Misfit> people, Target target, CancellationToken ct)
    {
        var ids = people.ConvertAll(p => p.Id);
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LineAccounts.Where(a => ids.Contains(a.Id)).Where(target.For).ExecuteUpdateAsync(s => s.SetProperty(a => a.RichMenuKey, target.LinkKey), ct);
        await unit.CommitAsync(ct);
        Log.Given(logger, people.Count, target.LinkKey);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Count} people were given the rich menu {Key}")]
        public static partial void Given(ILogger logger, int count, string? key);

        [LoggerMessage(LogLevel.Information, "LINE would not give account {Account} a rich menu (request {RequestId})")]
        public static partial void Refused(ILogger logger, long account, string? requestId);
    }
}

using System.Linq.Expressions;
using Line.Messaging;
using LineLoyalty.Conversation.Bot;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Conversation.RichMenus;

/// <summary>Gives people the menu that fits them now. What an account was given is written down only after LINE said yes.</summary>
internal sealed partial class FitRichMenus(LoyaltyDb db, LineMessagingClient line, RichMenuSignal signal, ConversationLock @lock, ILogger<FitRichMenus> logger)
{
    /// <summary>More people than this are found by looking at everybody.</summary>
    public const int MostByName = 500;
    // More than a handful at once go in one call, which LINE carries out a little later.
    private const int SingleCalls = 20;
    private const int Page = 10 * LineLimits.RichMenuBulkUsers;
    // No LINE user id starts like this.
    private const string LockSubject = "#rich-menu-links";

    private sealed record Misfit(long Id, string LineUserId, string LinkKey);

    /// <summary>Everybody whose menu does not fit, or only <paramref name="among"/> these accounts.</summary>
    public async Task ExecuteAsync(IReadOnlyCollection<long>? among, CancellationToken ct)
    {
        if (among?.Count > MostByName) among = null;
        var order = await MenuOrder.OnLineAsync(db, ct);
        var (keyOf, targets) = (order.LinkKeyOf(), order.Targets);
        var misfits = db.LineAccounts.AsNoTracking().Where(a => a.Friend).Where(Compare(keyOf, Expression.NotEqual));
        if (among is not null) misfits = misfits.Where(a => among.Contains(a.Id));
        for (var after = 0L; ;)
        {
            var page = await misfits.Where(a => a.Id > after).OrderBy(a => a.Id).Take(Page).Select(AsMisfit(keyOf)).ToListAsync(ct);
            foreach (var group in page.GroupBy(p => p.LinkKey, StringComparer.Ordinal))
            {
                var richMenuId = targets.GetValueOrDefault(group.Key);
                foreach (var people in group.Chunk(LineLimits.RichMenuBulkUsers))
                {
                    // A crowd is one server's work; another one that is at it does it alone.
                    if (page.Count > MostByName && !await TakeTurnAsync(ct)) return;
                    await GiveAsync(people, richMenuId, ct);
                    await NoteAsync(people, group.Key, keyOf, ct);
                }
            }
            if (page.Count < Page) break;
            after = page[^1].Id;
        }
    }

    private async Task GiveAsync(Misfit[] people, string? richMenuId, CancellationToken ct)
    {
        if (people.Length <= SingleCalls)
        {
            await GiveOneByOneAsync(people, richMenuId, ct);
            return;
        }
        string[] userIds = [.. people.Select(p => p.LineUserId)];
        try
        {
            if (richMenuId is null) await line.UnlinkRichMenusAsync(userIds, ct);
            else await line.LinkRichMenusAsync(richMenuId, userIds, ct);
        }
        catch (LineApiException e) when (e.Kind is LineErrorKind.BadRequest or LineErrorKind.NotFound)
        {
            // One of them is at fault; one by one the others get theirs.
            await GiveOneByOneAsync(people, richMenuId, ct);
        }
    }

    private async Task GiveOneByOneAsync(Misfit[] people, string? richMenuId, CancellationToken ct)
    {
        foreach (var person in people)
        {
            try
            {
                if (richMenuId is null) await line.UnlinkRichMenuAsync(person.LineUserId, ct);
                else await line.LinkRichMenuAsync(person.LineUserId, richMenuId, ct);
            }
            catch (LineApiException e) when (e.Kind is LineErrorKind.BadRequest or LineErrorKind.NotFound)
            {
                if (richMenuId is not null) await SeeThatItExistsAsync(richMenuId, ct);
                // Not somebody LINE knows: asking again every minute would change nothing.
                Log.Refused(logger, person.Id, e.RequestId);
            }
        }
    }

    private async Task SeeThatItExistsAsync(string richMenuId, CancellationToken ct)
    {
        try
        {
            await line.GetRichMenuAsync(richMenuId, ct);
        }
        catch (LineApiException e) when (e.Kind == LineErrorKind.NotFound)
        {
            // Somebody deleted it at LINE.
            signal.AskPublish();
            throw;
        }
    }

    // Somebody who joined between our look and LINE's answer is looked at again.
    private async Task NoteAsync(Misfit[] people, string linkKey, Expression<Func<LineAccount, string>> keyOf, CancellationToken ct)
    {
        long[] ids = [.. people.Select(p => p.Id)];
        var kept = linkKey == MenuOrder.NoLink ? null : linkKey;
        await using var unit = await db.BeginWriteAsync(ct);
        await db.LineAccounts.Where(a => ids.Contains(a.Id)).Where(Equals(keyOf, linkKey)).ExecuteUpdateAsync(s => s.SetProperty(a => a.RichMenuKey, kept), ct);
        await unit.CommitAsync(ct);
        Log.Given(logger, people.Length, linkKey);
    }

    private async Task<bool> TakeTurnAsync(CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await @lock.HoldAsync(db, LockSubject, ct)) return false;
        await unit.CommitAsync(ct);
        return true;
    }

    private static Expression<Func<LineAccount, bool>> Compare(Expression<Func<LineAccount, string>> keyOf, Func<Expression, Expression, Expression> how)
    {
        var account = keyOf.Parameters[0];
        var has = Expression.Coalesce(Expression.Property(account, nameof(LineAccount.RichMenuKey)), Expression.Constant(MenuOrder.NoLink));
        return Expression.Lambda<Func<LineAccount, bool>>(how(has, keyOf.Body), account);
    }

    private static Expression<Func<LineAccount, bool>> Equals(Expression<Func<LineAccount, string>> keyOf, string linkKey) =>
        Expression.Lambda<Func<LineAccount, bool>>(Expression.Equal(keyOf.Body, Expression.Constant(linkKey)), keyOf.Parameters[0]);

    private static Expression<Func<LineAccount, Misfit>> AsMisfit(Expression<Func<LineAccount, string>> keyOf)
    {
        var account = keyOf.Parameters[0];
        var made = Expression.New(typeof(Misfit).GetConstructors()[0], Expression.Property(account, nameof(LineAccount.Id)), Expression.Property(account, nameof(LineAccount.LineUserId)), keyOf.Body);
        return Expression.Lambda<Func<LineAccount, Misfit>>(made, account);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Count} people were given the rich menu {Key}")]
        public static partial void Given(ILogger logger, int count, string key);

        [LoggerMessage(LogLevel.Information, "LINE would not give account {Account} a rich menu (request {RequestId})")]
        public static partial void Refused(ILogger logger, long account, string? requestId);
    }
}

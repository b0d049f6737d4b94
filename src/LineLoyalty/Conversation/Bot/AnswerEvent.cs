using System.Text.Json;
using Line.Messaging;
using Line.Messaging.Messages;
using Line.Messaging.Webhooks;
using LineLoyalty.Conversation.RichMenus;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Conversation.Bot;

/// <summary>What an event leads to: decided from reads, then applied and stored in one transaction.</summary>
internal sealed record Answer(WebhookEvent Event)
{
    public IReadOnlyList<Message> Messages { get; init; } = [];
    /// <summary>Kept, but changes nothing.</summary>
    public bool Ignored { get; init; }
    public string? Note { get; init; }
    public UserProfile? Profile { get; init; }
    /// <summary>The answer to a sticker or a picture, which is not given every time.</summary>
    public bool IsHint { get; init; }
    /// <summary>What the person has just chosen to be told.</summary>
    public AnnounceLevel? Announce { get; init; }
}

/// <param name="MemberId">Null while the account is not bound.</param>
internal sealed record Person(long? MemberId, string? Name, string Language, DateTime? FriendChangedAt, DateTime? HintedAt);

/// <summary>What the bot does about one event of one person.</summary>
internal sealed class AnswerEvent(
    LoyaltyDb db, TimeProvider clock, LineMessagingClient line, BotReplies replies, ChooseAnnouncements announcements, LinkRichMenu menus, IOptions<BotOptions> options)
{
    private static readonly TimeSpan ProfilePatience = TimeSpan.FromSeconds(3);

    /// <summary>Reads, and may ask LINE for the person's profile; changes nothing.</summary>
    public async Task<Answer> DecideAsync(WebhookEvent e, CancellationToken ct)
    {
        // In groups and rooms the bot only listens to nobody.
        if (e.Source is not UserSource || e.UserId is not { } userId || e is not (FollowEvent or UnfollowEvent or MessageEvent or PostbackEvent)) return new Answer(e) { Ignored = true };
        var known = await PersonAsync(userId, ct);
        var profile = e is UnfollowEvent || (known?.Name is not null && e is not FollowEvent) ? null : await ProfileAsync(userId, ct);
        var person = known ?? new Person(null, profile?.DisplayName, Languages.Nearest(profile?.Language), null, null);
        if (known is { MemberId: null } && profile?.Language is { } language) person = person with { Language = Languages.Nearest(language) };
        var answer = new Answer(e) { Profile = profile };
        return e.IsStandby ? answer : await SpeakAsync(answer, person, ct);
    }

    private async Task<Answer> SpeakAsync(Answer answer, Person person, CancellationToken ct)
    {
        switch (answer.Event)
        {
            // An older follow that comes late: the person has blocked us since.
            case FollowEvent follow when person.FriendChangedAt > follow.OccurredAt.UtcDateTime:
                return answer;
            case FollowEvent:
                return answer with { Messages = await replies.WelcomeAsync(person, ct) };
            case MessageEvent { Message: TextMessageContent text }:
                return BotCommands.OfText(text.Text) is { } asked ? await ObeyAsync(answer, asked, person, ct) : answer with { Messages = replies.NotUnderstood(person) };
            case MessageEvent:
                var hintDue = person.HintedAt is not { } hinted || clock.GetUtcNow().UtcDateTime - hinted >= options.Value.HintEvery;
                return hintDue ? answer with { Messages = replies.Hint(person), IsHint = true } : answer;
            case PostbackEvent postback when BotCommands.OfPostback(postback.Postback.Data) is { } command:
                return await ObeyAsync(answer, command, person, ct);
            default:
                return answer;
        }
    }

    private async Task<Answer> ObeyAsync(Answer answer, BotCommand command, Person person, CancellationToken ct) =>
        answer with { Messages = await replies.OnAsync(command, person, ct), Announce = person.MemberId is null ? null : BotReplies.Chosen(command) };

    /// <summary>Inside the unit in which the event ends.</summary>
    public async Task<LineAccount> ApplyAsync(Answer answer, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var occurred = answer.Event.OccurredAt.UtcDateTime;
        var account = await db.LineAccounts.FirstOrDefaultAsync(a => a.LineUserId == answer.Event.UserId, ct);
        if (account is null)
        {
            account = new LineAccount { LineUserId = answer.Event.UserId!, FirstSeenAt = now };
            db.LineAccounts.Add(account);
        }
        // Whoever writes to us can be written to, as long as no follow or unfollow ever said otherwise.
        if (account.FriendChangedAt is null) account.Friend = true;
        Remember(account, answer.Profile);
        if (answer.IsHint) account.HintedAt = now;
        if (answer.Announce is { } level && account.MemberId is { } memberId) await announcements.ExecuteAsync(memberId, level, "chat", ct);
        if (answer.Event is FollowEvent or UnfollowEvent)
        {
            if (account.FriendChangedAt is null || occurred >= account.FriendChangedAt)
            {
                account.Friend = answer.Event is FollowEvent;
                account.FriendChangedAt = occurred;
                // LINE does not say whether a menu outlives a block.
                if (account.Friend) account.RichMenuKey = null;
            }
            await db.SaveChangesAsync(ct);
            db.MemberEvents.Add(new MemberEvent
            {
                MemberId = account.MemberId,
                LineAccountId = account.Id,
                Kind = answer.Event is FollowEvent ? MemberEvents.Followed : MemberEvents.Unfollowed,
                At = occurred,
                Data = answer.Event is FollowEvent { Follow: { } follow } ? JsonSerializer.Serialize(new { unblocked = follow.IsUnblocked }) : null,
            });
        }
        else
        {
            await db.SaveChangesAsync(ct);
        }
        if (answer.Event is FollowEvent) menus.AfterCommit(account.Id);
        return account;
    }

    private async Task<Person?> PersonAsync(string userId, CancellationToken ct)
    {
        var found = await db.LineAccounts.AsNoTracking().Where(a => a.LineUserId == userId)
            .Select(a => new { a.MemberId, a.Member, a.DisplayName, a.Language, a.FriendChangedAt, a.HintedAt }).FirstOrDefaultAsync(ct);
        if (found is null) return null;
        var bound = found.Member is { ErasedAt: null };
        return new Person(bound ? found.MemberId : null, bound ? found.Member!.Name : found.DisplayName,
            bound ? found.Member!.Language : Languages.Nearest(found.Language), found.FriendChangedAt, found.HintedAt);
    }

    // A missing profile costs the right language of one greeting, nothing more.
    private async Task<UserProfile?> ProfileAsync(string userId, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ProfilePatience);
        try
        {
            return await line.GetProfileAsync(userId, limit.Token);
        }
        catch (Exception e) when (e is LineApiException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void Remember(LineAccount account, UserProfile? profile)
    {
        if (profile is null) return;
        account.DisplayName = profile.DisplayName.Length <= 100 ? profile.DisplayName : profile.DisplayName[..100];
        account.PictureUrl = profile.PictureUrl is { Length: <= 2000 } picture ? picture : null;
        account.Language = profile.Language is { Length: <= 10 } language ? language : account.Language;
    }
}

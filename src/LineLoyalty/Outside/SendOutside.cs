using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace LineLoyalty.Outside;

/// <summary>
/// Sends what waits, each message by one server at a time. Before a message leaves it is marked as leaving: one that was cut off then is sent
/// again only where the receiving side knows repeats, and is "nobody can say" elsewhere.
/// </summary>
internal sealed partial class SendOutside(LoyaltyDb db, IEnumerable<IOutsideSender> senders, IEnumerable<IOutsideCondition> conditions, Vault vault, TimeProvider clock, ILogger<SendOutside> logger)
{
    private const int PageSize = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>What <see cref="ExecuteAsync"/> would look at now.</summary>
    public static IQueryable<long> Waiting(LoyaltyDb db, DateTime now) =>
        db.OutsideMessages.Where(m => (m.State == OutsideState.Waiting && m.DueAt <= now) || (m.State == OutsideState.Sending && m.LeaseUntil <= now)).Select(m => m.Id);

    public async Task ExecuteAsync(CancellationToken ct)
    {
        await PickUpAsync(ct);
        var closed = new HashSet<OutsideChannel>();
        for (var after = 0L; ;)
        {
            var now = Now;
            var page = await db.OutsideMessages.AsNoTracking().Where(m => m.Id > after && m.State == OutsideState.Waiting && m.DueAt <= now).OrderBy(m => m.Id).Take(PageSize).ToListAsync(ct);
            if (page.Count == 0) return;
            after = page[^1].Id;
            foreach (var message in page)
            {
                // A channel that has just failed is left alone until the next look.
                if (!closed.Contains(message.Channel) && !await SendAsync(message, ct)) closed.Add(message.Channel);
            }
        }
    }

    /// <summary>What somebody was at and never finished.</summary>
    private async Task PickUpAsync(CancellationToken ct)
    {
        var now = Now;
        var left = await db.OutsideMessages.AsNoTracking().Where(m => m.State == OutsideState.Sending && m.LeaseUntil <= now).ToListAsync(ct);
        foreach (var message in left)
        {
            var state = Sender(message.Channel)?.KnowsRepeats == true ? OutsideState.Waiting : OutsideState.Unknown;
            await using var unit = await db.BeginWriteAsync(ct);
            await db.OutsideMessages.Where(m => m.Id == message.Id && m.State == OutsideState.Sending && m.Attempts == message.Attempts)
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, state).SetProperty(m => m.Result, "cut off").SetProperty(m => m.LeaseUntil, (DateTime?)null).SetProperty(m => m.FinishedAt, state == OutsideState.Unknown ? now : null), ct);
            await unit.CommitAsync(ct);
        }
    }

    /// <returns>False when the channel itself does not work just now.</returns>
    private async Task<bool> SendAsync(OutsideMessage message, CancellationToken ct)
    {
        if (!await TakeAsync(message, ct)) return true;
        var member = await db.Members.AsNoTracking().SingleAsync(m => m.Id == message.MemberId, ct);
        var sender = Sender(message.Channel);
        var address = AddressOf(member, message.Channel, vault);
        var against = member.ErasedAt is not null ? "erased" : !member.MarketingOptIn ? "opted_out" : address is null ? "no_address" : sender is not { Available: true } ? "not_configured" : null;
        foreach (var condition in conditions.Where(c => against is null && c.Cause == message.Cause)) against = await condition.AgainstAsync(message, ct);
        if (against is not null)
        {
            await FinishAsync(message, OutsideState.Suppressed, against, null, ct);
            return true;
        }
        var answer = await sender!.SendAsync(new OutsideLetter(message.Key, address!, message.Subject, message.Text), ct);
        var unclear = answer.Verdict == OutsideVerdict.Unknown && sender.KnowsRepeats;
        var failed = unclear || answer.Verdict == OutsideVerdict.Failed;
        DateTime? again = failed && message.Attempts < Pauses.Length ? Now + Pauses[message.Attempts] : null;
        await FinishAsync(message, answer.Verdict switch
        {
            OutsideVerdict.Accepted => OutsideState.Sent,
            _ when again is not null => OutsideState.Waiting,
            OutsideVerdict.Unknown => OutsideState.Unknown,
            _ => OutsideState.Refused,
        }, answer.Result, again, ct, MessagePrice.Milli(sender, message.Text));
        if (answer.Verdict != OutsideVerdict.Accepted) Log.NotAccepted(logger, message.Channel, message.Id, message.Attempts + 1, answer.Result);
        return !failed;
    }

    private async Task FinishAsync(OutsideMessage message, OutsideState state, string result, DateTime? again, CancellationToken ct, long price = 0)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        var now = Now;
        var cost = state == OutsideState.Sent ? price : 0;
        var changed = await db.OutsideMessages.Where(m => m.Id == message.Id && m.State == OutsideState.Sending && m.Attempts == message.Attempts + 1)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, state).SetProperty(m => m.Result, result).SetProperty(m => m.CostMilli, cost).SetProperty(m => m.DueAt, again ?? message.DueAt).SetProperty(m => m.LeaseUntil, (DateTime?)null).SetProperty(m => m.FinishedAt, again == null ? now : null), ct);
        if (changed == 1 && state == OutsideState.Sent)
        {
            db.MemberEvents.Add(new MemberEvent { MemberId = message.MemberId, Kind = MemberEvents.OutsideSent, At = now, Data = JsonSerializer.Serialize(new { channel = message.Channel.ToString(), cause = message.Cause, message = message.Id }, JsonSerializerOptions.Web) });
        }
        await unit.CommitAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task<bool> TakeAsync(OutsideMessage message, CancellationToken ct)
    {
        var until = Now + Lease;
        await using var unit = await db.BeginWriteAsync(ct);
        var taken = await db.OutsideMessages.Where(m => m.Id == message.Id && m.State == OutsideState.Waiting && m.Attempts == message.Attempts)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, OutsideState.Sending).SetProperty(m => m.Attempts, message.Attempts + 1).SetProperty(m => m.LeaseUntil, until), ct);
        await unit.CommitAsync(ct);
        return taken == 1;
    }

    private IOutsideSender? Sender(OutsideChannel channel) => senders.FirstOrDefault(s => s.Channel == channel);

    /// <summary>Null when the member has none.</summary>
    public static string? AddressOf(Member member, OutsideChannel channel, Vault vault) => channel switch
    {
        OutsideChannel.Email => member is { EmailSealed: { } sealedAddress, EmailConfirmedAt: not null } ? EmailAddress.Open(vault, sealedAddress) : null,
        _ => member.PhoneSealed is { } sealedPhone ? PhoneNumber.Open(vault, sealedPhone) : null,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel} message {Message}, try {Attempt}: {Result}.")]
        public static partial void NotAccepted(ILogger logger, OutsideChannel channel, long message, int attempt, string result);
    }
}

using System.Text;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>
/// Takes due rows for one worker: a conditional update writes the lease, so two workers never hold the same row. A row's first claim
/// also decides who still gets it, freezes the request body and commits, all before anything is sent.
/// </summary>
internal sealed class ClaimDeliveries(LoyaltyDb db, TimeProvider clock, IOptions<DeliveryOptions> options, IEnumerable<IDeliveryCondition> conditions)
{
    public async Task<Claim> ExecuteAsync(Lane lane, int most, string token, bool quotaProbe, CancellationToken ct)
    {
        var seenAt = Environment.TickCount64;
        var now = clock.GetUtcNow().UtcDateTime;
        var due = Due(lane, now);
        var next = due.OrderBy(d => d.DueAt).ThenBy(d => d.Id).Take(most);
        // Looked for before the turn: the engine with one writer must not be kept waiting for nothing.
        var ids = db.IsShared ? [] : await next.Select(d => d.Id).ToListAsync(ct);
        if (ids.Count == 0 && !db.IsShared) return Claim.Nothing;

        await using var unit = await db.BeginWriteAsync(ct);
        if (db.IsShared) ids = await db.SkipLocked(next.Select(d => d.Id)).ToListAsync(ct);
        if (ids.Count == 0) return Claim.Nothing;
        var until = now + options.Value.Lease;
        var leased = await due.Where(d => EF.Parameter(ids).Contains(d.Id))
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseOwner, token).SetProperty(d => d.LeaseUntil, until), ct);
        // Another server was faster.
        if (leased == 0) return Claim.Again;
        var rows = await db.Deliveries.AsNoTracking().Where(d => EF.Parameter(ids).Contains(d.Id) && d.LeaseOwner == token).OrderBy(d => d.DueAt).ThenBy(d => d.Id).ToListAsync(ct);
        var people = await ReadRecipientsAsync(ids, ct);
        var decided = new ClaimDecisions(now, options.Value.GiveUpAfter, await AskConditionsAsync(rows, ct));

        var claimed = new List<ClaimedDelivery>(rows.Count);
        foreach (var row in rows)
        {
            var recipients = people[row.Id].ToList();
            var fresh = row.FirstTriedAt is null;
            if (fresh ? decided.Freeze(row, recipients) : decided.GoOn(row, recipients)) claimed.Add(Held(row, recipients, fresh, token, seenAt, quotaProbe));
        }
        await decided.WriteAsync(db, ct);
        await unit.CommitAsync(ct);
        return new Claim(Found: true, claimed);
    }

    public Task<bool> AnyDueAsync(Lane lane, CancellationToken ct) => Due(lane, clock.GetUtcNow().UtcDateTime).AnyAsync(ct);

    private IQueryable<Delivery> Due(Lane lane, DateTime now)
    {
        var due = db.Deliveries.Where(d => d.State == DeliveryState.Pending && d.DueAt <= now && (d.LeaseUntil == null || d.LeaseUntil <= now));
        return lane switch
        {
            Lane.Service => due.Where(d => d.Purpose == DeliveryPurpose.Service),
            Lane.Personal => due.Where(d => d.Purpose == DeliveryPurpose.Marketing && !d.Multicast),
            _ => due.Where(d => d.Purpose == DeliveryPurpose.Marketing && d.Multicast),
        };
    }

    private async Task<ILookup<long, ClaimRecipient>> ReadRecipientsAsync(List<long> ids, CancellationToken ct)
    {
        var people = await (
            from r in db.DeliveryRecipients
            where EF.Parameter(ids).Contains(r.DeliveryId) && r.State == RecipientState.Planned
            join a in db.LineAccounts on r.LineAccountId equals a.Id
            join m in db.Members on r.MemberId equals (long?)m.Id into found
            from m in found.DefaultIfEmpty()
            orderby r.Id
            select new ClaimRecipient(r.Id, r.DeliveryId, r.LineAccountId, r.MemberId, a.LineUserId, a.Friend, a.MemberId, m != null && m.ErasedAt != null, m != null && m.MarketingOptIn)).ToListAsync(ct);
        return people.ToLookup(p => p.DeliveryId);
    }

    private async Task<Dictionary<long, string>> AskConditionsAsync(List<Delivery> rows, CancellationToken ct)
    {
        var dropped = new Dictionary<long, string>();
        foreach (var condition in conditions)
        {
            var asked = rows.Where(d => d.Cause == condition.Cause && d.FirstTriedAt is null).ToList();
            if (asked.Count == 0) continue;
            foreach (var id in await condition.NoLongerTrueAsync(asked, ct)) dropped[id] = condition.Reason;
        }
        return dropped;
    }

    private static ClaimedDelivery Held(Delivery row, List<ClaimRecipient> recipients, bool fresh, string token, long seenAt, bool quotaProbe) => new()
    {
        Id = row.Id,
        Token = token,
        Multicast = row.Multicast,
        RetryKey = row.RetryKey,
        Body = Encoding.UTF8.GetBytes(row.FrozenBody!),
        Messages = row.Messages,
        Fresh = fresh,
        FirstTriedAt = row.FirstTriedAt!.Value,
        Attempts = row.Attempts,
        Purpose = row.Purpose,
        Cause = row.Cause,
        CampaignId = row.CampaignId,
        Recipients = recipients.ConvertAll(r => new ClaimedRecipient(r.Id, r.LineAccountId, r.MemberId)),
        QuotaProbe = quotaProbe,
        SeenAt = seenAt,
    };
}

/// <param name="Found">Something was due, even if nothing of it is left to send: look again at once.</param>
internal sealed record Claim(bool Found, IReadOnlyList<ClaimedDelivery> Rows)
{
    public static readonly Claim Nothing = new(false, []);
    public static readonly Claim Again = new(true, []);
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task<Claim> ExecuteAsync(Lane lane, int most, string token, bool quotaProbe, CancellationToken ct)
    {
        var seenAt = Environment.TickCount64;
        var now = clock.GetUtcNow().UtcDateTime;
        var due = Due(lane, now);
        var ids = await due.OrderBy(d => d.DueAt).ThenBy(d => d.Id).Take(most).Select(d => d.Id).ToListAsync(ct);
        if (ids.Count == 0) return Claim.Nothing;

        await using var unit = await db.BeginWriteAsync(ct);
        var until = now + options.Value.Lease;
        await due.Where(d => ids.Contains(d.Id))
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseOwner, token).SetProperty(d => d.LeaseUntil, until), ct);
        var rows = await db.Deliveries.Where(d => ids.Contains(d.Id) && d.LeaseOwner == token).OrderBy(d => d.DueAt).ThenBy(d => d.Id).ToListAsync(ct);
        var people = await ReadRecipientsAsync(rows, ct);
        var dropped = await AskConditionsAsync(rows, ct);

        var claimed = new List<ClaimedDelivery>(rows.Count);
        foreach (var row in rows)
        {
            var recipients = people[row.Id].ToList();
            var fresh = row.FirstTriedAt is null;
            if (fresh ? Freeze(row, recipients, dropped, now) : GoOn(row, recipients, now))
            {
                claimed.Add(Held(row, recipients, fresh, token, seenAt, quotaProbe));
            }
        }
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

    private async Task<ILookup<long, Recipient>> ReadRecipientsAsync(List<Delivery> rows, CancellationToken ct)
    {
        var ids = rows.ConvertAll(d => d.Id);
        var people = await (
            from r in db.DeliveryRecipients
            where ids.Contains(r.DeliveryId) && r.State == RecipientState.Planned
            join a in db.LineAccounts on r.LineAccountId equals a.Id
            join m in db.Members on r.MemberId equals (long?)m.Id into found
            from m in found.DefaultIfEmpty()
            orderby r.Id
            select new Recipient(r, a.LineUserId, a.Friend, a.MemberId, m != null && m.ErasedAt != null, m != null && m.MarketingOptIn)).ToListAsync(ct);
        return people.ToLookup(p => p.Row.DeliveryId);
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

    /// <summary>First try: whoever must not get it is dropped for good; what is left becomes the body of every try.</summary>
    private static bool Freeze(Delivery row, List<Recipient> recipients, Dictionary<long, string> dropped, DateTime now)
    {
        if (row.StopRequested)
        {
            foreach (var r in recipients) r.Drop("stopped");
            Finish(row, DeliveryState.Stopped, now);
            return false;
        }
        foreach (var r in recipients)
        {
            if ((dropped.GetValueOrDefault(row.Id) ?? r.WhyNot(row.Purpose)) is { } reason) r.Drop(reason);
        }
        recipients.RemoveAll(r => r.Row.State != RecipientState.Planned);
        if (recipients.Count == 0)
        {
            Finish(row, DeliveryState.Suppressed, now);
            return false;
        }
        row.FrozenBody = WriteBody(row, recipients);
        row.FirstTriedAt = now;
        return true;
    }

    /// <summary>A later try, when LINE may already have it: same key, same body, unless it became too late or unwanted.</summary>
    private bool GoOn(Delivery row, List<Recipient> recipients, DateTime now)
    {
        var reason = row.StopRequested ? "stopped"
            : now - row.FirstTriedAt!.Value >= options.Value.GiveUpAfter ? "no_answer"
            : row.Multicast ? null
            : recipients.Select(r => r.WhyNot(row.Purpose)).FirstOrDefault();
        if (reason is null) return true;
        foreach (var r in recipients) (r.Row.State, r.Row.Reason) = (RecipientState.Unknown, reason);
        Finish(row, DeliveryState.Unknown, now);
        return false;
    }

    private static void Finish(Delivery row, DeliveryState state, DateTime now) =>
        (row.State, row.FinishedAt, row.LeaseOwner, row.LeaseUntil) = (state, now, null, null);

    private static string WriteBody(Delivery row, List<Recipient> recipients)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, AsWritten))
        {
            json.WriteStartObject();
            if (row.Multicast)
            {
                json.WriteStartArray("to"u8);
                foreach (var r in recipients) json.WriteStringValue(r.LineUserId);
                json.WriteEndArray();
            }
            else
            {
                json.WriteString("to"u8, recipients[0].LineUserId);
            }
            json.WritePropertyName("messages"u8);
            json.WriteRawValue(row.Messages);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static ClaimedDelivery Held(Delivery row, List<Recipient> recipients, bool fresh, string token, long seenAt, bool quotaProbe) => new()
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
        Recipients = recipients.ConvertAll(r => new ClaimedRecipient(r.Row.Id, r.Row.LineAccountId, r.Row.MemberId)),
        QuotaProbe = quotaProbe,
        SeenAt = seenAt,
    };

    private sealed record Recipient(DeliveryRecipient Row, string LineUserId, bool Friend, long? BoundMemberId, bool Erased, bool OptedIn)
    {
        /// <summary>Why this person must not get it as things are now; null when nothing speaks against it.</summary>
        public string? WhyNot(DeliveryPurpose purpose) =>
            Erased ? "erased"
            : Row.MemberId is not null && Row.MemberId != BoundMemberId ? "unbound"
            : !Friend ? "blocked"
            : purpose == DeliveryPurpose.Marketing && !OptedIn ? "opted_out"
            : null;

        public void Drop(string reason) => (Row.State, Row.Reason) = (RecipientState.Suppressed, reason);
    }
}

/// <param name="Found">Something was due, even if nothing of it is left to send: look again at once.</param>
internal sealed record Claim(bool Found, IReadOnlyList<ClaimedDelivery> Rows)
{
    public static readonly Claim Nothing = new(false, []);
    public static readonly Claim Again = new(true, []);
}

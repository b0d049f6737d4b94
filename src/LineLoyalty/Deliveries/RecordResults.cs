using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>Writes what became of claimed rows, many in one commit. A row whose lease went to somebody else is left to that one.</summary>
internal sealed class RecordResults(LoyaltyDb db, TimeProvider clock, DeliverySignal signal, IOptions<DeliveryOptions> options)
{
    public async Task ExecuteAsync(IReadOnlyList<Result> results, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var rows = await LoadAsync(results, now, ct);
        var accepted = new List<ClaimedDelivery>();
        var ended = new List<(long DeliveryId, RecipientState State, string? Reason)>();
        var splits = new List<(Delivery Row, ClaimedDelivery Held)>();
        foreach (var (held, fate, answer) in results)
        {
            if (!rows.TryGetValue(held.Id, out var row) || row.LeaseOwner != held.Token) continue;
            (row.LeaseOwner, row.LeaseUntil) = (null, null);
            if (answer is not null) (row.LineStatus, row.LineMessage) = (answer.Status, answer.Message);
            switch (fate)
            {
                case Fate.Accepted:
                    row.LineRequestId = answer!.RequestId;
                    Finish(row, DeliveryState.Sent, now);
                    accepted.Add(held);
                    break;
                case Fate.Refused:
                    Finish(row, DeliveryState.Refused, now);
                    ended.Add((row.Id, RecipientState.Refused, answer!.Message is { Length: > 200 } text ? text[..200] : answer.Message));
                    break;
                case Fate.Split:
                    Finish(row, DeliveryState.Split, now);
                    splits.Add((row, held));
                    break;
                case Fate.Uncertain:
                    row.Attempts++;
                    if (row.StopRequested) End(row, "stopped");
                    else if (now - held.FirstTriedAt >= options.Value.GiveUpAfter) End(row, "no_answer");
                    else row.DueAt = now + BackOff(row.Attempts);
                    break;
                case Fate.TryLater:
                    row.Attempts++;
                    row.DueAt = now + Longer(BackOff(row.Attempts), answer!.RetryAfter);
                    GiveBack(row, held);
                    break;
                default:
                    GiveBack(row, held);
                    break;
            }
        }
        // The rows' own changes go first: the set-based updates below must find them.
        await db.SaveChangesAsync(ct);
        await AcceptAsync(accepted, now, ct);
        foreach (var group in ended.GroupBy(e => (e.State, e.Reason))) await EndRecipientsAsync([.. group.Select(e => e.DeliveryId)], group.Key.State, group.Key.Reason, ct);
        foreach (var (row, held) in splits) await SplitAsync(row, held, now, ct);
        if (splits.Count > 0) unit.AfterCommit(signal.Wake);
        await unit.CommitAsync(ct);

        void End(Delivery row, string reason)
        {
            Finish(row, DeliveryState.Unknown, now);
            ended.Add((row.Id, RecipientState.Unknown, reason));
        }

        // LINE certainly has nothing under a fresh key: the next claim decides anew who still gets it, under a new key.
        void GiveBack(Delivery row, ClaimedDelivery held)
        {
            if (!held.Fresh)
            {
                if (row.StopRequested) End(row, "stopped");
                return;
            }
            (row.FrozenBody, row.FirstTriedAt, row.RetryKey) = (null, null, Guid.NewGuid());
            if (!row.StopRequested) return;
            Finish(row, DeliveryState.Stopped, now);
            ended.Add((row.Id, RecipientState.Suppressed, "stopped"));
        }
    }

    private async Task<Dictionary<long, Delivery>> LoadAsync(IReadOnlyList<Result> results, DateTime now, CancellationToken ct)
    {
        var hold = now + TimeSpan.FromSeconds(30);
        foreach (var claim in results.GroupBy(r => r.Row.Token))
        {
            var ids = claim.Select(r => r.Row.Id).ToList();
            // Locks the rows that are still ours until the commit; SQLite has no row locks and needs none.
            await db.Deliveries.Where(d => ids.Contains(d.Id) && d.LeaseOwner == claim.Key)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseUntil, hold), ct);
        }
        var all = results.Select(r => r.Row.Id).ToList();
        return await db.Deliveries.Where(d => all.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
    }

    private async Task AcceptAsync(List<ClaimedDelivery> accepted, DateTime now, CancellationToken ct)
    {
        if (accepted.Count == 0) return;
        await EndRecipientsAsync(accepted.ConvertAll(d => d.Id), RecipientState.Accepted, null, ct);
        foreach (var held in accepted)
        {
            var data = JsonSerializer.Serialize(new { delivery = held.Id, cause = held.Cause, campaign = held.CampaignId });
            foreach (var r in held.Recipients)
            {
                db.MemberEvents.Add(new MemberEvent { MemberId = r.MemberId, LineAccountId = r.LineAccountId, Kind = MemberEvents.MessageSent, At = now, Data = data });
            }
        }
    }

    private Task<int> EndRecipientsAsync(List<long> deliveries, RecipientState state, string? reason, CancellationToken ct) =>
        db.DeliveryRecipients.Where(r => deliveries.Contains(r.DeliveryId) && r.State == RecipientState.Planned)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, state).SetProperty(r => r.Reason, reason), ct);

    /// <summary>Somebody in it makes LINE refuse the whole: two halves, each under its own key. Nine rounds take 500 down to one.</summary>
    private async Task SplitAsync(Delivery row, ClaimedDelivery held, DateTime now, CancellationToken ct)
    {
        var middle = held.Recipients.Count / 2;
        foreach (var half in new[] { held.Recipients.Take(middle), held.Recipients.Skip(middle) })
        {
            var part = new Delivery
            {
                RetryKey = Guid.NewGuid(),
                Purpose = row.Purpose,
                Multicast = true,
                Messages = row.Messages,
                Cause = row.Cause,
                CampaignId = row.CampaignId,
                CreatedAt = row.CreatedAt,
                DueAt = now,
                StopRequested = row.StopRequested,
            };
            db.Deliveries.Add(part);
            await db.SaveChangesAsync(ct);
            var moved = half.Select(r => r.Id).ToList();
            await db.DeliveryRecipients.Where(r => moved.Contains(r.Id)).ExecuteUpdateAsync(s => s.SetProperty(r => r.DeliveryId, part.Id), ct);
        }
    }

    private static void Finish(Delivery row, DeliveryState state, DateTime now)
    {
        (row.State, row.FinishedAt) = (state, now);
        // A person may still want to see, or send again, exactly what is unknown; the others need their body no more.
        if (state != DeliveryState.Unknown) row.FrozenBody = null;
    }

    /// <summary>1 s doubling to 10 min (by default), and a random part of that: a crowd that failed together does not come back together.</summary>
    private TimeSpan BackOff(int attempts)
    {
        var ceiling = Math.Min(options.Value.LongestRetry.TotalSeconds, options.Value.FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 30)));
        return TimeSpan.FromSeconds(ceiling * Random.Shared.NextDouble());
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan? b) => b > a ? b.Value : a;
}

internal enum Fate
{
    Accepted,
    Refused,
    /// <summary>Refused because of some of its recipients.</summary>
    Split,
    /// <summary>LINE may have it.</summary>
    Uncertain,
    /// <summary>LINE has not got it; this row waits.</summary>
    TryLater,
    /// <summary>Nothing was sent, or nothing was its fault: back as it was.</summary>
    GivenBack,
}

internal sealed record Result(ClaimedDelivery Row, Fate Fate, LineAnswer? Answer);

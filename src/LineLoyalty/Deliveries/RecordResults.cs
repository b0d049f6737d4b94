using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LineLoyalty.Deliveries;

/// <summary>Writes what became of claimed rows, many in one commit. A row whose lease went to somebody else is left to that one.</summary>
internal sealed class RecordResults(LoyaltyDb db, TimeProvider clock, DeliverySignal signal, BookRecipients booking, IOptions<DeliveryOptions> options)
{
    // Marking more than these takes so long that it is done behind the sending.
    private const int FewPeople = 50;
    private const string Sent = """
        UPDATE "Deliveries" SET "State" = 'Sent', "FinishedAt" = @p0, "LeaseOwner" = NULL, "LeaseUntil" = NULL, "FrozenBody" = NULL,
        "LineStatus" = @p1, "LineMessage" = NULL, "LineRequestId" = NULLIF(@p2, '') WHERE "Id" = @p3 AND "LeaseOwner" = @p4 AND "State" = 'Pending'
        """;

    public async Task ExecuteAsync(IReadOnlyList<Result> results, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var unit = await db.BeginWriteAsync(ct);
        var accepted = await AcceptAsync([.. results.Where(r => r.Fate == Fate.Accepted)], now, ct);
        List<Result> rest = [.. results.Where(r => r.Fate != Fate.Accepted)];
        if (rest.Count > 0) await RecordRestAsync(rest, now, unit, ct);
        await unit.CommitAsync(ct);
        if (accepted.Exists(d => d.Recipients.Count > FewPeople)) booking.Wake();
    }

    /// <summary>What nearly every result is: a few statements for all of them.</summary>
    /// <returns>Those that were still ours.</returns>
    private async Task<List<ClaimedDelivery>> AcceptAsync(List<Result> results, DateTime now, CancellationToken ct)
    {
        // In one order on every server: two of them never wait for each other crosswise.
        results.Sort((a, b) => a.Row.Id.CompareTo(b.Row.Id));
        var changed = await db.ExecuteManyAsync(Sent, results.ConvertAll(r => new object[] { now, r.Answer!.Status ?? 200, r.Answer.RequestId ?? "", r.Row.Id, r.Row.Token }), ct);
        var ours = results.Where((_, i) => changed[i] == 1).Select(r => r.Row).ToList();
        var few = ours.Where(d => d.Recipients.Count <= FewPeople).ToList();
        if (few.Count > 0) await BookRecipients.MarkAsync(db, few.ConvertAll(d => (d.Id, d.Cause, d.CampaignId)), now, ct);
        db.UnbookedDeliveries.AddRange(ours.Where(d => d.Recipients.Count > FewPeople).Select(d => new UnbookedDelivery { DeliveryId = d.Id, CampaignId = d.CampaignId }));
        return ours;
    }

    private async Task RecordRestAsync(List<Result> results, DateTime now, WriteUnit unit, CancellationToken ct)
    {
        var rows = await LoadAsync(results, now, ct);
        var ended = new List<(long DeliveryId, RecipientState State, string? Reason)>();
        var splits = new List<(Delivery Row, ClaimedDelivery Held)>();
        foreach (var (held, fate, answer) in results)
        {
            if (!rows.TryGetValue(held.Id, out var row) || row.LeaseOwner != held.Token) continue;
            (row.LeaseOwner, row.LeaseUntil) = (null, null);
            if (answer is not null) (row.LineStatus, row.LineMessage) = (answer.Status, answer.Message);
            switch (fate)
            {
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
        foreach (var group in ended.GroupBy(e => (e.State, e.Reason))) await EndRecipientsAsync([.. group.Select(e => e.DeliveryId)], group.Key.State, group.Key.Reason, ct);
        foreach (var (row, held) in splits) await SplitAsync(row, held, now, ct);
        if (splits.Count > 0) unit.AfterCommit(signal.Wake);

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
            await db.Deliveries.Where(d => EF.Parameter(ids).Contains(d.Id) && d.LeaseOwner == claim.Key)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.LeaseUntil, hold), ct);
        }
        var all = results.Select(r => r.Row.Id).ToList();
        return await db.Deliveries.Where(d => EF.Parameter(all).Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
    }

    private Task<int> EndRecipientsAsync(List<long> deliveries, RecipientState state, string? reason, CancellationToken ct) =>
        db.DeliveryRecipients.Where(r => EF.Parameter(deliveries).Contains(r.DeliveryId) && r.State == RecipientState.Planned)
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
            await db.DeliveryRecipients.Where(r => EF.Parameter(moved).Contains(r.Id)).ExecuteUpdateAsync(s => s.SetProperty(r => r.DeliveryId, part.Id), ct);
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

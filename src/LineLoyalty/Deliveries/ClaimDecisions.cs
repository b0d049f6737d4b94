using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Deliveries;

/// <summary>What a claim finds out about its rows: decided in memory from what the claim has read, written by a few statements for all of them.</summary>
/// <param name="now">The moment of the claim.</param>
/// <param name="giveUpAfter">How long LINE's key protects a try.</param>
/// <param name="dropped">Whose reason is gone, and why.</param>
internal sealed class ClaimDecisions(DateTime now, TimeSpan giveUpAfter, Dictionary<long, string> dropped)
{
    private const string Frozen = """UPDATE "Deliveries" SET "FirstTriedAt" = @p0, "FrozenBody" = @p1 WHERE "Id" = @p2""";
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<object[]> frozen = [];
    private readonly List<(long RecipientId, RecipientState State, string Reason)> ended = [];
    private readonly List<(long DeliveryId, DeliveryState State)> finished = [];

    /// <summary>First try: whoever must not get it is dropped for good; what is left becomes the body of every try.</summary>
    public bool Freeze(Delivery row, List<ClaimRecipient> recipients)
    {
        if (row.StopRequested)
        {
            End(recipients, RecipientState.Suppressed, _ => "stopped");
            finished.Add((row.Id, DeliveryState.Stopped));
            return false;
        }
        var reason = dropped.GetValueOrDefault(row.Id);
        End(recipients, RecipientState.Suppressed, r => reason ?? r.WhyNot(row.Purpose));
        recipients.RemoveAll(r => (reason ?? r.WhyNot(row.Purpose)) is not null);
        if (recipients.Count == 0)
        {
            finished.Add((row.Id, DeliveryState.Suppressed));
            return false;
        }
        row.FrozenBody = WriteBody(row, recipients);
        row.FirstTriedAt = now;
        frozen.Add([now, row.FrozenBody, row.Id]);
        return true;
    }

    /// <summary>A later try, when LINE may already have it: same key, same body, unless it became too late or unwanted.</summary>
    public bool GoOn(Delivery row, List<ClaimRecipient> recipients)
    {
        var reason = row.StopRequested ? "stopped"
            : now - row.FirstTriedAt!.Value >= giveUpAfter ? "no_answer"
            : row.Multicast ? null
            : recipients.Select(r => r.WhyNot(row.Purpose)).FirstOrDefault();
        if (reason is null) return true;
        End(recipients, RecipientState.Unknown, _ => reason);
        finished.Add((row.Id, DeliveryState.Unknown));
        return false;
    }

    public async Task WriteAsync(LoyaltyDb db, CancellationToken ct)
    {
        await db.ExecuteManyAsync(Frozen, frozen, ct);
        foreach (var group in ended.GroupBy(e => (e.State, e.Reason)))
        {
            var ids = group.Select(e => e.RecipientId).ToList();
            await db.DeliveryRecipients.Where(r => EF.Parameter(ids).Contains(r.Id))
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.State, group.Key.State).SetProperty(r => r.Reason, group.Key.Reason), ct);
        }
        foreach (var group in finished.GroupBy(f => f.State))
        {
            var ids = group.Select(f => f.DeliveryId).ToList();
            await db.Deliveries.Where(d => EF.Parameter(ids).Contains(d.Id)).ExecuteUpdateAsync(s => s.SetProperty(d => d.State, group.Key)
                .SetProperty(d => d.FinishedAt, now).SetProperty(d => d.LeaseOwner, (string?)null).SetProperty(d => d.LeaseUntil, (DateTime?)null), ct);
        }
    }

    private void End(List<ClaimRecipient> recipients, RecipientState state, Func<ClaimRecipient, string?> why)
    {
        foreach (var r in recipients)
        {
            if (why(r) is { } reason) ended.Add((r.Id, state, reason));
        }
    }

    private static string WriteBody(Delivery row, List<ClaimRecipient> recipients)
    {
        using var stream = new MemoryStream(row.Messages.Length + 64 + recipients.Count * 40);
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
            json.WriteRawValue(row.Messages, skipInputValidation: true);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

/// <summary>A person of a claimed row, as things are at the claim.</summary>
internal sealed record ClaimRecipient(
    long Id, long DeliveryId, long LineAccountId, long? MemberId, string LineUserId, bool Friend, long? BoundMemberId, bool Erased, bool OptedIn)
{
    /// <summary>Why this person must not get it as things are now; null when nothing speaks against it.</summary>
    public string? WhyNot(DeliveryPurpose purpose) =>
        Erased ? "erased"
        : MemberId is not null && MemberId != BoundMemberId ? "unbound"
        : !Friend ? "blocked"
        : purpose == DeliveryPurpose.Marketing && !OptedIn ? "opted_out"
        : null;
}

using System.Text.Json;
using LineLoyalty.Data;
using LineLoyalty.Membership;
using LineLoyalty.Purchases;
using LineLoyalty.Rewards.Stamps;
using LineLoyalty.Staff;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Tills;

/// <param name="Card">Code of the card.</param>
public sealed record HandStamps(string MemberRef, string Card, int Stamps, string Reason, string StoreCode);

/// <summary>Stamps that a clerk adds by hand: at most the card's own limit for one member and day, never on one's own card, always with an audit row.</summary>
public sealed class StampAtTill(LoyaltyDb db, TimeProvider clock, RecordStamps record)
{
    public async Task<Outcome<StampResult>> ExecuteAsync(HandStamps asked, TillClerk clerk, CancellationToken ct)
    {
        await using var unit = await db.BeginWriteAsync(ct);
        if (!await db.Stores.AnyAsync(s => s.Code == asked.StoreCode && s.Active, ct)) return PurchaseRefusals.StoreUnknown;
        if (await db.Members.Where(m => m.Ref == asked.MemberRef && m.ErasedAt == null).Select(m => (long?)m.Id).SingleOrDefaultAsync(ct) is not { } memberId) return MemberRefusals.NotFound;
        if (await db.IsOwnCardAsync(clerk, memberId, ct)) return TillRefusals.OwnCard;
        // The call's own Idempotency-Key is kept with its answer; this key only has to be new.
        var key = $"till:{Guid.NewGuid():N}";
        if (!(await record.ByHandAsync(memberId, asked.Card, asked.Stamps, asked.Reason.Trim(), key, clerk.StaffId, ct, aDay: true)).Succeeded(out var given, out var refusal)) return refusal;
        db.AuditEntries.Add(new AuditEntry
        {
            At = clock.GetUtcNow().UtcDateTime, StaffId = clerk.StaffId, PosKeyId = clerk.PosKeyId, Action = "stamps.added_at_till", Subject = asked.MemberRef,
            Data = JsonSerializer.Serialize(new { card = asked.Card, stamps = given.Stamps, reason = asked.Reason.Trim(), store = asked.StoreCode, by = clerk.Name }, JsonSerializerOptions.Web),
        });
        await unit.CommitAsync(ct);
        return given;
    }
}

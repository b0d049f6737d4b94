using System.Globalization;
using LineLoyalty.Data;
using Microsoft.EntityFrameworkCore;

namespace LineLoyalty.Membership;

public enum IdentifiedBy { Code, SpendCode, Barcode, CardNumber, Phone }

public sealed record ResolvedMember(long MemberId, IdentifiedBy IdentifiedBy);

/// <summary>Finds who stands at the till, by whatever was scanned or typed: a QR code, a one-minute barcode, a card number or a phone.</summary>
public sealed class ResolveMember(LoyaltyDb db, TimeProvider clock, MemberCodes codes, AttemptLimits limits, Vault vault)
{
    private const int LongestKey = 100;

    /// <summary>Not inside a unit: wrong tries are counted whatever becomes of the answer.</summary>
    public async Task<Outcome<ResolvedMember>> ExecuteAsync(string key, long posKeyId, CancellationToken ct)
    {
        var subject = posKeyId.ToString(CultureInfo.InvariantCulture);
        if (await limits.RefuseAsync(AttemptRules.PosKey, subject, ct) is { } paused) return paused;

        var found = await FindAsync(key.Trim(), posKeyId, ct);
        if (found.Refusal is { } refusal && refusal != MemberRefusals.CodeUsed) await limits.CountAsync(AttemptRules.PosKey, subject, ct);
        return found;
    }

    /// <summary>Who it was that an offline till scanned: a code is good when it was on the screen at that time. It only tells whose sale it is, so it is not used up.</summary>
    public async Task<Outcome<ResolvedMember>> LateAsync(string key, DateTime at, long posKeyId, CancellationToken ct)
    {
        var subject = posKeyId.ToString(CultureInfo.InvariantCulture);
        var found = await FindLateAsync(key.Trim(), at, ct);
        if (found.Refusal is not null) await limits.CountAsync(AttemptRules.PosKey, subject, ct);
        return found;
    }

    private async Task<Outcome<ResolvedMember>> FindLateAsync(string key, DateTime at, CancellationToken ct)
    {
        if (MemberCodes.LooksLikeCode(key))
        {
            if (codes.ReadLate(key, at, CodePurpose.Identify, CodePurpose.Spend).Succeeded(out var read, out var refusal)) return await KnownAsync(read.Handle, IdentifiedBy.Code, ct);
            return refusal == MemberRefusals.CodeExpired ? refusal : MemberRefusals.NotFound;
        }
        if (!IsBarcode(key)) return await FindAsync(key, 0, ct);
        var barcode = await db.Barcodes.AsNoTracking().FirstOrDefaultAsync(b => b.Digits == key, ct);
        if (barcode is null) return MemberRefusals.NotFound;
        return at < barcode.ValidFrom - MemberCodes.LateTolerance || at >= barcode.ValidTo + MemberCodes.LateTolerance
            ? MemberRefusals.CodeExpired : await KnownAsync(barcode.MemberId, IdentifiedBy.Barcode, ct);
    }

    private async Task<Outcome<ResolvedMember>> KnownAsync(long memberId, IdentifiedBy by, CancellationToken ct) =>
        await db.Members.AnyAsync(m => m.Id == memberId && m.ErasedAt == null, ct) ? new ResolvedMember(memberId, by) : MemberRefusals.NotFound;

    private static bool IsBarcode(string key) => key.Length == Barcodes.Length && key[0] == '0' && key.All(char.IsAsciiDigit);

    private async Task<Outcome<ResolvedMember>> FindAsync(string key, long posKeyId, CancellationToken ct)
    {
        if (key.Length is 0 or > LongestKey) return MemberRefusals.NotFound;
        if (MemberCodes.LooksLikeCode(key)) return await ByCodeAsync(key, posKeyId, ct);
        if (IsBarcode(key)) return await ByBarcodeAsync(key, posKeyId, ct);
        if (CardNumbers.IsValid(key.Replace(" ", "", StringComparison.Ordinal))) return await ByCardAsync(key.Replace(" ", "", StringComparison.Ordinal), ct);
        if (PhoneNumber.TryParse(key, out var phone)) return await ByPhoneAsync(phone, ct);
        return MemberRefusals.NotFound;
    }

    private async Task<Outcome<ResolvedMember>> ByCodeAsync(string key, long posKeyId, CancellationToken ct)
    {
        if (!codes.Read(key, CodePurpose.Identify, CodePurpose.Spend).Succeeded(out var read, out var refusal))
        {
            // Only a code we signed is told to be late; anything else learns nothing.
            return refusal == MemberRefusals.CodeExpired ? refusal : MemberRefusals.NotFound;
        }
        var by = read.Purpose == CodePurpose.Spend ? IdentifiedBy.SpendCode : IdentifiedBy.Code;
        return await UseAsync(read.Nonce, read.Handle, by, posKeyId, ct);
    }

    private async Task<Outcome<ResolvedMember>> ByBarcodeAsync(string digits, long posKeyId, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var barcode = await db.Barcodes.AsNoTracking().FirstOrDefaultAsync(b => b.Digits == digits, ct);
        if (barcode is null || now < barcode.ValidFrom) return MemberRefusals.NotFound;
        return now >= barcode.ValidTo
            ? MemberRefusals.CodeExpired
            : await UseAsync(digits, barcode.MemberId, IdentifiedBy.Barcode, posKeyId, ct);
    }

    private async Task<Outcome<ResolvedMember>> UseAsync(string nonce, long memberId, IdentifiedBy by, long posKeyId, CancellationToken ct)
    {
        if (!await db.Members.AnyAsync(m => m.Id == memberId && m.ErasedAt == null, ct)) return MemberRefusals.NotFound;
        var once = string.Create(CultureInfo.InvariantCulture, $"identify:{nonce}:{posKeyId}");
        return await db.TryUseCodeAsync(once, clock.GetUtcNow().UtcDateTime, ct) ? new ResolvedMember(memberId, by) : MemberRefusals.CodeUsed;
    }

    private async Task<Outcome<ResolvedMember>> ByCardAsync(string cardNumber, CancellationToken ct)
    {
        var id = await db.Members.Where(m => m.CardNumber == cardNumber && m.ErasedAt == null).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct);
        return id is { } found ? new ResolvedMember(found, IdentifiedBy.CardNumber) : MemberRefusals.NotFound;
    }

    private async Task<Outcome<ResolvedMember>> ByPhoneAsync(string phone, CancellationToken ct)
    {
        var index = PhoneNumber.Index(vault, phone);
        var id = await db.Members.Where(m => m.PhoneIndex == index && m.ErasedAt == null).Select(m => (long?)m.Id).FirstOrDefaultAsync(ct);
        return id is { } found ? new ResolvedMember(found, IdentifiedBy.Phone) : MemberRefusals.NotFound;
    }
}
